"""Numbers of pages among the values: the longest run that rises down the page."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.cutting import Token
from parsers.pages import MAX_PAGES, Mark, is_page_mark, page_marks

MARKS = st.lists(st.tuples(st.integers(0, 6), st.integers(2, 8)), max_size=9)


def token(mark: Mark) -> Token:
    line, number = mark
    return Token(str(number), f"text:line {line}", is_value=True, line=line)


def alone(marks: list[Mark]) -> list[Mark]:
    """The marks of a text in which each number stands alone among words."""
    return page_marks([], [], [[token(mark)] for mark in marks])


def rises(marks: tuple[Mark, ...] | list[Mark]) -> bool:
    return all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(marks))


@given(MARKS)
def test_the_marks_are_a_longest_run_that_rises_with_the_lines(marks: list[Mark]) -> None:
    every = sorted(set(marks))
    longest = max(n for n in range(len(every) + 1) if any(map(rises, combinations(every, n))))
    found = alone(marks)
    assert rises(found)
    assert set(found) <= set(every)
    assert len(found) == (longest if longest > 1 else 0)


def test_the_numbers_of_many_pages_are_told_from_numbers_among_them() -> None:
    dice = random.Random(1)
    pages = [(30 * number, number) for number in range(2, MAX_PAGES + 1)]
    others = [(30 * number + dice.randint(1, 29), dice.randint(2, number - 1)) for number in range(4, 190, 3)]
    found = alone(dice.sample(pages + others, len(pages) + len(others)))
    assert found == pages


@pytest.mark.parametrize(("line", "is_mark"), [(60, True), (200, False)])
def test_a_number_too_many_in_a_row_is_a_mark_and_tells_others(line: int, is_mark: bool) -> None:
    """The rows of two values have the pages 2 and 4 among them, on lines 31 and 91."""
    rows = [
        [token((30, 300)), token((31, 2)), token((32, 400))],
        [token((90, 1)), token((91, 4)), token((92, 0))],
    ]
    marks = page_marks(rows, [2, 2], [])
    assert marks == [(31, 2), (91, 4)]
    assert is_page_mark(token((line, 3)), marks) is is_mark
    assert not is_page_mark(token((line, 300)), marks)
