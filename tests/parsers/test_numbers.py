"""The number grammar, pinned string by string; everything outside it is no number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.numbers import MAX_DIGITS, Kind, read_value

NUMBERS = {
    "0": 0,
    "7": 7,
    "1024": 1024,
    "32140": 32140,
    "3,214": 3214,
    "1,234,567": 1234567,
    "１２": 12,
    "３，２１４": 3214,
    "3，214": 3214,
    " 7 ": 7,
    "\u00a07\u3000": 7,
    "\u200b8": 8,
    "\ufeff8": 8,
    "\n5\t": 5,
    "+5": 5,
    "+0": 0,
    "＋6": 6,
    "-7": -7,
    "−7": -7,
    "－7": -7,
    "-0": 0,
    "增加5": 5,
    "增6": 6,
    "减少3": -3,
    "减2": -2,
    "12件": 12,
    "12 件": 12,
    "3宗": 3,
    "0.35": 0.35,
    "27.104560": 27.10456,
    "12.0": 12,
    "-0.5": -0.5,
    "999999999999999": 999999999999999,
}
MONEY = {
    "86.5万元": (86.5, "万元"),
    "865000元": (865000, "元"),
    "1.2亿元": (1.2, "亿元"),
    "9 万元": (9, "万元"),
}
BLANKS = [
    "",
    " ",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\n",
    "/",
    "／",
    "//",
    "\\",
    "-",
    "--",
    "—",
    "——",
    "–",
    "―",
    "─",
    "－",
    "无",
    "暂无",
]
OTHERS = [
    "0/0",
    "+2（-1）",
    "--31",
    "++3",
    "+-3",
    "00",
    "0012",
    "01",
    "²",
    "③",
    "٣",
    "〇",
    "一",
    "十二",
    "1_000",
    "1e3",
    "0x10",
    "1,2",
    "12,34",
    "1,23,456",
    ",123",
    "1,234,",
    "3 4",
    "3\n4",
    "3.",
    ".5",
    "1.2.3",
    "12.5%",
    "5*",
    "90.5（含税）",
    "约5",
    "增",
    "减少",
    "本年未制定",
    "NA",
    "None",
    "nan",
    "inf",
    "N/A",
    "null",
    "1/2",
    "3-4",
    "5以上",
    "2022年",
    "5件3",
    "1234567890123456",
    "½",
    "Ⅳ",
    "3\u200b4",
    "[image]",
    "￥5",
    "５Ｏ",
    "O",
    "l",
    "9" * 400,
]


@pytest.mark.parametrize(("text", "number"), NUMBERS.items(), ids=map(repr, NUMBERS))
def test_one_number(text: str, number: float) -> None:
    value = read_value(text)
    assert (value.kind, value.number, type(value.number)) == (Kind.NUMBER, number, type(number))


@pytest.mark.parametrize(("text", "expected"), MONEY.items())
def test_money_keeps_the_unit_that_is_printed_with_it(text: str, expected: tuple[float, str]) -> None:
    value = read_value(text)
    assert (value.number, value.unit) == expected


@pytest.mark.parametrize("text", BLANKS, ids=map(repr, BLANKS))
def test_a_blank(text: str) -> None:
    assert read_value(text).kind is Kind.BLANK
    assert read_value(text).number is None


@pytest.mark.parametrize("text", OTHERS, ids=[repr(text[:20]) for text in OTHERS])
def test_neither_a_number_nor_a_blank(text: str) -> None:
    assert read_value(text).kind is Kind.OTHER
    assert read_value(text).number is None


def test_the_table_has_sixty_strings_and_no_string_twice() -> None:
    table = [*NUMBERS, *MONEY, *BLANKS, *OTHERS]
    assert len(table) == len(set(table)) >= 60


WIDE = str.maketrans("0123456789,-", "０１２３４５６７８９，－")
COUNTS = st.integers(min_value=-(10**MAX_DIGITS) + 1, max_value=10**MAX_DIGITS - 1)


@given(COUNTS)
def test_a_count_comes_back_from_every_way_to_write_it(n: int) -> None:
    ways = [str(n), f"{n:,}", str(n).translate(WIDE), f"{n:,}".translate(WIDE), f"{n}件", f" {n} "]
    assert [read_value(way).number for way in ways] == [n] * len(ways)


@given(st.integers(0, 10**9), st.integers(1, 6))
def test_a_decimal_comes_back(cents: int, digits: int) -> None:
    text = f"{cents / 10**digits:.{digits}f}"
    assert read_value(text).number == float(text)


@given(st.text(max_size=12))
def test_whatever_is_read_as_a_number_shows_its_digits(text: str) -> None:
    value = read_value(text)
    assert (value.number is not None) == (value.kind is Kind.NUMBER)
    if value.number is not None:
        assert any(character in "0123456789０１２３４５６７８９" for character in text)


@given(st.text(alphabet="0123456789,.+-/—无件 ０１２，增减少()（）", max_size=10))
def test_digits_are_neither_lost_nor_added(text: str) -> None:
    value = read_value(text)
    if value.kind is Kind.NUMBER:
        shown = "".join(c for c in text.translate(str.maketrans("０１２", "012")) if c in "0123456789.")
        assert abs(value.number or 0) == float(shown)


def test_sixteen_digits_are_more_than_a_double_holds() -> None:
    assert read_value("9" * MAX_DIGITS).number == 10**MAX_DIGITS - 1
    assert read_value("9" * (MAX_DIGITS + 1)).kind is Kind.OTHER
