"""Numbers in running text: digits, thousands, 万 and 亿, Chinese numerals, and words that make them vague.

Promises: a number is read as the range of counts that a careful writer may mean by it; a plain one is a range
of one. What is outside the grammar is None, never a number.
Refuses: 几十, 若干, 数百, and numerals out of order (十百, 三二).
Caveat: a count in 万 or 千, and a numeral of some thousands, is taken as rounded at its last digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

MAX_DIGITS = 12  # more is no count of documents
MAX_NUMERAL = 20  # characters of a Chinese numeral; 九千九百九十九万九千九百九十九 has 15
VAGUE = 0.2  # how far 约 may be off

DIGITS = "零〇一二两三四五六七八九十百千万亿廿卅"
_ABOUT = "近|约|大约|将近|超过|逾|超"
_PLAIN = rf"\d{{1,3}}(?:,\d{{3}}){{1,3}}(?![\d,])|\d{{1,{MAX_DIGITS}}}(?!\d)(?:\.\d{{1,4}})?"
AMOUNT = (
    rf"(?:{_ABOUT})?(?:(?<![\d.,|])(?:{_PLAIN})(?:[余多]?[万亿千]|[万亿千]?[余多])?"
    rf"|[{DIGITS}]{{1,{MAX_NUMERAL}}}+[余多]?万?)"
)
_PARTS = re.compile(
    rf"(?P<about>{_ABOUT})?(?:(?P<plain>{_PLAIN})(?P<more>[余多])?(?P<unit>[万亿千])?(?P<after>[余多])?"
    rf"|(?P<numeral>[{DIGITS}]{{1,{MAX_NUMERAL}}}+)(?:(?P<rest>[余多])(?P<large>万)?)?)"
)
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ONES = {char: place for place, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SHORT = {"廿": "二十", "卅": "三十"}


@dataclass(frozen=True, slots=True)
class Amount:
    """The counts that a written number may stand for, both ends with it."""

    low: float
    high: float


@lru_cache(maxsize=4096)
def read_amount(text: str) -> Amount | None:
    """Read one number as it stands in a text (in half width).

    >>> read_amount("1,234"), read_amount("一百零五"), read_amount("廿三")
    (Amount(low=1234, high=1234), Amount(low=105, high=105), Amount(low=23, high=23))
    >>> read_amount("1.2万"), read_amount("200余"), read_amount("三二")
    (Amount(low=11000, high=13000), Amount(low=200, high=400), None)
    """
    parts = _PARTS.fullmatch(text)
    if parts is None or (parts["more"] and parts["after"]):
        return None
    times = _UNITS.get(parts["unit"] or parts["large"] or "", 1)
    read = _plain(parts["plain"], times) if parts["plain"] else _numeral(parts["numeral"])
    if read is None:
        return None
    number, step = read if parts["plain"] else (read[0] * times, read[1] * times)
    if parts["more"] or parts["after"] or parts["rest"] or parts["about"] in ("超过", "逾", "超"):
        return Amount(number, 2 * number) if number else None
    if parts["about"]:
        above = 0 if parts["about"] in ("近", "将近") else VAGUE
        return Amount(number * (1 - VAGUE), number * (1 + above))
    is_rounded = times > 1 or (parts["numeral"] is not None and (step >= 1000 or number >= 10_000))
    slack = step if is_rounded and step > 1 else 0
    return Amount(number - slack, number + slack)


def _plain(text: str, times: int) -> tuple[int, int] | None:
    """The number in ones, and what its last digit counts; None where they make no whole count."""
    whole, _, part = text.replace(",", "").partition(".")
    if len(whole) > 1 and whole[0] == "0":
        return None  # 012: what stood before it is lost
    number, parts = int(whole + part) * times, 10 ** len(part)
    return (number // parts, times // parts) if number % parts == 0 else None


def _numeral(text: str) -> tuple[int, int] | None:
    for short, long in _SHORT.items():
        text = text.replace(short, long)
    if len(text) == 1 and text in _ONES:
        return _ONES[text], 1
    return None if all(char in _ONES for char in text) else _by_units(text)


def _by_units(text: str) -> tuple[int, int] | None:
    """一万二千三百零五: each part is a digit and a unit, the units fall."""
    total = section = 0
    digit: int | None = None
    last, most, step = 10**9, 10**12, 1  # the units read before; each part's units fall
    for place, char in enumerate(text):
        if char in _ONES:
            if digit is not None and digit != 0:
                return None
            digit, step = _ONES[char], 1
            continue
        unit = _UNITS[char]
        if unit >= 10_000:
            section += digit or 0
            if not section or unit >= most:
                return None
            total, section, most, last = total + section * unit, 0, unit, 10**9
        else:
            if unit >= last or (not digit and not (char == "十" and place == 0)):
                return None
            section, last = section + (digit or 1) * unit, unit
        digit, step = None, unit
    if digit == 0:
        return None
    if digit and last == 10**9 and most < 10**12 and text[-2] not in "零〇":
        return None  # 一万二 is 12,000 to some
    if digit and last > 10 and last < 10**9 and text[-2] not in "零〇":
        return None  # 一百二 is 120
    return total + section + (digit or 0), step
