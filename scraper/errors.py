"""What `scraper` raises when work could not be done.

ScraperError
├── SourcesError             a sources file that cannot be used: file, line, column, what to do
├── SettingsError            a crawl that may not start (no contact given)
├── ArchiveError             a WARC file that cannot be read or written: file, offset
├── FrontierError            the state file of a crawl cannot be used: what to do
└── FetchError               one address could not be fetched; `code` is the reason kept in the frontier
    ├── Unreachable          no connection, no answer in time, or an answer that is not HTTP
    ├── ForbiddenAddress     not http(s), not a public address, or not a host that was asked for
    ├── TruncatedBody        the answer ended before its end
    ├── BodyTooLarge         more decoded bytes than the cap
    ├── UnknownEncoding      a content coding that was not asked for and is not read
    ├── BadRedirect          a loop, too many hops, or no usable target
    └── Busy                 429 or 5xx after the last try (in retry.py)

A page that refuses us (403, 412, robots.txt) is no error: it is recorded as a refusal.
"""

from __future__ import annotations

from pathlib import Path


class ScraperError(Exception):
    """Base of all; `code` names the reason for machines."""

    code = "scraper_error"


class SourcesError(ScraperError):
    """A sources file that cannot be used.

    >>> str(SourcesError(Path("a.csv"), 3, "kind", "'colum' is unknown: write portal, column or page"))
    "a.csv:3: kind: 'colum' is unknown: write portal, column or page"
    """

    code = "bad_sources"

    def __init__(self, path: Path, line: int | None, column: str | None, problem: str) -> None:
        self.path, self.line, self.column, self.problem = path, line, column, problem
        place = str(path) if line is None else f"{path}:{line}"
        super().__init__(": ".join([place, *([column] if column else []), problem]))


class SettingsError(ScraperError):
    """A crawl that may not start as it is set."""

    code = "bad_settings"


class ArchiveError(ScraperError):
    """A WARC file that cannot be used, from `offset` (bytes into the file) on."""

    code = "bad_archive"

    def __init__(self, path: Path, offset: int | None, problem: str) -> None:
        self.path, self.offset, self.problem = path, offset, problem
        place = str(path) if offset is None else f"{path} at byte {offset}"
        super().__init__(f"{place}: {problem}")


class FrontierError(ScraperError):
    """The state file of a crawl cannot be used.

    >>> str(FrontierError(Path("f.sqlite"), "file is not a database"))
    'f.sqlite: file is not a database (it is only a cache: move it away; the archive gives it back)'
    """

    code = "bad_frontier"

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem} (it is only a cache: move it away; the archive gives it back)")


class FetchError(ScraperError):
    """One address could not be fetched; `is_passing` says whether trying again may help.

    `received` are the bytes of a body that came before it failed.
    """

    code = "fetch_failed"
    is_passing = False
    received = 0

    def __init__(self, url: str, problem: str) -> None:
        self.url, self.problem = url, problem
        super().__init__(f"{url}: {problem}")


class Unreachable(FetchError):
    """No connection, no answer in time, or an answer that is not HTTP."""

    code = "unreachable"
    is_passing = True


class ForbiddenAddress(FetchError):
    """The address leads where a crawl may not go."""

    code = "forbidden_address"


class TruncatedBody(FetchError):
    """The answer ended before its end; it is never stored."""

    code = "truncated_body"
    is_passing = True


class BodyTooLarge(FetchError):
    """More decoded bytes than the cap; nothing of it is kept."""

    code = "body_too_large"


class UnknownEncoding(FetchError):
    """A content coding that is not read (br, zstd, more than two in a row)."""

    code = "unknown_encoding"


class BadRedirect(FetchError):
    """A redirect loop, too many hops, or no usable target."""

    code = "bad_redirect"
