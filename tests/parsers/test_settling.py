"""Which sums have a voice in where values belong: all, but for those that a misprint of the body breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from parsers.decisions import decide
from parsers.forms import Column, Identity
from parsers.placements import Placement, Reading, Segment, Settled
from parsers.report import Evidence
from parsers.settling import Answers, Question, settle
from parsers.texts import Option, Text

COLUMNS = ("a", "b", "c", "total")
FAR = Identity("row_sum", ("x_total",), ("x_a", "x_b"), "x")
MISPRINT = {"x_total": 3, "x_a": 1, "x_b": 1}  # of a row that has no column with the others


def cells(row: str) -> tuple[str, ...]:
    return tuple(f"{row}_{column}" for column in COLUMNS)


def row(name: str) -> Identity:
    return Identity("row_sum", (f"{name}_total",), cells(name)[:-1], name)


def column(name: str, leaves: Iterable[str] = "pq") -> Identity:
    """The rows p and q add up to s."""
    return Identity("results_sum", (f"s_{name}",), tuple(f"{leaf}_{name}" for leaf in leaves), name)


def flow(name: str) -> Identity:
    """The other sum of a column: what came in is done, as s, or still there."""
    return Identity("flow", (f"in_{name}",), (f"s_{name}", f"out_{name}"), name)


def printed(name: str, *numbers: int | None) -> dict[str, int | None]:
    return dict(zip(cells(name), numbers, strict=True))


def way(text: str) -> Option:
    """`3 _ 1 4` sets three values upon four cells."""
    return tuple(None if part == "_" else Text(part, "text:line 1") for part in text.split())


def ask(*ways: str, name: str = "p", plain: str | None = None) -> Question:
    return Question(cells(name), tuple(map(way, ways)), None if plain is None else way(plain))


def decided(
    identities: Iterable[Identity],
    values: Mapping[str, int | None],
    question: Question,
    blanks: Iterable[str] = (),
) -> tuple[Answers, Settled]:
    answers = settle(tuple(identities), values, [question], blanks)
    return answers, answers.settled[0]


def shown(answer: Settled) -> dict[str, str]:
    """The last letter of each cell that has a text for certain, and the text."""
    return {name[2:]: text.text for name, text in answer.texts.items()}


def rejected(answer: Settled) -> dict[str, set[str]]:
    """The ways that are out, and the lines that they break."""
    return {
        " ".join("_" if text is None else text.text for text in option): set(lines)
        for option, lines in answer.rejected
    }


WHOLE = {"a": "3", "c": "1", "total": "4"}  # p is 3 0 1 4, and its 0 is lost
TABLE = [row("p"), row("q"), row("s"), *map(column, COLUMNS)]
TABLE_VALUES = {**printed("q", 1, 2, 3, 6), **printed("s", 4, 2, 4, 10)}
LOST = ask(*("3 1 4 _", "3 1 _ 4", "3 _ 1 4", "_ 3 1 4"))


# --- sums that hold -----------------------------------------------------------------------------------------


def test_a_way_that_breaks_a_line_is_out_and_says_which() -> None:
    answers, answer = decided(TABLE, TABLE_VALUES, LOST)
    assert answers.hold
    assert (shown(answer), answer.lost, answer.left) == (WHOLE, {"p_b"}, 1)
    assert rejected(answer) == {
        "3 1 4 _": {"column b", "column c", "column total"},
        "3 1 _ 4": {"column b", "column c"},
        "_ 3 1 4": {"column a", "column b"},
    }


def test_both_sums_of_a_column_are_one_line() -> None:
    values = {"q_c": 3, "s_c": 4, "in_c": 9, "out_c": 5}
    both = [row("p"), column("c"), flow("c")]
    assert rejected(decided(both, values, ask("3 1 _ 4", "3 _ 1 4"))[1]) == {"3 1 _ 4": {"column c"}}


def test_ways_that_no_sum_tells_apart_leave_what_they_all_say() -> None:
    _, answer = decided([row("p"), column("a")], {"q_a": 1, "s_a": 4}, ask("3 1 _ 4", "3 _ 1 4"))
    assert (shown(answer), answer.lost, answer.left) == ({"a": "3", "total": "4"}, set(), 2)


def test_a_blank_inside_a_row_that_is_open_is_no_zero() -> None:
    identities, values = [row("p"), column("b")], {"q_b": 1, "s_b": 2}
    answers, answer = decided(identities, values, ask("3 1 _ 4", "3 _ 1 4"), ["p_b"])
    assert answers.hold
    assert (shown(answer), answer.lost) == ({"a": "3", "b": "1", "total": "4"}, {"p_c"})


def test_a_blank_outside_is_a_zero_unless_it_is_a_total() -> None:
    values = {"x_a": 0, "x_total": 3}
    assert not settle([FAR], values, [], ["x_b"]).hold
    assert settle([FAR], {"x_a": 0, "x_b": 3}, [], ["x_total"]).hold


# --- a misprint ---------------------------------------------------------------------------------------------

# p is 3 0 1 4 or 3 1 0 4, and column b alone tells which
ONE_COLUMN = [row("p"), row("q"), column("b"), FAR]
ONE_VALUES: dict[str, int | None] = {**printed("q", 1, 2, 3, 6), "s_b": 2}


@pytest.mark.parametrize("misprint", [{}, MISPRINT], ids=["none", "far"])
def test_a_misprint_elsewhere_takes_no_voice_from_a_line(misprint: dict[str, int]) -> None:
    answers, answer = decided(ONE_COLUMN, {**ONE_VALUES, **misprint}, ask("3 1 _ 4", "3 _ 1 4"))
    assert answers.hold is not bool(misprint)
    assert rejected(answer) == {"3 1 _ 4": {"column b"}}
    assert (shown(answer), answer.lost) == (WHOLE, {"p_b"})


def test_a_line_that_may_hold_the_misprint_does_not_decide_alone() -> None:
    """The row q says that one of its cells is wrong: its 1 in column b would make 3 1 _ 4 fit."""
    answers, answer = decided(ONE_COLUMN, {**ONE_VALUES, "q_b": 1}, ask("3 1 _ 4", "3 _ 1 4"))
    assert not answers.hold
    assert (answer.left, answer.rejected) == (2, ())
    assert shown(answer) == {"a": "3", "total": "4"}


def test_two_lines_that_may_hold_the_misprint_decide_together() -> None:
    values = {**printed("q", 1, 2, 3, 7), "s_b": 2, "s_c": 4}
    answers, answer = decided([*ONE_COLUMN, column("c")], values, ask("3 1 _ 4", "3 _ 1 4"))
    assert not answers.hold
    assert rejected(answer) == {"3 1 _ 4": {"column b", "column c"}}
    assert (shown(answer), answer.lost) == (WHOLE, {"p_b"})


@pytest.mark.parametrize(("came_in", "left"), [(9, 1), (12, 2)])
def test_a_cell_that_explains_two_broken_sums_leaves_the_others_their_voice(came_in: int, left: int) -> None:
    """The row s and the column a are broken: 4 in place of the 6 mends both where 9 came in, not where 12.

    Else any cell of s may be wrong, and column c has half a voice.
    """
    identities = [row("p"), row("s"), column("c"), flow("a")]
    values = {**printed("s", 6, 2, 4, 10), "q_c": 3, "in_a": came_in, "out_a": 5}
    answers, answer = decided(identities, values, ask("3 1 _ 4", "3 _ 1 4"))
    assert not answers.hold
    assert answer.left == left
    assert rejected(answer) == ({"3 1 _ 4": {"column c"}} if left == 1 else {})


@pytest.mark.parametrize("came_in", [9, None])
def test_a_cell_in_a_sum_that_holds_is_no_misprint(came_in: int | None) -> None:
    identities = [row("p"), row("s"), column("c"), flow("c")]
    values = {**printed("s", 4, 3, 4, 10), "q_c": 3, "in_c": came_in, "out_c": 5}
    _, answer = decided(identities, values, ask("3 1 _ 4", "3 _ 1 4"))
    assert rejected(answer) == ({"3 1 _ 4": {"column c"}} if came_in else {})


def test_a_blank_is_not_filled_by_the_sum_that_it_breaks() -> None:
    """With 2 for the blank x_b, column b would speak against 3 1 _ 4 as well, and two lines decide."""
    identities = [row("p"), row("x"), column("b", "px"), column("c", "px")]
    values = {**printed("x", 1, None, 0, 3), "s_b": 2, "s_c": 1}
    answers, answer = decided(identities, values, ask("3 1 _ 4", "3 _ 1 4"), ["x_b"])
    assert not answers.hold
    assert answer.left == 2


# --- lines that every way breaks ----------------------------------------------------------------------------


@pytest.mark.parametrize("total", [1, 19])
def test_a_line_that_every_way_breaks_has_no_voice(total: int) -> None:
    values = {**TABLE_VALUES, "s_total": total}
    answers, answer = decided(TABLE, values, LOST)
    assert not answers.hold
    assert not answer.torn
    assert (shown(answer), answer.lost, answer.left) == (WHOLE, {"p_b"}, 1)
    assert all("column total" not in lines for lines in rejected(answer).values())


def test_a_number_that_breaks_its_row_and_its_column_in_every_way_leaves_the_row_undecided() -> None:
    """It may be the body's misprint, or none of the row's numbers."""
    answers, answer = decided(TABLE, TABLE_VALUES, ask("3 1 9 _", "3 1 _ 9", "3 _ 1 9", "_ 3 1 9"))
    assert not answers.hold
    assert answer.torn
    assert (shown(answer), answer.lost) == ({}, set())


@pytest.mark.parametrize(("total", "left"), [(None, 1), (1, 2)])
def test_beside_a_line_that_every_way_breaks_its_cells_rows_have_half_a_voice(
    total: int | None, left: int
) -> None:
    """A 14 is the total or 1 and 4; row p alone speaks against 3 1 1 4, whose total may be misprinted."""
    values = {"q_total": 6, "s_total": total}
    _, answer = decided([row("p"), column("total")], values, ask("3 1 _ 14", "3 1 1 4"))
    assert answer.left == left
    assert rejected(answer) == ({"3 1 1 4": {"row p"}} if left == 1 else {})


def test_values_too_many_set_no_line_aside() -> None:
    answers, answer = decided(TABLE, TABLE_VALUES, ask("3 0 1 9", "3 0 7 9", "3 1 7 9"))
    assert answer.torn
    assert not answers.hold
    assert (shown(answer), answer.lost, answer.left, answer.rejected) == ({}, set(), 3, ())


@pytest.mark.parametrize(("columns", "left"), [("b", 2), ("bc", 1)])
def test_the_lines_of_values_too_many_have_half_a_voice(columns: str, left: int) -> None:
    identities = [row("p"), row("r"), *(column(name, "pr") for name in columns)]
    too_many = ask("3 0 1 9", "5 0 1 9")  # in row p
    answers = settle(identities, {"s_b": 0, "s_c": 2}, [too_many, ask("2 1 _ 3", "2 _ 1 3", name="r")])
    assert [answer.torn for answer in answers.settled] == [True, False]
    assert answers.settled[1].left == left


# --- margins ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("columns", "out"), [("b", set()), ("bc", {"3 1 0 4"})])
def test_the_plain_order_is_out_where_two_lines_speak_against_it(columns: str, out: set[str]) -> None:
    identities = [row("p"), *map(column, columns)]
    values = {"q_b": 2, "s_b": 2, "q_c": 3, "s_c": 4}
    _, answer = decided(identities, values, ask("3 1 0 4", "3 0 1 4", plain="3 1 0 4"))
    assert rejected(answer).keys() == out
    _, other = decided(identities, values, ask("3 1 0 4", "3 0 1 4", plain="3 0 1 4"))
    assert rejected(other).keys() == {"3 1 0 4"}


@pytest.mark.parametrize(("columns", "lost"), [(["c"], set()), (["c", "total"], {"p_total"})])
def test_a_total_is_lost_where_two_lines_say_so(columns: list[str], lost: set[str]) -> None:
    """The row may as well lack its 0, and have a wrong number in column c."""
    values = {"q_c": 3, "s_c": 7, "q_total": 6, "s_total": 14}
    _, answer = decided([row("p"), *map(column, columns)], values, ask("3 1 4 _", "3 _ 1 4"))
    assert answer.lost == lost
    assert shown(answer) == ({"a": "3", "b": "1", "c": "4"} if lost else {"a": "3"})


# --- what is certain beside a misprint ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("misprint", "columns", "b"),
    [({}, "c", {"b": "3"}), (MISPRINT, "c", {}), (MISPRINT, "bc", {"b": "3"})],
    ids=["no misprint", "no column", "its column"],
)
def test_beside_a_misprint_a_cell_needs_a_column_that_holds(
    misprint: dict[str, int], columns: str, b: dict[str, str]
) -> None:
    values = {"q_b": 1, "s_b": 4, "q_c": 2, "s_c": 2, **misprint}
    identities = [row("p"), *map(column, columns), FAR]
    _, answer = decided(identities, values, ask("1 3 _ 4", "1 _ 3 4", "_ 1 3 4"))
    assert (answer.left, answer.lost) == (1, {"p_c"})
    assert shown(answer) == {"a": "1", "total": "4", **b}


@pytest.mark.parametrize(("done", "c"), [(0, {"c": "0"}), (3, {})])
def test_beside_a_misprint_a_column_that_leaves_nothing_else_vouches_for_a_zero(
    done: int, c: dict[str, str]
) -> None:
    """The row r has 2 in column c or lost its number there, so that the sum of the column is not known."""
    identities = [row("p"), row("r"), column("c", "pr"), FAR]
    questions = [ask("4 0 4 _", "4 _ 0 4", "_ 4 0 4"), ask("_ _ 2 4", "2 4 _ _", name="r")]
    row_p, row_r = settle(identities, {"s_c": done, **MISPRINT}, questions).settled
    assert (row_p.left, row_r.left) == (2, 2)
    assert shown(row_p) == {"total": "4", **c}


@pytest.mark.parametrize(("likely", "c"), [([], {"c": "1"}), (["3 1 _ 4"], {})])
def test_beside_a_misprint_a_cell_is_certain_where_two_lines_speak_against_any_other_text(
    likely: list[str], c: dict[str, str]
) -> None:
    """Column b alone speaks against 3 1 _ 4, and no column knows of c."""
    values = {**MISPRINT, **printed("q", 1, 2, None, 6), **printed("s", 4, 2, None, 10)}
    identities = [row("p"), column("a"), column("b"), column("total"), FAR]
    _, answer = decided(identities, values, ask("3 1 4 _", *likely, "3 _ 1 4", "_ 3 1 4"))
    assert (answer.left, answer.lost) == (1, {"p_b"})
    assert shown(answer) == {"a": "3", "total": "4", **c}


@pytest.mark.parametrize(("part", "verified"), [("5", True), ("6", False)])
def test_beside_a_misprint_the_sum_of_a_row_without_columns_vouches_for_it(part: str, verified: bool) -> None:
    ways = [f"1 3 {part} 9", "1 3 8 9", "1 3 7 9"]
    _, answer = decided([row("p"), FAR], MISPRINT, ask(*ways))
    assert answer.torn is not verified
    assert shown(answer) == ({"a": "1", "b": "3", "c": "5", "total": "9"} if verified else {})


def test_the_sum_of_a_row_that_lost_a_cell_vouches_for_none() -> None:
    """Whatever is lost fills the row up: the total may be 14, or 4 behind a 1."""
    _, answer = decided([row("p"), FAR], MISPRINT, ask("3 1 _ 14", "3 1 1 4"))
    assert (answer.left, answer.lost) == (1, {"p_c"})
    assert shown(answer) == {"a": "3", "b": "1"}


# --- lost or shown ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ways", [("0 _ 4 4", "_ 0 4 4"), ("_ 0 4 4", "0 _ 4 4")])
def test_of_equal_neighbours_one_is_shown_and_one_is_lost(ways: tuple[str, str]) -> None:
    _, answer = decided([row("p"), column("c")], {"q_c": 0, "s_c": 4}, ask(*ways))
    kept, lost = ("a", "p_b") if ways[0][0] == "0" else ("b", "p_a")
    assert answer.left == 2
    assert (shown(answer), answer.lost) == ({kept: "0", "c": "4", "total": "4"}, {lost})


@pytest.mark.parametrize("ways", [("3 1 2 6", "3 1 _ 6"), ("3 1 _ 6", "3 1 2 6")])
def test_a_number_that_may_be_none_of_the_rows_is_lost_though_its_value_is_known(
    ways: tuple[str, str],
) -> None:
    answers, answer = decided([row("p")], {}, ask(*ways))
    assert answers.hold
    assert answer.left == 2
    assert (shown(answer), answer.lost) == ({"a": "3", "b": "1", "total": "6"}, {"p_c"})


# --- asking once more ---------------------------------------------------------------------------------------


def segment(question: Question) -> Segment:
    names, options, _ = question
    columns = tuple(Column(name, name, (), None, "件") for name in names)
    texts = tuple(text for text in options[0] if text is not None)
    return Segment(tuple(names), columns, texts, tuple(options), (Evidence.LABEL,), names[0])


@pytest.mark.parametrize("blank", [False, True])
def test_only_sums_that_all_hold_are_asked_once_more(blank: bool) -> None:
    """Two sums of column c say that r has 4 there, which one line alone may not say against a lost total.

    Where x_b is blank, the row x is broken: what the sums force may then be wrong.
    """
    other = Identity("flow", ("r_c", "y_c"), ("z_c",), "c")
    identities = [row("p"), column("b"), row("r"), column("c", "tr"), other, FAR]
    reading = Reading()
    certain = {"q_b": 2, "s_b": 2, "t_c": 3, "s_c": 7, "y_c": 1, "z_c": 5, "x_a": 2, "x_total": 3}
    for name, number in certain.items():
        reading.place(Placement(name, Text(str(number), "text:line 1"), (Evidence.LABEL,)))
    if blank:
        reading.place(Placement("x_b", Text("", "text:line 1"), (Evidence.LABEL,)))
    reading.segments += [segment(ask("3 1 _ 4", "3 _ 1 4")), segment(ask("3 1 4 _", "3 _ 1 4", name="r"))]
    decide(identities, reading)
    left = [settled.left for _, settled in reading.decided]
    assert left == ([1, 2] if blank else [1, 1])
    assert reading.placements["r_b"].certain is not blank
    assert reading.placements["r_c"].text.text == ("3 1 4" if blank else "4")
    assert ("r_total" in reading.placements) is blank
