"""Floors under every class of documents: they only rise, and nothing may be wrong or invented above them.

Promises: `undercut` names every class that is worse than it was, new, or gone.
Refuses: to lower a floor: a class that got worse on purpose is edited by hand, and seen in review.
Caveat: recall is kept to four digits, rounded down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from gongkai.corpus.scoring import Tally

Floors = dict[str, dict[str, float]]

_COLUMNS = (
    "docs",
    "cells",
    "recall",
    "recovered",
    "wrong",
    "invented",
    "misled",
    "misnamed",
    "unsaid",
    "alarms",
)
NEVER = ("wrong", "invented", "misnamed", "alarms")


def read_floors(path: Path) -> Floors:
    """The floors of every class; none where there is no file."""
    if not path.exists():
        return {}
    floors: Floors = json.loads(path.read_text(encoding="utf-8"))
    return floors


def write_floors(path: Path, floors: Floors) -> None:
    """Write the floors, a class a line."""
    lines = (
        f"{json.dumps(group, ensure_ascii=False)}: {json.dumps(floor)}" for group, floor in floors.items()
    )
    path.write_text("{\n " + ",\n ".join(lines) + "\n}\n", encoding="utf-8")


def faults(tallies: Mapping[str, Tally]) -> list[str]:
    """What no release may have, whatever the floors."""
    return [
        f"{group}: {count} {name}"
        for group, tally in tallies.items()
        for name in NEVER
        if (count := getattr(tally, name))
    ]


def undercut(tallies: Mapping[str, Tally], floors: Floors) -> list[str]:
    """What is worse than it was, and what no release may have; empty where all is well."""
    complaints = [f"{group}: no floor is set" for group in tallies.keys() - floors.keys()]
    complaints += [f"{group}: was not scored" for group in floors.keys() - tallies.keys()]
    complaints += faults(tallies)
    for group, tally in tallies.items():
        floor = floors.get(group, {})
        for name, value in (("recall", tally.recall), ("recovered", tally.recovered)):
            if value < floor.get(name, 0):
                complaints.append(f"{group}: {name} {value:.4f} is under its floor {floor[name]}")
        if tally.unsaid > floor.get("unsaid", 0):
            complaints.append(f"{group}: {tally.unsaid} expected findings are not there")
        if tally.misled > floor.get("misled", 0):
            complaints.append(f"{group}: {tally.misled} recovered values are misled by wrong sums")
    return sorted(complaints)


def raised(tallies: Mapping[str, Tally], floors: Floors) -> Floors:
    """The floors, raised to what was measured where that is better; never lowered."""
    new = {}
    for group, tally in tallies.items():
        old = floors.get(group, {})
        new[group] = {
            "recall": max(old.get("recall", 0), int(tally.recall * 10_000) / 10_000),
            "recovered": max(old.get("recovered", 0), tally.recovered),
            "unsaid": min(old.get("unsaid", tally.unsaid), tally.unsaid),
            "misled": min(old.get("misled", tally.misled), tally.misled),
        }
    return new


def by_damage(tallies: Mapping[str, Tally]) -> dict[str, Tally]:
    """The tallies of all renderings together, by damage.

    >>> by_damage({"text A drop-5": Tally(1), "grid word drop-5": Tally(2)})["drop-5"].documents
    3
    """
    sums: dict[str, Tally] = {}
    for group, tally in tallies.items():
        damage = group.rsplit(" ", 1)[-1]
        sums[damage] = sums.get(damage, Tally()) + tally
    return sums


def render_tallies(tallies: Mapping[str, Tally]) -> str:
    """The table that is printed: one line a class, and their sum."""
    width = max(map(len, tallies), default=10)
    lines = [f"{'group':<{width}}" + "".join(f"{name:>12}" for name in _COLUMNS)]
    for group, tally in (*tallies.items(), ("all", sum(tallies.values(), Tally()))):
        recovered = f"{tally.recovered}/{tally.hidden}"
        counts = [getattr(tally, name) for name in _COLUMNS[4:]]
        lines.append(
            f"{group:<{width}}{tally.documents:>12}{tally.cells:>12}{tally.recall:>12.4f}{recovered:>12}"
            + "".join(f"{count:>12}" for count in counts)
        )
    return "\n".join(lines)


def tallies_as_json(tallies: Mapping[str, Tally]) -> Iterator[str]:
    """A line of JSON for each class."""
    for group, tally in tallies.items():
        yield json.dumps({"kind": "class", "group": group, **asdict(tally)}, ensure_ascii=False)
