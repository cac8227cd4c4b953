"""What the archive holds of one answer: a Capture, and the Hints that led to its page.

Promises: hints survive into the archive and back, in any script, one line each.
Caveat: line breaks inside a hint become spaces, for a WARC field is one line.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime

KINDS = ("report", "list", "robots", "refusal")


@dataclass(frozen=True, slots=True)
class Hints:
    """What the way to a page says about it; `source` is the address of the sources-file row.

    `robots` is why robots.txt let it be fetched, `rule` the line that said so, where one did.

    >>> read_fields(write_fields("report", Hints(link_title="某局2023年年报")))[1].link_title
    '某局2023年年报'
    """

    link_title: str | None = None
    column: str | None = None
    organization: str | None = None
    division_code: str | None = None
    source: str | None = None
    robots: str | None = None
    rule: str | None = None


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a site, or one imported file, as the archive keeps it.

    `fetched_at` is UTC. `kind` is report, list, robots or refusal. `body` has its content codings removed
    and `digest` is its sha256 in hex. A `revisit` was seen again unchanged: its body is that of the
    capture it refers to. `record` is `file.warc.gz:offset`.
    """

    url: str
    fetched_at: datetime
    status: int
    kind: str
    content_type: str | None
    body: bytes
    digest: str
    revisit: bool
    hints: Hints
    record: str


_HINTS = tuple(field.name for field in fields(Hints))


def write_fields(kind: str, hints: Hints) -> bytes:
    """The body of a metadata record: `application/warc-fields`, UTF-8.

    >>> write_fields("list", Hints(column="年报"))
    b'kind: list\\r\\ncolumn: \\xe5\\xb9\\xb4\\xe6\\x8a\\xa5\\r\\n'
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not one of {KINDS}")
    values = {"kind": kind} | {name: value for name in _HINTS if (value := getattr(hints, name))}
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in values.items()).encode(
        errors="replace"
    )


def read_fields(data: bytes) -> tuple[str | None, Hints]:
    """Kind and hints of a metadata record; kind is None where the record does not name a known one.

    >>> read_fields(b"via: http://a.example/\\r\\n")[0] is None
    True
    """
    lines = (line.partition(":") for line in data.decode("utf-8", "replace").split("\r\n"))
    values = {name.strip(): value.strip() for name, colon, value in lines if colon}
    kind = values.get("kind")
    return kind if kind in KINDS else None, Hints(**{name: values[name] for name in _HINTS if name in values})


def format_date(moment: datetime) -> str:
    """A WARC-Date of WARC/1.1, to the microsecond; a naive moment is refused.

    >>> format_date(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000Z'
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be archived")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
