"""Which report is shown how: the rendering, habits, mistakes and damage of each body in each year.

Promises: every special report of the site is a line in SPECIALS, MISSING, REPLACED or AGAIN.
Refuses: chance: what no table decides is drawn from a seed of the body's name and year.
Caveat: renderings that lose blank cells are given only to bodies that print every zero.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gongkai.samplesite.bodies import BODIES, REAL_TOWN, YEARS, Body
from gongkai.samplesite.layout import form_of
from gongkai.samplesite.printing import PrintStyle


@dataclass(frozen=True, slots=True)
class Case:
    """One report to make; `layout` is "2019", "2021" or "mixed", `archived` puts it where robots forbids.

    `numbers_of` is the body and year whose numbers it copies, `said` what its text adds to its own numbers,
    `again` marks the second address of a report.
    """

    body: Body
    year: int
    layout: str
    rendering: str
    style: PrintStyle
    mistake: str | None = None
    wordings: tuple[str, ...] = ()
    damages: tuple[str, ...] = ()
    blank_cells: tuple[str, ...] = ()
    archived: bool = False
    listed: bool = True
    numbers_of: tuple[str, int] | None = None
    said: tuple[tuple[str, int], ...] = ()
    again: bool = False


# Tables are most of what is met; the flattened classes that are rarest on real pages are rarest here.
_LOOKS = {
    "word-table": 9,
    "plain-table": 5,
    "flattened-i": 3,
    "flattened-a": 2,
    "flattened-e": 2,
    "flattened-b": 1,
    "flattened-d": 1,
}
_LOSES_BLANKS = frozenset({"flattened-a"})

STYLES: dict[str, PrintStyle] = {
    "溪云县人民政府": PrintStyle(thousands=True, procurement="wan"),
    "溪云县自然资源局": PrintStyle(thousands=True, plus=True, procurement="wan"),
    "溪云县教育局": PrintStyle(plus=True, procurement="yuan"),
    "溪云县北渡镇人民政府": PrintStyle(blanks="inapplicable"),
    "鹭洲县人民政府": PrintStyle(procurement="wan"),
    "鹭洲县鹭鸣街道办事处": PrintStyle(blanks="zeros", blank="/"),
    "鹭洲县白沙渡镇人民政府": PrintStyle(blanks="inapplicable", blank="—"),
    "鹭洲县财政局": PrintStyle(procurement="yuan"),
    "枫桐县教育局": PrintStyle(full_width=True, procurement="wan"),
    "枫桐县枫林渡镇人民政府": PrintStyle(blanks="zeros"),
    "枫桐县桐荫街道办事处": PrintStyle(blanks="inapplicable", blank="-"),
}

MISSING = frozenset({("鹭洲县苇湾镇人民政府", 2022)})  # the body published nothing for that year

# Replaced at the same address: in which states of the site another text stands there, and what is its own.
REPLACED: dict[tuple[str, int], tuple[frozenset[int], dict[str, Any]]] = {
    ("鹭洲县教育局", 2023): (frozenset({2, 3}), {"mistake": "revised"}),
    ("枫桐县教育局", 2022): (
        frozenset({2}),
        {"mistake": "carried-out-raised", "blank_cells": ("proactive_penalties_decisions",)},
    ),
}

# Published at a second address too, and what is different there.
AGAIN: dict[tuple[str, int], dict[str, Any]] = {
    ("枫桐县卫生健康局", 2021): {"rendering": "plain-table"},
    ("枫桐县教育局", 2024): {"mistake": "revised"},
}

SPECIALS: dict[tuple[str, int], dict[str, Any]] = {
    ("溪云县自然资源局", 2020): {"mistake": "received-misprinted", "rendering": "word-table"},
    ("枫桐县卫生健康局", 2022): {"mistake": "dispute-total-zero", "rendering": "plain-table"},
    ("鹭洲县住房和城乡建设局", 2024): {"layout": "mixed", "rendering": "word-table"},
    ("鹭洲县人民政府办公室", 2019): {
        "wordings": ("headers-split",),
        "damages": ("half-width",),
        "rendering": "flattened-a",
    },
    ("枫桐县人民政府办公室", 2021): {"damages": ("last-section-lost",), "rendering": "plain-table"},
    ("鹭洲县财政局", 2022): {"damages": ("refusal-labels-lost",), "rendering": "flattened-b"},
    ("溪云县公安局", 2024): {"damages": ("repeat-row-lost",), "rendering": "flattened-i"},
    ("枫桐县物流园区管理委员会", 2021): {"damages": ("repeat-row-lost",), "rendering": "flattened-b"},
    ("枫桐县石桐镇人民政府", 2022): {"damages": ("last-zero-lost",), "rendering": "flattened-a"},
    ("枫桐县统计局", 2022): {"wordings": ("labels-old",), "rendering": "word-table"},
    ("鹭洲县财政局", 2023): {"wordings": ("labels-old",), "rendering": "plain-table"},
    ("溪云县教育局", 2019): {"wordings": ("labels-glossed",), "rendering": "word-table"},
    ("枫桐县教育局", 2020): {"wordings": ("labels-spaced", "labels-glossed"), "rendering": "plain-table"},
    ("鹭洲县教育局", 2021): {"wordings": ("labels-spaced", "titles-reworded"), "rendering": "word-table"},
    ("枫桐县教育局", 2022): {"rendering": "plain-table"},
    ("枫桐县卫生健康局", 2021): {"rendering": "word-table"},
    ("枫桐县卫生健康局", 2024): {"numbers_of": ("枫桐县人力资源和社会保障局", 2024)},
    ("鹭洲县住房和城乡建设局", 2023): {"numbers_of": ("鹭洲县住房和城乡建设局", 2022)},
    ("枫桐县人力资源和社会保障局", 2023): {"mistake": "opened-otherwise"},
    ("鹭洲县财政局", 2024): {"mistake": "stock-misprinted"},
    ("枫桐县人力资源和社会保障局", 2021): {"said": (("requests_received_total", 3),)},
    ("鹭洲县财政局", 2021): {"said": (("requests_received_total", -1),)},
    ("溪云县临溪街道办事处", 2019): {"archived": True},
    ("溪云县临溪街道办事处", 2020): {"archived": True},
}

_REAL_TOWN_BLANKS = (
    "proactive_procurement_projects",
    "proactive_procurement_amount",
    "requests_refused_state_secret_total",
    "requests_refused_other_law_total",
    "requests_unable_not_held_total",
    "requests_unable_needs_creation_total",
)
_REAL_TOWN_CASE = Case(
    REAL_TOWN,
    2020,
    "2019",
    "flattened-b",
    PrintStyle(),
    wordings=("titles-doubled", "headers-split"),
    damages=(
        "half-width",
        "refusal-labels-lost",
        "outcome-headers-lost",
        "last-section-lost",
        "headings-padded",
    ),
    blank_cells=_REAL_TOWN_BLANKS,
    listed=False,
)


def all_cases(state: int = 1) -> list[Case]:
    """Every report of the site in one of its states; those of second addresses come last.

    >>> len(all_cases()), [sum(a != b for a, b in zip(all_cases(), all_cases(n))) for n in (2, 3)]
    (196, [2, 1])
    """
    due = [(body, year) for body in BODIES for year in YEARS if body.reports_on(year)]
    cases = [_case(body, year, state) for body, year in due if (body.name, year) not in MISSING]
    known = {(case.body.name, case.year): case for case in cases}
    again = [replace(known[key], again=True, **changes) for key, changes in AGAIN.items()]
    return [*cases, _REAL_TOWN_CASE, *again]


def _case(body: Body, year: int, state: int) -> Case:
    style = STYLES.get(body.name, PrintStyle())
    usual = Case(body, year, form_of(year), _look(body, year, style), style)
    special: Mapping[str, Any] = SPECIALS.get((body.name, year), {})
    states, changes = REPLACED.get((body.name, year), (frozenset(), {}))
    if state in states:
        special = {**special, **changes}
    return replace(usual, **special)


def _look(body: Body, year: int, style: PrintStyle) -> str:
    looks = {look: 0 if style.blanks != "none" and look in _LOSES_BLANKS else n for look, n in _LOOKS.items()}
    return random.Random(f"look:{body.name}:{year}").choices(list(looks), list(looks.values()))[0]
