"""Figures in the text: what is a mention and what is not, and what is said where the tables differ."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import replace

import pytest
import reported
from hypothesis import given
from hypothesis import strategies as st
from reported import WRITERS, Numbers, draw, fill, write

from parsers.narrative import Scope, contradictions, stated_scope
from parsers.narrative.amounts import Amount, read_amount
from parsers.narrative.mentions import find_mentions
from parsers.narrative.scopes import own_names
from parsers.report import Cell, Code, Finding, Section, Severity, Status

BODY, GOVERNMENT = "清河县统计局", "清河县人民政府"
NUMBERS = Numbers(12, 3, 1, 4, 2, 1)


def mentions(text: str, section: str = "overview") -> list[tuple[str, float, float]]:
    """The certain figures of a text: kind (with the outcome), lower and upper end."""
    found = find_mentions(Section(section, "", text), 2023, own_names(BODY))
    return [
        (f"{one.kind.name} {one.outcome}" if one.outcome else one.kind.name, one.amount.low, one.amount.high)
        for one in found
        if one.is_certain
    ]


def said(
    text: str,
    cells: Mapping[str, float] | None = None,
    body: str | None = BODY,
    section: str = "overview",
    year: int | None = 2023,
) -> list[Finding]:
    """The findings of a report of one section; its cells are those of NUMBERS unless others are given."""
    sections = (Section(section, "", text),)
    values = NUMBERS.cells() if cells is None else cells
    printed = [
        Cell(name, value, Status.PUBLISHED, where=f"at {place}")
        for place, (name, value) in enumerate(values.items())
    ]
    return contradictions(sections, printed, year, body, stated_scope(sections))


def one(kind: str, low: float, high: float | None = None) -> tuple[str, float, float]:
    return kind, low, low if high is None else high


# --- numbers ------------------------------------------------------------------------------------------------


@given(st.integers(0, 99_999_999), st.sampled_from(sorted(WRITERS)))
def test_a_number_in_any_writing_is_read_back(number: int, form: str) -> None:
    written = WRITERS[form](number)
    ((kind, low, high),) = mentions(f"收到政府信息公开申请{written}件。")
    is_round = (
        form == "Chinese" and number > 0 and (number % 1000 == 0 or (number > 10_000 and number % 10 == 0))
    )
    assert kind == "RECEIVED"
    assert low < number < high if is_round else low == number == high


@given(st.integers(1, 9_999), st.integers(1, 4))
def test_a_number_in_wan_holds_what_was_rounded_to_it(number: int, places: int) -> None:
    exact = number * 10**4 + 1234
    cut = f"{exact // 10 ** (4 - places) / 10**places:.{places}f}"
    amount = read_amount(f"{cut}万")
    assert amount is not None
    assert amount.low <= exact <= amount.high


@given(st.text("0123456789,.零〇一二两三四五六七八九十百千万亿廿卅余多近约超过", max_size=12))
def test_any_string_of_the_grammar_is_a_range_or_nothing(text: str) -> None:
    amount = read_amount(text)
    assert amount is None or 0 <= amount.low <= amount.high


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", (0, 0)), ("12", (12, 12)), ("1,234", (1234, 1234)), ("两", (2, 2)), ("十", (10, 10)),
        ("二十", (20, 20)), ("廿三", (23, 23)), ("一百零五", (105, 105)), ("一千零一十", (1010, 1010)),
        ("一万二千三百零五", (12305, 12305)), ("1.2345万", (12345, 12345)), ("1.2万", (11000, 13000)),
        ("3万", (20000, 40000)), ("12余", (12, 24)), ("1.2万余", (12000, 24000)),
        ("20多万", (200000, 400000)),
        ("二十余", (20, 40)), ("近100", (80, 100)), ("约300", (240, 360)), ("超过50", (50, 100)),
    ],
)  # fmt: skip
def test_the_range_of_a_number(text: str, amount: tuple[int, int]) -> None:
    assert read_amount(text) == Amount(*amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "012",
        "12,34",
        "0.5",
        "千",
        "万",
        "三二",
        "二〇",
        "一百二",
        "二百零",
        "十百",
        "12余余",
        "0余",
        "1.",
        ".5",
    ],
)
def test_what_is_outside_the_grammar_is_no_number(text: str) -> None:
    assert read_amount(text) is None


# --- mentions -----------------------------------------------------------------------------------------------

MENTIONS = {
    "本年收到信息公开申请12件，上年结转3件，结转下年继续办理1件。": [
        one("RECEIVED", 12), one("CARRIED_IN", 3), one("CARRIED_OUT", 1)
    ],
    "全年新收申请12件，连同上年结转的3件一并办理，年末尚有1件在办。": [
        one("NEWLY_RECEIVED", 12), one("CARRIED_IN", 3), one("CARRIED_OUT", 1)
    ],
    "全市共受理政府信息公开申请3259件，答复3278件（含上年度结转77件，另有58件顺延到下年度）。": [
        one("ACCEPTED", 3259), one("ANSWERED", 3278), one("PART_CARRIED_IN", 77), one("CARRIED_OUT", 58)
    ],
    "政府信息公开申请方面，2022年结转3件申请，结转2024年办理1件。": [
        one("CARRIED_IN", 3), one("CARRIED_OUT", 1)
    ],
    "清河县统计局二〇二三年共收到政府信息公开申请一百二十三件，已全部办结。": [one("RECEIVED", 123)],
    "按时办结政府信息公开申请１２件。": [one("IN_TIME", 12)],
    "我局未收到政府信息公开申请。": [one("RECEIVED", 0)],
    "未收到公民、法人和其他组织的政府信息公开申请。": [one("RECEIVED", 0)],
    "收到政府信息公开申请为0。": [one("RECEIVED", 0)],
    "本年度无政府信息公开申请。": [one("RECEIVED", 0)],
    "信息公开类行政复议7件，诉讼9件，均获维持。": [one("RECONSIDERATION", 7), one("LITIGATION", 9)],
    "因政府信息公开被申请行政复议3件，其中维持2件、纠正1件；被提起行政诉讼2件。": [
        one("RECONSIDERATION", 3), one("RECONSIDERATION upheld", 2), one("RECONSIDERATION corrected", 1),
        one("LITIGATION", 2),
    ],
    "政府信息公开行政复议1件、行政诉讼1件，其中维持2件。": [one("RECONSIDERATION", 1), one("LITIGATION", 1)],
    "政府信息公开方面未经复议直接起诉2件，复议后起诉1件。": [
        one("LITIGATION_DIRECT", 2), one("LITIGATION_AFTER", 1)
    ],
    "行政复议、行政诉讼均为0件。": [one("RECONSIDERATION", 0), one("LITIGATION", 0)],
    "未发生因政府信息公开引发的行政复议、行政诉讼案件。": [one("RECONSIDERATION", 0), one("LITIGATION", 0)],
}  # fmt: skip


@pytest.mark.parametrize("text", MENTIONS)
def test_what_is_a_mention(text: str) -> None:
    assert mentions(text) == MENTIONS[text]


NO_MENTIONS = [
    "收到信访件12件，办结12件。",
    "2022年，我局收到政府信息公开申请12件。",
    "去年收到政府信息公开申请12件，办结5件。",
    "2022年情况如下。收到政府信息公开申请12件。",
    "收到政府信息公开申请数十件，几十件申请已办结。",
    "收到政府信息公开申请12%。",
    "收到政府信息公开申请1 2件。",
    "其中网络收到政府信息公开申请3件，信函申请2件。",
    "收到自然人申请12件，法人申请3件。",
    "上半年收到政府信息公开申请12件。",
    "自2008年以来，累计收到政府信息公开申请12件。",
    "县教育局积极推进公开，收到政府信息公开申请12件。",
    "我局及下属单位共收到政府信息公开申请5件。",
    "全县各部门收到政府信息公开申请44件，各乡镇收到政府信息公开申请2件。",
    "市司法局收到行政复议申请120件，办结100件。",
    "全县发生行政复议案件120件，行政诉讼案件80件，其中涉及政府信息公开的行政复议3件。",
    "行政复议3件，其中上年结转1件。",
    "未发生因行政复议引发的行政诉讼案件。",
    "未发生行政复议、行政诉讼败诉案件。",
    "连续三年未发生行政复议、行政诉讼。",
    "公布有无行政复议、行政诉讼情况。",
    "没有超期答复的申请，未收到不予公开的申请。",
    "严格依申请公开办理，收到一件，办理一件，答复一件。",
    "依申请公开方面，收到网络申请5件，其中1件未办结。",
    "办理人大建议12件、政协提案10件，办结率100%。",
    "与2022年相比，收到政府信息公开申请增加3件。",
    "分别收到政府信息公开申请3件、4件。",
    "（三）行政复议诉讼。上年结转3件，结转下年度1件。",
]


@pytest.mark.parametrize("text", NO_MENTIONS)
def test_what_is_no_mention(text: str) -> None:
    assert mentions(text) == []


def test_a_line_that_was_broken_at_its_full_width_is_one_with_the_next() -> None:
    start = "二〇二三年，在各方面的支持下，县教育局的各项公开工作都得到了加强，县教育局全年"
    assert mentions(f"总体情况\n{start}\n收到政府信息公开申请12件。") == []
    assert mentions(f"总体情况\n{start}。\n收到政府信息公开申请12件。") == [one("RECEIVED", 12)]


def test_the_heading_of_a_paragraph_says_which_requests_are_meant() -> None:
    assert mentions("（二）依申请公开。全年收到申请12件。") == [one("RECEIVED", 12)]
    assert mentions("（二）行政审批。全年收到申请12件。") == []
    assert mentions("全年收到申请12件。", section="requests") == [one("RECEIVED", 12)]


# --- against the tables -------------------------------------------------------------------------------------


def test_a_finding_names_both_places() -> None:
    text = "一、总体情况\n情况如下。收到政府信息公开申请 １５ 件。"
    (finding,) = said(text.replace("１５", "２５"))
    assert (finding.code, finding.severity) == (Code.CONTRADICTS_NARRATIVE, Severity.WARNING)
    assert finding.indicators == ("requests_received_total", "requests_carried_in_total")
    place = text.index("收到")
    assert finding.where == f"section overview, character {place}: 收到政府信息公开申请25件"
    for message in (finding.message_zh, finding.message_en):
        assert "收到政府信息公开申请25件" in message
        assert str(place) in message
        assert "requests_received_total = 12 @ at 0" in message
    assert said(text) == []  # with what was carried in


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("收到政府信息公开申请12件。", True),
        ("收到政府信息公开申请13件。", False),
        ("新收政府信息公开申请15件。", False),
        ("办结政府信息公开申请14件。", True),
        ("办结政府信息公开申请11件。", True),  # this year's alone
        ("办结政府信息公开申请15件。", False),
        ("按时办结政府信息公开申请2件。", True),
        ("按时办结政府信息公开申请20件。", False),
        ("答复政府信息公开申请14件。", True),
        ("答复政府信息公开申请3件。", False),
        ("办理政府信息公开申请15件。", True),
        ("办理政府信息公开申请16件。", False),
        ("收到政府信息公开申请10余件。", True),
        ("收到政府信息公开申请20余件。", False),
        ("收到政府信息公开申请1.2万件。", False),
        ("未收到政府信息公开申请。", False),
        ("收到政府信息公开申请12件，受理10件。", True),
        ("受理政府信息公开申请10件。", False),
        ("未发生因政府信息公开引发的行政复议。", False),
        ("因政府信息公开被提起行政诉讼3件。", True),
        ("因政府信息公开被提起行政诉讼2件。", False),
        ("政府信息公开方面复议后起诉1件。", True),
        ("政府信息公开方面复议后起诉3件。", False),
        ("因政府信息公开被申请行政复议4件，维持4件。", True),
        ("因政府信息公开被申请行政复议4件，维持3件。", False),
    ],
)
def test_words_that_fit_the_tables_and_words_that_do_not(text: str, agrees: bool) -> None:
    assert (said(text) == []) is agrees


def test_cells_that_are_not_printed_are_not_compared() -> None:
    sections = (Section("overview", "", "收到政府信息公开申请99件，结转下年度9件。"),)
    cells = [
        Cell("requests_received_total", None, Status.BLANK),
        Cell("requests_carried_in_total", 3, Status.PUBLISHED),
        Cell("requests_carried_out_total", 1, Status.RECOVERED, implied=1),
    ]
    assert contradictions(sections, cells, 2023, BODY) == []


def test_a_report_without_a_year_is_compared_where_the_text_names_none() -> None:
    assert len(said("全年收到政府信息公开申请99件。", year=None)) == 1
    assert said("2023年收到政府信息公开申请99件。", year=None) == []


ADDED_UP = "本报告的数字汇总了县直各部门、各镇的报告。"
OWN_ALONE = "本报告统计数据仅含县政府本级。"


@pytest.mark.parametrize(
    ("body", "text", "count"),
    [
        (BODY, "我局收到政府信息公开申请99件。", 1),
        (BODY, "全县收到政府信息公开申请99件。", 0),
        (BODY, "县政府收到政府信息公开申请99件。", 0),
        (GOVERNMENT, "全县收到政府信息公开申请99件，县政府本级收到政府信息公开申请12件。", 0),
        (GOVERNMENT, "全县收到政府信息公开申请12件。县政府本级收到政府信息公开申请9件。", 0),
        (GOVERNMENT, "全县收到政府信息公开申请99件。", 0),
        (GOVERNMENT, "收到政府信息公开申请99件。", 0),  # nothing tells whose tables they are
        (GOVERNMENT, "全县收到政府信息公开申请99件，上年结转3件。", 0),  # one small number agrees by chance
        (GOVERNMENT, "全县收到政府信息公开申请99件，上年结转3件，结转下年度1件。", 1),  # two agree
        (GOVERNMENT, "收到政府信息公开申请99件，上年结转3件，结转下年度1件。", 1),
        (GOVERNMENT, "收到政府信息公开申请12件，结转下年度9件。", 1),
        (GOVERNMENT, "县政府办代表县政府受理政府信息公开申请99件，上年结转3件，结转下年度1件。", 0),
        (GOVERNMENT, f"{ADDED_UP}全县收到政府信息公开申请99件。", 1),
        (GOVERNMENT, f"{ADDED_UP}县政府本级收到政府信息公开申请9件。", 0),
        (GOVERNMENT, f"{ADDED_UP}收到政府信息公开申请99件。", 1),
        (GOVERNMENT, f"{OWN_ALONE}全县收到政府信息公开申请99件。", 0),
        (GOVERNMENT, f"{OWN_ALONE}县政府收到政府信息公开申请99件。", 1),
        (None, "全县收到政府信息公开申请99件。", 0),
        ("沙洲镇人民政府", "我镇收到政府信息公开申请99件。", 1),
        ("沙洲镇人民政府", "全镇收到政府信息公开申请99件。", 1),
    ],
)  # fmt: skip
def test_a_figure_of_another_scope_than_the_tables_is_not_compared(
    body: str | None, text: str, count: int
) -> None:
    assert len(said(text, body=body)) == count


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        (ADDED_UP, Scope.AREA),
        ("本报告由县政府办公室汇总各乡镇（街道）、县直各部门报告编制。", Scope.AREA),
        ("所列数据包括县政府各部门、各镇（街道）的数据。", Scope.AREA),
        ("本报告汇总了县直各部门的报告。", None),  # without the towns
        (OWN_ALONE, Scope.OWN),
        ("统计数据不含各镇街道。", Scope.OWN),
        ("本报告包括总体情况、主动公开情况等六部分。", None),
        (f"{ADDED_UP}{OWN_ALONE}", None),
    ],
)
def test_the_scope_that_a_text_states(text: str, scope: Scope | None) -> None:
    assert stated_scope([Section("overview", "", text)]) is scope


# --- many reports -------------------------------------------------------------------------------------------

BODIES = st.sampled_from([BODY, GOVERNMENT, "沙洲镇人民政府", None])


@given(st.integers(0, 10**9), BODIES)
def test_a_text_that_agrees_is_never_contradicted(seed: int, body: str | None) -> None:
    rng = random.Random(seed)
    numbers = draw(rng)
    assert said(write(numbers, rng), numbers.cells(), body) == []


FIELDS = {
    "received": "{r}", "carried_in": "{i}", "carried_out": "{o}", "reconsideration": "{c}", "direct": "{d}",
    "after": "{a}",
}  # fmt: skip
PLANTS = [
    (field, text)
    for text in (*reported.REQUESTS, *reported.DISPUTES)
    for field, sign in FIELDS.items()
    if sign in text
]


@given(st.integers(0, 10**9), st.sampled_from(PLANTS))
def test_a_planted_contradiction_is_found(seed: int, plant: tuple[str, str]) -> None:
    rng = random.Random(seed)
    numbers, (field, text) = draw(rng), plant
    # a total that adds what was carried in would agree, and a rounded numeral might
    more = numbers.carried_in + rng.randint(1, 50) + (2000 if numbers.received > 900 else 0)
    changed = replace(numbers, **{field: getattr(numbers, field) + more})
    assert said(fill(text, changed, rng), numbers.cells()) != []


@given(
    st.text(max_size=60),
    st.text("收到政府信息公开申请结转上下年度办复议诉讼未无、，。（）0123一百万余件其中\n 　", max_size=80),
)
def test_no_text_raises_an_error(noise: str, words: str) -> None:
    for text in (noise, words, f"{words}{noise}"):
        for finding in said(text, section="requests", body=None):
            assert finding.where


HOSTILE = [
    "1", "万", "一百", "收到申请", "收到申请1件", "收到申请1件，", "申请", "政府信息公开", "上年结转",
    "行政复议、", "\n收到申请1件", "未发生行政复议", "（", "1,", "报告汇总部门", "数据包括", "近约1",
    "2023年", "局，收到申请1件",
    "收到政府信息公开申请9件，" * 200 + "。", "（一）收到申请9件。",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_takes_linear_time(piece: str) -> None:
    seconds = [_seconds("收到申请" + piece * (size // len(piece))) for size in (25_000, 100_000)]
    assert seconds[1] < max(12 * seconds[0], 1.0)


def _seconds(text: str) -> float:
    start = time.process_time()
    section = Section("requests", "", text)
    found = [(one.is_certain, one.scope) for one in find_mentions(section, 2023, own_names(BODY))]
    stated_scope([section])
    said(text, section="requests")
    assert len(found) <= len(text)
    return time.process_time() - start
