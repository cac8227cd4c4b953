"""Who reports: an invented prefecture of three counties and the public bodies in them, year by year.

Promises: names that no real place has, division codes 99xxxx that no real division has, for each body a scale
from which its numbers are drawn, and what became of it: a new name, a new kind, a merger.
Refuses: to be changed lightly: names seed the numbers, so a body of another first name has other numbers.
Caveat: one body is real, the town whose damaged page the sample site re-types; all its numbers are 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

YEARS = tuple(range(2019, 2025))
PROVINCE, PREFECTURE = "岚海省", "望澜市"


@dataclass(frozen=True, slots=True)
class County:
    """A county and its site: one host, one family of site software, one encoding.

    `charset` is what the server declares in its header (None: nothing), `encoding` what the bytes are in.
    """

    code: str
    name: str
    domain: str
    family: str
    encoding: str
    charset: str | None
    meta_charset: str


@dataclass(frozen=True, slots=True)
class Body:
    """A public body; `scale` is about how many requests it gets in a year, `slug` its folder on the site.

    `name` and `kind` are the first that it had, `later` says since which year it has another name and kind.
    It reports from `first` to `last`; `merged_from` names the bodies that became it.
    """

    name: str
    kind: str
    county: County
    slug: str
    scale: int
    area: str  # the part of the name that says where: left out of the organisation's id
    code: str  # of the county-level division
    later: tuple[int, str, str] | None = None
    first: int = YEARS[0]
    last: int = YEARS[-1]
    merged_from: tuple[str, ...] = ()

    def name_in(self, year: int) -> str:
        """The name that the body had when it reported on a year.

        >>> [find_body("枫桐县农牧业局").name_in(year) for year in (2020, 2021)]
        ['枫桐县农牧业局', '枫桐县农业农村局']
        """
        return self.later[1] if self.later and year >= self.later[0] else self.name

    def kind_in(self, year: int) -> str:
        """The kind that it was then."""
        return self.later[2] if self.later and year >= self.later[0] else self.kind

    def reports_on(self, year: int) -> bool:
        """True for the years that it should report on."""
        return self.first <= year <= self.last

    @property
    def organization_id(self) -> str:
        """The id that the dataset knows it by, for good: code of the area and the first name within it.

        >>> BODIES[2].organization_id
        '990101:统计局'
        """
        return f"{self.code}:{self.name.removeprefix(self.area)}"


COUNTIES = (
    County("990101", "溪云县", "www.xiyun.example", "trs", "gb18030", "gb2312", "gb2312"),
    County("990102", "鹭洲县", "www.luzhou-county.example", "trs", "utf-8", None, "utf-8"),
    County("990103", "枫桐县", "www.fengtong.example", "hanweb", "utf-8", "utf-8", "utf-8"),
)

# kind, name within the county, folder, requests a year: a few bodies get nearly all of them
_ROLL: dict[str, tuple[tuple[str, str, str, int], ...]] = {
    "990101": (
        ("government", "人民政府", "xzf", 0),
        ("office", "人民政府办公室", "xzfb", 60),
        ("department", "统计局", "tjj", 1),
        ("department", "教育局", "jyj", 9),
        ("department", "自然资源局", "zrzyj", 160),
        ("department", "公安局", "gaj", 24),
        ("town", "北渡镇人民政府", "bdz", 0),
        ("town", "青萝镇人民政府", "qlz", 2),
        ("street", "临溪街道办事处", "lxjd", 1),
        ("zone", "经济开发区管理委员会", "jkq", 5),
    ),
    "990102": (
        ("government", "人民政府", "xzf", 0),
        ("office", "人民政府办公室", "xzfb", 35),
        ("department", "统计局", "tjj", 0),
        ("department", "教育局", "jyj", 6),
        ("department", "财政局", "czj", 4),
        ("department", "住房和城乡建设局", "zjj", 90),
        ("town", "白沙渡镇人民政府", "bsdz", 0),
        ("town", "苇湾镇人民政府", "wwz", 1),
        ("street", "鹭鸣街道办事处", "lmjd", 3),
        ("zone", "高新技术产业园区管理委员会", "gxq", 2),
    ),
    "990103": (
        ("government", "人民政府", "xzf", 0),
        ("office", "人民政府办公室", "xzfb", 18),
        ("department", "统计局", "tjj", 0),
        ("department", "教育局", "jyj", 3),
        ("department", "卫生健康局", "wjj", 8),
        ("department", "人力资源和社会保障局", "rsj", 12),
        ("town", "枫林渡镇人民政府", "fldz", 1),
        ("town", "石桐镇人民政府", "stz", 0),
        ("street", "桐荫街道办事处", "tyjd", 0),
        ("zone", "物流园区管理委员会", "wlq", 1),
        ("department", "农牧业局", "nmyj", 5),
        ("department", "文化局", "whj", 16),
        ("department", "旅游局", "lyj", 13),
        ("department", "文化和旅游局", "wlj", 22),
    ),
}

# What became of bodies: a new name, a town that became a street, two bodies that became one.
_HISTORIES: dict[str, dict[str, Any]] = {
    "枫桐县农牧业局": {"later": (2021, "枫桐县农业农村局", "department")},
    "枫桐县石桐镇人民政府": {"later": (2023, "枫桐县石桐街道办事处", "street")},
    "枫桐县文化局": {"last": 2020},
    "枫桐县旅游局": {"last": 2020},
    "枫桐县文化和旅游局": {"first": 2021, "merged_from": ("枫桐县文化局", "枫桐县旅游局")},
}


def _county_bodies(county: County) -> tuple[Body, ...]:
    return tuple(
        Body(
            county.name + name,
            kind,
            county,
            slug,
            scale,
            county.name,
            county.code,
            **_HISTORIES.get(county.name + name, {}),
        )
        for kind, name, slug, scale in _ROLL[county.code]
    )


BODIES: tuple[Body, ...] = tuple(body for county in COUNTIES for body in _county_bodies(county))

# A town that exists: only its published zeros are re-typed here, with the damage of its page.
REAL_TOWN = Body("阿拉善右旗巴丹吉林镇人民政府", "town", COUNTIES[1], "bdjlz", 0, "阿拉善右旗", "152922")


def find_body(name: str) -> Body:
    """The body whose first name that is.

    >>> find_body("枫桐县统计局").kind
    'department'
    """
    return next(body for body in (*BODIES, REAL_TOWN) if body.name == name)


def parts_of(government: Body) -> tuple[Body, ...]:
    """The bodies that a county government's reports add up, each in its years.

    >>> [part.slug for part in parts_of(BODIES[0])][:3]
    ['xzfb', 'tjj', 'jyj']
    """
    return tuple(body for body in BODIES if body.county == government.county and body.kind != "government")
