"""Static look-alikes of TRS, one a pager: pages counted from 1, totals that lie, stubs, rows all in one page.

Promises: each differs from the others only in how its list is turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request
from gongkai.samplesite.portals.static import TrsFromZero

STUB = (
    "<html><head><title>404</title></head><body><p>您访问的页面不存在或已被删除，请返回首页。</p>"
    "<a href='/'>返回首页</a></body></html>"
)


class _Paged(TrsFromZero):
    """A list in several files: override `file` and `pager`; pages count from 1."""

    def file(self, number: int) -> str:
        """The name of a page's file."""
        return "index.html" if number == 1 else f"index_{number}.html"

    def pager(self, number: int, total: int) -> str:
        """What turns the pages."""
        raise NotImplementedError

    def lists(self) -> dict[str, Page]:
        """The column's pages."""
        groups = self.chunks()
        pages = {
            f"{self.column}{self.file(number)}": self.page(
                "政府信息公开年报", self.rows(group) + self.pager(number, len(groups))
            )
            for number, group in enumerate(groups, start=1)
        }
        return pages | {self.column: pages[f"{self.column}{self.file(1)}"]}


class FromOne(_Paged):
    """The call with its arguments in the other order, a page too many, a stub for a page that is none."""

    name = "trs-1"
    area = "青溪县"

    def pager(self, number: int, total: int) -> str:
        """`createPageHTML('paging', total, current, 'index', 'html', rows)`."""
        call = f"createPageHTML('paging',{total + 1},{number},'index','html',{len(self.papers)});"
        return f"<div id='paging'></div><script type='text/javascript'>{call}</script>"

    def answer(self, request: Request) -> Page | None:
        """A stub at every page that is none."""
        is_page = request.path.startswith(f"{self.column}index_")
        return self.html(STUB) if is_page and request.path not in self.pages else None


class SetPage(_Paged):
    """`.pagination("setPage", current, total)`, whose total is one too high."""

    name = "set-page"
    area = "松亭县"

    def pager(self, number: int, total: int) -> str:
        """The call, on a page whose links are spans with the whole title."""
        return f'<script>$("#p").pagination("setPage", {number}, {total + 1});</script>'

    def rows(self, papers: Sequence[Article]) -> str:
        """Rows whose whole title stands in a span."""
        rows = (
            f"<li><a href='{self.path_of(p)}'><span title='{p.title}'>{p.title[:12]}…</span></a></li>"
            for p in papers
        )
        return f"<ul>{''.join(rows)}</ul>"


class CountPage(_Paged):
    """`var countPage`, no names: files are `1.html`, `2.html`."""

    name = "count-page"
    area = "柏川县"
    column = "/zfxxgk/zfxxgknb/"

    def file(self, number: int) -> str:
        """`2.html`."""
        return f"{number}.html"

    def pager(self, number: int, total: int) -> str:
        """The number of pages as a variable."""
        return f"<script>var countPage = '{total}'; var currentPage = '{number - 1}';</script>"

    def front(self) -> dict[str, Page]:
        """The home page leads to the first file."""
        front = super().front()
        door = self.links({"政府信息公开年报": f"{self.column}1.html"})
        return {**front, "/zwgk/": self.page("政务公开", door)}


class ColumnIndex(_Paged):
    """`column-index-2.shtml` behind a pager whose buttons have no address."""

    name = "column-index"
    area = "锦岭县"

    def file(self, number: int) -> str:
        """`column-index-2.shtml`."""
        return f"column-index-{number}.shtml"

    def pager(self, number: int, total: int) -> str:
        """Buttons, and a script that writes the address."""
        return (
            f"<div>第{number}页/共{total}页 "
            f"<a href='javascript:void(0)' onclick='goPage({number + 1})'>下一页</a></div>"
            "<script>function goPage(n){ location.href = 'column-index' + '-' + n + '.shtml'; }</script>"
        )


class Whole(TrsFromZero):
    """All rows in the first page, of which a script shows ten at a time."""

    name = "paged-content"
    area = "平塘县"

    def lists(self) -> dict[str, Page]:
        """One page."""
        rows = self.rows(self.papers).replace("<li>", "<li class='pagedContent'>")
        total = len(self.papers)
        says = f"var totalCount={total};var perSize=10;var totalPage={total // 10 + 1};var startPage=1;"
        return {self.column: self.page("政府信息公开年报", f"{rows}<script>{says}</script>")}


class ByQuery(Portal):
    """A list paged by a field of the query that only a script writes; past its end, the last page."""

    name = "by-query"
    area = "栖霞岭县"
    column = "/xxgk/list.jsp?cat=118"
    first: ClassVar[int] = 1  # what the first page is called

    def path_of(self, paper: Article) -> str:
        """`/xxgk/show.jsp?id=107`."""
        return f"/xxgk/show.jsp?id={paper.number}"

    def lists(self) -> dict[str, Page]:
        """Nothing is static."""
        return {}

    def answer(self, request: Request) -> Page | None:
        """A page of the list."""
        if request.path != "/xxgk/list.jsp":
            return None
        groups, asked = self.chunks(), request.fields.get("pageNo", str(self.first))
        number = min(max(int(asked) - self.first, 0), len(groups) - 1)
        turn = (
            f"共{len(groups) + 1}页 <a href='javascript:toPage({number + self.first + 1})'>下一页</a><script>"
            'function toPage(n){window.location.href="/xxgk/list.jsp?cat=118&pageNo="+n;}</script>'
        )
        return self.page("政府信息公开年报", self.rows(groups[number]) + turn)


class ByQueryFromZero(ByQuery):
    """The same, counted from 0: to begin at 2 would skip a page."""

    name = "by-query-0"
    area = "云栖县"
    first = 0
