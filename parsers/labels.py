"""Labels: what a cell's words name in the forms, with a score.

Promises: wording variants come from the form files; lost or changed characters are matched only where one
label is clearly nearest; glosses in brackets never add words to a match.
Refuses: to match 其他 or 总计 without their number or their place in a header.
Caveat: traditional script is not yet turned into simplified.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.forms import Block, Column, Row, load_forms

MAX_LABEL = 200  # characters; the longest official label has 38, its glosses up to about 150
FUZZY_LENGTH = 6  # shorter labels (行政许可, 行政处罚) are too near to each other
FUZZY_SCORE = 0.8  # 2.其他法律行政止公开, three characters lost, has 0.86
FUZZY_MARGIN = 0.08
GLOSS_SCORE = 0.97  # a label whose gloss is another one than the form's
MIN_PREFIX, MAX_PREFIX = 2, 9  # characters of a header that was cut off
MAX_HEADING = 30  # characters; with the name of the Regulations before it 25
MAX_FUZZY = 45  # characters; the longest label without its number and gloss has 36

_SPACE_OR_QUOTE = re.compile(r"[\s\u200b-\u200d\u2060\ufeff“”\"'‘’「」『』]+")
_ENUMERATOR = re.compile(r"^(?:\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八]、|\d{1,2}\.)")
_AFTER_NUMBER = re.compile(r"^(\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\)?)[、.,](?=\D)")
_GLOSS = re.compile(r"(?<=.)\([^()]*\)?")
# a changed word of time or kind is no lost character: 上年处理决定数量 is not 本年处理决定数量
_TELLING = re.compile(r"上一?年|去年|往年|前年|历年|同期|累计|下一?年|增长|增幅|同比|环比|占比|比例|变化|率")
_ARTICLE = re.compile(r"第?二十条第?(?:\(?([一二三四五六七八九])\)?项?)?$")
_HALF_WIDTH = str.maketrans("（）：，", "():,")
_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_TABLE_WORDS = ("信息内容", "申请人情况", "法人或其他组织", "行政诉讼", "本列数据的勾稽关系为")


# named tuples: these are hashed a hundred times a page, and a frozen dataclass takes six times as long
class RowRef(NamedTuple):
    """A row of the forms, whichever form prints it."""

    table: str
    row: str


class Match(NamedTuple):
    """What a text names; `words`: any word of the tables, `header`: one that stands above columns."""

    row: RowRef | None = None
    group: str | None = None
    columns: frozenset[str] = frozenset()
    words: bool = False
    header: bool = False
    score: float = 0.0


NOTHING = Match()


def normalise(text: str) -> str:
    """The form in which labels are compared.

    >>> normalise("１、 属于国家 秘密："), normalise("（三） 不予公开")
    ('1.属于国家秘密', '(三)不予公开')
    """
    key = _SPACE_OR_QUOTE.sub("", unicodedata.normalize("NFKC", text)).rstrip(":|")
    numbered = _AFTER_NUMBER.match(key)
    if numbered is None:
        return key
    mark = "." if numbered[1].isdigit() else "" if numbered[1].endswith(")") else "、"
    return numbered[1] + mark + key[numbered.end() :]


def without_gloss(key: str) -> str:
    """A normalised label without its bracketed glosses and without the definition after a colon.

    >>> without_gloss("行政许可:指依法"), without_gloss("(二)部分公开(区分处理的)")
    ('行政许可', '(二)部分公开')
    """
    return _GLOSS.sub("", key.partition(":")[0])


def bare(key: str) -> str:
    """A normalised label without its number."""
    return _ENUMERATOR.sub("", key, count=1)


@lru_cache(maxsize=8192)
def match_label(text: str) -> Match:
    """What a cell's text names in any form; NOTHING where it is no label.

    >>> match_label("２.其他法律行政止公开").row
    RowRef(table='requests', row='refused_other_law')
    >>> match_label("其他").row is None, sorted(match_label("其他").columns)
    (True, ['其他'])
    """
    if not text or len(text) > MAX_LABEL:
        return NOTHING
    key = normalise(text)
    index = _index()
    for candidate, score in _candidates(key):
        found = index.exact.get(candidate)
        if found is not None:
            return found._replace(score=score)
    plain = bare(without_gloss(key))
    if MIN_PREFIX <= len(plain) <= MAX_PREFIX and (cut := _cut_headers().get(plain)):
        return Match(columns=cut, words=True, header=True, score=GLOSS_SCORE)
    return _heading(key) or _with_its_number(key, _fuzzy(plain, index))


def _with_its_number(key: str, match: Match) -> Match:
    """NOTHING where a damaged label has the number of another row: 二、年结转 is not 一、本年新收."""
    number = _ENUMERATOR.match(key)
    own = _numbers().get(match.row) if match.row is not None else None
    return NOTHING if number and own and number[0] != own else match


@cache
def _numbers() -> dict[RowRef, str]:
    """The number before each row's label."""
    rows = ((b.table, row) for form in load_forms().values() for b in form.blocks for row in b.rows)
    found = ((RowRef(table, row.id), _ENUMERATOR.match(normalise(row.label))) for table, row in rows)
    return {ref: number[0] for ref, number in found if number}


@cache
def _cut_headers() -> dict[str, frozenset[str]]:
    """The beginnings of the column headers of table 2, which are cut off on many pages (`本年新`)."""
    found: dict[str, set[str]] = {}
    columns = {c for f in load_forms().values() for b in f.blocks if b.heading for c in b.columns}
    for column in columns:
        for label in _wordings(column):
            key = normalise(label)
            for end in range(MIN_PREFIX, len(key)):
                found.setdefault(key[:end], set()).add(column.label)
    return {key: frozenset(labels) for key, labels in found.items()}


def _heading(key: str) -> Match | None:
    """The heading of a block of table 2, however it is written (第二十条（一）项)."""
    found = _ARTICLE.search(key) if len(key) <= MAX_HEADING else None
    if found is None:
        return None
    heading = f"第二十条第（{found[1]}）项" if found[1] else None
    return Match(group=heading, words=True, header=True, score=GLOSS_SCORE)


@lru_cache(maxsize=8192)
def match_run(pieces: tuple[str, ...]) -> Match:
    """What pieces of text name together, letter by letter; NOTHING where they make no label.

    >>> match_run(("1.本机关不掌", "握相关政府信息")).row
    RowRef(table='requests', row='unable_not_held')
    >>> match_run(("规章", "首页")).words
    False
    """
    key = normalise("".join(pieces))
    found = _index().exact.get(key)
    if found is not None:
        return found._replace(score=1.0)
    first = match_label(pieces[0])
    is_gloss = first.words and normalise(pieces[-1]).startswith("(")
    return first._replace(score=GLOSS_SCORE) if is_gloss and without_gloss(key) != key else NOTHING


@lru_cache(maxsize=8192)
def may_begin_label(text: str) -> bool:
    """True where more text could make a label of this one, or of what it is without a gloss."""
    return len(text) <= MAX_FUZZY and normalise(text) in _beginnings()


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(key[:end] for key in _index().exact for end in range(1, len(key) + 1))


@cache
def label_pattern() -> re.Pattern[str]:
    """Finds the words of the tables in a text without separators, the longest at each place."""
    words = {_CORNER, *(label.strip() for label, _ in _entries() if len(label) > 1)}
    both = words | {word.translate(_HALF_WIDTH) for word in words}
    return re.compile("|".join(re.escape(word) for word in sorted(both, key=len, reverse=True)))


def similarity(text: str, label: str) -> float:
    """How near a damaged label is to one that is expected in its place: 0 to 1.

    A number of its own that differs is a label of another row; words that tell time or kind must agree.

    >>> round(similarity("4.保沪第三方合法杈益", "4.保护第三方合法权益"), 1)
    0.8
    >>> similarity("2.重复申请", "4.重复申请")
    0.0
    """
    key, goal = without_gloss(normalise(text)), without_gloss(normalise(label))
    mine, own = _ENUMERATOR.match(key), _ENUMERATOR.match(goal)
    if mine and own and mine[0] != own[0]:
        return 0.0
    key, goal = bare(key), bare(goal)
    if len(key) > 2 * len(goal) + 4 or set(_TELLING.findall(key)) - set(_TELLING.findall(goal)):
        return 0.0
    return SequenceMatcher(None, goal, key, autojunk=False).ratio()


def _candidates(key: str) -> Iterator[tuple[str, float]]:
    yield key, 1.0
    plain = without_gloss(key)
    yield plain, GLOSS_SCORE
    yield bare(plain), 0.9


@dataclass(frozen=True, slots=True)
class _Index:
    exact: dict[str, Match]
    long: dict[str, Match]


@cache
def _index() -> _Index:
    """Exact keys; and the keys without numbers, where no two entries share one."""
    entries: dict[str, Match] = {}
    for label, match in _entries():
        for key in {normalise(label), without_gloss(normalise(label))}:
            entries[key] = _join(entries.get(key), match)
    bares = Counter(bare(key) for key in entries)
    short = {bare(key): match for key, match in entries.items() if len(bare(key)) > 2}
    unique = {k: m for k, m in short.items() if k not in entries and _same_target(k, entries, bares)}
    exact = {**unique, **entries}
    return _Index(exact, {k: m for k, m in exact.items() if len(k) >= FUZZY_LENGTH and bare(k) == k})


def _same_target(key: str, entries: dict[str, Match], bares: Counter[str]) -> bool:
    targets = {(m.row, m.group) for k, m in entries.items() if bare(k) == key}
    return bares[key] == 1 or len(targets) == 1


def _join(old: Match | None, new: Match) -> Match:
    if old is None:
        return new
    return Match(
        old.row or new.row, old.group or new.group, old.columns | new.columns, True, old.header or new.header
    )


def _entries() -> Iterator[tuple[str, Match]]:
    for word in _TABLE_WORDS:
        yield word, Match(words=True, header=True)
    for form in load_forms().values():
        for block in form.blocks:
            yield from _block_entries(block)


def _block_entries(block: Block) -> Iterator[tuple[str, Match]]:
    if block.heading:
        yield block.heading, Match(group=block.heading, words=True, header=True)
    for row in block.rows:
        if row.group:
            yield row.group, Match(group=row.group, words=True)
        for label in _wordings(row):
            yield label, Match(row=RowRef(block.table, row.id), words=True, header=block.one_row)
    for column in block.columns:
        for label in _wordings(column):
            yield label, Match(columns=frozenset({column.label}), words=True, header=True)


def _wordings(entry: Row | Column) -> tuple[str, ...]:
    return (entry.label, *entry.also)


def _fuzzy(key: str, index: _Index) -> Match:
    """The label clearly nearest to a damaged one."""
    if not FUZZY_LENGTH <= len(key) <= MAX_FUZZY or any(character.isdigit() for character in key):
        return NOTHING  # a label with a number in it may be a label and its value
    scored: dict[RowRef | None, tuple[float, Match]] = {}
    telling = set(_TELLING.findall(key))
    for label, match in index.long.items():
        if set(_TELLING.findall(label)) != telling:
            continue
        matcher = SequenceMatcher(None, label, key, autojunk=False)
        if matcher.real_quick_ratio() >= FUZZY_SCORE and matcher.quick_ratio() >= FUZZY_SCORE:
            score = matcher.ratio()
            if score > scored.get(match.row, (0.0, match))[0]:
                scored[match.row] = (score, match)
    best = sorted(scored.values(), key=lambda pair: -pair[0])[:2]
    if not best or best[0][0] < FUZZY_SCORE or (len(best) > 1 and best[0][0] - best[1][0] < FUZZY_MARGIN):
        return NOTHING
    score, match = best[0]
    return match._replace(score=round(0.9 * score, 3))
