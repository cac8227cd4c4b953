"""A portal in the manner of VSB: pages in a folder of the list's name, numbered backwards."""

from __future__ import annotations

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal


class Vsb(Portal):
    """`zfxxgknb.htm`, then `zfxxgknb/3.htm`, `zfxxgknb/2.htm` ...: only the link 下页 knows."""

    name = "vsb"
    area = "澜沧山县"
    column = "/zwgk/zfxxgknb.htm"

    def path_of(self, paper: Article) -> str:
        """`/info/1475/107.htm`."""
        return f"/info/1475/{paper.number}.htm"

    def article(self, paper: Article) -> str:
        """The article in the form of the software, with a file that has no name."""
        clicks = f"<script>_showDynClicks('wbnews', 1470981840, {paper.number})</script>"
        asked = f"urltype=news.DownloadAttachUrl&amp;owner=1470981840&amp;wbfileid={paper.number}"
        file = f"/system/_content/download.jsp?{asked}"
        body = f"<form name='_newscontent_fromname'><div id='vsb_content'>{paper.html}</div></form>"
        return super().article(paper).replace(paper.html, f"{body}{clicks}<a href='{file}'>附件</a>")

    def lists(self) -> dict[str, Page]:
        """The list, its pages numbered backwards; the first is no page of the folder."""
        groups, pages = self.chunks(), {}
        for at, group in enumerate(groups):
            last, folder = len(groups) - 1, "zfxxgknb/" if at == 0 else ""
            turn = (
                f"<span class='p_next'><a href='{folder}{last - at}.htm'>下页</a></span>" if at < last else ""
            )
            numbers = f"<span class='p_no'><a href='{folder}1.htm'>{len(groups)}</a></span>"
            target = self.column if at == 0 else f"/zwgk/zfxxgknb/{len(groups) - at}.htm"
            script = "<script>_jsq_(1475,'/zfxxgknb.jsp',-1,1470981840)</script>"
            pages[target] = self.page("政府信息公开年报", self.rows(group) + numbers + turn + script)
        return pages
