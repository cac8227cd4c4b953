"""What a portal's page offers to go to: links, options, areas of an image, frames, menus in scripts.

Promises: every address that the markup shows, in the order of the page, each with the menu that it stands in.
Refuses: to run scripts; of one it reads objects and calls with a name and an address, and markup in strings.
Caveat: a script file is looked at only where the page itself shows hardly a link, and it is named as a menu.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bs4 import Tag

from scraper.address import read_address
from scraper.sites import ListText
from scraper.sites.base import read_target
from scraper.sites.frames import FRAMES, read_frame

MAX_LINKS = 20_000  # of one page; the largest home pages have some 1,500

FEW = 5  # links; a page with fewer may be there only to send its reader on
MAX_HEADING = 30  # characters; what is longer is no heading
_MOST_IN_HEADING = 60  # elements and texts; what holds more is no heading either
_SAYS_NOTHING = re.compile(
    r"^\W*(?:更多|查看|详情|查看更多|点击进入|点击查看|进入|more|view|enter)?\W*$", re.IGNORECASE
)
_MORE = re.compile(r"[\W_]*(?:查看更多|更多|点击进入|进入|more)[\W_]*$", re.IGNORECASE)
_MENUS = ["ul", "ol", "select", "table", "dl", "nav", "map"]
_FORMS = {"option": "option", **dict.fromkeys(FRAMES, "frame")}
_OTHER_HREFS = ("data-url", "data-link", "data-src", "data-target-url", "url", "_href", "ng-href")
_TAGS = [
    "a",
    "area",
    "option",
    *FRAMES,
    "button",
    "span",
    "div",
    "li",
    "p",
    "td",
    "h3",
    "h4",
    "dd",
    "dt",
]
_CALL = re.compile(
    r"""\(\s*['"]((?:https?:/)?\.{0,2}/[^'"\s]+)['"]|['"](https?://[^'"\s]+|\.{0,2}/[^'"\s]*)['"]"""
)
_OBJECT = re.compile(r"\{[^{}]{5,600}\}")
_ARGUMENTS = re.compile(r"[(\[]([^()\[\]]{5,600})[)\]]")
_STRING = re.compile(r"""(["'])([^"']{1,300})\1(?!\s*\+)""")  # what is put together is no address
_NAME = re.compile(
    r"""["']?(?:name|title|text|label|menuName|channelName|columnName)["']?\s*:\s*(["'])(.{1,60}?)\1"""
)
_ADDRESS = re.compile(
    r"""["']?(?:url|href|link|path|linkUrl|channelUrl|address)["']?\s*:\s*(["'])(.{1,300}?)\1"""
)
_WRITTEN = re.compile(
    r"""<a\b[^<>]*?href\s*=\s*\\?["']?([^"'\\\s>]++)\\?+["']?+(?!\s*\+)[^<>]*>([^<>]{1,60})<""", re.IGNORECASE
)
_REFRESH = re.compile(r"""url\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_LOCATION = re.compile(r"""location(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*["']([^"']+)["'](?!\s*\+)""")
_MENU_FILE = re.compile(r"(?:menu|nav|tree|head|top|channel|catalog|daohang|caidan)\w*\.js\b", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]|\\u[4-9]")
_PATH = re.compile(r"^(?:https?://|\?\w+=|\.{0,2}/|\w[\w./-]*\.(?:s?html?|jsp|aspx?|php|do)\b|\w[\w-]*/)")


@dataclass(frozen=True, slots=True)
class Choice:
    """A way on: `menu` numbers the piece of the page that it stands in, `form` is link, option, or frame
    (what the page shows, or sends its reader to, by itself)."""

    url: str
    title: str
    menu: int
    form: str = "link"


def read_choices(page: ListText) -> tuple[Choice, ...]:
    """All that a page leads to; an address that stands there twice is listed with each of its names.

    >>> page = ListText("http://a.example/", "<select><option value='jyj/'>教育局</option></select>")
    >>> read_choices(page)
    (Choice(url='http://a.example/jyj/', title='教育局', menu=0, form='option'),)
    """
    menus: dict[int, int] = {}
    found: dict[tuple[str, str], Choice] = {}
    for tag in page.soup.find_all(_TAGS, limit=20 * MAX_LINKS):
        url = _target(tag, page.base)
        if url is None or len(found) >= MAX_LINKS:
            continue
        menu = menus.setdefault(id(_menu(tag)), len(menus))
        choice = Choice(url, _title(tag), menu, _FORMS.get(tag.name, "link"))
        found.setdefault((url, choice.title), choice)
    for choice in (*_sent_on(page, few=len(found) < FEW), *_scripted(page, len(menus))):
        found.setdefault((choice.url, choice.title), choice)
    return tuple(found.values())


def _sent_on(page: ListText, *, few: bool) -> Iterator[Choice]:
    """Where a page sends its reader by itself; a script's word counts where there is little else."""
    for tag in page.soup.find_all("meta", attrs={"http-equiv": re.compile("^refresh$", re.IGNORECASE)}):
        target = _REFRESH.search(str(tag.get("content") or ""))
        url = read_address(target[1], page.base) if target else None
        if url is not None and url != page.url:
            yield Choice(url, "", -1, "frame")
    for script in page.soup.find_all("script") if few else ():
        hrefs = [found[1] for found in _LOCATION.finditer(script.get_text())]
        source = str(script.get("src") or "")
        for href in [*hrefs, *([source] if _MENU_FILE.search(source) else [])]:
            if (url := read_address(href, page.base)) is not None and url != page.url:
                yield Choice(url, "", -1, "frame")


def _menu(tag: Tag) -> Tag | None:
    """The piece of the page that a link shares with its like."""
    named = tag.find_parent(_MENUS)
    parent = tag.parent
    if named is not None or parent is None or len(parent.find_all(["a", "option"], limit=2)) > 1:
        return named or parent
    return parent.parent or parent


def _target(tag: Tag, base: str) -> str | None:
    if tag.name in FRAMES:
        return read_frame(tag, base)
    if tag.name == "option":
        return _first_path(
            [tag.get("value"), *(tag.get(name) for name in (*_OTHER_HREFS, "data-href"))], base
        )
    if tag.name not in ("a", "area") and not _acts(tag):
        return None
    url = read_target(tag, base)
    if url is None:
        url = _first_path([tag.get(name) for name in _OTHER_HREFS], base)
    return url or _called(tag, base)


def _acts(tag: Tag) -> bool:
    """True for a piece of the page that is a link without being an anchor."""
    names = ("onclick", "data-href", *_OTHER_HREFS)
    return any(tag.get(name) for name in names) and tag.find("a", href=True) is None


def _first_path(values: list[object], base: str) -> str | None:
    paths = (str(value).strip() for value in values if value and _PATH.match(str(value).strip()))
    return next((url for path in paths if (url := read_address(path, base))), None)


def _called(tag: Tag, base: str) -> str | None:
    """The address in a call: `go('/zwgk/nb/')`, in `onclick` or behind `javascript:`."""
    for name in ("onclick", "href", "onmousedown"):
        call = str(tag.get(name) or "")
        if name == "href" and not call.lower().startswith("javascript:"):
            continue
        found = _CALL.search(call)
        if found is not None:
            return read_address(found[1] or found[2], base)
    return None


def _title(tag: Tag) -> str:
    """What a link is called: its words, or what tells more where they are cut short or say nothing."""
    image = tag.find("img")
    shown = _words(tag)
    told = [str(tag.get(name) or "").strip() for name in ("title", "alt", "aria-label")]
    if isinstance(image, Tag):
        told += [str(image.get("alt") or "").strip(), str(image.get("title") or "").strip()]
    named = next(filter(None, told), "")
    if _SAYS_NOTHING.match(shown):
        return named if named and not _SAYS_NOTHING.match(named) else _heading(tag)
    return named if named.startswith(shown.rstrip(".…")) else shown


def _heading(tag: Tag) -> str:
    """The words around a link that says only 更多: those of the heading that it stands in."""
    for parent in islice(tag.parents, 2):
        if len(list(islice(parent.descendants, _MOST_IN_HEADING))) == _MOST_IN_HEADING:
            return ""
        words = _MORE.sub("", _words(parent)).strip()
        if words:
            return words if len(words) <= MAX_HEADING else ""
    return ""


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ", strip=True).split())


def _scripted(page: ListText, menu: int) -> Iterator[Choice]:
    text = page.scripts if page.data is None else ""
    named = (pair for read in (_objects, _calls, _written) for pair in read(text))
    for title, href in named:
        if (url := read_address(href, page.base)) is not None:
            yield Choice(url, title, menu)


def _objects(text: str) -> Iterator[tuple[str, str]]:
    for piece in _OBJECT.findall(text):
        name, address = _NAME.search(piece), _ADDRESS.search(piece)
        if name and address:
            yield _plain(name[2]), _plain(address[2])


def _calls(text: str) -> Iterator[tuple[str, str]]:
    """Names and addresses that stand side by side in a call or an array: `d.add(3, 1, '年报', '/nb/')`."""
    for arguments in _ARGUMENTS.findall(text):
        name = address = ""
        for _, string in _STRING.findall(arguments):
            if _CHINESE.search(string):
                name = _plain(string)
            elif _PATH.match(string.replace("\\/", "/")):
                address = _plain(string)
            if name and address:
                yield name, address
                name = address = ""


def _written(text: str) -> Iterator[tuple[str, str]]:
    return ((title.strip(), href) for href, title in _WRITTEN.findall(text) if _PATH.match(href))


def _plain(text: str) -> str:
    """A string of a script, with its escapes undone."""
    text = text.replace("\\/", "/")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
