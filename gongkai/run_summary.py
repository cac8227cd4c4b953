"""What a run did, and where it is written down: `runs/<time>/run_summary.json`.

Promises: one folder a run, named by the moment when it began; all that is shown at its end is in the file.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from gongkai import __version__
from gongkai.config import Settings
from gongkai.importing import ImportSummary
from gongkai.pipeline import BuildSummary
from scraper.crawl import CrawlSummary


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did; steps that it did not have are None. `damage` is what the archive could not give,
    `error` what ended a run that came to no end.
    """

    started: datetime
    ended: datetime
    crawl: CrawlSummary | None = None
    imported: ImportSummary | None = None
    build: BuildSummary | None = None
    path: Path | None = None
    damage: tuple[str, ...] = ()
    error: str | None = None

    @property
    def failed(self) -> int:
        """How many inputs could not be fetched or read, damaged records of the archive among them."""
        fetches = self.crawl.failed if self.crawl else 0
        files = len(self.imported.failures) if self.imported else 0
        return fetches + files + len(self.damage) + (len(self.build.failures) if self.build else 0)


def record(settings: Settings, summary: RunSummary, command: str) -> RunSummary:
    """Write `run_summary.json` into a folder of its own; the summary with its path."""
    folder = run_folder(settings, summary.started)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "run_summary.json"
    values = {"command": command, **run_values(settings, summary)}
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return replace(summary, path=path)


def run_folder(settings: Settings, started: datetime) -> Path:
    """Where a run keeps what it did."""
    return settings.runs / started.strftime("%Y%m%dT%H%M%S.%fZ")


def run_values(settings: Settings, summary: RunSummary) -> dict[str, object]:
    """What `run_summary.json` says of a run."""
    return {
        "gongkai": __version__,
        "started": summary.started.isoformat(),
        "ended": summary.ended.isoformat(),
        "settings": {name: _plain(name, value) for name, value in asdict(settings).items()},
        "crawl": asdict(summary.crawl) if summary.crawl else None,
        "import": asdict(summary.imported) if summary.imported else None,
        "build": _build_values(summary.build) if summary.build else None,
        "damage": list(summary.damage),
        "error": summary.error,
    }


def _plain(name: str, value: object) -> object:
    if name == "webhook" and value is not None:
        return "set"  # its address is a secret
    return str(value) if isinstance(value, Path) else value


def _build_values(summary: BuildSummary) -> dict[str, object]:
    return {
        "release": summary.release.name,
        "is_new": summary.release.is_new,
        "documents": summary.documents,
        "versions": summary.versions,
        "failed": [asdict(failure) for failure in summary.failures],
        "coverage": asdict(summary.coverage),
        "validation": found.as_object() if (found := summary.release.validation) else None,
    }
