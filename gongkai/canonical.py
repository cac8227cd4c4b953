"""One writing for one name: 管委会 is 管理委员会, 府办 is 人民政府办公室, 城关镇 is 城关镇人民政府.

Promises: only writings that mean the same are unified; `body_names.csv` lists the abbreviations.
Refuses: to take off what stands in brackets: 本级 and 汇总 are different reports.
Caveat: an abbreviation that is not listed is a name of its own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache

from gongkai.reference import reference_file

GOVERNMENT = "人民政府"
_RULES = (
    (re.compile(r"管委会$"), "管理委员会"),
    (re.compile(r"(?:(?:人民)?政|^)府办(?=$|公[室厅]$)"), "人民政府办"),
    (re.compile(r"(?<=人民政府办)$"), "公室"),
    (re.compile(r"(?<!人民)政府$"), GOVERNMENT),
    (re.compile(r"街道(?:办|人民政府)?$"), "街道办事处"),
    (re.compile(r"(?<=[镇乡])$|(?<=苏木)$"), GOVERNMENT),
    (re.compile(r"行署(?=$|办)"), "行政公署"),
    (re.compile(r"(?<=行政公署办)$"), "公室"),
    (re.compile(r"村委会$"), "村民委员会"),
    (re.compile(r"居委会$"), "居民委员会"),
    (re.compile(r"(?<=[^党纪法工团区市县省州旗盟]{2}委)$"), "员会"),
)
_ENDS = "办府会道镇乡木委室厅署"  # only names that end so are touched by a rule


def canonical(local: str) -> str:
    """The one writing of a body's name within its area; nothing is the area's government.

    >>> [canonical(name) for name in ("府办", "政府办公室", "经济开发区管委会", "市桥街道")]
    ['人民政府办公室', '人民政府办公室', '经济开发区管理委员会', '市桥街道办事处']
    >>> [canonical(name) for name in ("发改委", "政法委", "人民政府办公厅", "统计局(本级)", "")]
    ['发展和改革委员会', '政法委', '人民政府办公厅', '统计局(本级)', '人民政府']
    """
    if not local:
        return GOVERNMENT
    name = _written().get(local, local)
    if name[-1] in _ENDS:
        for pattern, text in _RULES:
            name = pattern.sub(text, name, count=1)
    return name


@lru_cache(maxsize=1)
def _written() -> Mapping[str, str]:
    with reference_file("body_names.csv").open(encoding="utf-8", newline="") as file:
        return {row["written"]: row["name"] for row in csv.DictReader(file)}
