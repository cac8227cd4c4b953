"""What the archive holds of one answer: a Capture, and the Hints that led to its page.

Promises: hints survive into the archive and back, in any script, one line each.
Caveat: line breaks inside a hint become spaces, for a WARC field is one line.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime

# `register` is a page on which a government says whose reports are published (公布情况)
KINDS = ("report", "list", "register", "robots", "refusal", "failure")
MISSES = ("refusal", "failure")  # what an address that was not had ended as
# what said that a page is unchanged: its validators, its very bytes, or its article (`content.py`)
WITNESSES = ("etag", "last_modified", "bytes", "content")


@dataclass(frozen=True, slots=True)
class Hints:
    """What the way to a page says about it; `source` is the address of the sources-file row.

    `robots` is why robots.txt let it be fetched, `rule` the line that said so, where one did. `column_url` is
    the column that a report stands in.

    >>> read_note(write_note(Note("report", Hints(link_title="某局2023年年报")))).hints.link_title
    '某局2023年年报'
    """

    link_title: str | None = None
    column: str | None = None
    organization: str | None = None
    division_code: str | None = None
    source: str | None = None
    robots: str | None = None
    rule: str | None = None
    column_url: str | None = None


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Miss:
    """Why an address was not had: the `reason` of its end, and what kind of page was `asked` for."""

    reason: str
    asked: str


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a site, or one imported file, as the archive keeps it.

    `fetched_at` is UTC. `kind` is one of KINDS. `body` has its content codings removed and `digest` is its
    sha256 in hex. A `revisit` was seen again unchanged, or has the body of another address: its body is that
    of the capture it refers to, and `witness` is what said so. `record` is `file.warc.gz:offset`. A refusal
    or failure has a `miss`; where no answer came, it has no status (0), no body and no digest.
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
    witness: str | None = None
    miss: Miss | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a metadata record says of its capture: why it was fetched, and how it was known to be unchanged.

    `received` is the sha256 of the bytes that came, where they differ from the body that stands for them.
    """

    kind: str | None
    hints: Hints = NO_HINTS
    witness: str | None = None
    received: str | None = None
    miss: Miss | None = None


_HINTS = tuple(field.name for field in fields(Hints))
_NOTES = ("kind", "witness", "received")


def write_note(note: Note) -> bytes:
    """The body of a metadata record: `application/warc-fields`, UTF-8; ValueError for an unknown kind.

    >>> write_note(Note("list", Hints(column="年报")))
    b'kind: list\\r\\ncolumn: \\xe5\\xb9\\xb4\\xe6\\x8a\\xa5\\r\\n'
    """
    if note.kind not in KINDS:
        raise ValueError(f"kind {note.kind!r} is not one of {KINDS}")
    if note.witness is not None and note.witness not in WITNESSES:
        raise ValueError(f"witness {note.witness!r} is not one of {WITNESSES}")
    values = {name: getattr(note, name) for name in _NOTES}
    values |= {"reason": note.miss.reason, "asked": note.miss.asked} if note.miss else {}
    values |= {name: getattr(note.hints, name) for name in _HINTS}
    lines = (f"{name}: {' '.join(value.split())}\r\n" for name, value in values.items() if value)
    return "".join(lines).encode(errors="replace")


def read_note(data: bytes) -> Note:
    """What a metadata record says; a kind or a witness that is not known is None.

    >>> read_note(b"via: http://a.example/\\r\\n").kind is None
    True
    """
    lines = (line.partition(":") for line in data.decode("utf-8", "replace").split("\r\n"))
    values = {name.strip(): value.strip() for name, colon, value in lines if colon}
    kind, witness = values.get("kind"), values.get("witness")
    return Note(
        kind if kind in KINDS else None,
        Hints(**{name: values[name] for name in _HINTS if name in values}),
        witness if witness in WITNESSES else None,
        values.get("received"),
        Miss(values["reason"], values["asked"]) if {"reason", "asked"} <= values.keys() else None,
    )


def format_date(moment: datetime) -> str:
    """A WARC-Date of WARC/1.1, to the microsecond; a naive moment is refused.

    >>> format_date(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000Z'
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be archived")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
