"""Portals in the manner of Hanweb: rows in a datastore, further ones from a dataproxy of either generation.

Promises: the column page embeds the first rows; `?pageNum=N` on it pages nothing; one report is a file behind
a redirect of `downfile.jsp`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import ClassVar

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request

PROXY = "/module/web/jpage/dataproxy.jsp"
_ASKED = "webid=3&path=/&columnid=1229&unitid=6&webname=县政府&permissiontype=0"
_EMPTY = "<datastore><totalrecord>0</totalrecord></datastore>"


class HanwebByPage(Portal):
    """The dataproxy counts pages, and prints the address of the next group with entities."""

    name = "hanweb-page"
    area = "越溪县"
    column = "/col/col1229/index.html"
    embedded: ClassVar[int] = 15  # rows in the column page
    record: ClassVar[str] = "<li><a href='{url}' title='{title}'>{short}</a><span>{day}</span></li>"

    def path_of(self, paper: Article) -> str:
        """`/art/2024/1/9/art_1229_107.html`; of the file, where the redirect ends."""
        if paper.number == 107:
            return "/attach/0/00a1b2c3d4e5f60718293a4b5c6d7e8f.html"
        day = paper.published
        return f"/art/{day.year}/{day.month}/{day.day}/art_1229_{paper.number}.html"

    def lists(self) -> dict[str, Page]:
        """The column page."""
        rows = self.papers[: self.embedded]
        store = self.store(rows, self.group(2))
        script = f"<div id='6'></div><script type=\"text/xml\">{store}</script>{self.config()}"
        return {self.column: self.page("政府信息公开年报", script)}

    def group(self, number: int) -> str:
        """The address of a group of rows, as the store prints it."""
        return f"{PROXY}?page={number}&{_ASKED}".replace("&", "&amp;")

    def config(self) -> str:
        """The script that would draw the list."""
        return (
            f"<script>$('#6').jpage({{dataBefore:'<ul>',totalRecord:{len(self.papers)},perPage:5,"
            f"proxyUrl:'{PROXY}'}});</script>"
        )

    def store(self, rows: Sequence[Article], following: str | None) -> str:
        """Rows as the server embeds them; titles of anchors are cut short."""
        records = "".join(f"<record><![CDATA[{self._record(paper)}]]></record>" for paper in rows)
        group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
        total = f"<totalrecord>{len(self.papers)}</totalrecord><totalpage>99</totalpage>"
        return f"<datastore>{group}{total}<recordset>{records}</recordset></datastore>"

    def answer(self, request: Request) -> Page | None:
        """The redirect of a file, and what the dataproxy answers."""
        if request.path == "/module/download/downfile.jsp":
            return Page(302, (("Location", "/attach/0/00a1b2c3d4e5f60718293a4b5c6d7e8f.html"),), b"")
        return self.html(self.proxied(request)) if request.path == PROXY else None

    def proxied(self, request: Request) -> str:
        """The rows that are asked for by page, ten each but for the first."""
        number = int(request.fields.get("page", "1"))
        start = (number - 1) * self.embedded
        rows = self.papers[start : start + self.embedded]
        return self.store(rows, self.group(number + 1)) if rows else _EMPTY

    def _record(self, paper: Article) -> str:
        url = (
            "/module/download/downfile.jsp?classid=0&filename=00a1.html"
            if paper.number == 107
            else self.path_of(paper)
        )
        title = escape(paper.title)
        return self.record.format(url=url, title=title, short=f"{title[:12]}...", day=paper.published)


class HanwebByRecord(HanwebByPage):
    """The dataproxy reads `startrecord` and `endrecord`, no page; the store prints no next group."""

    name = "hanweb-record"
    area = "东湖岭县"
    record = '<tr><td><a title="{title}" target="_blank" href="{url}">{short}</a></td><td>{day}</td></tr>'

    def lists(self) -> dict[str, Page]:
        """The column page, which prints what identifies the list in a script."""
        store = self.store(self.papers[: self.embedded], None)
        asked = (
            "<script>var p={columnid:'1229', unitid:\"6\", webid:'3', path:'/', permissiontype:0};</script>"
        )
        script = f"<script type='text/xml'>{store}</script>{asked}{self.config()}"
        return {self.column: self.page("政府信息公开年报", script)}

    def proxied(self, request: Request) -> str:
        """The records that are asked for."""
        asked = self.asked(request)
        if asked.get("columnid") != "1229" or asked.get("unitid") != "6":
            return _EMPTY
        first, last = int(asked.get("startrecord", "1")), int(asked.get("endrecord", "15"))
        return self.store(self.papers[first - 1 : last], None)

    def asked(self, request: Request) -> dict[str, str]:
        """The fields that count."""
        return request.fields if request.method == "GET" else {}


class HanwebPosted(HanwebByRecord):
    """The same, asked by a form; an answer to GET is empty."""

    name = "hanweb-post"
    area = "南浦县"

    def asked(self, request: Request) -> dict[str, str]:
        """The form's fields, and the records from the query."""
        if request.method != "POST":
            return {}
        query = Request("GET", request.target).fields
        return {**request.fields, **query}
