"""Who reports: canonical names, readable ids, kinds, levels, and the area that a body belongs to.

Promises: one id for one name in one area: `152922:巴丹吉林镇人民政府`, `-:<name>` while the area is unknown.
Refuses: to make up a name; 我局 stays unresolved until the sources file or the document says who that is.
Caveat: the kind is read off the name; a body with an unusual name is `other`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.divisions import Divisions
from parsers.titles import squeeze

UNKNOWN_AREA = "-"

_KINDS = (  # the first that matches; towns come first, because their names end like governments'
    ("street", re.compile(r"街道(?:办事处|办|人民政府)?$")),
    ("town", re.compile(r"(?:镇|乡|苏木)(?:人民)?(?:政府)?$")),
    ("zone", re.compile(r"(?:区|园|新城|基地|口岸|港)(?:管理委员会|管委会)$|(?:开发区|高新区|园区)$")),
    ("office", re.compile(r"(?:政府|行署)办(?:公室|公厅)?$")),
    ("government", re.compile(r"(?:人民政府|行政公署)$|(?<=[省市县区旗])政府$")),
    ("other", re.compile(r"(?:医院|学院|法院|检察院|公司|学校|大学)$")),
    ("department", re.compile(r"[局厅委部署办室队院]$|委员会$|(?:联合|总工)会$")),
)
_TOWNSHIP = re.compile(r"(?:.*[县区市旗盟州])?(.{2,}?(?:镇|乡|苏木|街道))")


@dataclass(frozen=True, slots=True)
class Organization:
    """A reporting body; `level` and the names of areas are None while its area is unknown."""

    organization_id: str
    name: str
    kind: str
    level: str | None
    division_code: str | None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None


def kind_of(name: str) -> str:
    """The kind of body, by its name.

    >>> [kind_of(name) for name in ("清河县人民政府", "清河县人民政府办公室", "沙洲镇人民政府")]
    ['government', 'office', 'town']
    >>> kind_of("清河经济开发区管委会"), kind_of("国有资产监督管理委员会"), kind_of("某供水公司")
    ('zone', 'department', 'other')
    """
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), "other")


def level_of(kind: str, division_code: str | None) -> str | None:
    """The level of government, by kind and area code (GB/T 2260).

    >>> level_of("town", None), level_of("department", "152922"), level_of("government", "150000")
    ('township', 'county', 'province')
    """
    if kind in ("town", "street"):
        return "township"
    if division_code is None:
        return None
    if division_code.endswith("0000"):
        return "province"
    return "prefecture" if division_code.endswith("00") else "county"


def township_of(name: str) -> str | None:
    """The town or street in a body's name.

    >>> township_of("阿拉善右旗巴丹吉林镇人民政府"), township_of("番禺区市桥街道办事处")
    ('巴丹吉林镇', '市桥街道')
    """
    found = _TOWNSHIP.match(name) if kind_of(name) in ("town", "street") else None
    return found.group(1) if found else None


def resolve(name: str, hint: str | None, divisions: Divisions) -> Organization:
    """The body of this name; `hint` is the code of the area that its site or sources file names.

    The name is taken in half width and without white space. An area that it begins with goes before the hint:
    a county's site holds other reports too.

    >>> from gongkai.divisions import read_divisions
    >>> resolve("阿拉善右旗巴丹吉林镇人民政府", None, read_divisions()).organization_id
    '152922:巴丹吉林镇人民政府'
    >>> resolve("巴丹吉林镇人民政府", None, read_divisions()).organization_id
    '-:巴丹吉林镇人民政府'
    """
    full = squeeze(name)
    code, local = divisions.split(full, hint)
    kind = kind_of(full)
    area = divisions.get(code)
    return Organization(
        organization_id=f"{code or UNKNOWN_AREA}:{local}",
        name=full,
        kind=kind,
        level=level_of(kind, code),
        division_code=code,
        province=area.province,
        prefecture=area.prefecture,
        county=area.county,
        township=township_of(local),
    )
