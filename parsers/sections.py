"""Section headings: which line opens which of the six sections, and the text of each.

Promises: a heading is told by its wording, not by its numeral alone, as filers renumber them.
Caveat: a heading written as part of a longer sentence is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from parsers.documents import Block, Grid, Paragraph
from parsers.report import Section
from parsers.titles import squeeze

TABLE_SECTIONS = ("proactive", "requests", "disputes")
LATER_SECTIONS = ("problems", "other")
MIN_HEADING = 3  # characters, as in 一概述
MAX_HEADING = 45  # characters; the longest official one has 24

_DIGITS = frozenset("0123456789")
_NUMERAL = re.compile(r"^[(]?([一二三四五六七])[)]?[、.,:]?")
_RULES = (
    (
        "overview",
        re.compile(
            r"^(?:总体|基本|工作概述|概述|20\d\d年?政府信息公开(?:总体)?情况$|政府信息公开(?:工作)?(?:总体|基本)情况)"
        ),
    ),
    ("proactive", re.compile(r"^(?:行政机关)?(?:主动公开政府|主动公开信息|主动公开情况|政府信息主动公开)")),
    ("requests", re.compile(r"^(?:行政机关)?(?:收到和处理|依申请公开|收到及处理)")),
    (
        "disputes",
        re.compile(
            r"^(?:行政机关)?(?:(?:因|就)?政府信息公开(?:工作)?(?:被申请|引发的?|的)?(?:行政复议|提起行政)|行政复议)"
        ),
    ),
    (
        "problems",
        re.compile(
            r"^(?:政府信息公开)?(?:工作)?(?:中)?(?:存在的?(?:主要|突出|一些)?问题|(?:主要)?问题(?:和|及)改进)"
        ),
    ),
    ("other", re.compile(r"^其[他它](?:需要|应当|应|需)?(?:报告|说明)")),
)
_BUTTON = "打印(?:本页|此页)?|关闭(?:本页|窗口|此页)?|返回顶部|收藏|分享|大|中|小"
_FURNITURE = re.compile(
    rf"^(?:[【\[(]?(?:{_BUTTON})[】\])]?)+$|^(?:上一[篇条页]|下一[篇条页]|扫一扫|分享到|相关(?:链接|文件|附件|文章)[:：]?$|"
    r"主办单位|承办单位|版权所有|网站地图|网站标识码|政府网站标识码|联系我们$|责任编辑[:：]|编辑:|信息来源:|"
    r".{0,6}ICP备|技术支持[:：]|您是第|浏览次数)"
)

# how furniture begins, but for the ICP number: most lines are told by their first character
_FURNITURE_STARTS = frozenset(
    "【[［(（打关返收分大中小上下扫相主承版网政联责编信技您浏 \u3000\u00a0\u200b\ufeff"
)


def read_heading(text: str) -> str | None:
    """The id of the section that this line opens, or None.

    >>> read_heading("三、收到和处理政府信息公开申请情况"), read_heading("二、上年结转政府信息公开申请数量")
    ('requests', None)
    """
    if not MIN_HEADING <= len(text) <= 2 * MAX_HEADING or text[0] in _DIGITS:
        return None  # most lines of a flattened table
    return _read_heading(text)


@lru_cache(maxsize=4096)
def _read_heading(text: str) -> str | None:
    line = squeeze(text)
    numeral = _NUMERAL.match(line)
    if numeral is None or len(line) > MAX_HEADING or line.startswith("("):
        return None
    words = line[numeral.end() :]
    return next((section for section, rule in _RULES if rule.match(words)), None)


def table_zone(blocks: Sequence[Block], body: range) -> range:
    """The blocks from the heading of a section with a table to the next of one without, if they hold grids.

    What stands before and behind (a comparison in the overview, last year's tables in an annex) is not the
    report's own. The body, where no such stretch holds a grid, or more than one: two reports on one page.
    """
    zones: list[range] = []
    start: int | None = None
    for index in body:
        block = blocks[index]
        section = read_heading(block.text) if isinstance(block, Paragraph) and not block.in_link else None
        if section in TABLE_SECTIONS and start is None:
            start = index
        elif section in LATER_SECTIONS and start is not None:
            zones.append(range(start, index))
            start = None
    zones += [range(start, body.stop)] if start is not None else []
    held = [zone for zone in zones if any(isinstance(blocks[index], Grid) for index in zone)]
    return held[0] if len(held) == 1 else body


def is_furniture(text: str) -> bool:
    """True for lines that sites set under an article: print buttons, neighbours, footers."""
    if text[:1] not in _FURNITURE_STARTS and "备" not in text[:20]:
        return False
    return bool(_FURNITURE.match(squeeze(text)))


def split_sections(lines: Sequence[Paragraph], table_lines: Iterable[str]) -> tuple[Section, ...]:
    """The sections in the order found; lines whose `where` is in `table_lines` are cells, not prose.

    Each text begins with its title as printed. The first line of page furniture ends the last section.
    """
    cells = set(table_lines)
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines:
        text = line.text.strip()
        section = read_heading(text)
        if section and section not in found:
            current = found.setdefault(section, [text])
        elif current is None or not text or line.where in cells:
            continue
        elif is_furniture(text):
            current = None if _is_last(found) else current
        else:
            current.append(text)
    return tuple(Section(name, text[0], "\n".join(text)) for name, text in found.items())


def _is_last(found: dict[str, list[str]]) -> bool:
    return "problems" in found or "other" in found
