"""What a run has done so far: how many addresses ended in each state, and why those that were not had.

Promises: each address counts once; reports that are named without an address, or lie outside, count too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scraper.outcome import Outcome


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a run did. `queued` addresses still wait; `reasons` counts why pages were refused or failed.

    `lists` were read; those of them that end a source without one report are `failed` too (empty_list),
    and so is each report that a list names without an address (no_address).
    `unfetched` names the pages that were refused or failed: (address, reason). `resting` reports are known
    and were not asked for, because their time had not come.
    """

    stored: int
    unchanged: int
    refused: int
    failed: int
    lists: int
    queued: int
    bytes: int
    interrupted: bool
    reasons: tuple[tuple[str, int], ...]
    unfetched: tuple[tuple[str, str], ...] = ()
    resting: int = 0


class Counts:
    """Counts of one run; `summary` gives them at its end."""

    def __init__(self) -> None:
        self._states: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._bytes = 0

    @property
    def done(self) -> int:
        """How many addresses came to their end."""
        return self._states.total()

    def add(self, outcome: Outcome) -> None:
        """Count how an address ended, and what its page showed that cannot be had."""
        self.miss(outcome.state, None)
        self._bytes += outcome.bytes
        if outcome.reason and outcome.state in ("refused", "failed"):
            self._reasons[outcome.reason] += 1
        self.miss("refused", "out_of_scope", outcome.outside)
        self.miss("failed", "no_address", len(outcome.lost))

    def miss(self, state: str, reason: str | None, count: int = 1) -> None:
        """Count addresses that ended without being asked for."""
        if count:
            self._states[state] += count
            self._reasons.update({reason: count} if reason else {})

    def summary(
        self,
        *,
        queued: int,
        is_interrupted: bool,
        unfetched: tuple[tuple[str, str], ...],
        resting: int = 0,
    ) -> CrawlSummary:
        """What the run did."""
        return CrawlSummary(
            stored=self._states["stored"],
            unchanged=self._states["unchanged"],
            refused=self._states["refused"],
            failed=self._states["failed"],
            lists=self._states["read"] + self._reasons["empty_list"],
            queued=queued,
            bytes=self._bytes,
            interrupted=is_interrupted,
            reasons=tuple(self._reasons.most_common()),
            unfetched=unfetched,
            resting=resting,
        )
