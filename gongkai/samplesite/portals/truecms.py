"""A TrueCMS portal: the first records in the page, the others as JSONP for those who say whence they come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import HTML, Article, Portal, Request

_SHOWN, _MOST = 12, 20  # records in the page; records that the service gives at once
_COLUMN = "5ba1f1b2-6e6c-4f7c-8d53-3f0c6d1a7a10"
_SERVICE = "/TrueCMS/messageController/getMessage.do"


class TrueCms(Portal):
    """More than 20 records at once are answered with none, and a request without Referer with 404."""

    name = "truecms"
    area = "通江县"
    column = "/tjx/zfxxgknb/zfxxgknb.html"

    def path_of(self, paper: Article) -> str:
        """`/tjx/zfxxgknb/content/107.html`."""
        return f"/tjx/zfxxgknb/content/{paper.number}.html"

    def lists(self) -> dict[str, Page]:
        """The column with its first records."""
        setup = (
            f"$('#list').page({{proxyUrl:'{_SERVICE}', columnId:'{_COLUMN}', perPage:10, totalRecord:999}});"
        )
        store = f"<script type='text/xml' id='initData'>{self._store(self.papers[:_SHOWN])}</script>"
        return {self.column: self.page("政府信息公开年报", f"{store}<script>{setup}</script>")}

    def answer(self, request: Request) -> Page | None:
        """The service."""
        if request.path != _SERVICE:
            return None
        if not request.headers.get("Referer", "").endswith(self.column):
            return Page(404, HTML, b"<html></html>")
        first, last = int(request.fields["startrecord"]), int(request.fields["endrecord"])
        is_allowed = last - first < _MOST and request.fields["columnId"] == _COLUMN
        store = self._store(self.papers[first - 1 : last] if is_allowed else ())
        text = f"{request.fields['callback']}({json.dumps({'result': store}, ensure_ascii=False)})"
        return Page(200, (("Content-Type", "text/javascript; charset=utf-8"),), text.encode())

    def _store(self, papers: Sequence[Article]) -> str:
        records = "".join(
            f"<record><![CDATA[<li><a href=\"{self.path_of(p)}\" title='{escape(p.title)}'>"
            f"{escape(p.title[:15])}</a>"
            f"<span>{p.published}</span></li>]]></record>"
            for p in papers
        )
        return f"<datastore><totalrecord>999</totalrecord><recordset>{records}</recordset></datastore>"


class TrueCmsShort(TrueCms):
    """However many records are asked for, five come; the total is 0."""

    name = "truecms-short"
    area = "海安县"

    def answer(self, request: Request) -> Page | None:
        """The service."""
        page = super().answer(request)
        if page is None or page.status != 200:
            return page
        first = int(request.fields["startrecord"])
        store = self._store(self.papers[first - 1 : first + 4]).replace(">999<", ">0<")
        text = f"{request.fields['callback']}({json.dumps({'result': store})});"
        return Page(200, page.headers, text.encode())
