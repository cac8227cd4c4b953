"""ASP.NET WebForms: lists that a form of the page itself turns, `__doPostBack('AspNetPager1','2')`.

Promises: the form goes back whole, as a browser sends it (`__VIEWSTATE`, what is written and chosen, in the
charset of the page), with the button that is called the next page or has the next number; no other is used.
The request is one address (`posting`), state and all: on many pagers the state alone says which page is next.
So its later pages have new addresses on each visit; reports and columns, which are asked for by GET, do not.
Refuses: a form larger than `MAX_FORM`, for an address with it fits no record of the archive; such a list
ends with its first page.
Caveat: columns and articles that only such a form opens are not followed: their rows are told as lost.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

from bs4 import Tag

from scraper.address import read_address
from scraper.posting import FORM, post_address, read_request
from scraper.sites.base import ListPage, ListText, read_target
from scraper.sites.pages import NEXT, next_page

MAX_FORM = 36_000  # bytes; as an address 48,000 characters, of the 65,536 that a record's head may have
_STATE = "__VIEWSTATE"
_QUOTE = r"(?P<{0}>\\?['\"]|&(?:quot|apos|#0?39|#x27|#34);)"
_CALL = re.compile(
    rf"(?:__doPostBack\(|WebForm_DoPostBackWithOptions\(\s*new\s+WebForm_PostBackOptions\()\s*"
    rf"{_QUOTE.format('q')}(?P<target>[\w$:.-]{{1,200}})(?P=q)\s*,\s*"
    rf"(?P=q)(?P<argument>[^'\"<>&\\]{{0,100}})(?P=q)[^()<>]{{0,200}}\)+",
    re.IGNORECASE,
)
_PLACE = "/__doPostBack/"  # stands in for a call, so that a pager of calls reads like one of links
_MORE = re.compile(r"^\W*(?:\.{2,}|…|[>›]$)")  # of a pager that shows ten numbers at once
_LAST = re.compile(r"^\W*(?:>>|»|尾页|末页|最后一?页|last)\W*$", re.IGNORECASE)
_DAY = re.compile(r"V?\d{4,}")  # a day of a calendar is counted from the year 2000
_UNSENT = ("submit", "button", "image", "reset", "file")
_CHARSET = re.compile(r"""<meta\b[^<>]{0,200}charset\s*=\s*["']?\s*(gb\w+)""", re.IGNORECASE)


def read(page: ListText) -> ListPage | None:
    """The list, or None where no button of such a form turns its pages."""
    if page.data is not None or _STATE not in page.text:
        return None
    state = page.soup.find("input", attrs={"name": _STATE})
    pressed = _pressed(page) if isinstance(state, Tag) else None
    if pressed is None or not isinstance(state, Tag):
        return None
    address = _send(page, state.find_parent("form") or page.soup, pressed)
    return ListPage(page.links, (address,) if address else (), "aspnet")


def _pressed(page: ListText) -> dict[str, str] | None:
    """What the button for the next page adds to the form; None where there is none."""
    calls: list[tuple[str, str]] = []

    def stand_in(found: re.Match[str]) -> str:
        if _DAY.fullmatch(found["argument"]):
            return found[0]
        calls.append((found["target"], unescape(found["argument"])))
        return f"open({found['q']}{_PLACE}{len(calls) - 1}{found['q']})"

    shown = ListText(page.base, _CALL.sub(stand_in, page.text))
    place = next_page(shown, ()) or _after_the_shown(shown)
    if place is None or _PLACE not in place:
        return _submitted(page) if place is None else None
    target, argument = calls[int(place.rpartition("/")[2])]
    return {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}


def _after_the_shown(shown: ListText) -> str | None:
    """Where `...` after the last number leads: the first page that the pager does not show."""
    anchors = [tag for tag in shown.soup.find_all("a") if _PLACE in str(tag)]
    ends = [tag for tag in anchors if not _LAST.match(tag.get_text())][-1:]
    return next((read_target(tag, shown.base) for tag in ends if _MORE.match(tag.get_text())), None)


def _submitted(page: ListText) -> dict[str, str] | None:
    """A button that sends the form by itself."""
    for button in page.soup.find_all("input", attrs={"type": re.compile("^(?:submit|image)$", re.I)}):
        name, kind = str(button.get("name") or ""), str(button["type"]).lower()
        told = str(button.get("value") or button.get("alt") or button.get("title") or "")
        if name and NEXT.match(told) and not button.has_attr("disabled"):
            return {name: told} if kind == "submit" else {f"{name}.x": "1", f"{name}.y": "1"}
    return None


def _send(page: ListText, form: Tag, pressed: dict[str, str]) -> str | None:
    url = read_address(str(form.get("action") or ""), read_request(page.base).url)
    fields = {"__EVENTTARGET": "", "__EVENTARGUMENT": "", **_fields(form), **pressed}
    charset = "gb18030" if _CHARSET.search(page.text) else "utf-8"
    body = urlencode(fields, encoding=charset, errors="xmlcharrefreplace").encode()
    return post_address(url, body, FORM) if url and len(body) <= MAX_FORM else None


def _fields(form: Tag) -> dict[str, str]:
    """What a browser would send of a form before a button is pressed."""
    found: dict[str, str] = {}
    for tag in form.find_all(["input", "textarea", "select"]):
        name, kind = str(tag.get("name") or ""), str(tag.get("type") or "").lower()
        is_off = kind in ("checkbox", "radio") and not tag.has_attr("checked")
        if not name or kind in _UNSENT or is_off or tag.has_attr("disabled"):
            continue
        if tag.name == "select":
            options = tag.find_all("option")
            chosen = next(
                (one for one in options if one.has_attr("selected")), options[0] if options else None
            )
            if chosen is not None:
                found[name] = str(chosen.get("value", chosen.get_text(strip=True)))
        elif tag.name == "textarea":
            found[name] = tag.get_text()
        else:
            found[name] = str(tag.get("value") or ("on" if kind in ("checkbox", "radio") else ""))
    return found
