"""Settings: `gongkai.toml` in the working folder, then GONGKAI_* variables, then flags; the last wins.

Promises: a setting that is unknown, or not of its type, is refused with the nearest known name.
Refuses: to fall back on a default where a value was given and is wrong.
Caveat: delays below a second are for loopback only; the crawl refuses them elsewhere.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.errors import ConfigError, InputError
from parsers.report import Severity
from scraper.guard import is_loopback_url
from scraper.hours import read_hours

FILE = "gongkai.toml"
PREFIX = "GONGKAI_"
ENGINES = ("processes", "dask")
_PLAIN = r"[!-'*-~]"  # a header carries it, in parentheses
_CONTACT = re.compile(
    rf"https?://{_PLAIN}+|(?:mailto:)?(?!{_PLAIN}*@{_PLAIN}*@){_PLAIN}+@{_PLAIN}+", re.IGNORECASE
)
_MAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is set to. `data` is the data folder; `fail_on` the severity that makes exit code 1.

    Delays are seconds. `workers` are processes that parse; None takes one a core. `hours` are those of the
    day in which sites are asked (`22-06`, in China time); None: all. A search for columns looks at
    `page_budget` pages a host, `portal_depth` steps from the home page. A refresh tells an operator of
    `problems`, or `always`, by mail (`mail_to`, through the server `smtp`) and by a `webhook`. Parsing runs
    in `processes` of this machine, or on the `engine` dask: the cluster of `scheduler`, or a local one.
    """

    data: Path = Path("data")
    contact: str | None = None
    delay_min: float = 1.0
    delay_max: float = 60.0
    hours: str | None = None
    fail_on: Severity | None = None
    json: bool = False
    quiet: bool = False
    workers: int | None = None
    page_budget: int = 300
    portal_depth: int = 6
    mail_to: str | None = None
    mail_from: str | None = None
    smtp: str = "localhost:25"
    webhook: str | None = None
    tell: str = "problems"
    engine: str = "processes"
    scheduler: str | None = None

    @property
    def archive(self) -> Path:
        """The folder of WARC files: the source of truth."""
        return self.data / "archive"

    @property
    def frontier(self) -> Path:
        """The state of the crawl: a cache."""
        return self.data / "state" / "frontier.sqlite"

    @property
    def store(self) -> Path:
        """What was parsed, kept for the next build: a cache."""
        return self.data / "state" / "store.sqlite"

    @property
    def releases(self) -> Path:
        """The folder of releases, with `current`."""
        return self.data / "dataset"

    @property
    def runs(self) -> Path:
        """The folder of run summaries."""
        return self.data / "runs"

    @property
    def worker_count(self) -> int:
        """The number of processes that parse."""
        return self.workers or os.cpu_count() or 1


def check_folder(settings: Settings) -> None:
    """Raise InputError where the data folder is not there: looking for it must not make it."""
    if not settings.data.is_dir():
        problem = "a file, no data folder" if settings.data.exists() else "no such data folder"
        raise InputError(
            f"{settings.data}: {problem}",
            remedy="Check --data; gongkai run, crawl and import make a new one.",
        )


def load_settings(flags: Mapping[str, object], *, environ: Mapping[str, str], folder: Path) -> Settings:
    """The settings of a run; `flags` holds only what was given, `folder` is where gongkai.toml may lie.

    Raises ConfigError for a setting that is unknown or not of its type.

    >>> load_settings({"data": "there"}, environ={"GONGKAI_DATA": "here"}, folder=Path("nowhere")).data
    PosixPath('there')
    """
    values = _from_file(folder / FILE) | _from_environ(environ) | _checked(flags, None, _flag_name)
    settings = Settings(**values)
    if settings.delay_min > settings.delay_max:
        raise ConfigError(
            f"delay_min ({settings.delay_min:g}) is above delay_max ({settings.delay_max:g})",
            remedy="Raise --delay-max or lower --delay-min.",
        )
    return settings


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: the file is not UTF-8", remedy="Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}", remedy="Mend the file; it is TOML in UTF-8.") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    return _checked(values, str(path), str)


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    values = {name.removeprefix(PREFIX).lower(): v for name, v in environ.items() if name.startswith(PREFIX)}
    return _checked(values, "environment", lambda name: PREFIX + name.upper())


def _flag_name(name: str) -> str:
    return "--" + name.replace("_", "-")


def _checked(values: Mapping[str, object], origin: str | None, spell: Callable[[str], str]) -> dict[str, Any]:
    """The values, converted; `origin` is where they stand, None for flags, whose names say it."""
    return {name: _convert(name, value, origin, spell) for name, value in values.items()}


def _convert(name: str, value: object, origin: str | None, spell: Callable[[str], str]) -> Any:
    place = f"{origin}: " if origin else ""
    if name not in _READERS:
        near = difflib.get_close_matches(name, _READERS, n=1)
        hint = f"Did you mean {spell(near[0])}?" if near else f"Known: {', '.join(map(spell, _READERS))}."
        raise ConfigError(f"{place}unknown setting {spell(name)}", remedy=hint)
    try:
        return _READERS[name](value)
    except ValueError as error:
        raise ConfigError(f"{place}{spell(name)}: {error}", remedy="Mend the value.") from error


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is no text")
    return value.strip()


def _contact(value: object) -> str:
    text = _text(value)
    if not _CONTACT.fullmatch(text):
        raise ValueError(f"{text!r} is no page (https://...) and no mail address, in plain ASCII")
    return text


def _path(value: object) -> Path:
    return value if isinstance(value, Path) else Path(_text(value))


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{value!r} is no number of seconds")
    try:
        seconds = float(value)
    except ValueError:
        raise ValueError(f"{value!r} is no number of seconds") from None
    if not 0 <= seconds <= 3600:
        raise ValueError(f"{value!r} is not between 0 and 3600 seconds")
    return seconds


def _hours(value: object) -> str:
    text = _text(value)
    read_hours(text)
    return text


def _severity(value: object) -> Severity:
    if isinstance(value, Severity):
        return value
    known = [severity.value for severity in Severity]
    if value not in known:
        raise ValueError(f"{value!r} is not one of {', '.join(known)}")
    return Severity(str(value))


def _switch(value: object) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in words:
        raise ValueError(f"{value!r} is not true or false")
    return words[value.lower()]


def _count(value: object) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 1024:
        raise ValueError(f"{value!r} is not a number from 1 to 1024")
    return int(text)


def _pages(value: object) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 100_000:
        raise ValueError(f"{value!r} is not a number from 1 to 100000")
    return int(text)


def _mail(value: object) -> str:
    text = _text(value)
    if not _MAIL.fullmatch(text):
        raise ValueError(f"{text!r} is no mail address, in plain ASCII")
    return text


def _server(value: object) -> str:
    text = _text(value)
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise ValueError(f"{text!r} is no host:port")
    return text


def _webhook(value: object) -> str:
    text = _text(value)
    if not (text.startswith("https://") or is_loopback_url(text)):
        raise ValueError("a webhook is an https address")
    return text


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(f"{value!r} is not one of {', '.join(words)}")
        return str(value)

    return read


_READERS: dict[str, Callable[[object], Any]] = {
    "data": _path,
    "contact": _contact,
    "delay_min": _seconds,
    "delay_max": _seconds,
    "hours": _hours,
    "fail_on": _severity,
    "json": _switch,
    "quiet": _switch,
    "workers": _count,
    "page_budget": _pages,
    "portal_depth": _count,
    "mail_to": _mail,
    "mail_from": _mail,
    "smtp": _server,
    "webhook": _webhook,
    "tell": _one_of("problems", "always"),
    "engine": _one_of(*ENGINES),
    "scheduler": _text,
}
