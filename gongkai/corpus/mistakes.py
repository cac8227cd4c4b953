"""Mistakes that bodies make in their own sums: what they print stands, and no longer adds up.

Promises: after `make_mistake` at least one identity of the report is broken.
Refuses: to touch the label or the place of a number: the document is read as it is printed.
Caveat: where a kind of mistake changes nothing (no number to swap digits of), a total is one too high.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from gongkai.corpus.lists import break_a_sum
from gongkai.samplesite.annex import LAYOUT
from gongkai.samplesite.layout import APPLICANTS, DISPUTES, OUTCOMES, request_rows
from gongkai.samplesite.numbers import Figures
from gongkai.samplesite.truth import broken_identities

Mistake = Callable[[Figures, str, random.Random], Figures]  # figures, layout, chance


def make_mistake(figures: Figures, layout: str, rng: random.Random) -> Figures:
    """The figures with one mistake of the body in them.

    >>> from gongkai.corpus.figures import draw_figures
    >>> rng = random.Random("careless")
    >>> figures = draw_figures(rng, "2021", 12)
    >>> bool(broken_identities(make_mistake(figures, "2021", rng), "2021"))
    True
    """
    if layout == LAYOUT:
        return break_a_sum(figures, rng)
    mistaken = rng.choice(tuple(MISTAKES.values()))(figures, layout, rng)
    return mistaken if broken_identities(mistaken, layout) else exceed_by_one(figures, layout, rng)


def exceed_by_one(figures: Figures, layout: str, rng: random.Random) -> Figures:
    """A total is one too high."""
    total = f"requests_{rng.choice(request_rows(layout))}_total"
    return figures | {total: figures[total] + 1}


def print_zero(figures: Figures, layout: str, rng: random.Random) -> Figures:
    """A total is printed as 0 beside parts that are not."""
    return figures | {_some_total(figures, layout, rng): 0}


def swap_digits(figures: Figures, layout: str, rng: random.Random) -> Figures:
    """The last two digits of a total are in the wrong order."""
    total = _some_total(figures, layout, rng)
    text = str(figures[total])
    return figures | {total: int(text[:-2] + text[:-3:-1])}


def add_twice(figures: Figures, layout: str, rng: random.Random) -> Figures:
    """A part was added twice into its total."""
    row = rng.choice(request_rows(layout))
    part = max(figures[f"requests_{row}_{column}"] for column in APPLICANTS)
    return figures | {f"requests_{row}_total": figures[f"requests_{row}_total"] + part}


def forget_carried_in(figures: Figures, layout: str, rng: random.Random) -> Figures:
    """Requests were carried in, and nothing was done with them."""
    carried = rng.randint(1, 9)
    cells = ("requests_carried_in_natural_person", "requests_carried_in_total")
    return figures | {cell: figures[cell] + carried for cell in cells}


def print_last_year(figures: Figures, layout: str, rng: random.Random) -> Figures:
    """The number of last year was left standing."""
    total = "requests_received_total"
    return figures | {total: figures[total] + rng.randint(2, 40)}


def zero_disputes(figures: Figures, layout: str, rng: random.Random) -> Figures:
    """The total of a dispute is 0 beside an outcome that is not."""
    dispute = rng.choice([dispute for dispute, _ in DISPUTES])
    first = f"disputes_{dispute}_{OUTCOMES[0][0]}"
    return figures | {first: max(1, figures[first]), f"disputes_{dispute}_total": 0}


MISTAKES: dict[str, Mistake] = {
    "exceed-by-one": exceed_by_one,
    "print-zero": print_zero,
    "swap-digits": swap_digits,
    "add-twice": add_twice,
    "forget-carried-in": forget_carried_in,
    "print-last-year": print_last_year,
    "zero-disputes": zero_disputes,
}


def _some_total(figures: Figures, layout: str, rng: random.Random) -> str:
    totals = [f"requests_{row}_total" for row in request_rows(layout)]
    return rng.choice([total for total in totals if figures[total]] or totals)
