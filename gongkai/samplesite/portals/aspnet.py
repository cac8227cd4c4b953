"""A portal of ASP.NET WebForms: its list is turned by sending the page's own form back."""

from __future__ import annotations

import random
from base64 import b64encode
from html import escape

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import HTML, Article, Portal, Request

_STATE = 4000  # bytes, as a table of some columns has
_PLACEHOLDER = "请输入关键字"


class AspNet(Portal):
    """`GridView1`, `Page$2`: numbers alone, two at once; a state that was not given out is an error."""

    name = "aspnet"
    area = "黔岭县"
    column = "/xxgk/List_zlm.aspx?lmid=9044"

    def __init__(self) -> None:
        self._states: dict[str, int] = {}

    def path_of(self, paper: Article) -> str:
        """`/xxgk/View.aspx?id=107`."""
        return f"/xxgk/View.aspx?id={paper.number}"

    def lists(self) -> dict[str, Page]:
        """None: each page is made with a state of its own."""
        return {}

    def answer(self, request: Request) -> Page | None:
        """The page that the form asks for; the list begins anew where it is asked for by its address."""
        if not request.target.startswith(self.column):
            return None
        fields = request.fields
        if request.method == "GET":
            return self._page(1)
        current = self._states.get(fields.get("__VIEWSTATE", ""))
        if current is None or fields.get("ctl00$key") != _PLACEHOLDER or "ctl00$go" in fields:
            return Page(500, HTML, b"<html><p>Validation of viewstate MAC failed.</p></html>")
        return self._page(self._turn(current, fields))

    def _turn(self, current: int, fields: dict[str, str]) -> int:
        is_grid = fields.get("__EVENTTARGET") == "ctl00$GridView1"
        return int(fields["__EVENTARGUMENT"].removeprefix("Page$")) if is_grid else current

    def _pager(self, number: int, last: int) -> str:
        first = (number - 1) // 2 * 2 + 1
        shown = [(n, str(n)) for n in range(first, min(first + 2, last + 1))]
        around = [(n, "...") for n in (first - 1, first + 2) if 0 < n <= last]
        cells = sorted(shown + around)
        call = "javascript:__doPostBack(&#39;ctl00$GridView1&#39;,&#39;Page${}&#39;)"
        return "".join(
            f"<span>{label}</span> " if n == number else f'<a href="{call.format(n)}">{label}</a> '
            for n, label in cells
        )

    def _page(self, number: int) -> Page:
        groups = self.chunks(7)
        state = b64encode(random.Random(f"{self.name}{len(self._states)}").randbytes(_STATE)).decode()
        self._states[state] = number
        hidden = {"__EVENTTARGET": "", "__EVENTARGUMENT": "", "__VIEWSTATE": state}
        inputs = "".join(f'<input type="hidden" name="{n}" value="{v}" />' for n, v in hidden.items())
        search = (
            f"<input name='ctl00$key' value='{_PLACEHOLDER}'><input type=submit name='ctl00$go' value='搜索'>"
        )
        form = f"<form method='post' action='./{escape(self.column.rpartition('/')[2])}'>"
        pager = self._pager(number, len(groups))
        return self.page(
            "政府信息公开年报", f"{form}{inputs}{search}{self.rows(groups[number - 1])}{pager}</form>"
        )


class AspNetButtons(AspNet):
    """`lbtnNext` with no argument: only the state knows which page is next."""

    name = "aspnet-buttons"
    area = "普岭县"
    column = "/zwgk/AreaList.aspx?classID=20170929142852128"

    def _turn(self, current: int, fields: dict[str, str]) -> int:
        return current + (fields.get("__EVENTTARGET") == "ctl00$lbtnNext")

    def _pager(self, number: int, last: int) -> str:
        options = "&quot;ctl00$lbtnNext&quot;, &quot;&quot;, true, &quot;&quot;, &quot;&quot;, false, true"
        call = f"javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions({options}))"
        there = f' href="{call}"' if number < last else " disabled"
        return f"<div>第{number}页 共{last}页 <a disabled>首页</a> <a{there}>下一页</a></div>"
