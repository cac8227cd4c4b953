"""The list of entry pages that a crawl starts from, as a CSV file.

Promises: a file with a fault is refused whole, with its line, its column and what to write instead.
Refuses: unknown columns, addresses that are not absolute http(s), an exception without a reason and a day
on which it ends. An exception that has ended lifts nothing.
Caveat: the file is UTF-8 (a BOM is fine); a spreadsheet that saves GBK is told so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from scraper.errors import SourcesError

COLUMNS = (
    "url",
    "kind",
    "organization",
    "division_code",
    "exception",
    "reason",
    "expires",
    "found",
    "gone",
)
SEARCHED = ("found", "gone")  # columns that a search for columns writes
KINDS = ("portal", "column", "page")
_OTHER_MARKS = {";": "semicolons (;)", "\t": "tabs", "，": "full-width commas", "|": "bars (|)"}
EXCEPTIONS = ("robots", "tls")


@dataclass(frozen=True, slots=True)
class Source:
    """One entry page: a `portal` is searched for columns, a `column` lists reports, a `page` is a report.

    `organization` and `division_code` are hints for what lies behind the page. `exception` lifts one rule
    (robots, tls) for the host of this source alone, for a stated `reason`, until `expires`. `found` is the
    day on which a search last saw the page, `gone` that on which it first missed it: for the reader alone.

    >>> Source("https://www.example.gov.cn/zfxxgknb/").kind
    'column'
    """

    url: str
    kind: str = "column"
    organization: str | None = None
    division_code: str | None = None
    exception: str | None = None
    reason: str | None = None
    expires: date | None = None
    found: date | None = None
    gone: date | None = None

    def is_excepted(self, rule: str, today: date) -> bool:
        """True while this source's exception lifts `rule`; without a reason and an end it lifts nothing.

        >>> day = date(2026, 1, 31)
        >>> source = Source("http://a.example/", exception="robots", reason="by letter", expires=day)
        >>> source.is_excepted("robots", date(2026, 1, 31)), source.is_excepted("robots", date(2026, 2, 1))
        (True, False)
        """
        return (
            self.exception == rule and bool(self.reason) and not self.has_ended(today) and bool(self.expires)
        )

    def has_ended(self, today: date) -> bool:
        """True where the exception's last day is over."""
        return self.exception is not None and self.expires is not None and self.expires < today

    @property
    def host(self) -> str:
        """The host that the exception is for."""
        return urlsplit(self.url).hostname or ""


def read_sources(path: Path) -> list[Source]:
    """Read a sources file; SourcesError names file, line, column and what to do."""
    rows = _rows(path)
    if not rows:
        raise SourcesError(
            path, None, None, f"the file is empty: its first line must name columns ({','.join(COLUMNS)})"
        )
    header_line, header = rows[0]
    names = [name.strip().lower() for name in header]
    _check_header(path, header_line, names)
    if not rows[1:]:
        raise SourcesError(path, None, None, "the file names no address: add a row with a url")
    sources = [_source(path, line, names, row) for line, row in rows[1:]]
    _check_once(path, [line for line, _ in rows[1:]], sources)
    return sources


def write_sources(file: TextIO, sources: Iterable[Source]) -> None:
    """Write a sources file that `read_sources` reads back to equal sources.

    The days of a search are columns of it only where a source has one.
    """
    rows = list(sources)
    names = [name for name in COLUMNS if name not in SEARCHED or any(getattr(row, name) for row in rows)]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(row, name) or "" for name in names] for row in rows)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_read_rows(path, file))
    except UnicodeDecodeError as error:
        raise SourcesError(path, None, None, "the file is not UTF-8: save it as CSV UTF-8") from error
    except OSError as error:
        raise SourcesError(path, None, None, f"cannot be read: {error.strerror}") from error


def _read_rows(path: Path, file: TextIO) -> Iterator[tuple[int, list[str]]]:
    reader, begun = csv.reader(file, strict=True), 1
    try:
        for row in reader:
            begun = reader.line_num + 1
            if any(field.strip() for field in row):
                yield reader.line_num, row
    except csv.Error as error:
        is_open = "end of data" in str(error)
        problem = "a quote that opens here is not closed" if is_open else f"the line is not CSV: {error}"
        raise SourcesError(path, begun, None, problem) from error


def _check_header(path: Path, line: int, names: Sequence[str]) -> None:
    first = names[0]
    mark = next((mark for mark in _OTHER_MARKS if mark in first and len(names) == 1), None)
    if mark is not None:
        problem = f"fields are separated by {_OTHER_MARKS[mark]}: save the file with commas"
        raise SourcesError(path, line, None, problem)
    if first.startswith(("http://", "https://")):
        raise SourcesError(
            path, line, None, f"the first line must name columns: begin the file with {','.join(COLUMNS[:2])}"
        )
    for name in names:
        if name not in COLUMNS:
            raise SourcesError(path, line, name or "(no name)", f"unknown column: use {', '.join(COLUMNS)}")
        if names.count(name) > 1:
            raise SourcesError(path, line, name, "the column is named twice: keep one")
    if "url" not in names:
        raise SourcesError(path, line, "url", "the column is missing: it is the one that every row needs")


def _source(path: Path, line: int, names: Sequence[str], row: Sequence[str]) -> Source:
    if len(row) > len(names):
        raise SourcesError(
            path, line, None, f"{len(row)} fields for {len(names)} columns: quote fields with commas"
        )
    fields = {name: value.strip() for name, value in zip(names, row, strict=False) if value.strip()}
    kind = fields.get("kind", "column").lower()
    if kind not in KINDS:
        raise SourcesError(path, line, "kind", f"{kind!r} is unknown: write portal, column or page")
    return Source(
        url=_address(path, line, fields.get("url", "")),
        kind=kind,
        organization=fields.get("organization"),
        division_code=_division(path, line, fields.get("division_code")),
        exception=_exception(path, line, fields),
        reason=fields.get("reason"),
        expires=_date(path, line, "expires", fields),
        found=_date(path, line, "found", fields),
        gone=_date(path, line, "gone", fields),
    )


def _address(path: Path, line: int, url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in url):
        raise SourcesError(
            path, line, "url", f"{url!r} is no address: write one that begins with http:// or https://"
        )
    return url


def _division(path: Path, line: int, code: str | None) -> str | None:
    if code is not None and not (code.isascii() and code.isdigit() and len(code) in (6, 9, 12)):
        raise SourcesError(
            path, line, "division_code", f"{code!r} is no code: write 6, 9 or 12 digits, or nothing"
        )
    return code


def _exception(path: Path, line: int, fields: dict[str, str]) -> str | None:
    exception = fields.get("exception")
    if exception is None:
        return None
    if exception not in EXCEPTIONS:
        raise SourcesError(
            path, line, "exception", f"{exception!r} is unknown: write robots or tls, or nothing"
        )
    if "reason" not in fields:
        raise SourcesError(
            path, line, "reason", "an exception needs a reason: say who allowed it, or why it is right"
        )
    if "expires" not in fields:
        raise SourcesError(
            path,
            line,
            "expires",
            "an exception needs its last day: write it as 2027-12-31, and renew it then",
        )
    return exception


def _date(path: Path, line: int, name: str, fields: dict[str, str]) -> date | None:
    text = fields.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SourcesError(path, line, name, f"{text!r} is no date: write it as 2027-12-31") from error


def _check_once(path: Path, lines: Sequence[int], sources: Sequence[Source]) -> None:
    seen: dict[str, int] = {}
    for line, source in zip(lines, sources, strict=True):
        if source.url in seen:
            raise SourcesError(
                path, line, "url", f"the address stands in line {seen[source.url]} already: keep one"
            )
        seen[source.url] = line


def unverified(sources: Iterable[Source], today: date) -> dict[str, str]:
    """Hosts whose certificates are not verified today, each with the reason that its row gives."""
    return {source.host: source.reason or "" for source in sources if source.is_excepted("tls", today)}
