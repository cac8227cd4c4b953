"""Portals in the manner of Hanweb's module 信息公开: a search by POST, a body's reports by year."""

from __future__ import annotations

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import YEARS, Article, Portal, Request

SEARCH = "/module/xxgk/search.jsp"
ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp"
_AREA = "11990199MB0000000X"


class HanwebSearch(Portal):
    """The column is found in a tree; its rows come from a search, ten a page."""

    name = "hanweb-xxgk"
    area = "汶水县"
    column = "/col/col1447/index.html"

    def path_of(self, paper: Article) -> str:
        """`/art/2024/1/9/art_1447_107.html`."""
        day = paper.published
        return f"/art/{day.year}/{day.month}/{day.day}/art_1447_{paper.number}.html"

    def lists(self) -> dict[str, Page]:
        """The column page without a row."""
        fields = (
            f"<input type='hidden' name='area' value='{_AREA}'><input type='hidden' value='1' id='jdid'>"
            "<script>var infotypeId = 'F0100001'; function goPage(n){ $.post('" + SEARCH + "?divid=div1447',"
            "{infotypeId:infotypeId, currpage:n, sortfield:',createdatetime:0,orderid:0'}, show); }</script>"
        )
        return {self.column: self.page("政府信息公开年报", f"<div id='div1447'></div>{fields}")}

    def answer(self, request: Request) -> Page | None:
        """A page of the search; nothing where a field is missing or the method is GET."""
        if request.path != SEARCH:
            return None
        asked = request.fields if request.method == "POST" else {}
        if (asked.get("infotypeId"), asked.get("area"), asked.get("divid")) != ("F0100001", _AREA, "div1447"):
            return self.html("<table></table>")
        groups = self.chunks()
        number = int(asked.get("currpage") or 1)
        rows = groups[number - 1] if number <= len(groups) else ()
        return self.html(
            self._table(rows) + f"<div>共<b>{len(groups)}</b>页 <a href='javascript:goPage(2)'>2</a></div>"
        )

    def _table(self, rows: tuple[Article, ...]) -> str:
        cells = "".join(
            f"<tr class='tr_main_value_{'odd' if at % 2 else 'even'}'><td>{at + 1}</td><td>"
            f"<a target='_blank' href='{self.path_of(paper)}'>{paper.title}</a></td>"
            f"<td>{paper.published}</td></tr>"
            for at, paper in enumerate(rows)
        )
        return f"<table class='xxgk_table'>{cells}</table>"


class HanwebAnnual(Portal):
    """One body's reports, each behind a year: links for two years, options for the others."""

    name = "hanweb-annual"
    area = "海澜县"
    column = "/col/col1500/index.html"
    bodies = 1

    def path_of(self, paper: Article) -> str:
        """`/module/xxgk/xxgkAnnualReport.jsp?area=...&fbtime=2023`; near misses are in no list."""
        if paper.year is None:
            return f"/art/art_{paper.number}.html"
        return f"{ANNUAL}?area={_AREA}&fbtime={paper.year}"

    def lists(self) -> dict[str, Page]:
        """The column page."""
        address = f"{ANNUAL}?area={_AREA}"
        links = "".join(f"<li><a href='{address}&amp;fbtime={year}'>{year}年</a></li>" for year in YEARS[2:])
        options = "".join(f"<option value='{year}'>{year}</option>" for year in YEARS)
        return {
            self.column: self.page(
                "政府信息公开年报", f"<ul>{links}</ul><select name='fbtime'>{options}</select>"
            )
        }
