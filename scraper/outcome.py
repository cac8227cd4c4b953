"""How one visited address ended."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.frontier import Known


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one address ended; `state` is one of the frontier's, `added` counts addresses newly queued,
    `outside` reports on hosts that were not asked for: they are refused at once; `lost` are titles of
    reports that the page shows without an address; `cut` says what a budget left out, `is_skipped` marks
    what was not asked for because nothing hung on it; `is_kept` says that the archive has the answer."""

    state: str
    reason: str | None = None
    rule: str | None = None
    message: str = ""
    is_passing: bool = False
    is_answered_refusal: bool = False
    known: Known | None = None
    bytes: int = 0
    added: int = 0
    outside: int = 0
    lost: tuple[str, ...] = ()
    cut: str = ""
    is_skipped: bool = False
    is_kept: bool = False


NOT_ASKED = frozenset({"site_left", "page_budget"})  # what was not asked for has refused nothing
# a column that once had reports and shows none today is a fault of the site or of our reading, no success
EMPTY = Outcome(
    "failed", "empty_list", message="empty_list: no report and no sub-column was found on it", is_kept=True
)
