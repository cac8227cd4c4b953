"""The number grammar: what is one number, what is a blank, and what is neither.

Promises: everything outside the grammar is `OTHER`, never a number. `00` and `0012` are outside it (two cells
run together look like this), as are `²`, `③`, `1e3`, `--31`, `0/0` and `1,2`.
Caveat: words for a sign (减少3) are read as the sign; the raw text is kept beside the value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

_WIDE = str.maketrans("０１２３４５６７８９，．＋－−﹣／　", "0123456789,.+---/ ")
_UNIT = "件|条|篇|项|个|次|宗|起|份|人|人次|万元|亿元|元"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]|增加|减少|增|减)?(?P<whole>0|[1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d*)(?P<part>\.\d+)?\s?(?P<unit>{_UNIT})?"
)
_BLANK = re.compile(r"(?:/+|\\+|[-—–―─]+|无|暂无)?")
_EDGE = " \t\r\n\f\v\u00a0\u200b\u200c\u200d\u2060\ufeff\u3000"
MAX_DIGITS = 15  # a double holds every integer of 15 digits exactly


class Kind(Enum):
    """What a cell's text is."""

    NUMBER = "number"
    BLANK = "blank"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Value:
    """A cell's text, read: `number` and `unit` only where `kind` is NUMBER."""

    kind: Kind
    number: int | float | None = None
    unit: str | None = None


BLANK = Value(Kind.BLANK)
OTHER = Value(Kind.OTHER)


@lru_cache(maxsize=16384)
def read_value(text: str) -> Value:
    """Read a cell's text by the grammar.

    >>> read_value("３，214件").number, read_value("12.50万元").unit, read_value("减少3").number
    (3214, '万元', -3)
    >>> read_value("—").kind, read_value("0/0").kind, read_value("0012").kind
    (<Kind.BLANK: 'blank'>, <Kind.OTHER: 'other'>, <Kind.OTHER: 'other'>)
    """
    plain = text.strip(_EDGE).translate(_WIDE)
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return BLANK if _BLANK.fullmatch(plain) else OTHER
    digits = match["whole"].replace(",", "") + (match["part"] or "")
    if len(digits) > MAX_DIGITS:
        return OTHER
    number = float(digits)
    value: int | float = int(number) if number.is_integer() else number
    return Value(Kind.NUMBER, -value if match["sign"] in ("-", "减少", "减") else value, match["unit"])
