"""From a file that someone saved to the address that it came from.

Promises: an address is only given where a witness names it: a mark that browsers and savers write into
the page, the folders of a mirror (`host/path`), or the page's own canonical address where the file bears
its name.
Refuses: addresses that are not http(s); to believe a mark that contradicts itself, or a canonical address
that a template gives to all its pages.
A copy of the Wayback Machine counts as the page that it is a copy of.
Caveat: a mirror does not say http or https: the page's own links to its host decide, else it is http. A page
that was saved by wget bears the date that its site gave it, not that of the fetch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from scraper.address import read_address

PEEK = 64 << 10  # bytes in which marks and links of the head are looked for
_MARK = re.compile(r"<!--\s*saved from url=\((\d{4})\)(\S+?)\s*-->")
_SINGLE_FILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+(?:saved date:\s*([^\n<(]+))?", re.IGNORECASE
)
_HTTRACK = re.compile(
    r"<!--\s*Mirrored from (\S+) by HTTrack[^,>]*(?:,\s*(\w{3}, \d{1,2} \w{3} \d{4} [\d:]+ GMT))?",
    re.IGNORECASE,
)
_LINK = re.compile(r"<(base|link|meta)\b([^<>]*)>", re.IGNORECASE)
_VALUE = re.compile(
    r"""\b(rel|href|content|property|name)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)
_ENDINGS = "cn|com|net|org|gov|edu|info|hk|mo|tw"  # of hosts; a folder may be called 2020.old
_HOST = re.compile(
    rf"(?:(?:[a-z0-9-]+\.)+(?:{_ENDINGS})|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|localhost)(?:[:+]\d{{1,5}})?",
    re.IGNORECASE,
)
_COPY = re.compile(r"https?://web\.archive\.org/web/(\d{14})(?:[a-z]{2}_)?/(https?:/.+)")
_ADDED = re.compile(r"(?:(\.(?:shtml|jsp|jspx|aspx?|php|do|action|jhtml|cgi))|(\?.*))\.html?$", re.IGNORECASE)
_WINDOWS_QUERY = re.compile(r"@(?=[\w.%-]+=)")
_DYNAMIC = re.compile(
    r"\.(?:jspx?|aspx?|php|do|action|jhtml|cgi|thtml)(?:[?@]|$)|[?@][\w.%-]+=", re.IGNORECASE
)
_INDEX = re.compile(r"(?:^|(?<=/))index\.html?(?=\?|$)", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a saved page came from: `witness` is mark, singlefile, httrack, folders or canonical."""

    address: str
    witness: str
    saved_at: datetime | None = None


def find_origin(name: str, data: bytes) -> Origin | None:
    """The origin of a file; `name` is its path in the folder, with `/`. None where no witness names one.

    >>> page = b"<!-- saved from url=(0029)http://a.example.gov.cn/1.html -->"
    >>> find_origin("x.html", page.replace(b"29", b"31")) is None
    True
    >>> find_origin("x.html", page.replace(b"29", b"30"))
    Origin(address='http://a.example.gov.cn/1.html', witness='mark', saved_at=None)
    >>> find_origin("www.a.gov.cn/nb/list.jsp?id=1.html", b"").address
    'http://www.a.gov.cn/nb/list.jsp?id=1'
    """
    head = data[:PEEK].decode("utf-8", "replace")
    return (
        _by_mark(head)
        or _by_single_file(head)
        or _by_httrack(head)
        or _by_folders(name, head)
        or _by_name(name, head)
    )


def is_mirrored(name: str) -> bool:
    """True for a path of which a folder has the name of a host.

    >>> is_mirrored("www.a.gov.cn/nb/1.html"), is_mirrored("溪云县/1.html"), is_mirrored("2020.old/1.html")
    (True, False, False)
    """
    return _place_in_mirror(name) is not None


def is_page_of_mirror(name: str, head: bytes) -> bool:
    """True for a file of a mirror that is a page although its name does not end in .html.

    >>> is_page_of_mirror("www.a.gov.cn/list.jsp?id=1", b"<html>"), is_page_of_mirror("x.jsp?id=1", b"<html>")
    (True, False)
    """
    last = PurePosixPath(name).name
    is_candidate = (bool(_DYNAMIC.search(last)) or "." not in last) and not last.endswith(".orig")
    return is_mirrored(name) and is_candidate and bool(_MARKUP.search(head[:1024]))


def original_of(name: str) -> list[str]:
    """Names under which wget keeps a page as it came (-K), beside the one with converted links.

    >>> original_of("a/list.jsp?id=1.html")
    ['a/list.jsp?id=1.html.orig', 'a/list.jsp?id=1.orig']
    """
    return [f"{name}.orig", *([f"{name[:-5]}.orig"] if name.endswith(".html") else [])]


def _by_mark(head: str) -> Origin | None:
    found = _MARK.search(head)
    if found is None:
        return None
    said, address = int(found[1]), found[2]
    if said not in (len(address), len(address.encode())):
        return None
    return _origin(address, "mark")


def _by_single_file(head: str) -> Origin | None:
    found = _SINGLE_FILE.search(head)
    return _origin(found[1], "singlefile", _date_of_script(found[2])) if found else None


def _by_httrack(head: str) -> Origin | None:
    found = _HTTRACK.search(head)
    host = found[1].partition("/")[0] if found else ""
    if found is None or not _HOST.fullmatch(host):
        return None
    return _origin(f"{_scheme(host, head)}://{found[1]}", "httrack", _date_of_mail(found[2]))


def _by_folders(name: str, head: str) -> Origin | None:
    place = _place_in_mirror(name)
    if place is None:
        return None
    host, path = place[0].replace("+", ":"), place[1]
    path = _INDEX.sub("", _ADDED.sub(r"\1\2", _WINDOWS_QUERY.sub("?", path, count=1)))
    return _origin(f"{_scheme(host, head)}://{host}/{path.replace('#', '%23')}", "folders")


def _place_in_mirror(name: str) -> tuple[str, str] | None:
    """Host and path of a file of a mirror: the first folder that is called like a host, and what is below."""
    folders = name.split("/")
    hosts = (i for i, folder in enumerate(folders[:-1]) if _HOST.fullmatch(folder))
    i = next(hosts, None)
    return (folders[i], "/".join(folders[i + 1 :])) if i is not None else None


def _by_name(name: str, head: str) -> Origin | None:
    """The page's own canonical address, or its base, where its last part is the name of the file."""
    own = unquote(PurePosixPath(name).name)
    for address in _claimed(head):
        if own and own == unquote(urlsplit(address).path.rpartition("/")[2]):
            return _origin(address, "canonical")
    return None


def _claimed(head: str) -> list[str]:
    """The addresses that a page gives itself: canonical, og:url, the meta tag Url, base."""
    found = []
    for tag, rest in _LINK.findall(head):
        values = {name.lower(): unescape(value.strip("\"'")) for name, value in _VALUE.findall(rest)}
        label = (values.get("rel") or values.get("property") or values.get("name") or "").lower()
        if tag.lower() == "base" or label == "canonical":
            found.append(values.get("href", ""))
        elif label in ("og:url", "url"):
            found.append(values.get("content", ""))
    return [address for address in found if address.startswith(("http://", "https://"))]


def _scheme(host: str, head: str) -> str:
    """http or https, by the page's own links to its host."""
    return "https" if f"https://{host}/" in head and f"http://{host}/" not in head else "http"


def _origin(address: str, witness: str, saved_at: datetime | None = None) -> Origin | None:
    address = unescape(address)
    if copy := _COPY.match(address):  # of the Wayback Machine: what it is a copy of, and when that was made
        address = re.sub(r"^(https?):/+", r"\1://", copy[2])
        saved_at = _date_of_copy(copy[1])
    found = read_address(address, address) if address.startswith(("http://", "https://")) else None
    return Origin(found, witness, saved_at) if found else None


def _date_of_mail(text: str | None) -> datetime | None:
    """A date as in a mail: Sat, 01 Jan 2022 00:00:00 GMT."""
    try:
        return parsedate_to_datetime(text or "").astimezone(UTC)
    except ValueError:
        return None


def _date_of_copy(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _date_of_script(text: str | None) -> datetime | None:
    """A date as JavaScript prints it: Tue Nov 24 2026 19:00:00 GMT+0800."""
    try:
        moment = datetime.strptime((text or "").strip(), "%a %b %d %Y %H:%M:%S GMT%z")
    except ValueError:
        return None
    return moment.astimezone(UTC)
