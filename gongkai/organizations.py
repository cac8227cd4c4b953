"""Who reports: canonical names, readable ids, kinds, levels, and the area that a body belongs to.

Promises: one id for one body in one area: `152922:巴丹吉林镇人民政府`, `-:<name>` while the area is unknown.
Names are read in the report's year; where several areas fit, what the site, the index number and the issuer
say decides, and where that does not, `Placed.problem` says so.
Refuses: to make up a name or an area.
Caveat: the kind is read off the name; a body with an unusual name is `other`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.canonical import canonical
from gongkai.divisions import NATION, Division, Divisions
from gongkai.locating import Ask, Asked, Witnesses, locate
from gongkai.towns import read_towns
from gongkai.tracked import read_tracked
from parsers.titles import squeeze

UNKNOWN_AREA = "-"

_KINDS = (  # the first that matches; towns come first, because their names end like governments'
    ("village", re.compile(r"(?:村|居)民委员会$|(?:村|社区)(?:居)?委会$|社区$|嘎查$")),
    ("street", re.compile(r"街道(?:办事处|办|人民政府)?$")),
    ("town", re.compile(r"(?:镇|乡|苏木)(?:人民)?(?:政府)?$")),
    (
        "zone",
        re.compile(
            r"(?:区|园|新城|基地|口岸|港)(?:管理委员会|管委会)$|(?:开发区|高新区|园区|示范区|保税区|度假区)$"
        ),
    ),
    ("office", re.compile(r"(?:政府|行署|行政公署)办(?:公室|公厅)?$")),
    ("government", re.compile(r"(?:人民政府|行政公署)$|(?<=[省市县区旗])政府$")),
    ("other", re.compile(r"(?:医院|学院|法院|检察院|公司|学校|大学)$")),
    ("department", re.compile(r"[局厅委部署办室队院]$|委员会$|(?:联合|总工)会$")),
)
_TOWNSHIP = re.compile(r"(?:.*[县区市旗盟州])?(.{2,}?(?:镇|乡|苏木|街道))")
_OFFICE = re.compile(r"(?:人民政府|办事处)$")


@dataclass(frozen=True, slots=True)
class Organization:
    """A reporting body; `level` and the names of areas are None while its area is unknown.

    `name` is the canonical one, in the report's year; `printed` what the document says, without blanks.
    """

    organization_id: str
    name: str
    kind: str
    level: str | None
    division_code: str | None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None
    township_code: str | None = None
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A body, and why its area is not certain: `several` areas of the name, or `none`; None where it is."""

    organization: Organization
    problem: str | None = None
    areas: tuple[Division, ...] = ()


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
    if kind == "village":
        return "village"
    if division_code is None:
        return None
    if division_code == NATION:
        return "nation"
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


def resolve(name: str, hint: str | None, divisions: Divisions, year: int | None = None) -> Organization:
    """The body of this name; `hint` is the code of the area that its site or sources file names.

    The name is taken in half width and without white space. An area that it begins with goes before the hint:
    a county's site holds other reports too.

    >>> from gongkai.divisions import read_divisions
    >>> resolve("阿拉善右旗巴丹吉林镇人民政府", None, read_divisions()).organization_id
    '152922:巴丹吉林镇人民政府'
    >>> resolve("巴丹吉林镇人民政府", None, read_divisions()).organization_id
    '-:巴丹吉林镇人民政府'
    >>> [resolve(f"洪泽{word}统计局", None, read_divisions(), 2015).organization_id for word in "县区"]
    ['320813:统计局', '320813:统计局']
    """
    return place(name, hint, divisions, year).organization


def place(
    name: str,
    hint: str | None,
    divisions: Divisions,
    year: int | None = None,
    ask: Ask = Witnesses,
) -> Placed:
    """The body of this name, and what is uncertain about its area.

    Between areas of one name the hint decides, then what is printed, then the tags; a name without an area
    belongs to the hint's, or to the one inside it that is printed.
    """
    printed = squeeze(name)
    code = hint[:6] if hint and hint.isdigit() and len(hint) in (9, 12) else hint
    found, local, problem, areas = locate(printed, Asked(code, ask), divisions, year)
    local = canonical(local)
    kind = kind_of(local)
    if kind in ("town", "street") and found is not None and found.endswith("00"):
        found, problem, areas = _narrowed(found, local, divisions)
    return Placed(_organization(printed, local, kind, found, divisions, year), problem, areas)


def _narrowed(
    area: str, local: str, divisions: Divisions
) -> tuple[str | None, str | None, tuple[Division, ...]]:
    """The county of a town of which only the area above is known: where one county there has such a town."""
    own = divisions.get(area)
    # in a whole province names are alone by chance: the lists are of two years only
    is_near = own.prefecture is not None or area[:2] in ("11", "12", "31", "50")
    towns = _towns_of(local) if is_near else ()
    inside = next(filter(None, (read_towns().counties(town, area, divisions) for town in towns)), [])
    if area in inside:
        return area, None, ()  # a prefecture without counties
    if len(inside) == 1:
        return inside[0], None, ()
    if inside:
        return None, "several", tuple(divisions.get(code) for code in inside)
    return area, "none", (own,)


def _organization(
    printed: str, local: str, kind: str, code: str | None, divisions: Divisions, year: int | None
) -> Organization:
    area, own = divisions.get(code), divisions.at(code or "", year).name
    town, town_code = _town(local, code)
    return Organization(
        organization_id=read_tracked().find(f"{code or UNKNOWN_AREA}:{local}", year),
        name=f"{own}{local}",
        kind=kind,
        level=level_of(kind, code),
        division_code=code,
        province=area.province,
        prefecture=area.prefecture,
        county=area.county,
        township=town,
        township_code=town_code,
        printed=printed,
    )


def _towns_of(local: str) -> tuple[str, ...]:
    """What the town in a name may be called, the likelier first: 好腰苏木镇, then 好腰苏木."""
    town = township_of(local)
    return (_OFFICE.sub("", local), town) if town else (_OFFICE.sub("", local),)


def _town(local: str, code: str | None) -> tuple[str | None, str | None]:
    """The town in a body's name, and its code where the area is known to have it."""
    if kind_of(local) not in ("town", "street"):
        return None, None
    if code is not None:
        for town in _towns_of(local):
            if known := read_towns().code(town, code):
                return town, known
    return township_of(local), None
