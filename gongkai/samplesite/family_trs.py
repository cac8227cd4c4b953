"""The look of TRS WCM sites: static pinyin folders, `t20220128_1023.html` articles, a 0-based script pager.

Promises: relative links from lists, full titles in `a[title]` only, meta tags of the national page standard.
Refuses: to link to its next list page: only the script says how many there are.
Caveat: lists are index.html, index_1.html, ...; the first one answers at the folder too.
"""

from __future__ import annotations

from posixpath import relpath

from gongkai.samplesite.bodies import County
from gongkai.samplesite.pages import ARCHIVE, REPOSTS, Article, Column, Family, article_html, chunks, fill

_OUTSIDE = (ARCHIVE, REPOSTS)


def column_path(column: Column) -> str:
    """The folder of a column.

    >>> from gongkai.samplesite.pages import COLUMNS
    >>> column_path(COLUMNS[1]), column_path(ARCHIVE)
    ('/zwgk/zfxxgknb/bm/', '/zwgk/lsgd/')
    """
    return f"/zwgk/{column.slug}/" if column in _OUTSIDE else f"/zwgk/zfxxgknb/{column.slug}/"


def article_path(article: Article) -> str:
    """The address of an article: folder of the month, date, number."""
    day = article.published
    return f"{column_path(article.column)}{day:%Y%m}/t{day:%Y%m%d}_{article.number}.html"


def render_article(county: County, article: Article) -> str:
    """The page of an article."""
    return article_html("trs_article.html", county, article, column_path(article.column))


def render_lists(county: County, column: Column, articles: tuple[Article, ...]) -> dict[str, str]:
    """All pages of a column's list, by path."""
    folder = column_path(column)
    groups = chunks(articles)
    pages = {}
    for current, rows in enumerate(groups):
        pages[f"{folder}index{f'_{current}' if current else ''}.html"] = fill(
            "trs_list.html",
            county=county,
            article=None,
            heading=column.name,
            column_name=column.name,
            rows=rows,
            link=lambda article: _relative(article_path(article), folder),
            total=len(groups),
            current=current,
            suffix="html",
        )
    pages[folder] = pages[f"{folder}index.html"]
    return pages


def _relative(path: str, folder: str) -> str:
    link = relpath(path, folder)
    return link if link.startswith("..") else f"./{link}"


TRS = Family(article_path, column_path, render_article, render_lists)
