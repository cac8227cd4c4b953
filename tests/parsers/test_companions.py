"""Two reports on one page: the first is read as if it stood alone, and the other is told of."""

from __future__ import annotations

import pytest
from papers import (
    TITLE,
    codes_of,
    flatten,
    make_figures,
    make_tables,
    page_html,
    text_page,
    values_of,
)

from parsers import parse
from parsers.report import Code

OTHER = "临溪县教育局{year}年政府信息公开工作年度报告"
FORMS = ["2019", "2021"]


def page_of(form_id: str, seed: int, title: str, kind: str) -> str:
    tables = make_tables(form_id, make_figures(form_id, seed))
    if kind == "grid":
        return page_html(form_id, tables, title=title)
    return text_page(form_id, flatten(tables, kind), title=title)


def both(first: str, second: str) -> bytes:
    return (first.replace("</body></html>", "") + second[max(second.find("<h1>"), 0) :]).encode()


@pytest.mark.parametrize("kind", ["grid", "A", "E", "I"])
@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("behind", FORMS)
def test_the_first_of_two_reports_is_read_as_if_it_stood_alone(form_id: str, behind: str, kind: str) -> None:
    title = TITLE.format(year=2022)
    alone = page_of(form_id, 1, title, kind)
    report = parse(both(alone, page_of(behind, 2, OTHER.format(year=2020), kind)))
    expected = parse(alone.encode())
    assert values_of(report) == values_of(expected)
    assert (report.organization, report.year, report.form) == (expected.organization, 2022, form_id)
    assert codes_of(report) - codes_of(expected) == {Code.ANOTHER_REPORT}


def test_the_same_report_twice_is_not_parted() -> None:
    title = TITLE.format(year=2022)
    report = parse(both(page_of("2021", 1, title, "grid"), page_of("2021", 2, title, "grid")))
    figures = make_figures("2021", 1)
    other = make_figures("2021", 2)
    assert Code.ANOTHER_REPORT not in codes_of(report)
    assert all(
        cell.value == figures[cell.indicator] == other[cell.indicator]
        for cell in report.cells
        if cell.value is not None
    )


def test_a_table_of_contents_is_no_report() -> None:
    alone = page_of("2021", 1, TITLE.format(year=2022), "I")
    title, _, rest = alone.partition("\n")
    contents = "\n".join(line for line in rest.split("\n") if line[:2] in ("一、", "二、", "五、", "六、"))
    page = f"{title}\n目录\n{contents}\n{OTHER.format(year=2020)}\n{rest}"
    assert values_of(parse(page.encode())) == make_figures("2021", 1)
