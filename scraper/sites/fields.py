"""Fields of a request: what their names mean, reading them, and setting them in a query or a posted form.

Promises: what is not set keeps its bytes: order, case, encoding, empty values and fields that stand twice.
Caveat: what a field means is known by its name alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote_plus, unquote_plus, urlsplit

from scraper.posting import FORM, post_address, read_request

VAGUE_FIELDS = frozenset(["current", "p", "pn"])  # in other requests the current column, a place, a name
PAGE_FIELDS = VAGUE_FIELDS | {
    *("page", "pageno", "pagenum", "pagenumber", "pageindex", "currpage", "curpage", "currentpage"),
    *("nowpage", "topage", "gotopage", "thispage", "pagecurrent", "currentpageno", "curpageno"),
}
SIZE_FIELDS = frozenset(["pagesize", "size", "rows", "perpage", "limit", "pagerows"])
FROM_FIELDS = frozenset(["startrecord", "start", "offset", "skip", "startrow", "startindex", "firstresult"])
TO_FIELDS = frozenset(["endrecord", "endrow", "endindex"])
_KNOWN = PAGE_FIELDS | SIZE_FIELDS | FROM_FIELDS | TO_FIELDS
_ENDING = re.compile(
    r"page(?:no|num|number|index)$|curr?(?:ent)?page$"
)  # what a site puts before it is its own
PAIR = re.compile(r"([^&=]+)=([^&]*)")  # of a query or a posted form, as it is written


def field_name(name: str) -> str:
    """A field's name without case and signs; of one inside another, its own name, where that is known.

    >>> [field_name(name) for name in ("cur_page", "_pageSize", "pager.pageNo", "page[number]", "nbPageNo")]
    ['curpage', 'pagesize', 'pageno', 'pagenumber', 'pageno']
    """
    whole, last = _bare(name), _bare(re.split(r"[.\[]", name)[-1])
    ending = _ENDING.search(whole)
    return next((known for known in (whole, last, ending[0] if ending else "") if known in _KNOWN), whole)


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
    url, query, fragment = split_query(asked.url)
    form, is_form = (asked.body or b"").decode("latin-1"), asked.content_type == FORM
    for name, value in values.items():
        if is_form and (_has(form, name) or not _has(query, name)):
            form = _set(form, name, value)
        else:
            query = _set(query, name, value)
    url = (f"{url}?{query}" if query else url) + fragment
    return post_address(url, form.encode("latin-1"), FORM) if is_form else url


def split_query(url: str) -> tuple[str, str, str]:
    """What stands before the query, the query, and the fragment with its sign.

    >>> split_query("http://a.example/l.jsp?page=2#/top")
    ('http://a.example/l.jsp', 'page=2', '#/top')
    """
    before, sign, fragment = url.partition("#")
    path, _, query = before.partition("?")
    return path, query, sign + fragment


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _has(query: str, name: str) -> bool:
    return any(unquote_plus(found[1]) == name for found in PAIR.finditer(query))


def _set(query: str, name: str, value: str) -> str:
    def changed(found: re.Match[str]) -> str:
        return f"{found[1]}={written}" if unquote_plus(found[1]) == name else found[0]

    written = quote_plus(value, safe="/,:")
    if _has(query, name):
        return PAIR.sub(changed, query)
    return f"{query}&{quote_plus(name)}={written}".lstrip("&")
