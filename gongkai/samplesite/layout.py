"""The national forms as data: which rows and columns the tables of 2019 and 2021 have, and their labels.

Promises: indicator ids as in the codebook (tested against it), labels as in the two notices.
Refuses: to borrow from the parser's own forms: the site must not agree with the parser's mistakes.
Caveat: the wording of copies differs; `wording` and `damage` change labels, this module never does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.samplesite import annex

Named = tuple[tuple[str, str], ...]  # (part of the indicator id, label as printed)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of table 2: a heading, the columns after 信息内容, the rows."""

    heading: str
    columns: Named
    rows: Named


@dataclass(frozen=True, slots=True)
class Group:
    """A run of rows of table 3 under 三、本年度办理结果; `label` is None for a row without a group."""

    label: str | None
    rows: Named


_ITEMS: Named = (("items_last_year", "上一年项目数量"), ("items_change", "本年增/减"))
_DECISIONS: Named = (("decisions", "本年处理决定数量"),)

_PROACTIVE: dict[str, tuple[Block, ...]] = {
    "2019": (
        Block(
            "第二十条第（一）项",
            (
                ("made", "本年新制作数量"),
                ("newly_disclosed", "本年新公开数量"),
                ("disclosed_in_all", "对外公开总数量"),
            ),
            (("regulations", "规章"), ("normative_documents", "规范性文件")),
        ),
        Block(
            "第二十条第（五）项",
            (*_ITEMS, ("decisions", "处理决定数量")),
            (("licensing", "行政许可"), ("other_services", "其他对外管理服务事项")),
        ),
        Block(
            "第二十条第（六）项",
            (*_ITEMS, ("decisions", "处理决定数量")),
            (("penalties", "行政处罚"), ("coercion", "行政强制")),
        ),
        Block("第二十条第（八）项", _ITEMS, (("fees", "行政事业性收费"),)),
        Block(
            "第二十条第（九）项",
            (("projects", "采购项目数量"), ("amount", "采购总金额")),
            (("procurement", "政府集中采购"),),
        ),
    ),
    "2021": (
        Block(
            "第二十条第（一）项",
            (("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")),
            (("regulations", "规章"), ("normative_documents", "行政规范性文件")),
        ),
        Block("第二十条第（五）项", _DECISIONS, (("licensing", "行政许可"),)),
        Block("第二十条第（六）项", _DECISIONS, (("penalties", "行政处罚"), ("coercion", "行政强制"))),
        Block(
            "第二十条第（八）项",
            (("amount", "本年收费金额（单位：万元）"),),
            (("fees", "行政事业性收费"),),
        ),
    ),
}

# "hybrid" begins table 2 with the columns of 2019 and goes on with the single column of 2021.
_PROACTIVE["hybrid"] = (_PROACTIVE["2019"][0], *_PROACTIVE["2021"][1:])
# "procured" is the form of 2021, with the procurement of 2019 after it.
_PROACTIVE["procured"] = (*_PROACTIVE["2021"], _PROACTIVE["2019"][-1])

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
ORGANIZATIONS: Named = (
    ("business", "商业企业"),
    ("research", "科研机构"),
    ("public_interest", "社会公益组织"),
    ("legal_service", "法律服务机构"),
    ("other_organization", "其他"),
)
APPLICANTS = ("natural_person", *(key for key, _ in ORGANIZATIONS))
COLUMNS = (*APPLICANTS, "total")

RECEIVED = ("received", "一、本年新收政府信息公开申请数量")
CARRIED_IN = ("carried_in", "二、上年结转政府信息公开申请数量")
RESULTS = "三、本年度办理结果"
CARRIED_OUT = ("carried_out", "四、结转下年度继续办理")

OTHER_ONE_ROW = Group(None, (("other", "（六）其他处理"),))
OTHER_THREE_ROWS = Group(
    "（六）其他处理",
    (
        ("other_no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        ("other_no_payment", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
        ("other_remainder", "3.其他"),
    ),
)
_COMMON_GROUPS = (
    Group(None, (("granted", "（一）予以公开"),)),
    Group(None, (("granted_in_part", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),)),
    Group(
        "（三）不予公开",
        (
            ("refused_state_secret", "1.属于国家秘密"),
            ("refused_other_law", "2.其他法律行政法规禁止公开"),
            ("refused_security_stability", "3.危及“三安全一稳定”"),
            ("refused_third_party", "4.保护第三方合法权益"),
            ("refused_internal_affairs", "5.属于三类内部事务信息"),
            ("refused_deliberative", "6.属于四类过程性信息"),
            ("refused_enforcement_file", "7.属于行政执法案卷"),
            ("refused_query_matter", "8.属于行政查询事项"),
        ),
    ),
    Group(
        "（四）无法提供",
        (
            ("unable_not_held", "1.本机关不掌握相关政府信息"),
            ("unable_needs_creation", "2.没有现成信息需要另行制作"),
            ("unable_unclear", "3.补正后申请内容仍不明确"),
        ),
    ),
    Group(
        "（五）不予处理",
        (
            ("not_processed_petition", "1.信访举报投诉类申请"),
            ("not_processed_repeat", "2.重复申请"),
            ("not_processed_publication", "3.要求提供公开出版物"),
            ("not_processed_excessive", "4.无正当理由大量反复申请"),
            ("not_processed_confirmation", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
)
HANDLED = Group(None, (("handled_total", "（七）总计"),))

# "mixed" is a report of the 2021 form that still prints （六）其他处理 as the one row of 2019,
# "split" one of the 2019 form that prints the three rows of 2021.
RESULT_GROUPS: dict[str, tuple[Group, ...]] = {
    "2019": (*_COMMON_GROUPS, OTHER_ONE_ROW, HANDLED),
    "2021": (*_COMMON_GROUPS, OTHER_THREE_ROWS, HANDLED),
    "mixed": (*_COMMON_GROUPS, OTHER_ONE_ROW, HANDLED),
    "split": (*_COMMON_GROUPS, OTHER_THREE_ROWS, HANDLED),
    "hybrid": (*_COMMON_GROUPS, OTHER_THREE_ROWS, HANDLED),
    "procured": (*_COMMON_GROUPS, OTHER_THREE_ROWS, HANDLED),
}

OUTCOMES: Named = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)
DISPUTES: Named = (
    ("reconsideration", "行政复议"),
    ("litigation_direct", "未经复议直接起诉"),
    ("litigation_after_reconsideration", "复议后起诉"),
)

SECTION_TITLES = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def form_of(year: int) -> str:
    """The national form that a report year is written on.

    >>> form_of(2020), form_of(2021)
    ('2019', '2021')
    """
    return "2019" if year < 2021 else "2021"


def proactive_blocks(layout: str) -> tuple[Block, ...]:
    """The blocks of table 2 in a layout.

    >>> len(proactive_blocks("split")), len(proactive_blocks("mixed"))
    (5, 4)
    """
    return _PROACTIVE[{"mixed": "2021", "split": "2019"}.get(layout, layout)]


def result_rows(layout: str) -> tuple[str, ...]:
    """Keys of the outcome rows of table 3, without the total.

    >>> len(result_rows("2019")), len(result_rows("2021"))
    (19, 21)
    """
    return tuple(key for group in RESULT_GROUPS[layout] for key, _ in group.rows if key != "handled_total")


def request_rows(layout: str) -> tuple[str, ...]:
    """Keys of all rows of table 3 that carry numbers, top to bottom.

    >>> request_rows("2021")[:3]
    ('received', 'carried_in', 'granted')
    """
    return (RECEIVED[0], CARRIED_IN[0], *result_rows(layout), "handled_total", CARRIED_OUT[0])


def indicators(layout: str) -> Iterator[str]:
    """Ids of every cell that a layout (a key of RESULT_GROUPS, or the list of 2014) prints, in reading order.

    >>> len(list(indicators("2019"))), len(list(indicators("2021")))
    (198, 200)
    """
    if layout == annex.LAYOUT:
        yield from annex.INDICATORS
        return
    for block in proactive_blocks(layout):
        yield from (f"proactive_{row}_{column}" for row, _ in block.rows for column, _ in block.columns)
    for row in request_rows(layout):
        yield from (f"requests_{row}_{column}" for column in COLUMNS)
    for dispute, _ in DISPUTES:
        yield from (f"disputes_{dispute}_{outcome}" for outcome, _ in OUTCOMES)
