"""What the readers of lists hand on: a label as printed, and the number beside it, if one stands there."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.texts import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list. `value` None: no cell is shown. Not `certain`: the number may be another row's.

    `inline`: the number stands on the label's own line; `whole`: the row is part of a real table.
    """

    label: str
    where: str
    value: Text | None = None
    unit: str | None = None
    certain: bool = True
    inline: bool = True
    whole: bool = False
