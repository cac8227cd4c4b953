"""Static portals in the manner of TRS WCM: folders in pinyin, pages `index_1.html`, a pager in a script."""

from __future__ import annotations

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal


class TrsFromZero(Portal):
    """`createPageHTML(total, 0, "index", "html")`: the second page is `index_1.html`."""

    name = "trs-0"
    area = "云浦县"

    def path_of(self, paper: Article) -> str:
        """`/zwgk/zfxxgknb/202501/t20250113_107.html`."""
        return f"{self.column}{paper.published:%Y%m}/t{paper.published:%Y%m%d}_{paper.number}.html"

    def lists(self) -> dict[str, Page]:
        """The column's pages; the first answers at the folder too."""
        groups = self.chunks()
        pages = {}
        for current, group in enumerate(groups):
            pager = f"<script>createPageHTML({len(groups)}, {current}, 'index', 'html');</script>"
            pages[f"{self.column}index{f'_{current}' if current else ''}.html"] = self.page(
                "政府信息公开年报", self.rows(group) + pager
            )
        return pages | {self.column: pages[f"{self.column}index.html"]}
