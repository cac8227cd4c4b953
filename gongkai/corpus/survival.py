"""What survived of a report's cells, from its paper and its marked text: the truth of a document.

Promises: a cell counts as shown where it is on the paper and all of it stands in the text.
Refuses: to count a blank cell as shown where the class of separators loses blanks, or lines around
it were lost.
Caveat: where a text ends right behind a number, more digits may have followed: that cell is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.corpus.editing import GONE, Place, places
from gongkai.corpus.marks import erase, last_marked, prints, surviving
from gongkai.corpus.truth import Token, Truth, settle
from gongkai.corpus.values import Doubts
from gongkai.samplesite import annex
from gongkai.samplesite.layout import indicators
from gongkai.samplesite.numbers import Figures
from gongkai.samplesite.paper import Entries, Paper
from gongkai.samplesite.truth import Value, broken_identities

_MONEY = ("proactive_fees_amount", "proactive_procurement_amount")
_FEES_HEADER = "本年收费金额（单位：万元）"
_BESIDE = 9  # slots before and after a blank that must be there for it to count as shown
_ENOUGH = 0.9  # of the cells: where fewer are shown, nothing is asked about the form


@dataclass(frozen=True, slots=True)
class Written:
    """A report before it is rendered; `paper` is damaged, and what is gone from it is still marked so.

    `organization` is None where its name is printed in other characters, `form` where no one form is used.
    """

    organization: str | None
    year: int
    form: str | None
    layout: str
    figures: Figures
    sums_hold: bool
    entries: Entries
    doubts: Doubts
    paper: Paper


def write_truth(written: Written, text: str | None, *, keeps_blanks: bool, has_title: bool = True) -> Truth:
    """The truth of a document; `text` is marked, and None where the tables are real ones."""
    found = places(written.paper)
    survivors = _survivors(found, text, keeps_blanks=keeps_blanks)
    tokens = list(_tokens(written, zip(found, survivors, strict=True)))
    shown, excused = settle(tokens)
    blank = {one.indicator for one in tokens if one.survives and not one.text}
    doubts = {key: value for key, value in written.doubts.items() if key in shown}
    doubts |= _doubt_of_a_cut(written, text, shown)
    printed = ((key, None if key in blank else written.entries[key].value) for key in shown - doubts.keys())
    cells: dict[str, Value] = dict(sorted(printed))
    hidden = {key: _figure(written, key) for key in indicators(written.layout) if key not in shown}
    is_named = has_title or (text is not None and written.paper.title in erase(text))
    is_whole = len(shown) >= _ENOUGH * (len(shown) + len(hidden))
    return Truth(
        cells=cells,
        hidden=hidden,
        doubts=doubts,
        excused=frozenset(excused),
        behind={key: _figure(written, key) for key, value in cells.items() if value is None},
        units=_units(
            written, cells, [place for place, is_there in zip(found, survivors, strict=True) if is_there]
        ),
        sums_hold=written.sums_hold,
        organization=written.organization if is_named else None,
        year=written.year if is_named else None,
        form=written.form if is_whole else None,
        expected_findings=tuple(sorted(broken_identities(cells, written.layout))),
        tolerated=tuple(sorted(broken_identities(written.figures, written.layout))),
    )


def _tokens(written: Written, found: Iterable[tuple[Place, bool]]) -> Iterator[Token]:
    run = 0
    for place, survives in found:
        indicator = place.slot.indicator
        if indicator is None:
            run += _is_label(place.slot.text)
            continue
        entry = written.entries[indicator]
        printed = entry.text.strip() or str(written.figures[indicator])
        yield Token(indicator, printed if prints(place.slot) or not survives else "", survives, run)


def _survivors(found: list[Place], text: str | None, *, keeps_blanks: bool) -> list[bool]:
    if text is None:
        return [place.slot.text != GONE for place in found]
    whole = surviving(text)
    printed = [
        whole.get(number) == "".join(place.slot.text.split()) if prints(place.slot) else None
        for number, place in enumerate(found)
    ]
    return [
        keeps_blanks and place.slot.text != GONE and _stands_among(printed, number)
        if is_whole is None
        else is_whole
        for number, (place, is_whole) in enumerate(zip(found, printed, strict=True))
    ]


def _stands_among(printed: list[bool | None], number: int) -> bool:
    return all(one is not False for one in printed[max(0, number - _BESIDE) : number + _BESIDE])


def _is_label(text: str) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in text)


def _doubt_of_a_cut(written: Written, text: str | None, shown: set[str]) -> Doubts:
    number = last_marked(text) if text else None
    indicator = None if number is None else places(written.paper)[number].slot.indicator
    return {indicator: written.entries[indicator].value} if indicator in shown and indicator else {}


def _figure(written: Written, indicator: str) -> Value:
    printed = written.entries[indicator].value
    return written.figures[indicator] if printed is None else printed


def _units(written: Written, cells: dict[str, Value], there: list[Place]) -> dict[str, str | None]:
    """Units of money that the document says: in the cell, its row, or a header that is as the form has it."""
    if written.layout == annex.LAYOUT:
        keys = [key for key in annex.MONEY if _says_unit(key, there)]
    else:
        has_header = any(place.slot.text == _FEES_HEADER for place in places(written.paper))
        keys = list(_MONEY if has_header else _MONEY[1:])
    return {key: written.entries[key].unit for key in keys if cells.get(key) is not None}


def _says_unit(indicator: str, there: list[Place]) -> bool:
    """True where the unit stands in the row of a list, or behind its number."""
    row = next((one.key[:2] for one in there if one.slot.indicator == indicator), None)
    return any(annex.MONEY_UNIT in one.slot.text for one in there if one.key[:2] == row)
