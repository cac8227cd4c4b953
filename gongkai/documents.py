"""A document on its way into the archive or the parser, whatever way it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scraper.records import NO_HINTS, Hints


@dataclass(frozen=True, slots=True)
class Input:
    """One document: `shown` is its path as given, `address` what it is called in the archive.

    `address` is `file:` and the path where it is not known where the document came from.
    """

    shown: str
    address: str
    data: bytes
    content_type: str | None
    fetched_at: datetime
    hints: Hints = NO_HINTS
