"""What the identities force, what they refuse to choose, and what they cannot see."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import make_figures

from parsers.arithmetic import Solution, solve
from parsers.forms import Identity, load_forms

ROW = Identity("row_sum", ("t",), ("a", "b", "c"), "row")


def figures_of(form_id: str, seed: int, high: int = 30) -> dict[str, int]:
    return {name: int(value) for name, value in make_figures(form_id, seed, high).items()}


def solve_form(form_id: str, values: dict[str, int | None]) -> Solution:
    return solve(load_forms()[form_id].identities, values)


# --- whole reports ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize("high", [0, 1, 30, 4000])
def test_a_whole_report_implies_what_it_prints(form_id: str, high: int) -> None:
    figures = figures_of(form_id, 7, high)
    solution = solve_form(form_id, dict(figures))
    assert solution.broken == ()
    bound = {name for name in figures if not name.startswith("proactive_")}
    assert solution.implied == {name: figures[name] for name in bound}
    assert solution.holding == bound


@given(st.integers(0, 10**6), st.sampled_from(["2019", "2021"]), st.data())
def test_one_changed_cell_is_located(seed: int, form_id: str, data: st.DataObject) -> None:
    figures = figures_of(form_id, seed)
    names = [name for name in figures if name.startswith("requests_")]
    name = data.draw(st.sampled_from(names))
    values: dict[str, int | None] = {**figures, name: figures[name] + data.draw(st.integers(1, 50))}
    solution = solve_form(form_id, values)
    assert solution.broken
    assert all(name in (*b.identity.left, *b.identity.right) for b in solution.broken)
    assert name not in solution.holding
    assert solution.implied[name] == figures[name]


def test_the_difference_is_left_minus_right() -> None:
    (broken,) = solve([ROW], {"t": 9, "a": 1, "b": 2, "c": 3}).broken
    assert (broken.left, broken.right, broken.difference) == (9, 6, 3)


# --- lost cells ---------------------------------------------------------------------------------------------


def test_one_lost_cell_is_forced_by_its_row() -> None:
    assert solve([ROW], {"t": 9, "a": 1, "b": None, "c": 3}).implied["b"] == 5


def test_two_lost_cells_are_not_chosen_unless_nothing_is_left_for_them() -> None:
    assert "b" not in solve([ROW], {"t": 9, "a": 1, "b": None, "c": None}).implied
    solution = solve([ROW], {"t": 1, "a": 1, "b": None, "c": None})
    assert (solution.implied["b"], solution.implied["c"]) == (0, 0)


def test_a_negative_value_is_never_implied() -> None:
    solution = solve([ROW], {"t": 3, "a": 4, "b": None, "c": 0})
    assert "b" not in solution.implied


def test_where_two_identities_force_different_values_the_cell_gets_none() -> None:
    other = Identity("flow", ("b",), ("x",), "column")
    solution = solve([ROW, other], {"t": 9, "a": 1, "b": None, "c": 3, "x": 4})
    assert "b" not in solution.implied
    assert solution.torn == {"b"}
    assert not solution.is_consistent


def test_a_printed_cell_is_implied_only_where_its_identities_agree() -> None:
    other = Identity("flow", ("a",), ("x",), "column")
    agreed = solve([ROW, other], {"t": 9, "a": 1, "b": 2, "c": 3, "x": 4})
    assert agreed.implied["a"] == 4
    torn = solve([ROW, other], {"t": 9, "a": 1, "b": 2, "c": 3, "x": 5})
    assert "a" not in torn.implied


def test_lost_cells_that_only_elimination_finds() -> None:
    rows = [
        Identity("row_sum", ("s",), ("x", "y"), "1"),
        Identity("row_sum", ("d",), ("x", "z"), "2"),
        Identity("row_sum", ("e",), ("y", "z"), "3"),
    ]
    values = {"s": 5, "d": 6, "e": 7, "x": None, "y": None, "z": None}
    assert {name: solve(rows, values).implied[name] for name in "xyz"} == {"x": 2, "y": 3, "z": 4}
    assert not {"x", "y", "z"} & solve(rows, {**values, "s": 6}).implied.keys()  # the solution is no integer


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize("high", [1, 30])
def test_one_whole_leaf_row_comes_back(form_id: str, high: int) -> None:
    figures = figures_of(form_id, 3, high)
    lost = [name for name in figures if name.startswith("requests_not_processed_repeat_")]
    solution = solve_form(form_id, {**figures, **dict.fromkeys(lost)})
    assert {name: solution.implied.get(name) for name in lost} == {name: figures[name] for name in lost}


@pytest.mark.parametrize("column", ["business", "total"])
def test_one_whole_column_comes_back(column: str) -> None:
    figures = figures_of("2021", 4)
    lost = [n for n in figures if n.startswith("requests_") and n.endswith(f"_{column}")]
    assert len(lost) == 25
    solution = solve_form("2021", {**figures, **dict.fromkeys(lost)})
    assert {name: solution.implied.get(name) for name in lost} == {name: figures[name] for name in lost}


@cache
def known(form_id: str, seed: int, high: int) -> dict[str, int]:
    return figures_of(form_id, seed, high)


def trials(count: int, seed: int) -> tuple[int, int, int]:
    """Tables with 1 to 80 cells lost: how many were lost, how many came back, how many of those wrong."""
    dice = random.Random(seed)
    lost_in_all = found = wrong = 0
    for n in range(count):
        form_id = dice.choice(["2019", "2021"])
        high = dice.choice([0, 1, 3, 30, 400, None])
        figures = sparse(30, dice) if high is None else known(form_id, n % 20, high)
        form_id = "2021" if high is None else form_id
        names = [name for name in figures if not name.startswith("proactive_")]
        lost = dice.sample(names, dice.choice([1, 5, 10, 20, 40, 80]))
        solution = solve_form(form_id, {**figures, **dict.fromkeys(lost)})
        lost_in_all += len(lost)
        found += sum(name in solution.implied for name in lost)
        wrong += sum(solution.implied[name] != figures[name] for name in solution.implied)
        assert solution.broken == ()
    return lost_in_all, found, wrong


def test_five_hundred_damaged_tables_give_no_wrong_value() -> None:
    lost, found, wrong = trials(500, seed=1)
    assert wrong == 0
    assert found / lost > 0.4


@pytest.mark.soak
def test_ten_thousand_damaged_tables_give_no_wrong_value() -> None:
    assert trials(10000, seed=2)[2] == 0


def misprinted(count: int, seed: int) -> tuple[int, int, int]:
    """Trials with a misprint: values with two witnesses, how many of those are wrong, torn cells."""
    dice = random.Random(seed)
    witnessed = wrong = torn = 0
    for n in range(count):
        form_id = dice.choice(["2019", "2021"])
        figures = known(form_id, n % 20, dice.choice([1, 3, 30, 400]))
        names = [name for name in figures if not name.startswith("proactive_")]
        lost = dice.sample(names, dice.choice([1, 5, 10, 20, 40, 80]))
        misprint = dice.choice([name for name in names if name not in lost])
        change = dice.choice([1, 2, 9, 90, -figures[misprint]]) or 1
        values = {**figures, **dict.fromkeys(lost), misprint: figures[misprint] + change}
        solution = solve_form(form_id, values)
        sure = [name for name in lost if solution.witnesses.get(name, 0) >= 2]
        witnessed += len(sure)
        wrong += sum(solution.implied[name] != figures[name] for name in sure)
        torn += len(solution.torn)
    return witnessed, wrong, torn


def test_a_misprint_misleads_no_value_with_two_witnesses() -> None:
    witnessed, wrong, torn = misprinted(500, seed=3)
    assert wrong == 0
    assert witnessed > 1000
    assert torn > 500


@pytest.mark.soak
def test_ten_thousand_misprints_mislead_no_value_with_two_witnesses() -> None:
    assert misprinted(10000, seed=4)[1] == 0


def test_two_witnesses_that_rest_on_the_same_printed_cell_are_one() -> None:
    """A misprint of p reaches the lost corner of a rectangle by its row and by its column alike."""
    rows = [
        Identity("row_sum", ("r1",), ("p", "a"), "1"),
        Identity("row_sum", ("r2",), ("b", "c"), "2"),
        Identity("results_sum", ("c1",), ("p", "b"), "1"),
        Identity("results_sum", ("c2",), ("a", "c"), "2"),
    ]
    values = {"p": 4, "r1": 5, "c1": 6, "r2": 9, "c2": 8, "a": None, "b": None, "c": None}
    solution = solve(rows, values)
    assert {name: solution.implied[name] for name in "abc"} == {"a": 1, "b": 2, "c": 7}
    assert solution.witnesses["c"] == 1


def test_of_a_group_that_contradicts_itself_only_what_print_forces_is_implied() -> None:
    rows = [
        Identity("row_sum", ("t",), ("a", "b"), "1"),
        Identity("results_sum", ("x",), ("a",), "a"),
        Identity("results_sum", ("y",), ("b",), "b"),
    ]
    solution = solve(rows, {"t": 9, "a": None, "b": None, "x": 2, "y": 3})
    assert solution.torn == {"a", "b"}
    assert (solution.implied["a"], solution.implied["b"]) == (2, 3)
    assert not solution.is_consistent


def test_bounds_find_what_neither_a_sum_nor_elimination_does() -> None:
    rows = [
        Identity("row_sum", ("s",), ("x", "y"), "1"),
        Identity("row_sum", ("d",), ("x", "z", "w"), "2"),
        Identity("flow", ("y", "e"), ("z", "w", "f"), "3"),
    ]
    values = {"s": 7, "d": 0, "e": 0, "f": 7, "x": None, "y": None, "z": None, "w": None}
    assert {n: solve(rows, values).implied[n] for n in "xyzw"} == {"x": 0, "y": 7, "z": 0, "w": 0}
    upper = [Identity("row_sum", ("s",), ("x", "y"), "1"), Identity("flow", ("x", "g"), ("y", "h"), "2")]
    values = {"s": 6, "g": 0, "h": 6, "x": None, "y": None}  # x - y = 6 with x + y = 6
    assert {n: solve(upper, values).implied[n] for n in "xy"} == {"x": 6, "y": 0}


@pytest.mark.parametrize("share", [0, 1])
def test_every_value_that_is_found_is_the_only_one(share: int) -> None:
    """Small systems against a search of all values."""
    dice = random.Random(share)
    for _ in range(30):
        names = [f"x{i}" for i in range(5)]
        rows = []
        for number in range(dice.randint(1, 4)):
            chosen = dice.sample(names, dice.randint(2, 4))
            cut = dice.randint(1, len(chosen) - 1) if share else 1
            rows.append(Identity("flow", tuple(chosen[:cut]), (*chosen[cut:], f"k{number}"), "r"))
        truth = {name: dice.randint(0, 3) for name in names}
        for number, row in enumerate(rows):
            left = sum(truth[n] for n in row.left)
            truth[f"k{number}"] = left - sum(truth.get(n, 0) for n in row.right)
        values: dict[str, int | None] = {**truth, **dict.fromkeys(names)}
        ways = [
            w for w in product(range(6), repeat=5) if _holds(rows, truth, dict(zip(names, w, strict=True)))
        ]
        for name, value in solve(rows, values).implied.items():
            if name in names:
                assert {way[names.index(name)] for way in ways} == {value}


def _holds(rows: list[Identity], truth: dict[str, int], way: dict[str, int]) -> bool:
    values = truth | way
    return all(sum(values[n] for n in r.left) == sum(values[n] for n in r.right) for r in rows)


def sparse(requests: int, dice: random.Random) -> dict[str, int]:
    """Table 3 of the 2021 form for a body with so many requests a year: most cells are 0."""
    form = load_forms()["2021"]
    figures = dict.fromkeys(form.indicators, 0)
    results = next(i.right for i in form.identities if i.code == "results_sum")
    columns = [
        "natural_person",
        "business",
        "research",
        "public_interest",
        "legal_service",
        "other_organization",
    ]
    for _ in range(requests):
        column = dice.choices(columns, [70, 15, 2, 3, 5, 5])[0]
        result = dice.choice(results).removesuffix("_natural_person")
        source = dice.choices(["received", "carried_in"], [9, 1])[0]
        figures[f"requests_{source}_{column}"] += 1
        if dice.random() < 0.1:
            figures[f"requests_carried_out_{column}"] += 1
        else:
            figures[f"{result}_{column}"] += 1
            figures[f"requests_handled_total_{column}"] += 1
    for identity in form.identities:
        if identity.code == "row_sum":
            figures[identity.left[0]] = sum(figures[part] for part in identity.right)
    return figures


@pytest.mark.parametrize(
    ("requests", "lost", "floor"),
    [
        (3, 10, 1.0),
        (3, 40, 0.95),
        (3, 80, 0.75),
        (30, 10, 1.0),
        (30, 40, 0.8),
        (30, 80, 0.3),
        (400, 10, 0.95),
    ],
)
def test_how_much_of_a_damaged_table_comes_back(requests: int, lost: int, floor: float) -> None:
    dice = random.Random(lost)
    found = 0
    for _ in range(40):
        figures = sparse(requests, dice)
        names = dice.sample([name for name in figures if name.startswith("requests_")], lost)
        implied = solve_form("2021", {**figures, **dict.fromkeys(names)}).implied
        assert all(value == figures[name] for name, value in implied.items())
        found += sum(name in implied for name in names)
    assert found / (40 * lost) >= floor


# --- what arithmetic cannot see -----------------------------------------------------------------------------


def swapped(figures: dict[str, int], first: str, second: str) -> dict[str, int | None]:
    """Two rows, or two columns, with their numbers exchanged."""
    result: dict[str, int | None] = dict(figures)
    for name in figures:
        for old, new in ((first, second), (second, first)):
            if name.startswith("requests_") and old in name:
                result[name.replace(old, new)] = figures[name]
    return result


@pytest.mark.parametrize(
    ("first", "second"),
    [("_refused_state_secret_", "_not_processed_repeat_"), ("_business", "_research")],
    ids=["two leaf rows", "two part columns"],
)
def test_two_that_change_places_satisfy_every_identity(first: str, second: str) -> None:
    figures = figures_of("2021", 5)
    values = swapped(figures, first, second)
    assert values != figures
    assert solve_form("2021", values).broken == ()


def test_a_row_shifted_by_a_column_breaks_its_sums() -> None:
    figures = figures_of("2021", 6)
    columns = [
        "natural_person",
        "business",
        "research",
        "public_interest",
        "legal_service",
        "other_organization",
        "total",
    ]
    values: dict[str, int | None] = dict(figures)
    for left, right in pairwise(columns):
        values[f"requests_granted_{right}"] = figures[f"requests_granted_{left}"]
    values["requests_granted_natural_person"] = 0
    assert solve_form("2021", values).broken


# --- hostile numbers ----------------------------------------------------------------------------------------


def test_nothing_printed_forces_nothing() -> None:
    solution = solve_form("2021", {})
    assert (solution.implied, solution.broken, solution.holding) == ({}, (), frozenset())


@settings(max_examples=30)
@given(st.lists(st.one_of(st.none(), st.integers(-5, 10**15)), min_size=190, max_size=190))
def test_any_numbers_are_survived(values: list[int | None]) -> None:
    names = [name for name in load_forms()["2021"].indicators if not name.startswith("proactive_")]
    solution = solve_form("2021", dict(zip(names, values, strict=False)))
    assert all(value >= 0 for value in solution.implied.values())
