"""What the frontier holds of an address: how it was found, and what an earlier fetch left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.records import Hints


@dataclass(frozen=True, slots=True)
class Page:
    """An address to fetch and what is known of it. `kind` is one of `discover.Found`.

    `number` counts the pages of a column from 1, `otherwise` is what to try where this one is no new page,
    addresses with a space between them. No link `is_guess`: we made the address up, and it may not be there.
    """

    url: str
    kind: str
    source: str
    depth: int = 0
    number: int = 1
    column_url: str | None = None
    otherwise: str | None = None
    link_title: str | None = None
    column_title: str | None = None
    organization: str | None = None
    division_code: str | None = None
    is_guess: bool = False

    @property
    def hints(self) -> Hints:
        """What the way to this page says, for the archive."""
        return Hints(
            self.link_title,
            self.column_title,
            self.organization,
            self.division_code,
            self.source,
            column_url=self.column_url,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier fetch left: validators, the digest of the body, and where in the archive the body is.

    `trusted` counts how often in a row the site's own word (304) was taken for it that nothing changed;
    `witness` is what said so the last time: etag, last_modified, bytes or content.
    """

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    record: str | None = None
    trusted: int = 0
    witness: str | None = None


def past_date(text: str | None, seen_at: datetime) -> str | None:
    """A Last-Modified that may be asked with: with one of the future a change may be answered by 304.

    >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    >>> past_date("Thu, 01 Jan 2026 11:00:00 GMT", noon), past_date("Fri, 02 Jan 2026 11:00:00 GMT", noon)
    ('Thu, 01 Jan 2026 11:00:00 GMT', None)
    """
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return text  # not a date: a server that compares strings will know it
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return text if moment <= seen_at else None
