"""What Hanweb's dataproxy is asked for the records after those that are known.

Promises: the next group as the store prints it, then records by their numbers (asked in the query, and
posted), then pages; each way is verified by what it shows.
Refuses: to make up what identifies a list: columns and units are those that the page prints.
Caveat: a page that hides them in an external script shows only its embedded rows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from scraper.address import read_address
from scraper.posting import read_request
from scraper.sites.base import ListText
from scraper.sites.dataproxy_ways import PROXY, Store, ask_by_records, printed_number, total_records
from scraper.sites.fields import read_fields, with_fields

_NEXT = re.compile(r"<nextgroup>((?:(?!<nextgroup>).){0,4000}?)</nextgroup>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(
    r"(?:href|url)\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|&quot;(.+?)&quot;|&#39;(.+?)&#39;)",
    re.DOTALL | re.IGNORECASE,
)


def asks_dataproxy(page: ListText) -> bool:
    """True for a page that fills its list by the dataproxy alone."""
    return "dataproxy" not in page.url and page.data is None and PROXY.search(page.text) is not None


def next_records(page: ListText, store: Store) -> tuple[str, ...]:
    """Where the records after those of the store may be, likelier first."""
    asked = read_fields(page.url) if "dataproxy" in read_request(page.url).url else {}
    if asked.get("startrecord", "").isdigit() and asked.get("endrecord", "").isdigit():
        return tuple(_after(page.url, asked, store))
    total, printed = total_records(store), _printed(page, store.text)
    found = [printed] if printed else []
    if not asked:
        number = read_fields(printed).get("page", "") if printed else ""
        if printed and number in ("0", "1"):  # the group that the page itself shows may be the first
            found.append(with_fields(printed, {"page": str(int(number) + 1)}))
        if total is None or total > store.rows:
            found += ask_by_records(page, store, printed, is_sure=total is not None)
    elif printed is None and not _HREF.search(_group(store.text)):  # the last group prints itself
        found += _counted(page.url, asked, store)
    return tuple(dict.fromkeys(url for url in found if url != page.url))


def _after(url: str, asked: dict[str, str], store: Store) -> Iterator[str]:
    """The records after those of an answer; some servers give fewer than they are asked for."""
    first, last = int(asked["startrecord"]), int(asked["endrecord"])
    total = printed_number("totalrecord", store.text)
    for following in (first + store.rows, last + 1) if store.rows else ():
        if total is None or following <= total:
            range_ = {"startrecord": str(following), "endrecord": str(following + last - first)}
            yield with_fields(url, range_)


def _counted(url: str, asked: dict[str, str], store: Store) -> Iterator[str]:
    number, total = asked.get("page", ""), printed_number("totalpage", store.text)
    if number.isdigit() and store.rows and (total is None or int(number) < total):
        yield with_fields(url, {"page": str(int(number) + 1)})


def _group(store: str) -> str:
    found = _NEXT.search(store)
    return found[1] if found else ""


def _printed(page: ListText, store: str) -> str | None:
    found = _HREF.search(_group(store))
    href = next(filter(None, found.groups()), "") if found else ""
    url = read_address(html.unescape(href), page.url) if href else None
    return url if url != page.url else None
