"""The look of Hanweb sites: rows inside a `datastore` script, more rows from dataproxy.jsp.

Promises: page k of the dataproxy has the rows of the k-th list page, by `page` or by `startrecord`.
Refuses: to page by `?pageNum=N` on the column page, which always shows the first rows.
Caveat: months and days of article addresses are not zero-padded.
"""

from __future__ import annotations

from gongkai.samplesite.bodies import County
from gongkai.samplesite.pages import PER_PAGE, Article, Column, Family, article_html, chunks, fill

DATAPROXY = "/module/web/jpage/dataproxy.jsp"
_UNIT = 20


def column_path(column: Column) -> str:
    """The address of a column.

    >>> from gongkai.samplesite.pages import COLUMNS
    >>> column_path(COLUMNS[0])
    '/col/col1201/index.html'
    """
    return f"/col/col{column.number}/index.html"


def article_path(article: Article) -> str:
    """The address of an article: date without zeros, column, number."""
    day = article.published
    name = f"art_{article.column.number}_{article.number}.html"
    return f"/art/{day.year}/{day.month}/{day.day}/{name}"


def render_article(county: County, article: Article) -> str:
    """The page of an article."""
    return article_html("hanweb_article.html", county, article, column_path(article.column))


def render_lists(county: County, column: Column, articles: tuple[Article, ...]) -> dict[str, str]:
    """The column page and every answer of the dataproxy, by path and query."""
    groups = chunks(articles)
    stores = [
        fill(
            "datastore.xml",
            rows=rows,
            link=article_path,
            next_address=proxy_address(column, number + 1) if number < len(groups) else None,
            records=len(articles),
            total=len(groups),
        )
        for number, rows in enumerate(groups, start=1)
    ]
    pages = {proxy_address(column, number): store for number, store in enumerate(stores, start=1)}
    pages[column_path(column)] = fill(
        "hanweb_list.html",
        county=county,
        article=None,
        heading=column.name,
        column_name=column.name,
        column_number=column.number,
        datastore=stores[0],
        unit=_UNIT,
        per_page=PER_PAGE,
        records=len(articles),
        total=len(groups),
    )
    return pages


def proxy_address(column: Column, page: int) -> str:
    """The dataproxy's address of a page of a column."""
    return f"{DATAPROXY}?page={page}&webid=1&path=/&columnid={column.number}&unitid={_UNIT}&permissiontype=0"


def canonical_target(query: dict[str, str]) -> str | None:
    """The stored address that a dataproxy query asks for, whatever else it says; None for nonsense.

    >>> canonical_target({"columnid": "1201", "startrecord": "11", "endrecord": "20"})[:38]
    '/module/web/jpage/dataproxy.jsp?page=2'
    """
    start, page, column = query.get("startrecord"), query.get("page", "1"), query.get("columnid", "")
    if not (page.isdigit() and column.isdigit() and (start is None or start.isdigit())):
        return None
    number = (int(start) - 1) // PER_PAGE + 1 if start is not None else int(page)
    return proxy_address(Column("", "", int(column)), number)


HANWEB = Family(article_path, column_path, render_article, render_lists)
