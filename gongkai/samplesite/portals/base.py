"""What the portals of the matrix share: who reports in them, the papers, a home page, and how they are asked.

Promises: each portal is one family of site software with its traps; it knows the truth of what it shows.
Refuses: to be fetched without its rules: `/robots.txt` answers on every portal.
Caveat: reports are plain tables; how tables arrive is the business of the sample counties.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from html import escape
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from gongkai.samplesite import prose
from gongkai.samplesite.bodies import COUNTIES, Body
from gongkai.samplesite.layout import SECTION_TITLES, form_of
from gongkai.samplesite.numbers import yearly_figures
from gongkai.samplesite.pages import Page
from gongkai.samplesite.paper import Paper, Paragraph, Table, build_tables
from gongkai.samplesite.printing import PrintStyle, print_figures
from gongkai.samplesite.render import plain_table

YEARS = (2021, 2022, 2023, 2024)
_UNITS = ("人民政府", "人民政府办公室", "教育局", "民政局", "统计局", "白石镇人民政府", "河东街道办事处")
_MISSES = (
    "{area}{year}年政府网站工作年度报表",
    "{area}司法局{year}年法治政府建设年度报告",
    "关于做好{year}年度政府信息公开工作年度报告编制工作的通知",
    "{area}财政局{year}年部门预决算公开",
)
HTML = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class Request:
    """What a portal is asked: `target` is path and query, `body` what was posted."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    @property
    def fields(self) -> dict[str, str]:
        """The query's fields; of a posted form, those of the body."""
        text = self.body.decode() if self.method == "POST" else urlsplit(self.target).query
        return dict(parse_qsl(text, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a portal: a report, or a near miss (`year` None)."""

    number: int
    organization: str
    year: int | None
    title: str
    published: date
    html: str


class Portal:
    """One portal: override `name`, `area` and what a family does its own way; pages come from `pages`.

    `pages` has every static answer by target; `answer` is asked first, for what is made on request.
    """

    name: ClassVar[str]
    area: ClassVar[str]  # an invented county
    robots: ClassVar[str] = "User-agent: *\nDisallow: /admin/\n"
    column: ClassVar[str] = "/zwgk/zfxxgknb/"
    bodies: ClassVar[int] = 6  # how many of the units report

    @cached_property
    def papers(self) -> tuple[Article, ...]:
        """Reports and near misses, newest first."""
        made = [*self._reports(), *self._misses()]
        made.sort(key=lambda paper: (paper.published, paper.number), reverse=True)
        return tuple(made)

    @property
    def reports(self) -> tuple[Article, ...]:
        """The reports that a crawl should find."""
        return tuple(paper for paper in self.papers if paper.year is not None)

    @property
    def truth(self) -> dict[str, Article]:
        """The reports by the path (and query) under which the crawl should have them."""
        return {self.path_of(paper): paper for paper in self.reports}

    def path_of(self, paper: Article) -> str:
        """The address of an article."""
        raise NotImplementedError

    def article(self, paper: Article) -> str:
        """The HTML page of an article."""
        meta = self.meta(
            ColumnName="政府信息公开年报",
            ArticleTitle=paper.title,
            PubDate=f"{paper.published:%Y-%m-%d} 10:00",
        )
        title = escape(paper.title)
        body = f"<h1>{title}</h1>{paper.html}"
        return f"<html><head>{meta}<title>{title}</title></head><body>{body}</body></html>"

    def lists(self) -> dict[str, Page]:
        """The column's own pages, by target."""
        raise NotImplementedError

    def answer(self, request: Request) -> Page | None:
        """What is made on request; None where `pages` has the answer, or nothing has."""
        return None

    def front(self) -> dict[str, Page]:
        """Home page and what leads from it to the column."""
        return {
            "/": self.page("首页", self.links({"政务公开": "/zwgk/", "新闻动态": "/xwdt/"})),
            "/zwgk/": self.page(
                "政务公开", self.links({"政府信息公开年报": self.column, "领导之窗": "/ldzc/"})
            ),
            "/xwdt/": self.page("新闻动态", "<p>今日要闻</p>"),
            "/ldzc/": self.page("领导之窗", "<p>分工</p>"),
        }

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every static answer."""
        articles = {self.path_of(p): self.html(self.article(p)) for p in self.papers}
        robots = Page(200, (("Content-Type", "text/plain"),), self.robots.encode())
        return {**articles, **self.front(), **self.lists(), "/robots.txt": robots}

    def ask(self, request: Request) -> Page:
        """The answer to a request; 404 where there is none."""
        made = self.answer(request)
        if made is None and request.method == "GET":
            made = self.pages.get(request.target) or self.pages.get(request.path)
        return made or Page(404, HTML, "<html><p>页面不存在</p></html>".encode())

    # --- building blocks ------------------------------------------------------------------------------------

    def page(self, title: str, body: str, head: str = "") -> Page:
        """A page of the portal around `body`."""
        meta = self.meta(ColumnName=title)
        return self.html(
            f"<html><head>{meta}<title>{escape(title)}-{self.area}人民政府</title>{head}</head><body>{body}"
            f"<p class='footer'>主办：{self.area}人民政府办公室 网站标识码：9901990001</p></body></html>"
        )

    def meta(self, **values: str) -> str:
        """The meta tags of the national page standard."""
        site = {"SiteName": f"{self.area}人民政府", "SiteIDCode": "9901990001"}
        return "".join(
            f'<meta name="{name}" content="{escape(value)}">' for name, value in {**site, **values}.items()
        )

    @staticmethod
    def html(text: str, *, status: int = 200) -> Page:
        """HTML in UTF-8."""
        return Page(status, HTML, text.encode())

    @staticmethod
    def json(value: Any) -> Page:
        """JSON in UTF-8."""
        return Page(
            200,
            (("Content-Type", "application/json; charset=utf-8"),),
            json.dumps(value, ensure_ascii=False).encode(),
        )

    @staticmethod
    def links(links: Mapping[str, str]) -> str:
        """A list of plain links, title to address."""
        rows = "".join(f"<li><a href='{url}'>{escape(title)}</a></li>" for title, url in links.items())
        return f"<ul>{rows}</ul>"

    def rows(self, papers: Sequence[Article]) -> str:
        """A list of articles with their dates."""
        rows = "".join(
            f"<li><a href='{self.path_of(p)}' title='{escape(p.title)}'>{escape(p.title)}</a>"
            f"<span>{p.published}</span></li>"
            for p in papers
        )
        return f"<ul class='list'>{rows}</ul>"

    def chunks(self, size: int = 10) -> list[tuple[Article, ...]]:
        """The articles, so many a page."""
        return [self.papers[start : start + size] for start in range(0, len(self.papers), size)]

    # --- papers ---------------------------------------------------------------------------------------------

    def _reports(self) -> Iterator[Article]:
        number = 100
        for unit in _UNITS[: self.bodies]:
            body = Body(self.area + unit, "department", COUNTIES[1], self.name, 4, self.area, "990199")
            figures = yearly_figures(body)
            for year in YEARS:
                number += 7
                entries = print_figures(figures[year], PrintStyle())
                paper = _write(body, year, build_tables(entries, form_of(year)), figures[year])
                day = date(year + 1, 1, 8) + timedelta(
                    days=random.Random(f"{self.name}{number}").randrange(60)
                )
                yield Article(number, body.name, year, paper.title, day, plain_table(paper))

    def _misses(self) -> Iterator[Article]:
        for i, title in enumerate(_MISSES):
            for year in YEARS[-2:]:
                text = title.format(area=self.area, year=year)
                yield Article(
                    9000 + 10 * i + year % 10, "", None, text, date(year + 1, 1, 20), f"<p>{text}。</p>"
                )


def _write(body: Body, year: int, tables: Sequence[Table], figures: Mapping[str, int]) -> Paper:
    blocks: list[Paragraph | Table] = []
    for number, texts in enumerate(prose.write_sections(body, year, dict(figures))):
        blocks.append(Paragraph(SECTION_TITLES[number], "heading"))
        blocks += [Paragraph(text) for text in texts]
        blocks += [tables[number - 1]] if 0 < number <= len(tables) else []
    blocks += [Paragraph(text, "signature") for text in prose.write_signature(body, year)]
    return Paper(prose.write_title(body, year), tuple(blocks))
