"""Which button of an ASP.NET page turns to the next one, and what it adds to the page's form.

Promises: calls of `__doPostBack` are read like links, so a pager of them is a pager; then come buttons that
send the form by themselves, and a select of numbers. Buttons that are out of use are not pressed.
Refuses: days of a calendar, and whatever else is not called the next page.
Caveat: behind `...` at the end of a pager the first page is taken to be that it does not show.
"""

from __future__ import annotations

import re
from html import unescape

from scraper.sites.base import ListText, read_target
from scraper.sites.form_fields import option_value
from scraper.sites.labels import NEXT
from scraper.sites.pages import next_page

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


def find_pressed(page: ListText) -> dict[str, str] | None:
    """What the button for the next page adds to the form; None where there is none."""
    calls: list[tuple[str, str]] = []

    def stand_in(found: re.Match[str]) -> str:
        if _DAY.fullmatch(found["argument"]):
            return found[0]
        calls.append((found["target"], unescape(found["argument"])))
        return f"open({found['q']}{_PLACE}{len(calls) - 1}{found['q']})"

    shown = ListText(page.base, _CALL.sub(stand_in, page.text))
    place = next_page(shown, ()) or _after_the_shown(shown)
    if place is None:
        return _submitted(page) or _chosen(page)
    if _PLACE not in place:
        return None
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


def _chosen(page: ListText) -> dict[str, str] | None:
    """The next number of a select that goes to the page of the number that is chosen in it."""
    for select in page.soup.find_all("select", attrs={"name": True, "onchange": re.compile("__doPostBack")}):
        options = select.find_all("option")
        numbers = [option.get_text(strip=True) for option in options]
        at = next((i for i, option in enumerate(options) if option.has_attr("selected")), 0)
        if numbers == [str(i + 1) for i in range(len(numbers))] and at + 1 < len(numbers):
            name = str(select["name"])
            return {"__EVENTTARGET": name, name: option_value(options[at + 1])}
    return None
