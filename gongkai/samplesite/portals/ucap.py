"""UCAP portals: columns `/c100123/` whose rows come as JSON from a search by channel."""

from __future__ import annotations

from hashlib import md5
from html import escape

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request

_CHANNEL = md5(b"zfxxgknb", usedforsecurity=False).hexdigest()
_MARKED = "政府信息公开"


class Ucap(Portal):
    """`/common/search/<channel>`: marked titles, a total of twice as many, half of the addresses whole."""

    name = "ucap"
    area = "川原县"
    column = "/cyx/c100028/common_zfxxgknb.shtml"

    def path_of(self, paper: Article) -> str:
        """`/cyx/c100028/202501/<32 hex>.shtml`."""
        name = md5(str(paper.number).encode(), usedforsecurity=False).hexdigest()
        return f"/cyx/c100028/{paper.published:%Y%m}/{name}.shtml"

    def article(self, paper: Article) -> str:
        """The text between tags of its own."""
        body = f"<UCAPTITLE>{escape(paper.title)}</UCAPTITLE><UCAPCONTENT>{paper.html}</UCAPCONTENT>"
        return f"<html><head>{self.meta(ArticleTitle=paper.title)}</head><body>{body}</body></html>"

    def lists(self) -> dict[str, Page]:
        """A column without rows."""
        call = (
            f"var channelId = '{_CHANNEL}'; var pageNo = 1;"
            '$.getJSON("/common/search/" + channelId + "?_isAgg=true&_isJson=true&_pageSize=10&page="'
            " + pageNo, function (answer) { draw(answer.data.results); });"
        )
        return {self.column: self.page("政府信息公开年报", f"<ul id='rows'></ul><script>{call}</script>")}

    def answer(self, request: Request) -> Page | None:
        """The search."""
        if request.path != f"/common/search/{_CHANNEL}" or request.fields.get("_isJson") != "true":
            return None
        page, size = int(request.fields["page"]), int(request.fields["_pageSize"])
        papers = self.papers[(page - 1) * size : page * size]
        rows = [self._row(paper, f"http://{request.headers['Host']}") for paper in papers]
        total = str(2 * len(self.papers))
        return self.json({"code": "0", "data": {"total": total, "page": page, "rows": size, "results": rows}})

    def _row(self, paper: Article, host: str) -> dict[str, object]:
        marked = paper.title.replace(_MARKED, f"<em>{_MARKED}</em>")
        meta = [
            {"key": "indexnumber", "value": f"114403/{paper.number}"},
            {"key": "url", "value": "/x.shtml"},
        ]
        return {
            "domainMetaList": [{"resultList": meta}],
            "contentHtml": "<li><a href='/cyx/none.shtml'>附件</a></li>",
            "publishedTimeStr": f"{paper.published} 10:00:00",
            "url": (host if paper.number % 2 else "") + self.path_of(paper),
            "title": marked,
        }


class UcapFiles(Ucap):
    """The older list: POST `/getFileListByCodeId`, which ends with a short page."""

    name = "ucap-files"
    area = "沙井县"
    column = "/sjx/c100015/list.shtml"

    def lists(self) -> dict[str, Page]:
        """A column that names its channel in a meta tag, and its service in a script."""
        head = (
            f"<meta name='channelId' content='{_CHANNEL}'><script>var api = '/getFileListByCodeId';</script>"
        )
        return {self.column: self.page("政府信息公开年报", "<div id='list'></div>", head)}

    def answer(self, request: Request) -> Page | None:
        """The service."""
        if request.method != "POST" or request.path != "/getFileListByCodeId":
            return None
        page, size = int(request.fields["page"]), int(request.fields["size"])
        papers = (
            self.papers[(page - 1) * size : page * size] if request.fields["channelId"] == _CHANNEL else ()
        )
        host = f"http://{request.headers['Host']}"
        rows = [{"title": p.title, "url": host + self.path_of(p)} for p in papers]
        return self.json({"results": {"data": {"total": len(self.papers), "results": rows}}})
