"""Segments to placements: what the sums decided, and a finding for each row that lost cells.

Promises: a cell of a segment gets its text only where every option that the sums leave agrees on it; the
other cells are uncertain, with the whole row's text kept on each. Refuses: to say nothing of a lost cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.arithmetic import solve
from parsers.forms import Identity
from parsers.numbers import Kind
from parsers.placements import Placement, Reading, Segment, Settled, count_of
from parsers.report import Code, Severity
from parsers.settling import Answers, settle
from parsers.texts import Text
from parsers.weighing import Question

MAX_WEIGHED = 8_000  # options of a report: more may take a second to weigh
WITNESSES = 2  # derivations of a lost cell's value that share no printed cell


def decide(identities: Sequence[Identity], reading: Reading) -> None:
    """Turn the segments of `reading` into placements and findings."""
    if not reading.segments:
        return
    values = {name: count_of(placement) for name, placement in reading.placements.items()}
    inside = {name for segment in reading.segments if segment.options for name in segment.names}
    known: Mapping[str, int | None] = {n: v for n, v in values.items() if n not in inside}
    open_ = _weighable(reading.segments)
    blanks = [name for name, p in reading.placements.items() if p.text.value.kind is Kind.BLANK]
    questions = [Question(segment.names, segment.options, segment.plain) for segment in open_]
    first = settle(identities, known, questions, blanks)
    answers = _settle_again(identities, known, questions, first, blanks)
    settled = dict(zip(map(id, open_), answers, strict=True))
    for segment in reading.segments:
        _apply(segment, settled.get(id(segment), _NOTHING), reading)


def _weighable(segments: Sequence[Segment]) -> list[Segment]:
    """The segments that have options, without those of the most where all together are too many."""
    total = 0
    kept = []
    for segment in sorted(segments, key=lambda segment: len(segment.options)):
        total += len(segment.options)
        if segment.options and total <= MAX_WEIGHED:
            kept.append(segment)
    return kept


def _settle_again(
    identities: Sequence[Identity],
    known: Mapping[str, int | None],
    questions: Sequence[Question],
    first: Answers,
    blanks: Sequence[str],
) -> list[Settled]:
    """Ask once more for what is open, with what the first answers and the sums together force.

    Where a sum is broken, the first answers stand: what a mistake forces is none.
    """
    left = [i for i, answer in enumerate(first.settled) if not _is_whole(questions[i], answer)]
    values = {**known, **{n: _number(t) for answer in first.settled for n, t in answer.texts.items()}}
    if not first.hold or not left or len(left) == len(first.settled):
        return first.settled
    solution = solve(identities, values)
    if not solution.is_consistent:
        return first.settled
    forced = {n: v for n, v in solution.implied.items() if solution.witnesses.get(n, 0) >= WITNESSES}
    values |= forced
    narrower = [_narrowed(questions[i], forced) for i in left]
    inside = {name for question in narrower for name in question.names}
    outside = {name: value for name, value in values.items() if name not in inside}
    answers = dict(zip(left, settle(identities, outside, narrower, blanks).settled, strict=True))
    return [answers.get(i, answer) for i, answer in enumerate(first.settled)]


def _is_whole(question: Question, answer: Settled) -> bool:
    return all(name in answer.texts or name in answer.lost for name in question.names)


def _narrowed(question: Question, forced: Mapping[str, int]) -> Question:
    """The question without the ways that set another number upon a cell than the one that is forced."""
    ways = [
        way
        for way in question.options
        if all(
            text is None or name not in forced or _number(text) in (None, forced[name])
            for name, text in zip(question.names, way, strict=True)
        )
    ]
    return question._replace(options=ways or question.options)


def _number(text: Text) -> int | None:
    number = text.value.number
    return number if isinstance(number, int) else None


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
