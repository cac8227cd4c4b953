"""Values too many or too few for a row: which are none of its own, were split, or are lost."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.numbers import read_value
from parsers.options import MAX_OPTIONS, options_for
from parsers.texts import Text


def ways(values: str, size: int) -> list[str]:
    """The ways of so many cells, `_` for a lost one and `.` for a blank."""
    texts = [Text("" if part == "." else part, f"text:line {n}") for n, part in enumerate(values.split())]
    return [
        " ".join("_" if text is None else text.text or "." for text in way)
        for way in options_for(texts, size)
    ]


def test_one_number_too_many_is_a_strange_one_or_half_of_one() -> None:
    assert ways("1 2 3 4", 3) == ["1 2 3", "1 2 4", "1 3 4", "2 3 4", "1 2 34", "1 23 4", "12 3 4"]


def test_two_too_many_are_strange_or_split_or_one_of_each_kind() -> None:
    found = ways("1 2 3 4", 2)
    assert found[:6] == ["1 2", "1 3", "1 4", "2 3", "2 4", "3 4"]  # both are strange
    one_of_each = ["1 23", "12 3", "1 24", "12 4", "1 34", "13 4", "2 34", "23 4"]
    assert found[6:14] == one_of_each
    assert found[14:] == ["1 234", "12 34", "123 4"]  # one number came in three pieces, or two in two


def test_a_number_in_two_pieces_keeps_the_place_of_the_first() -> None:
    texts = [Text("3", "text:line 7"), Text("1", "text:line 8"), Text("4", "text:line 9")]
    assert options_for(texts, 2)[-1] == (Text("31", "text:line 7"), Text("4", "text:line 9"))


@pytest.mark.parametrize(
    ("values", "not_joined"),
    [("0 5 6", "05 6"), ("/ 5 6", "/5 6"), (". 5 6", "5 6 "), ("减少 5 6", "减少5 6"), ("0/0 5 6", "0/05 6")],
)
def test_only_digits_that_make_a_number_are_joined(values: str, not_joined: str) -> None:
    first = values.split()[0]
    assert ways(values, 2) == [f"{first} 5", f"{first} 6", "5 6", f"{first} 56"]
    assert not_joined not in ways(values, 2)


def test_three_too_many_are_not_told_apart() -> None:
    assert len(ways("1 2 3 4 5", 3)) == 10 + 5 * 3 + 6
    assert ways("1 2 3 4 5 6", 3) == []


def test_numbers_too_many_in_the_widest_row_are_told_apart() -> None:
    """One or two among the fifteen values of the disputes."""
    shown = " ".join(map(str, range(11, 27)))
    assert len(ways(shown, 15)) == 16 + 15
    assert len(ways(f"{shown} 27", 15)) == 136 + 17 * 15 + 120


def test_five_of_fifteen_cells_may_be_lost_and_not_six() -> None:
    assert len(ways("7 " * 10, 15)) == MAX_OPTIONS
    assert ways("7 " * 9, 15) == []


@given(st.lists(st.sampled_from(["0", "1", "20", "", "/", "0/0"]), min_size=2, max_size=6), st.data())
def test_each_value_too_many_is_dropped_or_goes_on_with_the_one_before(
    values: list[str], data: st.DataObject
) -> None:
    size = data.draw(st.integers(max(1, len(values) - 2), len(values) - 1))
    expected = set()
    for fates in product(("begins", "goes on", "is dropped"), repeat=len(values)):
        numbers: list[list[str]] = []
        for value, fate in zip(values, fates, strict=True):
            if fate == "begins":
                numbers.append([value])
            elif fate == "goes on" and numbers:
                numbers[-1].append(value)
            elif fate == "goes on":
                break
        else:
            if len(numbers) == size and all(map(_is_one_number, numbers)):
                expected.add(tuple("".join(parts) for parts in numbers))
    found = options_for([Text(value, str(n)) for n, value in enumerate(values)], size)
    assert {tuple(text and text.text for text in way) for way in found} == expected


def _is_one_number(parts: list[str]) -> bool:
    whole = "".join(parts)
    return len(parts) == 1 or (all(map(str.isdigit, parts)) and read_value(whole).number is not None)
