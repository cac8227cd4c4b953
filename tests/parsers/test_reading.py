"""The one way in: a document for every finding, and a Report or a named error for every bad input."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import annexes
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from papers import (
    Box,
    Tables,
    codes_of,
    find_row,
    flatten,
    make_figures,
    make_tables,
    names_of,
    page_html,
    table_html,
    text_page,
    values_of,
    with_text,
    wrong,
)

from parsers import Report, parse
from parsers.errors import EmptyDocument, ParseError, UnsupportedFormat
from parsers.report import AT_BUILD, Code, Severity, Status

FIGURES = make_figures("2021")


def tables() -> Tables:
    return make_tables("2021", FIGURES)


def page(changed: Tables | None = None, **changes: str) -> bytes:
    return page_html("2021", changed or tables(), **changes).encode()


def with_number(indicator: str, text: str) -> bytes:
    changed = tables()
    for table in changed.values():
        for number, row in enumerate(table):
            for index, box in enumerate(row):
                if box.indicator == indicator:
                    table[number] = with_text(row, index, text)
    return page(changed)


def without_table() -> bytes:
    return page({**tables(), "disputes": [[Box("无")]]})


def without_row() -> bytes:
    changed = tables()
    del changed["requests"][find_row(changed["requests"], "2.重复申请")]
    return page(changed)


def without_cell() -> bytes:
    changed = tables()
    row = changed["requests"][find_row(changed["requests"], "2.重复申请")]
    del row[2]
    return page(changed)


def without_label() -> bytes:
    changed = tables()
    row = find_row(changed["requests"], "2.重复申请")
    changed["requests"][row] = with_text(changed["requests"][row], 0, "")
    return page(changed)


def with_row() -> bytes:
    changed = tables()
    changed["proactive"].insert(4, [Box("其他主动公开文件"), Box("1"), Box("2"), Box("3")])
    return page(changed)


def with_cells() -> bytes:
    changed = tables()
    changed["requests"][3].append(Box("9"))
    return page(changed)


def with_an_old_row() -> bytes:
    changed = tables()
    values = [Box("1"), Box("2"), Box("3")]
    changed["proactive"] += [
        [Box("第二十条第（五）项", 4)],
        [Box("信息内容"), Box("上一年项目数量"), Box("本年增/减"), Box("处理决定数量")],
        [Box("其他对外管理服务事项"), *values],
    ]
    return page(changed)


def zeros(name: str) -> str:
    """A text whose every cell is 0."""
    return text_page("2021", flatten(make_tables("2021", make_figures("2021", high=0)), name))


def run_together() -> dict[str, str]:
    """The class without separators, for a body whose rows of table 3 are all zeros."""
    whole = make_tables("2021", make_figures("2021", high=0))
    return {name: "\n".join("".join(box.text for box in row) for row in whole[name]) for name in whole}


def annex_of(changes: dict[str, int]) -> bytes:
    """A report with the list of 2014, some of its numbers changed."""
    lines = annexes.make_lines({**annexes.make_figures(), **changes})
    return annexes.page(annexes.table_html(annexes.plain(lines))).encode()


DOCUMENTS: dict[Code, Callable[[], bytes]] = {
    Code.ROW_SUM: lambda: with_number("requests_carried_in_total", "9999"),
    Code.RESULTS_SUM: lambda: with_number("requests_handled_total_business", "9999"),
    Code.FLOW: lambda: with_number("requests_received_research", "9999"),
    Code.DISPUTE_SUM: lambda: with_number("disputes_litigation_direct_total", "9999"),
    Code.PARTS_SUM: lambda: annex_of({"annex_requests_received": 9999}),
    Code.ROW_UNLABELLED: without_label,
    Code.ROW_LOST: without_row,
    Code.TABLE_LOST: without_table,
    Code.CELL_LOST: without_cell,
    Code.CELL_UNREADABLE: lambda: with_number("proactive_penalties_decisions", "0/0"),
    Code.EXTRA_ROW: with_row,
    Code.EXTRA_CELLS: with_cells,
    Code.MIXED_FORMS: with_an_old_row,
    Code.FORM_UNCLEAR: lambda: page_html("2021", {"requests": [[Box("详见附件")]]}).encode(),
    Code.SECTION_MISSING: lambda: page().replace("六、其他需要报告的事项".encode(), b""),
    Code.YEAR_CONFLICT: lambda: page().replace(
        "略。".encode(), "统计期限自2020年1月1日至2020年12月31日。".encode(), 1
    ),
    Code.YEAR_UNCLEAR: lambda: page(title="清河县统计局政府信息公开工作年度报告"),
    Code.ORGANIZATION_UNCLEAR: lambda: page(title="我局2022年政府信息公开工作年度报告"),
    Code.NOT_A_REPORT: lambda: "<html><body><p>清河县今日天气晴</p></body></html>".encode(),
    Code.CONTRADICTS_NARRATIVE: lambda: page().replace(
        "略。".encode(), "本年新收政府信息公开申请9999件。".encode(), 1
    ),
    Code.ENCODING_UNCLEAR: lambda: page().replace("略。".encode(), b"\xff", 1),
    Code.ANOTHER_REPORT: lambda: page().replace(
        b"</body></html>", page(title="临溪县教育局2020年政府信息公开工作年度报告").partition(b"<body>")[2]
    ),
    Code.SPAN_CAPPED: lambda: page().replace(b'colspan="7"', b'colspan="1000000"', 1),
    Code.TRADITIONAL_SCRIPT: lambda: OpenCC("s2t").convert(page().decode()).encode(),
    Code.VALUES_RUN_TOGETHER: lambda: text_page("2021", run_together()).encode(),
    Code.LINES_DEDUPLICATED: lambda: "\n".join(dict.fromkeys(zeros("A").split("\n"))).encode(),
    Code.TEXT_CUT: lambda: zeros("A")[: zeros("A").index("2.重复申请")].encode(),
    Code.MARKUP_CUT: lambda: page().replace(b"</body>", b"<div>" * 3000 + b"<p>x</body>"),
}


ALL_ZERO = (Code.VALUES_RUN_TOGETHER, Code.LINES_DEDUPLICATED, Code.TEXT_CUT)


@pytest.mark.parametrize("code", sorted(set(Code) - AT_BUILD))
def test_every_code_has_a_document_that_calls_for_it(code: Code) -> None:
    report = parse(DOCUMENTS[code]())
    finding = next(f for f in report.findings if f.code is code)
    assert finding.message_zh
    assert finding.message_en
    assert finding.severity in Severity
    assert set(finding.indicators) <= {cell.indicator for cell in report.cells}


@pytest.mark.parametrize("code", sorted(set(Code) - AT_BUILD))
def test_no_document_of_a_finding_makes_a_wrong_value(code: Code) -> None:
    report = parse(DOCUMENTS[code]())
    figures = make_figures("2021", high=0) if code in ALL_ZERO else FIGURES
    for cell in report.cells:
        if cell.status is Status.PUBLISHED and cell.indicator in FIGURES:
            assert cell.value in (figures[cell.indicator], 9999)
        if cell.status is Status.RECOVERED:
            assert cell.value == figures[cell.indicator]


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize("kind", ["page", "text"])
def test_a_clean_document_has_no_finding(form_id: str, kind: str) -> None:
    clean = make_tables(form_id, make_figures(form_id))
    data = page_html(form_id, clean) if kind == "page" else text_page(form_id, flatten(clean, "I"))
    assert parse(data.encode()).findings == ()


def test_each_sum_is_located_by_its_finding() -> None:
    report = parse(DOCUMENTS[Code.FLOW]())
    findings = {f.code: f for f in report.findings}
    assert findings.keys() == {Code.FLOW, Code.ROW_SUM}
    both = set(findings[Code.FLOW].indicators) & set(findings[Code.ROW_SUM].indicators)
    assert both == {"requests_received_research"}
    cell = next(c for c in report.cells if c.indicator == "requests_received_research")
    assert (cell.value, cell.implied, cell.status) == (9999, FIGURES[cell.indicator], Status.PUBLISHED)
    assert "sums" not in cell.evidence


def test_a_lost_table_of_sums_is_never_invented() -> None:
    report = parse(page({**tables(), "requests": [[Box("详见附件")]]}))
    requests = [c for c in report.cells if c.indicator.startswith("requests_")]
    assert {(c.status, c.value) for c in requests} == {(Status.MISSING, None)}
    assert Code.TABLE_LOST in codes_of(report)


# --- bad input ----------------------------------------------------------------------------------------------

NOT_FOUND = (
    "<html><head><title>404 Not Found</title></head><body><h1>404</h1><p>您访问的页面不存在</p></body></html>"
)


@pytest.mark.parametrize(
    "text",
    [
        NOT_FOUND,
        "0",
        "规章",
        "1\n2\n3",
        "<p>",
        "{}",
        "[1, 2]",
        "<?xml version='1.0'?><a/>",
        "<table><tr><td>5</table>",
        "a,b\n1,2",
    ],
)
def test_what_is_no_report_is_a_report_of_nothing(text: str) -> None:
    report = parse(text.encode())
    assert (report.form, report.cells) == (None, ())
    assert codes_of(report) == {Code.NOT_A_REPORT}


def test_a_list_page_of_reports_is_no_report() -> None:
    items = "".join(
        f"<li><a href={n}>清河县统计局{n}年政府信息公开工作年度报告</a></li>" for n in range(2019, 2025)
    )
    report = parse(f"<html><body><h2>政府信息公开年报</h2><ul>{items}</ul></body></html>".encode())
    assert report.cells == ()
    assert report.form is None


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbb\xbf"])
def test_nothing_is_a_named_error(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        parse(data)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"PK\x03\x04rest", bytes(range(256)) * 8])
def test_binary_is_a_named_error_that_says_what_it_is(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="HTML and plain text"):
        parse(data)


def test_an_unknown_charset_costs_nothing() -> None:
    report = parse(page(head='<meta charset="x-unheard-of">'), content_type="text/html; charset=martian")
    assert values_of(report) == FIGURES


def test_a_report_without_any_table_keeps_its_words() -> None:
    report = parse(page_html("2021", {"overview": "<p>全年公开信息12条。</p>"}).encode())
    assert (report.organization, report.year) == ("清河县统计局", 2022)
    assert report.form is None
    assert report.cells == ()
    assert codes_of(report) == {Code.FORM_UNCLEAR}


def test_tables_of_another_form_give_no_cell() -> None:
    old = table_html(
        [
            [Box("统计指标"), Box("单位"), Box("统计数")],
            [Box("一、主动公开情况"), Box("——"), Box("")],
            [Box("（一）主动公开政府信息数"), Box("条"), Box("312")],
            [Box("其中：主动公开规范性文件数"), Box("条"), Box("7")],
            [Box("（二）收到申请数"), Box("件"), Box("5")],
        ]
    )
    report = parse(
        page_html("2021", {"proactive": old}, title="清河县统计局2016年政府信息公开工作年度报告").encode()
    )
    assert [c for c in report.cells if c.value is not None] == []


def test_the_source_is_recorded_as_given() -> None:
    data = page()
    report = parse(data, content_type="text/html; charset=utf-8", url="http://example.test/a.html")
    source = report.source
    assert (source.url, source.content_type, source.encoding) == (
        "http://example.test/a.html",
        "text/html; charset=utf-8",
        "utf-8",
    )
    assert source.sha256 == hashlib.sha256(data).hexdigest()


def test_markup_is_told_by_the_bytes_and_not_by_the_header() -> None:
    assert values_of(parse(page(), content_type="text/plain")) == FIGURES
    text = text_page("2021", flatten(tables(), "C")).encode()
    assert values_of(parse(text, content_type="text/html")) == FIGURES


def test_parsing_twice_gives_the_same_report() -> None:
    assert parse(page()) == parse(page())
    assert isinstance(parse(page()), Report)


# --- invariants ---------------------------------------------------------------------------------------------

NOISE = st.lists(
    st.one_of(
        st.text(alphabet="甲乙丙丁，。、2056条 ", max_size=30),
        st.sampled_from(
            [
                "2023年1月共公开信息312条。",
                "12",
                "- 3 -",
                "详见附件。",
                "联系电话：0000-0000000",
                "|",
                "1 2 3",
            ]
        ),
    ),
    max_size=4,
)


@settings(max_examples=40)
@given(NOISE, NOISE, st.sampled_from(["html", "A", "D", "I"]))
def test_paragraphs_outside_the_tables_never_change_a_value(
    before: list[str], after: list[str], kind: str
) -> None:
    if kind == "html":
        noise = {
            "overview": "".join(f"<p>{t}</p>" for t in before),
            "problems": "".join(f"<p>{t}</p>" for t in after),
        }
        report = parse(page_html("2021", {**tables(), **noise}).encode())
    else:
        parts = flatten(tables(), kind) | {"overview": "\n\n".join(before), "problems": "\n\n".join(after)}
        report = parse(text_page("2021", parts).encode())
    assert values_of(report) == FIGURES


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from(["2019", "2021"]), st.sampled_from([0, 3, 60, 4000]))
def test_encoding_and_wrapping_never_change_a_value(seed: int, form_id: str, high: int) -> None:
    figures = make_figures(form_id, seed, high)
    made = make_tables(form_id, figures)
    plain = page_html(form_id, made)
    wrapped = {
        name: table_html(table, wrap=lambda text: f"<p class=MsoNormal><span>{text}</span></p>")
        for name, table in made.items()
    }
    pages = [plain.encode(), plain.encode("gb18030"), page_html(form_id, wrapped).encode()]
    assert [values_of(parse(data)) for data in pages] == [figures] * 3


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(["html", "C", "I"]))
def test_a_page_cut_anywhere_holds_no_wrong_value(at: int, kind: str) -> None:
    whole = page() if kind == "html" else text_page("2021", flatten(tables(), kind)).encode()
    cut = whole[: at % len(whole)]
    try:
        report = parse(cut)
    except ParseError:
        return
    faults = [fault for fault in wrong(report, FIGURES) if ": blank" not in fault]
    last = cut.decode("utf-8", "ignore").rpartition(">" if kind == "html" else "\n")[2].strip("| ")
    assert len(faults) <= bool(last[-1:].isdigit())  # the cut may fall inside a number


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 2**32), st.binary(min_size=1, max_size=3)), min_size=1, max_size=12))
def test_any_bytes_end_as_a_report_or_as_a_named_error(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(page())
    for at, new in changes:
        data[at % len(data) : at % len(data) + len(new)] = new
    try:
        report = parse(bytes(data))
    except ParseError:
        return
    assert {c.status for c in report.cells} <= set(Status)


HOSTILE = {
    "many cells": "<table>" + "<tr>" + "<td>5" * 200 + ("<tr>" + "<td>5" * 200) * 150 + "</table>",
    "many tables": "<table><tr><td>规章<td>5</table>" * 2000,
    "many labels": "规章\n5\n" * 8000,
    "many label lines": "1.属于国家秘密 " * 50000,
    "many near labels": "\n".join(f"2.其他法律行政止公开{n}" for n in range(1500)),
    "many pipes": "|" * 500000,
    "many piped labels": "行政许可 | 5 | " * 8000,
    "many headings": "一、总体情况\n" * 8000,
    "many titles": "清河县统计局2022年政府信息公开工作年度报告\n" * 10000,
    "many short lines": "清河县\n2022年\n" * 8000,
    "many links": "<a href=x>一、总体情况</a>" * 30000,
    "many digits": "1" * 1000000,
    "many brackets": "（" * 200000,
    "many colons": "发布日期：" * 50000,
    "many spaces": "规章" + " " * 500000 + "5",
    "many years": "2022年" * 100000,
    "many blank lines": "规章\n" + "\n" * 40000 + "5",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("around", ["bare", "in a report"])
def test_a_hostile_document_ends_as_a_report(name: str, around: str) -> None:
    text = HOSTILE[name]
    if around == "in a report":
        text = (
            page_html("2021", tables()).replace("略。", text, 1)
            if "<" in text
            else text_page("2021", {**flatten(tables(), "C"), "overview": text})
        )
    report = parse(text.encode())
    assert report.form in (None, "2019", "2021")
    assert bool(report.cells) == (report.form is not None)


def test_names_of_cells_are_unique() -> None:
    report = parse(with_an_old_row())
    names = [cell.indicator for cell in report.cells]
    assert len(names) == len(set(names)) == 203
    assert names_of(tables()["requests"][3])[0] in names


@pytest.fixture
def collector() -> Iterator[Callable[[bool], None]]:
    """Sets the collector of cycles on or off; after the test it is on."""
    yield lambda on: gc.enable() if on else gc.disable()
    gc.enable()


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("data", [page(), b"", b"\x00\x01" * 999], ids=["report", "empty", "binary"])
def test_the_collector_is_left_as_it_was(
    data: bytes, enabled: bool, collector: Callable[[bool], None]
) -> None:
    collector(enabled)
    with suppress(ParseError):
        parse(data)
    assert gc.isenabled() is enabled


@pytest.mark.parametrize(
    "data", [page(), text_page("2021", flatten(tables(), "C")).encode()], ids=["grids", "flattened"]
)
def test_a_parse_makes_no_cycles(data: bytes, collector: Callable[[bool], None]) -> None:
    parse(data)  # what is learnt once may be cyclic
    collector(False)
    gc.collect()
    report = parse(data)
    assert report.cells
    assert gc.collect() == 0
