"""Reads MHTML files (.mht, .mhtml): a page and its pictures in one mail, as browsers save them.

Promises: the page as it was, with its address and the day of saving where the browser wrote them.
Refuses: a file without a page in it, by name.
Caveat: browsers save a page as its scripts have made it, not as the site sent it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from gongkai.documents import Input
from gongkai.reading import Failure
from scraper.address import read_address

SUFFIXES = (".mht", ".mhtml")


def is_mhtml(path: Path) -> bool:
    """True for names of MHTML files.

    >>> is_mhtml(Path("a.MHT")), is_mhtml(Path("a.html"))
    (True, False)
    """
    return path.suffix.lower() in SUFFIXES


def read_mhtml(path: Path, data: bytes, address: str, moment: datetime) -> Input | Failure:
    """The page of an MHTML file; `address` and `moment` stand where the file does not say them."""
    try:
        mail = message_from_bytes(data)
        page = next((part for part in mail.walk() if part.get_content_type() == "text/html"), None)
        body = page.get_payload(decode=True) if page is not None and "content-type" in page else None
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        return _bad(path, f"cannot be read: {type(error).__name__}: {error}")
    if page is None or not isinstance(body, bytes) or not body.strip():
        return _bad(path, "there is no page in it: is it an MHTML file?")
    found = _address(page) or _address(mail) or address
    charset = page.get_param("charset")
    content_type = f"text/html; charset={charset}" if isinstance(charset, str) else "text/html"
    return Input(str(path), found, body, content_type, _date(mail) or moment)


def _address(part: Message) -> str | None:
    for name in ("Snapshot-Content-Location", "Content-Location"):
        text = str(part.get(name, "")).strip()
        if text.startswith(("http://", "https://")) and (found := read_address(text, text)):
            return found
    return None


def _date(mail: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(mail.get("Date", ""))).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _bad(path: Path, problem: str) -> Failure:
    return Failure(str(path), "mislabelled", f"{path}: {problem}")
