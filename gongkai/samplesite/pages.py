"""The records of a site: columns, the articles in them, and the pages that a server answers with.

Promises: a Page is complete: status, headers and encoded bytes, the same every time.
Refuses: to know which site family a page belongs to.
Caveat: addresses are paths; the host is whatever serves them, so the bytes do not depend on the port.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from gongkai.samplesite.bodies import County

PER_PAGE = 10  # rows a list page, so that every column has at least two

_TEMPLATES = Environment(
    loader=PackageLoader("gongkai.samplesite"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a site; `number` is what families that count their columns call it."""

    slug: str
    name: str
    number: int


COLUMNS = (
    Column("zf", "县政府及办公室年报", 1201),
    Column("bm", "部门年报", 1202),
    Column("xz", "乡镇街道年报", 1203),
)
ARCHIVE = Column("lsgd", "历史归档", 1290)  # robots.txt of one county forbids it
REPOSTS = Column("wbzl", "外部资料", 1291)  # in no list


@dataclass(frozen=True, slots=True)
class Article:
    """A page with a title and a body: a report, or one of the other papers in its column."""

    title: str
    published: date
    column: Column
    number: int
    source: str
    index_number: str
    html: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answers."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Family:
    """A family of site software: how it names articles, shows them, and lists them.

    `article_path` and `column_path` say where things lie, `article` gives the HTML of an article, `lists`
    that of all pages of a column's list, by target (path, or path and query).
    """

    article_path: Callable[[Article], str]
    column_path: Callable[[Column], str]
    article: Callable[[County, Article], str]
    lists: Callable[[County, Column, tuple[Article, ...]], dict[str, str]]


def fill(template: str, **values: Any) -> str:
    """Fill one of the package's templates."""
    return _TEMPLATES.get_template(template).render(**values)


def html_page(county: County, text: str) -> Page:
    """A page of a county's site, in its encoding; two of the three counties give an ETag."""
    body = text.encode(county.encoding)
    charset = f"; charset={county.charset}" if county.charset else ""
    headers = [("Content-Type", f"text/html{charset}")]
    if county.encoding == "utf-8":
        headers.append(("ETag", f'"{hashlib.sha256(body).hexdigest()[:16]}"'))
    return Page(200, tuple(headers), body)


def article_html(template: str, county: County, article: Article, column_path: str) -> str:
    """The page of an article in a family's template; `column_path` is where its list lies."""
    return fill(
        template,
        county=county,
        article=article,
        heading=article.title,
        column_name=article.column.name,
        column_path=column_path,
    )


def text_page(status: int, text: str) -> Page:
    """A page of plain text, such as robots.txt."""
    return Page(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())


def chunks(articles: tuple[Article, ...]) -> list[tuple[Article, ...]]:
    """The rows of each list page."""
    return [articles[start : start + PER_PAGE] for start in range(0, len(articles), PER_PAGE)]
