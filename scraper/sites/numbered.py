"""Addresses that carry the number of a page: in the query, in a posted form, or in the name of the file.

Promises: the same address with another number, all else as it was.
Refuses: to take a long number, or one above the total, for a page: it names a column.
Caveat: which fields of a query count pages is known by their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote_plus, urlsplit

from scraper.address import read_address
from scraper.posting import FORM, post_address, read_request

MOST_PAGES = 500  # numbers above are columns, years or days: a list of 15 rows a page hardly ever has more
PAGE_FIELDS = frozenset({
    "page", "pageno", "pagenum", "pagenumber", "pageindex", "currpage", "curpage", "currentpage", "current",
    "pn", "p",
})  # fmt: skip
_BEYOND = 2  # a number so far past the declared total is still a page's
_FILE = re.compile(
    r"^(?:(?P<stem>.*?[^\d_-]|)(?P<mark>[_-])(?P<number>\d{1,4})|(?P<only>\d{1,4})|(?P<name>[^.]*))"
    r"(?:\.(?P<suffix>s?html?|jhtml|aspx?|jsp|php))?$",
    re.IGNORECASE,
)


def field_name(name: str) -> str:
    """A field's name without case and signs.

    >>> field_name("cur_Page") in PAGE_FIELDS
    True
    """
    return re.sub(r"[^a-z]", "", name.lower())


def read_fields(address: str) -> dict[str, str]:
    """The fields of the query and of a posted form.

    >>> read_fields("http://a.example/l.jsp?page=2&id=")
    {'page': '2', 'id': ''}
    """
    asked = read_request(address)
    posted = (asked.body or b"").decode("utf-8", "replace") if asked.content_type == FORM else ""
    fields = parse_qsl(urlsplit(asked.url).query, keep_blank_values=True)
    return dict(fields + parse_qsl(posted, keep_blank_values=True))


def with_fields(address: str, values: Mapping[str, str]) -> str:
    """The address with fields set: where it has them in its form there, else in the query.

    >>> with_fields("http://a.example/l.jsp?page=2&name=%D6%D0", {"page": "3"})
    'http://a.example/l.jsp?page=3&name=%D6%D0'
    """
    asked = read_request(address)
    url, _, query = asked.url.partition("?")
    form, is_form = (asked.body or b"").decode("latin-1"), asked.content_type == FORM
    for name, value in values.items():
        if is_form and (_has(form, name) or not _has(query, name)):
            form = _set(form, name, value)
        else:
            query = _set(query, name, value)
    url = f"{url}?{query}" if query else url
    return post_address(url, form.encode("latin-1"), FORM) if is_form else url


def _has(query: str, name: str) -> bool:
    return re.search(rf"(?:^|&){re.escape(quote_plus(name))}=", query) is not None


def _set(query: str, name: str, value: str) -> str:
    """The query with one field set; the others keep their bytes, which need not be UTF-8."""
    pair = f"{quote_plus(name)}={quote_plus(value, safe='/,:')}"
    if not _has(query, name):
        return f"{query}&{pair}".lstrip("&")
    return re.sub(rf"(?:(?<=^)|(?<=&)){re.escape(quote_plus(name))}=[^&]*", lambda found: pair, query)


def page_field(address: str) -> tuple[str, int] | None:
    """The field that counts pages, and its number.

    >>> page_field("http://a.example/l.jsp?PageIndex=3&p=x"), page_field("http://a.example/")
    (('PageIndex', 3), None)
    """
    fields = read_fields(address).items()
    found = [(name, int(value)) for name, value in fields if _counts(name, value)]
    return found[0] if found else None


def next_by_field(address: str) -> str | None:
    """The next page by the field that counts, None where there is none."""
    field = page_field(address)
    return with_fields(address, {field[0]: str(field[1] + 1)}) if field else None


def next_files(url: str, total: int, prefix: str = "", suffix: str = "") -> tuple[str, ...]:
    """Where the next page may be, likelier first; `prefix` and `suffix` are what a script says of the names.

    >>> next_files("http://a.example/nb/", 3)
    ('http://a.example/nb/index_1.html', 'http://a.example/nb/index_2.html')
    >>> next_files("http://a.example/nb/1.html", 3), next_files("http://a.example/Node-23116.html", 1)
    (('http://a.example/nb/2.html',), ())
    """
    names = _next_names(urlsplit(url).path.rpartition("/")[2], total, prefix, suffix.lstrip("."))
    addresses = (read_address(name, url) for name in names)
    return tuple(address for address in addresses if address is not None)


def _next_names(name: str, total: int, prefix: str, suffix: str) -> list[str]:
    named = re.match(rf"{re.escape(prefix)}[_-]\d{{1,4}}\.", name) if prefix else None
    here = _FILE.match(name.removeprefix(prefix) if named else name)
    suffix = suffix or (here and here["suffix"]) or "html"
    number = int(here["number"] or here["only"] or 0) if here else 0
    if here and _is_page(number, total) and (not prefix or named):
        before = f"{prefix if named else here['stem']}{here['mark']}" if here["number"] else ""
        # of pages that count from 0, one is asked for too many
        return [f"{before}{number + 1}.{suffix}"] if number + 1 <= total else []
    stem = prefix or name.partition(".")[0] or "index"
    return [f"{stem}_{number}.{suffix}" for number in (1, 2)] if total > 1 else []


def _is_page(number: int, total: int) -> bool:
    return 0 < number <= min(total + _BEYOND, MOST_PAGES)


def _counts(name: str, value: str) -> bool:
    is_number = value.isascii() and value.isdigit() and len(value) < 5
    return is_number and field_name(name) in PAGE_FIELDS
