"""What happens to labels: split, misspelt, glossed, cut, written in another script.

Promises: each operator is a pure function of a paper and chance; numbers stay as they are.
Refuses: to make two labels of a table equal where they were not, but for headers cut to the same start.
Caveat: misspellings leave numerals and numbers alone (（一）, 1.), as those met did.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import opencc

from gongkai.corpus.editing import PaperEdit, headers, map_texts, pick, places, put, row_labels
from gongkai.samplesite.paper import Paper, Paragraph
from gongkai.samplesite.wording import reword

_SPELT = re.compile(r"[\u4e00-\u9fff]")
_NUMERALS = frozenset("一二三四五六七八九")
_WRONG = "之内其己末士"  # characters that stand where another belongs
_HALF = str.maketrans("（）：，、０１２３４５６７８９", "():,,0123456789")
_FULL = str.maketrans("0123456789.-/()", "０１２３４５６７８９．－／（）")
_PINYIN = {
    "數": "數(shù)",
    "內": "內(nèi)",
    "請": "請(qǐng)",
    "處": "處(chù)",
    "規": "規(guī)",
    "開": "開(kāi)",
}

_LEFT = (("規範性文件", "規範性檔案"), ("規範", "規范"), ("總", "總"))

_GLOSSES = {
    "规章": "规章（设区的市和自治州填写，例如制定2件填2）",
    "规范性文件": "规范性文件（不含规章，含与其他部门联合印发的）",
    "行政规范性文件": "行政规范性文件（本机关印发，不含规章，如有3件填3）",
    "行政许可": "行政许可：指依申请作出的准予或不予许可的决定",
    "行政处罚": "行政处罚（含警告、罚款，不含行政强制）",
    "其他对外管理服务事项": "其他对外管理服务事项（除行政许可、行政处罚、行政强制以外的，减少填负数，如-8）",
    "上一年项目数量": "上一年项目数量（2018年）",
    "本年增/减": "本年增/减（比上一年减少的填负数，如-8）",
    "现行有效件数": "现行有效件数（历史累计）",
    "1.属于国家秘密": "1.属于国家秘密（依条例第14条）",
    "（七）总计": "（七）总计（等于以上各项之和）",
}
_CUT = {
    "本年新制作数量": "本年新",
    "本年新公开数量": "本年新",
    "对外公开总数量": "对外公开总",
    "本年制发件数": "本年制发",
    "本年废止件数": "本年废止",
    "现行有效件数": "现行有效件",
    "本年增/减": "本年增/",
}
_HEADINGS = (
    "第二十条（{}）项",
    "第二十条  第（{}）项",
    "《政府信息公开条例》第二十条第（{}）项",
    "第二十条第{}项",
)
_RENUMBERED = re.compile(r"^(\d)\.")


def split_labels(parts: int) -> PaperEdit:
    """Labels of rows and headers break over lines, wherever the column was too narrow."""

    def edit(paper: Paper, rng: random.Random) -> Paper:
        found = [one for one in (*row_labels(paper), *headers(paper)) if len(one.slot.text) > 2 * parts]
        return put(paper, {one.key: _split(one.slot.text, parts) for one in pick(rng, found, 12)})

    return edit


def split_over_page(paper: Paper, rng: random.Random) -> Paper:
    """A group's label breaks over a page: half of it, the page's number, the other half."""
    found = [one for one in places(paper) if one.slot.text[:3] in ("（三）", "（四）", "（五）")]
    page = rng.randint(2, 5)
    texts = {one.key: f"{one.slot.text[:4]}\n- {page} -\n{one.slot.text[4:]}" for one in pick(rng, found, 1)}
    return put(paper, texts)


def misspell(change: Callable[[str, random.Random], str], count: int = 5) -> PaperEdit:
    """Some labels of rows are misspelt in one way."""

    def edit(paper: Paper, rng: random.Random) -> Paper:
        found = [one for one in row_labels(paper) if len(_spelt(one.slot.text)) >= 5]
        return put(paper, {one.key: change(one.slot.text, rng) for one in pick(rng, found, count)})

    return edit


def change_one(text: str, rng: random.Random) -> str:
    """One character is another one."""
    at = rng.choice(_spelt(text))
    return text[:at] + rng.choice(_WRONG) + text[at + 1 :]


def lose_one(text: str, rng: random.Random) -> str:
    """One character is lost."""
    at = rng.choice(_spelt(text))
    return text[:at] + text[at + 1 :]


def lose_three(text: str, rng: random.Random) -> str:
    """Three characters are lost, where enough remain."""
    for _ in range(3 if len(_spelt(text)) >= 8 else 1):
        text = lose_one(text, rng)
    return text


def double_one(text: str, rng: random.Random) -> str:
    """One character is there twice."""
    at = rng.choice(_spelt(text))
    return text[:at] + text[at] + text[at:]


def gloss(paper: Paper, rng: random.Random) -> Paper:
    """Explanations stand in the labels, with sample numbers and other labels' words."""
    return _reworded(paper, _GLOSSES)


def put_unit_in_header(paper: Paper, rng: random.Random) -> Paper:
    """The header of the amount of procurement names the unit, and asks for decimals."""
    return _reworded(
        paper, {"采购总金额": rng.choice(("采购总金额（万元）", "采购总金额（万元，保留4位小数）"))}
    )


def respell_headings(paper: Paper, rng: random.Random) -> Paper:
    """The headings of table 2 spelt otherwise: 第 missing, blanks inside, the Regulations' name in front."""
    change = rng.choice(_HEADINGS)
    found = [one for one in headers(paper) if one.slot.text.startswith("第二十条第")]
    return put(paper, {one.key: change.format(one.slot.text[6:7]) for one in found})


def advertise(paper: Paper, rng: random.Random) -> Paper:
    """A copy on another host: advertising words stand in labels and paragraphs."""
    chosen = {one.key: one.slot.text + "【满100减20】" for one in pick(rng, row_labels(paper), 4)}
    blocks = [
        replace(block, text=f"{block.text}更多优惠请致电400-{rng.randint(100, 999)}-8888")
        if isinstance(block, Paragraph) and block.role == "text"
        else block
        for block in put(paper, chosen).blocks
    ]
    return replace(paper, blocks=tuple(blocks))


def corrupt_brackets(paper: Paper, rng: random.Random) -> Paper:
    """Brackets at the start of labels came out as a question mark and a full stop."""
    found = [one for one in places(paper) if one.slot.text.startswith("（") and not one.is_value]
    return put(paper, {one.key: "?。" + one.slot.text[1:] for one in pick(rng, found, 3)})


def cut_headers(paper: Paper, rng: random.Random) -> Paper:
    """Headers are cut to their starts, so that two columns may have the same name."""
    return _reworded(paper, _CUT)


def double_headers(paper: Paper, rng: random.Random) -> Paper:
    """The second header of the first block repeats the first."""
    pairs = {"本年新公开数量": "本年新制作数量", "本年废止件数": "本年制发件数"}
    return _reworded(paper, pairs)


def reworded(wording: str) -> PaperEdit:
    """The words of one habit of the sample site's bodies."""
    return lambda paper, rng: reword(paper, wording)


def renumber(paper: Paper, rng: random.Random) -> Paper:
    """`1、` stands for `1.`."""
    return put(paper, {one.key: _RENUMBERED.sub(r"\1、", one.slot.text) for one in row_labels(paper)})


def space_out(paper: Paper, rng: random.Random) -> Paper:
    """Blanks stand inside labels."""
    found = [one for one in (*row_labels(paper), *headers(paper)) if len(one.slot.text) > 3]
    return put(paper, {one.key: f"{one.slot.text[:3]} {one.slot.text[3:]}" for one in pick(rng, found, 10)})


def to_traditional(paper: Paper, rng: random.Random) -> Paper:
    """The copy is in traditional characters, with a word of the other shore or a character left as it was."""
    old, new = rng.choice(_LEFT)
    return map_texts(paper, lambda text: _traditional(text).replace(old, new))


def to_pinyin_mirror(paper: Paper, rng: random.Random) -> Paper:
    """The copy is in traditional characters with pinyin in brackets inside words."""
    kept = dict(pick(rng, tuple(_PINYIN.items()), 4))
    return map_texts(paper, lambda text: "".join(kept.get(one, one) for one in _traditional(text)))


def to_half_width(paper: Paper, rng: random.Random) -> Paper:
    """Brackets, colons, commas and digits in half width."""
    return map_texts(paper, lambda text: text.translate(_HALF))


def to_full_width(paper: Paper, rng: random.Random) -> Paper:
    """Digits, points, signs and brackets of the tables in full width."""
    return put(paper, {one.key: one.slot.text.translate(_FULL) for one in places(paper) if one.slot.text})


def _reworded(paper: Paper, words: dict[str, str]) -> Paper:
    return put(paper, {one.key: words[one.slot.text] for one in places(paper) if one.slot.text in words})


def _spelt(text: str) -> list[int]:
    return [at for at, one in enumerate(text) if _SPELT.match(one) and one not in _NUMERALS]


def _split(text: str, parts: int) -> str:
    size = -(-len(text) // parts)
    return "\n".join(text[at : at + size] for at in range(0, len(text), size))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _traditional(text: str) -> str:
    return str(_converter().convert(text))
