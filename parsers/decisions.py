"""Segments to placements: what the sums decided, and a finding for each row that lost cells.

Promises: a cell of a segment gets its text only where every option that the sums leave agrees on it; the
other cells are uncertain, with the whole row's text kept on each. Refuses: to say nothing of a lost cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.forms import Identity
from parsers.numbers import Kind
from parsers.placements import Placement, Reading, Segment, Settled, count_of
from parsers.report import Code, Severity
from parsers.settling import Question, settle
from parsers.texts import Text


def decide(identities: Sequence[Identity], reading: Reading) -> None:
    """Turn the segments of `reading` into placements and findings."""
    if not reading.segments:
        return
    values = {name: count_of(placement) for name, placement in reading.placements.items()}
    inside = {name for segment in reading.segments if segment.options for name in segment.names}
    known: Mapping[str, int | None] = {n: v for n, v in values.items() if n not in inside}
    open_ = [segment for segment in reading.segments if segment.options]
    blanks = [name for name, p in reading.placements.items() if p.text.value.kind is Kind.BLANK]
    questions = [Question(segment.names, segment.options, segment.wary) for segment in open_]
    settled = dict(zip(map(id, open_), settle(identities, known, questions, blanks), strict=True))
    for segment in reading.segments:
        _apply(segment, settled.get(id(segment), _NOTHING), reading)


_NOTHING = Settled({}, frozenset(), 0, ())


def _apply(segment: Segment, settled: Settled, reading: Reading) -> None:
    raw = Text(" ".join(t.text for t in segment.texts if t.text), segment.texts[0].where)
    unclear = []
    for name, column in zip(segment.names, segment.columns, strict=True):
        text = settled.texts.get(name)
        if text is not None:
            reading.place(
                Placement(name, text, segment.evidence, column.unit, True, segment.printed, segment.score)
            )
        elif name not in settled.lost:
            unclear.append(name)
            reading.place(Placement(name, raw, (), column.unit, certain=False))
    reading.decided.append((segment, settled))
    _say(segment, settled, unclear, reading)


def _say(segment: Segment, settled: Settled, unclear: Sequence[str], reading: Reading) -> None:
    shown = [text for text in segment.texts if text.text]
    severity = Severity.WARNING if unclear else Severity.INFO
    zh = f"“{segment.label}”应有{len(segment.names)}格，只见{len(shown)}个数"
    en = f"row “{segment.label}”: {len(shown)} values for {len(segment.names)} cells"
    if not unclear:
        zh, en = f"{zh}，各数的位置由合计关系确定", f"{en}; the sums say which cell each belongs to"
    elif settled.texts:
        zh = f"{zh}，其中{len(unclear)}格无法确定"
        en = f"{en}; nothing says what stands in {len(unclear)} of them"
    else:
        zh, en = f"{zh}，无法确定各数属于哪一格", f"{en}; nothing says which is gone"
    reading.find(Code.CELL_LOST, severity, zh, en, unclear or segment.names, segment.texts[0].where)
