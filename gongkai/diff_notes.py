"""What came and went between two releases, told by its text: findings by code, bodies by name.

Promises: a body whose id changed is named where what came has its name, or has it as an alias.
Caveat: the names of the bodies that came and went are held in memory; a release has some 200,000 bodies.
"""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

_TOLD = {"findings": "code", "coverage": "state"}
_BODIES = "organizations"
_YEARS = re.compile(r" \([\d-]+\)(?=;|$)")  # behind an alias


class Notes:
    """The notes of one table."""

    def __init__(self, table: str) -> None:
        self._table, self._column = table, _TOLD.get(table)
        self._came: Counter[str] = Counter()
        self._went: Counter[str] = Counter()
        self._names: dict[str, str] = {}  # of what came
        self._lost: dict[str, str] = {}  # ids of what went, by name

    def add(self, came: pd.DataFrame, went: pd.DataFrame) -> None:
        """Note rows that came, and rows that went."""
        if self._column in came:
            self._came.update(came[self._column])
            self._went.update(went[self._column])
        if self._table == _BODIES:
            for name, aliases, key in came[["name", "aliases", "organization_id"]].itertuples(index=False):
                others = _YEARS.sub("", aliases).split(";") if isinstance(aliases, str) else []
                self._names.update(dict.fromkeys([name, *others], key))
            self._lost.update(zip(went["name"], went["organization_id"], strict=True))

    def by_text(self) -> dict[tuple[str, str], dict[str, tuple[int, int]]]:
        """How many rows came and went, by table and column, and text."""
        texts = sorted({*self._came, *self._went})
        if self._column is None or not texts:
            return {}
        return {(self._table, self._column): {text: (self._came[text], self._went[text]) for text in texts}}

    def renamed(self) -> list[tuple[str, str, str]]:
        """Bodies whose id changed: a name, the old id and the new."""
        return sorted(
            (name, old, self._names[name]) for name, old in self._lost.items() if name in self._names
        )
