"""Static lists whose rows do not say plainly where they lead or what they are called.

Promises: the names and addresses all stand in the page: in functions, heads of tables, headings, rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import YEARS, Article, Request
from gongkai.samplesite.portals.static import TrsFromZero


class FunctionRows(TrsFromZero):
    """Doors and rows call functions that join an address of what they are given."""

    name = "function-rows"
    area = "松潘岭县"
    column = "/channel/c13/list.shtml"
    bodies = 3

    def path_of(self, paper: Article) -> str:
        """`/content/2025/107.shtml`."""
        return f"/content/{paper.published.year}/{paper.number}.shtml"

    def front(self) -> dict[str, Page]:
        """The doors are spans and links with calls."""
        go = "<script>var goTo = function (id) { location.href = '/channel/' + id + '/list.shtml'; }</script>"
        home = "<span onclick=\"goTo('c12')\">政务公开</span><span onclick=\"goTo('c19')\">旅游</span>"
        return {
            "/": self.page("首页", home + go),
            "/channel/c12/list.shtml": self.page(
                "政务公开", f"<a href=\"javascript:goTo('c13')\">政府信息公开年报</a>{go}"
            ),
        }

    def lists(self) -> dict[str, Page]:
        """One page of rows; the address is put together in a variable first."""
        body = "var url = `/content/${year}/${id}.shtml`;\n  window.open(url, '_blank');"
        script = f"<script>function show(year, id) {{\n  {body}\n}}</script>"
        return {self.column: self.page("政府信息公开年报", self.rows(self.papers) + script)}

    def rows(self, papers: Sequence[Article]) -> str:
        """Rows of a table, without a link."""
        rows = (
            f"<tr onclick=\"show({p.published.year}, '{p.number}')\"><td>{p.title}</td></tr>" for p in papers
        )
        return f"<table>{''.join(rows)}</table>"


class YearsAcross(TrsFromZero):
    """A table with a row a body and a column a year; its links say only 查看."""

    name = "years-across"
    area = "黑水坪县"
    bodies = 3

    def lists(self) -> dict[str, Page]:
        """The table, under a caption."""
        heads = "".join(f"<th>{year}年</th>" for year in YEARS)
        names = dict.fromkeys(paper.organization for paper in self.reports)
        body = "".join(f"<tr><td>{name}</td>{self._cells(name)}</tr>" for name in names)
        caption = f"<tr><td colspan='{len(YEARS) + 1}'>历年年度报告</td></tr>"
        table = f"<table>{caption}<tr><th>单位</th>{heads}</tr>{body}</table>"
        return {self.column: self.page("政府信息公开年报", table)}

    def _cells(self, name: str) -> str:
        own = {paper.year: paper for paper in self.reports if paper.organization == name}
        return "".join(f"<td><a href='{self.path_of(own[year])}'>查看</a></td>" for year in YEARS)


class MoreBeside(TrsFromZero):
    """Tabs with the newest rows and a 更多 each; behind them `.shtml` files whose names nothing tells."""

    name = "more-beside"
    area = "壤口县"
    bodies = 4

    def path_of(self, paper: Article) -> str:
        """`/zwgk/zfxxgknb/bm/202501/t20250113_107.shtml`."""
        day = paper.published
        return f"{self.column}{self._tab(paper)}/{day:%Y%m}/t{day:%Y%m%d}_{paper.number}.shtml"

    @staticmethod
    def _tab(paper: Article) -> str:
        return "xz" if paper.organization.endswith("政府") else "bm"

    def lists(self) -> dict[str, Page]:
        """The column and its folders; `countPage` counts from 1."""
        pages, tabs = {}, ""
        for tab, title in {"xz": "县政府", "bm": "县直部门"}.items():
            papers = [paper for paper in self.papers if self._tab(paper) == tab]
            tabs += f"<div><h2>{title}</h2><a href='{tab}/'>更多+</a>{self.rows(papers[:2])}</div>"
            groups = [papers[start : start + 6] for start in range(0, len(papers), 6)]
            for number, group in enumerate(groups, start=1):
                file = "index.shtml" if number == 1 else f"index_{number}.shtml"
                pager = f"<script>var currentPage = {number - 1}; var countPage = {len(groups)}</script>"
                pages[f"{self.column}{tab}/{file}"] = self.page(title, self.rows(group) + pager)
            pages[f"{self.column}{tab}/"] = pages[f"{self.column}{tab}/index.shtml"]
        return {**pages, self.column: self.page("政府信息公开年报", tabs)}


class RowTitles(TrsFromZero):
    """Links that are cut short before they say anything, in rows that have the title; others are cards."""

    name = "row-titles"
    area = "理塘坝县"
    bodies = 4

    def rows(self, papers: Sequence[Article]) -> str:
        """Rows and cards in turn."""
        text = (
            "根据条例规定，现公布本单位上一年度的报告。本报告所列数据的统计期限自当年1月1日起至12月31日止，"
            * 3
        )
        forms = (
            "<li title='{title}'><a href='{url}'>{title:.6}...</a></li>",
            "<li><a href='{url}'><i>{day}</i><h3>{title}</h3><p>{text}</p></a></li>",
        )
        return "".join(
            forms[at % 2].format(title=p.title, url=self.path_of(p), day=p.published, text=text)
            for at, p in enumerate(papers)
        )


class InlineRows(TrsFromZero):
    """Rows as objects of a script, in the page or in a file, and written by one."""

    name = "inline-rows"
    area = "白玉沟县"
    bodies = 3

    def lists(self) -> dict[str, Page]:
        """Three sub-columns, one a way."""
        thirds = [list(self.papers[start::3]) for start in range(3)]
        objects = ",".join(
            f"{{id: {p.number}, title: '{p.title}', url: '{self.path_of(p)}'}}" for p in thirds[0]
        )
        data = ",".join(f'{{"docTitle":"{p.title}","docPubUrl":"{self.path_of(p)}"}}' for p in thirds[1])
        written = "".join(
            f"document.write('<li><a href=\"{self.path_of(p)}\">{p.title}</a></li>');\n" for p in thirds[2]
        )
        ways = {
            "街道年报": f"<div id='app'></div><script>new Vue({{data: {{list: [{objects}]}}}})</script>",
            "部门年报": "<script src='/js/jquery.min.js'></script><script src='nb.js?v=2'></script>",
            "乡镇年报": f"<ul><script>{written}</script></ul>",
        }
        folders = {title: f"{self.column}s{at}/" for at, title in enumerate(ways)}
        pages = {folders[title]: self.page(title, body) for title, body in ways.items()}
        script = Page(200, (("Content-Type", "application/javascript"),), f"var rows = [{data}];".encode())
        return {
            **pages,
            self.column: self.page("政府信息公开年报", self.links(folders)),
            f"{self.column}s1/nb.js": script,
        }


class ScriptFile(TrsFromZero):
    """The request for the rows stands in a script file, which takes its channel from the page."""

    name = "script-file"
    area = "巴塘驿县"
    bodies = 4

    def lists(self) -> dict[str, Page]:
        """A page with news beside, and its script."""
        news = self.links(
            {f"县领导调研2025年重点工作{n}": f"/xwdt/202501/t20250101_{n}.html" for n in range(3)}
        )
        script = (
            "function load(n) { fetch('/cms/api/articles?channel='"
            " + document.getElementById('nb').dataset.channel + '&site=' + siteId"
            " + '&page=' + n + '&size=' + size).then(draw); } var size = 10; load(1);"
        )
        head = "<script>var siteId = '9';</script><script src='/js/main.js'></script>"
        body = f"{news}<ul id='nb' data-channel='c77'></ul>"
        return {
            self.column: self.page("政府信息公开年报", body, head),
            "/js/main.js": Page(200, (("Content-Type", "text/javascript"),), script.encode()),
        }

    def answer(self, request: Request) -> Page | None:
        """The rows of the channel."""
        if request.path != "/cms/api/articles":
            return None
        asked, groups = request.fields, self.chunks()
        number = int(asked["page"]) if (asked["channel"], asked["site"]) == ("c77", "9") else 0
        group = groups[number - 1] if 0 < number <= len(groups) else ()
        rows = [{"docTitle": p.title, "docPubUrl": self.path_of(p)} for p in group]
        return self.json({"rows": rows, "total": len(self.papers)})


ROWS = (FunctionRows, YearsAcross, MoreBeside, RowTitles, InlineRows, ScriptFile)
