"""Script files of a column that shows no report: the request for its rows may stand in one.

Promises: files of the page's own host, likelier ones first, at most `MOST`; what the page tells (variables,
inputs, attributes) travels to the file in its fragment, which is not sent.
Refuses: libraries, and files of other hosts.
Caveat: a request that one file begins and another ends is not put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode, urljoin, urlsplit

from scraper.address import read_address
from scraper.sites.base import Link, ListText

MOST = 4  # files of a page that are read
_LONGEST = 1200  # characters of what is told
_LIBRARY = re.compile(
    r"jquery|bootstrap|swiper|vue|react|angular|layui|layer|echarts|polyfill|html5|respond|share|analytics|tongji|stat"
    r"|counter|slide|carousel|wow|superslide|laydate|datepicker|md5|crypto|aes|base64|accessib|wza|barrier|font|video"
    r"|player|print|top\b|head|foot|nav|search|login|weixin|qrcode|scroll|lazyload|\bie\d|dtree|webBuilderCommon",
    re.IGNORECASE,
)
_LIKELY = re.compile(r"list|nb|ndbg|xxgk|zwgk|gk|annual|report|column|data|load|page", re.IGNORECASE)
_SHOWN = re.compile(r"20\d\d.*(?:年报|报告)|^\W*20\d\d\s*年?度?\W*$|二[〇○零].{2}年")
_TOLD = re.compile(
    r"""(?<![\w$.-])([A-Za-z_$][\w$]{0,40})["']?\s*[:=]\s*("[^"<>\n]{1,80}"|'[^'<>\n]{1,80}'|\d{1,20}\b)"""
)
_DATA = re.compile(r"""\bdata-([a-z][\w-]{0,40})\s*=\s*("[^"<>\n]{1,80}"|'[^'<>\n]{1,80}')""", re.IGNORECASE)


def shows_rows(links: Iterable[Link]) -> bool:
    """True where a list shows reports, or folders of years."""
    return any(_SHOWN.search(link.title) for link in links)


def is_script_file(page: ListText) -> bool:
    """True for a script file that is read on the way to a list."""
    return urlsplit(page.url).path.endswith(".js") and not page.text.lstrip().startswith("<")


def read_script_files(page: ListText, links: Iterable[Link]) -> tuple[str, ...]:
    """The addresses of the files that may ask for the rows of a page that shows none.

    >>> page = ListText("http://a.example/nb/", "<script src='list.js'></script><input id=cid value=7>")
    >>> read_script_files(page, ())
    ('http://a.example/nb/list.js#!cid=7',)
    """
    if shows_rows(links):
        return ()
    host, told = urlsplit(page.url).netloc, _fragment(page)
    sources = (urljoin(page.base, str(tag["src"])) for tag in page.soup.find_all("script", src=True))
    files = [url for url in dict.fromkeys(sources) if _is_asked(url, host)]
    files.sort(key=lambda url: not _LIKELY.search(urlsplit(url).path.rpartition("/")[2]))
    return tuple(filter(None, (read_address(f"{url}{told}", page.base) for url in files[:MOST])))


def _is_asked(url: str, host: str) -> bool:
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    return parts.netloc == host and name.endswith(".js") and not _LIBRARY.search(name)


def _fragment(page: ListText) -> str:
    text = ""
    for name, value in dict(_told(page)).items():
        longer = f"{text}&{urlencode({name: value})}"
        text = longer if len(longer) <= _LONGEST else text
    return f"#!{text[1:]}" if text else ""


def _told(page: ListText) -> Iterator[tuple[str, str]]:
    for name, value in (*_TOLD.findall(page.scripts), *_DATA.findall(page.text)):
        yield name, value.strip("\"'")
    for tag in page.soup.find_all("input", attrs={"value": True}):
        for name in {str(tag.get("id") or ""), str(tag.get("name") or "")} - {""}:
            yield name, str(tag["value"])
