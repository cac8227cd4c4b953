"""Reports that a page keeps in a script."""

from __future__ import annotations

import json

import pytest

import parsers
from gongkai.samplesite.portals.gkmlpt import Gkmlpt
from parsers.embedded import article_in_script
from parsers.html import read_html

TEXT = "<p>2023年政府信息公开工作年度报告</p><table><tr><td>42</td></tr></table>" + "<p>总体情况</p>" * 60


def page(value: str, before: str = "<div id='app'></div>") -> str:
    script = f"<script>window._CONFIG = {{DETAIL: {value}}};</script>"
    return f"<html><title>x</title><body>{before}{script}</body></html>"


@pytest.mark.parametrize(
    "value",
    [
        json.dumps({"content": TEXT}),
        json.dumps({"content": TEXT}, ensure_ascii=False),
        json.dumps({"content": TEXT}, ensure_ascii=False).replace("</", "<\\/"),
        "{content: '" + TEXT.replace("'", "\\'") + "'}",
        "{content: '" + TEXT.replace("<td>", '<td class="a">') + "'}",
        json.dumps({"a": "x" * 500, "summary": "政府信息公开", "content": TEXT}),
    ],
)
def test_the_article_of_a_script_is_read(value: str) -> None:
    document = read_html(page(value))
    grids = [block for block in document.blocks if hasattr(block, "cells")]
    assert [cell.text for grid in grids for cell in grid.cells] == ["42"]
    assert document.page_title == "x"


@pytest.mark.parametrize(
    ("value", "before"),
    [
        (json.dumps({"content": TEXT}), "<table><tr><td>7</td></tr></table>"),
        (json.dumps({"content": TEXT}), "<p>" + "公开" * 2000 + "</p>"),
        (json.dumps({"content": TEXT.replace("信息公开", "新闻")}), ""),
        (json.dumps({"content": "政府信息公开" * 200}), ""),
        ('{"content": "' + "<p>信息公开\\q</p>" * 90 + '"}', ""),
        ('{"content": "' + "<p>信息公开</p>" * 90, ""),
        ("{}", ""),
    ],
)
def test_what_the_page_shows_goes_before_what_a_script_holds(value: str, before: str) -> None:
    document = read_html(page(value, before))
    assert "42" not in " ".join(getattr(block, "text", "") for block in document.blocks)


def test_a_report_of_a_gkmlpt_site_has_all_its_cells() -> None:
    portal = Gkmlpt()
    paper = portal.reports[0]
    report = parsers.parse(portal.article(paper).encode())
    assert (report.organization, report.year) == (paper.organization, paper.year)
    assert {cell.status.value for cell in report.cells if cell.status != "missing"} == {"published"}
    assert sum(cell.status == "published" for cell in report.cells) > 150


def test_a_long_script_without_an_end_is_read_in_time() -> None:
    assert article_in_script(b"<script>" + b"'" * 200_000, 0) is None
    assert article_in_script(b"<script>" * 50_000, 0) is None
    assert article_in_script(b'<script>"' + b"\\" * 300_001 + b"</script>", 0) is None
