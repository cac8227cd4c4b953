"""Other words for the labels, headers and section titles of the national form, as met on real pages.

Promises: WORDINGS holds each habit as data, old text to new text; cells and their numbers stay as they are.
Refuses: words that make a row ambiguous; lost labels belong to `damage`.
Caveat: a text is replaced only where it is the whole of a cell or paragraph.
"""

from __future__ import annotations

from dataclasses import replace

from gongkai.samplesite.paper import Paper, Paragraph, Row

_PARTLY = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"

WORDINGS: dict[str, dict[str, str]] = {
    "headers-split": {"商业企业": "商业\n企业", "科研机构": "科研\n机构"},
    "labels-spaced": {
        "（三）不予公开": "（三） 不予公开",
        "第二十条第（五）项": "第二十条 第（五）项",
        "本年新制作数量": "本年新 制作数量",
        "社会公益组织": "社会公益 组织",
        "总计": "总 计",
        "规章": "规 章",
    },
    "labels-old": {
        "行政规范性文件": "规范性文件",
        "现行有效件数": "现行有效件数（历史累计）",
        "1.属于国家秘密": "1、属于国家秘密",
        "5.属于三类内部事务信息": "5.属于三类内容事务信息",
        _PARTLY: _PARTLY.replace("这一情形", "这一情况"),
    },
    "labels-glossed": {
        "规章": "规章（由设区的市填写）",
        "本年增/减": "本年增/减（减少的填负数，如-3）",
        "其他对外管理服务事项": "其他对外管理服务事项（除行政许可、行政处罚和行政强制外的）",
    },
    "titles-reworded": {
        "二、主动公开政府信息情况": "二、行政机关主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况": "三、依申请公开政府信息办理情况",
    },
    "titles-doubled": {
        "二、主动公开政府信息情况": "二、主动公开政府政府情况",
        "三、收到和处理政府信息公开申请情况": "三、收到和处理政府信息公开的申请情况",
    },
}


def reword(paper: Paper, wording: str) -> Paper:
    """The same paper in the words of one habit."""
    words = WORDINGS[wording]
    blocks = tuple(
        replace(block, text=words.get(block.text, block.text))
        if isinstance(block, Paragraph)
        else replace(block, rows=tuple(_reword_row(row, words) for row in block.rows))
        for block in paper.blocks
    )
    return replace(paper, blocks=blocks)


def _reword_row(row: Row, words: dict[str, str]) -> Row:
    return tuple(
        replace(slot, text=words.get(slot.text, slot.text)) if slot.indicator is None else slot
        for slot in row
    )
