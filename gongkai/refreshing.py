"""`gongkai refresh`: the whole job as cron runs it.

Promises: it fetches what may have changed, parses what is new, builds, publishes, and writes down how it went
also where it failed; an operator is told of problems by the exit code and by what is configured.
Refuses: to run beside another run in the same data folder (exit code 3), which nobody is told of.
Caveat: what is due is decided by the calendar and by what changed when (`scraper/revisit.py`): a body that
publishes out of season is met some weeks later.
"""

from __future__ import annotations

import threading
from pathlib import Path

from gongkai.complaints import describe_error
from gongkai.config import Settings
from gongkai.progress import Reporter
from gongkai.run_summary import RunSummary
from gongkai.running import Clock, run
from gongkai.telling import Message
from scraper.clock import now

SHOWN = 20  # problems that a message names


def refresh(
    sources: Path, settings: Settings, reporter: Reporter, stop: threading.Event, *, clock: Clock = now
) -> RunSummary:
    """Crawl what is due, and build."""
    return run(sources, settings, reporter, stop, only_due=True, clock=clock, command="refresh")


def message_of(summary: RunSummary, settings: Settings, exit_code: int) -> Message | None:
    """What an operator is told of a run that came to its end; None where there is nothing to tell."""
    if exit_code == 0 and settings.tell != "always":
        return None
    release = summary.build.release if summary.build else None
    news = "no release" if release is None else f"{'new' if release.is_new else 'unchanged'} {release.name}"
    problems = _problems(summary)
    lines = [
        *_counts(summary),
        *problems[:SHOWN],
        *([f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []),
        f"All of it: {summary.path}",
    ]
    subject = f"gongkai refresh: {news}, {summary.failed} problems (exit code {exit_code})"
    return Message(subject, "\n".join(lines) + "\n", exit_code)


def message_of_error(error: Exception, settings: Settings, exit_code: int) -> Message:
    """What an operator is told of a run that ended with an error."""
    what, remedy = describe_error(error)
    text = "\n".join(line for line in (what, remedy, f"Data folder: {settings.data}") if line)
    return Message(f"gongkai refresh failed (exit code {exit_code})", text + "\n", exit_code)


def _counts(summary: RunSummary) -> list[str]:
    lines = []
    if (crawl := summary.crawl) is not None:
        lines.append(
            f"Fetched: {crawl.stored} new or changed, {crawl.unchanged} unchanged, {crawl.resting} not due, "
            f"{crawl.refused} refused, {crawl.failed} failed"
        )
    if (built := summary.build) is not None:
        lines.append(f"Read: {built.documents} documents, {len(built.failures)} could not be read")
    return lines


def _problems(summary: RunSummary) -> list[str]:
    crawl = [f"{url}: {reason}" for url, reason in summary.crawl.unfetched] if summary.crawl else []
    failures = summary.build.failures if summary.build else ()
    build = [f"{one.address}: {one.code}: {one.message}" for one in failures]
    return [*crawl, *build, *summary.damage]
