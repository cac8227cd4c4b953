"""Whose figures they are: of the body itself, or of the area with the bodies below it.

Promises: the scope of the tables is known only where the text says it, or where a figure of that scope agrees
with them; of other bodies than governments, the tables are their own.
Refuses: to take a government's tables for those of its area, or for its own, without a word of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from parsers.narrative.words import GOVERNMENT, OURSELVES, OWN, WHOLE
from parsers.report import Section


class Scope(Enum):
    """OWN: the body alone (本级, 本机关); AREA: with the bodies below it (全县, 汇总); GOVERNMENT: 县政府."""

    OWN = "own"
    GOVERNMENT = "government"
    AREA = "area"


_WORD = re.compile(rf"(?P<own>{OWN})|(?P<government>{GOVERNMENT})|(?P<area>{WHOLE})")
_ADDED_UP = re.compile(
    r"(?:数据|数字|报告|统计|情况)[^。\n]{0,30}汇总(?!表)[^。\n]{0,40}(?:部门|单位|镇|乡|街道|县区|区县|各[市县区])"
    r"|汇总[^。\n]{0,60}(?:部门|单位|镇|乡|街道|县区|区县|各[市县区])[^。\n]{0,30}(?:报告|年报|数据|情况)"
    r"|(?:数据|数字|统计)(?:范围)?(?:包括|包含|涵盖)[^。\n]{0,40}(?:部门|单位)[^。\n]{0,20}(?:镇|乡|街道|县|区)"
)
_OWN_ONLY = re.compile(
    r"(?:数据|数字|统计|报告)[^。\n]{0,20}(?:仅|只)(?:含|包括|包含|统计|反映|为|限)?[^。\n]{0,10}(?:本级|本机关|政府办)"
    r"|(?:数据|数字|统计|报告)[^。\n]{0,30}不(?:含|包括|包含|汇总)[^。\n]{0,20}(?:部门|单位|镇|乡|街道|县|区)"
)
_DEPARTMENTS = re.compile("部门|单位|机关|办公室")
_BELOW = re.compile("镇|乡|街道|苏木|县区|区县|各[市县区旗]|各级|下级|所属|下属|局属|直属")
_SENTENCE = re.compile(r"[^。\n]{0,200}")
_HINT = re.compile("汇总|包括|包含|涵盖|不含|仅|只")
_GOVERNMENT = re.compile(r"(?<![镇乡木])(?:人民政府|行政公署)$|[省市县区旗州盟]政府$")


def scope_of(before: str, *, earlier: bool = False) -> Scope | None:
    """The scope that the words before a figure give it, by the last of them.

    `earlier`: they stand in another clause, where a government is seldom the one whose figures follow.

    >>> scope_of("全市各级行政机关共"), scope_of("根据全县部署,我局"), scope_of("2023年")
    (<Scope.AREA: 'area'>, <Scope.OWN: 'own'>, None)
    """
    kinds = [Scope(found.lastgroup) for found in _WORD.finditer(before)]
    if earlier:
        kinds = [kind for kind in kinds if kind is not Scope.GOVERNMENT]
    return kinds[-1] if kinds else None


def stated_scope(sections: Iterable[Section]) -> Scope | None:
    """What the text says that the tables count; None where it says nothing, or both.

    >>> stated_scope([Section("overview", "", "本报告的数字汇总了县直各部门、各镇的报告。")])
    <Scope.AREA: 'area'>
    """
    found: set[Scope] = set()
    for section in sections:
        text = section.text
        if _HINT.search(text):
            found |= {Scope.AREA} if _adds_up(text) else set()
            found |= {Scope.OWN} if _OWN_ONLY.search(text) else set()
    return found.pop() if len(found) == 1 else None


def _adds_up(text: str) -> bool:
    """True where one sentence says that departments and the bodies below are added up."""
    for found in _ADDED_UP.finditer(text):
        rest = _SENTENCE.match(text, found.end())
        said = found.group() + (rest.group() if rest else "")
        if _DEPARTMENTS.search(said) and _BELOW.search(said):
            return True
    return False


def may_add_up(organization: str | None) -> bool:
    """True for a government above the towns, and for a body without a name: its tables may be its area's.

    >>> may_add_up("清河县人民政府"), may_add_up("城关镇人民政府"), may_add_up("清河县统计局")
    (True, False, False)
    """
    return organization is None or bool(_GOVERNMENT.search(organization))


def own_names(organization: str | None) -> tuple[str, ...]:
    """The names under which a body may speak of itself: its own, and that with the last sign of its area.

    >>> own_names("清河县统计局")
    ('清河县统计局', '县统计局')
    """
    if not organization or OURSELVES in organization:
        return ()
    found = re.match(r".{1,12}?([省市县区旗州盟])(?=.{2,})", organization)
    return (organization, organization[found.end() - 1 :]) if found else (organization,)
