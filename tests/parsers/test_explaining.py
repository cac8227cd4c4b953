"""How one cell was obtained: a test for each status, and for what is not a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.errors import EmptyDocument
from parsers.explaining import Explanation, State, explain
from parsers.reading import parse
from parsers.report import Code, Status
from parsers.surroundings import AROUND, MAX_LINE, lines_around
from parsers.text import read_text
from parsers.texts import Text

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
SAMPLES = ROOT / "data" / "samples"


def explained(path: Path, indicator: str) -> Explanation:
    return explain(path.read_bytes(), indicator)


def status_of(how: Explanation) -> Status | None:
    return how.cell.status if how.cell else None


def marked(how: Explanation) -> list[str]:
    return [line.text[start:end] for line in how.lines for start, end in line.marks]


def test_a_published_cell_has_its_line_label_and_sums() -> None:
    how = explained(SAMPLES / "flattened-labels-lost.txt", "requests_granted_total")
    assert status_of(how) is Status.PUBLISHED
    assert marked(how) == ["2"]
    (line,) = (line for line in how.lines if line.marks)
    assert (line.where, line.cells) == ("text:line 150", ("requests_granted_total",))
    assert (how.label, how.score) == ("（一）予以公开", 1.0)
    assert [(one.code, one.state, one.forces) for one in how.sums] == [
        (Code.ROW_SUM, State.HOLDS, 2),
        (Code.RESULTS_SUM, State.HOLDS, 2),
    ]
    assert how.weighed is None
    assert how.aside == ()


def test_lines_are_those_around_the_place() -> None:
    how = explained(SAMPLES / "flattened-labels-lost.txt", "requests_granted_total")
    at = next(i for i, line in enumerate(how.lines) if line.marks)
    assert (at, len(how.lines)) == (AROUND, 2 * AROUND + 1)


def test_a_cell_of_a_table_has_its_row_and_what_stands_above_it() -> None:
    how = explained(SAMPLES / "broken-sum.html", "requests_granted_business")
    (row,) = (line for line in how.lines if line.marks)
    assert row.text == "三、本年度办理结果 | （一）予以公开 | 8 | 0 | 0 | 0 | 0 | 0 | 8"
    assert row.marks == ((26, 27),)
    assert how.header[-1] == "商业企业"
    assert how.label == "（一）予以公开"


def test_a_sum_that_does_not_hold_says_what_it_would_need() -> None:
    how = explained(SAMPLES / "broken-sum.html", "disputes_reconsideration_total")
    (one,) = how.sums
    assert one.state is State.BROKEN
    assert how.cell is not None
    assert one.forces != how.cell.value
    assert [finding.code for finding in how.findings] == [Code.DISPUTE_SUM]


def test_a_recovered_cell_has_its_gap_and_the_ways_that_were_rejected() -> None:
    how = explained(EXAMPLES / "value-lost.txt", "requests_granted_in_part_business")
    assert status_of(how) is Status.RECOVERED
    assert marked(how) == ["the cell is not in the document; its place is here"]
    assert how.lines[AROUND + 1].where == ""
    assert [one.forces for one in how.sums] == [1, 1]
    assert how.weighed is not None
    assert (how.weighed.ways, len(how.weighed.left)) == (7, 2)
    assert all(way.breaks for way in how.weighed.rejected)
    assert [finding.code for finding in how.findings] == [Code.CELL_LOST]


def test_a_row_without_its_label_names_the_labels_around_it() -> None:
    how = explained(EXAMPLES / "labels-lost.txt", "requests_refused_other_law_natural_person")
    assert how.label is None
    assert how.between == ("1.属于国家秘密", "4.保护第三方合法权益")
    assert marked(how) == ["1"]
    assert [finding.code for finding in how.findings] == [Code.ROW_UNLABELLED]


def test_an_unreadable_cell_has_the_values_that_may_be_its_own() -> None:
    how = explained(EXAMPLES / "two-rows-alike.txt", "requests_refused_third_party_natural_person")
    assert status_of(how) is Status.UNREADABLE
    assert marked(how) == ["0", "0", "0", "0", "0", "1"]
    assert how.label == "4.保护第三方合法权益"
    assert how.weighed is not None
    assert [way.values for way in how.weighed.left] == [
        ("0", None, "0", "0", "0", "0", "1"),
        (None, "0", "0", "0", "0", "0", "1"),
    ]
    assert {one.state for one in how.sums} == {State.OPEN}
    assert [one.forces for one in how.sums] == [None, None]


def with_row(old: str, new: str) -> bytes:
    text = (EXAMPLES / "labels-lost.txt").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new).encode()


def test_a_row_of_which_every_way_breaks_a_sum_is_torn() -> None:
    data = with_row("（二）部分公开\n1\n1\n0\n0\n0\n0\n2\n", "（二）部分公开\n7\n0\n5\n0\n0\n9\n")
    how = explain(data, "requests_granted_in_part_business")
    assert status_of(how) is Status.UNREADABLE
    assert how.weighed is not None
    assert how.weighed.torn
    assert how.weighed.rejected == ()
    assert how.weighed.ways >= 7


def test_a_blank_cell_is_marked_where_it_stands() -> None:
    data = with_row("规章\n0\n0\n0\n", "规章\n0\n/\n0\n")
    how = explain(data, "proactive_regulations_repealed")
    assert status_of(how) is Status.BLANK
    assert marked(how) == ["/"]
    assert how.sums == ()


def test_a_missing_cell_of_a_lost_row_has_a_gap_behind_the_row_above() -> None:
    data = with_row("行政强制\n0\n", "")
    (name,) = (cell.indicator for cell in parse(data).cells if cell.status is Status.MISSING)
    how = explain(data, name)
    assert status_of(how) is Status.MISSING
    at = next(i for i, line in enumerate(how.lines) if line.marks)
    assert how.lines[at - 1].text == "14"
    assert how.label is None
    assert Code.ROW_LOST in {finding.code for finding in how.findings}


def test_a_cell_of_a_lost_table_has_no_lines() -> None:
    text = (EXAMPLES / "labels-lost.txt").read_text(encoding="utf-8")
    data = text.split("四、政府信息公开行政复议")[0].encode()
    how = explain(data, "disputes_reconsideration_total")
    assert status_of(how) is Status.MISSING
    assert how.lines == ()
    assert Code.TABLE_LOST in {finding.code for finding in how.findings}


def test_texts_that_kept_each_other_out_are_shown() -> None:
    table = "<table><tr><td>信息内容<td>本年处理决定数量<tr><td>行政许可<td>{}</table>"
    page = (
        "<h1>清河县统计局2022年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p>"
        f"{table.format(4)}<p>其中：</p>{table.format(7)}<p>三、收到和处理政府信息公开申请情况</p>"
    )
    name = next(c.indicator for c in parse(page.encode()).cells if c.raw == "4 | 7")
    how = explain(page.encode(), name)
    assert status_of(how) is Status.UNREADABLE
    assert [text.text for text in how.aside] == ["4", "7"]
    assert "4" in marked(how)


def test_a_cell_of_another_form_is_no_cell_of_the_report() -> None:
    how = explained(SAMPLES / "broken-sum.html", "proactive_regulations_made")
    assert how.cell is None
    assert how.report.form == "2021"
    assert how.lines == ()


def test_a_document_that_is_no_report_has_no_cell() -> None:
    how = explain("今天天气很好。".encode(), "requests_granted_total")
    assert how.cell is None
    assert [finding.code for finding in how.findings] == [Code.NOT_A_REPORT]


def test_what_cannot_be_parsed_cannot_be_explained() -> None:
    with pytest.raises(EmptyDocument):
        explain(b" ", "requests_granted_total")


@pytest.mark.parametrize("path", [*sorted(EXAMPLES.glob("*.txt")), *sorted(SAMPLES.iterdir())], ids=str)
def test_every_cell_is_explained_as_it_is_parsed(path: Path) -> None:
    for cell in parse(path.read_bytes()).cells[::17]:
        how = explained(path, cell.indicator)
        assert how.cell == cell
        assert how.lines
        assert bool(how.cell.implied is not None) <= bool(how.sums)


def test_a_value_in_a_line_of_many_is_marked_from_the_end_of_the_line() -> None:
    texts = [Text(text, "text:line 1") for text in ("1", "0", "0", "1")]
    printed = {"text:line 1": [(str(i), text) for i, text in enumerate(texts)]}
    (line,) = lines_around(read_text("1.属于国家秘密 | 1 | 0 | 0 | 1"), [texts[0]], printed)
    assert line.marks == ((11, 12),)


def test_a_long_line_is_cut_around_the_mark() -> None:
    text = Text("7", "text:line 1")
    (line,) = lines_around(read_text("说" * 300 + "7" + "明" * 300), [text], {})
    ((start, end),) = line.marks
    assert line.text[start:end] == "7"
    assert len(line.text) == MAX_LINE + 2


def test_what_is_left_out_between_two_places_is_counted() -> None:
    lines = [str(n) for n in range(100, 130)] + ["", ""] + ["x"]
    places = [Text("100", "text:line 1"), Text("129", "text:line 30")]
    shown = [line.text for line in lines_around(read_text("\n".join(lines)), places, {}) if not line.where]
    assert shown == ["(20 lines that hold something)", "(2 blank lines)"]
