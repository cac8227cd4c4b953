"""Labels of the forms that are lists: what a text names, whatever its number, its glosses and its indent.

Promises: wording comes from the form files; a label that several sections have names a row in each of them.
Refuses: to choose between them: `parsers.lists` knows the section. Words that changed are no lost characters:
a label counts as damaged only where characters are gone and one row alone can be left of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.forms import Block, Form, Row, list_forms

MAX_LABEL = 120  # characters; the longest official one has 45
MIN_NAMED = 3  # rows of a list that a table names
MIN_DAMAGED = 4  # characters left of a damaged label
MIN_FOUND = 5  # characters of a label that is found in a line of several

MONEY = ("万元", "亿元", "元")
UNITS = frozenset(("条", "件", "次", "篇", "个", "人", "人次", "万元", "元", "亿元", "项", "份", "宗", "起"))
_UNSEEN = re.compile(r"【[^【】]*】|[\s\u200b-\u200d\u2060\ufeff“”\"'‘’「」『』《》*#·•]+")
_LEAD = re.compile(r"^(?:其中[::]?|[-—–]+)")
_NUMBER = re.compile(
    r"\(\d{1,2}\)|(?:\(|\?[。.]?)[一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}[、.,]|\d{1,2}[、.,)](?!\d)|\d{1,2}(?=[^\d.,])"
)
_TOP_NUMBER = re.compile(r"[一二三四五六七八九十]{1,2}[、.,]")
_GLOSS = re.compile(r"\([^()]*\)?")
_LAST_GLOSS = re.compile(r"(?<=.)（[^（）]*）$")
_LEADING = re.compile(r"^(?:其中：)?(?:（[一二三四五六七八九十]）|[一二三四五六七八九]、|\d\.)?")
_HALF_WIDTH = str.maketrans("（）：", "():")
_WITHOUT_POINTS = dict.fromkeys(map(ord, ":;,、。"))
_TAIL = re.compile(r"(?:总次数|总数|次数|(?<![文事])件数|人数|数量|数)$")
_DOUBLED = re.compile(r"(.)\1")
_STATE = "情况"  # ends headings, of lists and of prose
_STATED = re.compile(r"[(,](?:单位:?)?(万元|亿元|元|人次|[条件次篇个人])\)?$")

Target = tuple[int, Row]  # the number of the block, and the row


@dataclass(frozen=True, slots=True)
class ListIndex:
    """Stems of a form's labels: rows by stem, blocks by that of a heading; and all rows in their order."""

    rows: dict[str, tuple[Target, ...]]
    headings: dict[str, tuple[int, ...]]
    beginnings: frozenset[str]
    order: tuple[Target, ...]
    places: dict[tuple[int, str], int]

    def place(self, target: Target) -> int:
        """The place of a row in `order`."""
        return self.places[target[0], target[1].id]

    def names(self, text: str) -> bool:
        """True where the text is a row's label or a heading."""
        return bool(self.rows_of(text) or self.headings_of(text))

    def rows_of(self, text: str) -> tuple[Target, ...]:
        """The rows that a label may be, one a section."""
        return self.rows.get(stem_of(text), ())

    def headings_of(self, text: str) -> tuple[int, ...]:
        """The sections that a heading opens or stands in."""
        return self.headings.get(stem_of(text).removesuffix(_STATE), ())

    def may_begin(self, text: str) -> bool:
        """True where more text could make a label of this one."""
        return stem_of(text) in self.beginnings


@lru_cache(maxsize=4096)
def stem_of(text: str) -> str:
    """A label without numbers, glosses, indent and the words for a count at its end.

    >>> stem_of("　　其中：１.涉及国家秘密"), stem_of("（一）收到申请数（件）"), stem_of("四、行政复议数量")
    ('涉及国家秘密', '收到申请', '行政复议')
    """
    if len(text) > MAX_LABEL:
        return ""
    key = _key(text)
    while found := _LEAD.match(key) or _NUMBER.match(key):
        key = key[found.end() :]
    key = _GLOSS.sub("", key).translate(_WITHOUT_POINTS)
    return _TAIL.sub("", key)


def opens_section(text: str) -> bool:
    """True for a label with the number of a section, whatever it names.

    >>> opens_section("五、行政讼诉"), opens_section("（一）收到申请数")
    (True, False)
    """
    return bool(_TOP_NUMBER.match(_key(text)))


def number_of(text: str) -> str:
    """The number before a label, without its signs.

    >>> number_of("其中：1、涉及国家秘密"), number_of("制发规范性文件总数")
    ('1', '')
    """
    found = _NUMBER.match(_LEAD.sub("", _key(text), count=1))
    return found[0].strip("().,、") if found else ""


def stated_unit(text: str) -> str | None:
    """The unit that a label states at its end.

    >>> stated_unit("七、依申请公开信息收取的费用（万元）"), stated_unit("（二）申请办结数")
    ('万元', None)
    """
    found = _STATED.search(_key(text))
    return found[1] if found else None


def is_unit(text: str) -> bool:
    """True for a unit of the lists, in brackets or not."""
    return _key(text).strip("()") in UNITS


def _key(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


@cache
def index_of(form: Form) -> ListIndex:
    """The index of a form."""
    rows: dict[str, list[Target]] = {}
    headings: dict[str, list[int]] = {}
    for number, block in enumerate(form.blocks):
        for heading in _headings(block):
            headings.setdefault(stem_of(heading).removesuffix(_STATE), []).append(number)
        for row in block.rows:
            for stem in dict.fromkeys(map(stem_of, (row.label, *row.also))):
                rows.setdefault(stem, []).append((number, row))
    order = tuple((number, row) for number, block in enumerate(form.blocks) for row in block.rows)
    stems = {*rows, *headings}
    beginnings = frozenset(stem[:end] for stem in stems for end in range(len(stem) + 1))
    return ListIndex(
        {stem: tuple(found) for stem, found in rows.items()},
        {stem: tuple(found) for stem, found in headings.items()},
        beginnings,
        order,
        {(number, row.id): place for place, (number, row) in enumerate(order)},
    )


def lists_named(texts: Iterable[str]) -> tuple[str, ...]:
    """The ids of the forms of which enough rows are named to make a table a list, or a part of one."""
    stems = [stem for text in texts if (stem := stem_of(text))]
    indices = ((form.id, index_of(form)) for form in list_forms().values())
    return tuple(id_ for id_, index in indices if sum(stem in index.rows for stem in stems) >= MIN_NAMED)


def _headings(block: Block) -> Iterator[str]:
    if block.heading:
        yield block.heading
    yield from block.headings


class Near(NamedTuple):
    """What is left of a row's label in a text: the share of its characters; one of them may be `wrong`."""

    share: float
    wrong: bool = False


def nearness(text: str, row: Row) -> Near:
    """How much of a row's label is left; nothing where another number stands in front, or several are wrong.

    >>> row = list_forms()["2014"].blocks[0].rows[3]
    >>> nearness("1.政府公报公开政信息数", row), nearness("1.政府公报公公开政府信息数", row)
    (Near(share=0.9, wrong=False), Near(share=0.9, wrong=False))
    >>> nearness("1.政府公报公其政府信息数", row), nearness("2.政府公报公开政府信息数", row)
    (Near(share=0.9, wrong=True), Near(share=0.0, wrong=False))
    """
    number, left = number_of(text), stem_of(text)
    if len(left) < MIN_DAMAGED or (number and number != number_of(row.label)):
        return Near(0.0)
    return max(_near(left, stem_of(label)) for label in (row.label, *row.also))


def _near(left: str, whole: str) -> Near:
    for one in (left, _DOUBLED.sub(r"\1", left)):
        if _is_left_of(one, whole):
            return Near((2 * len(one) - len(left)) / len(whole))
    if len(left) == len(whole) and sum(a != b for a, b in zip(left, whole, strict=True)) == 1:
        return Near(1 - 1 / len(whole), wrong=True)
    return Near(0.0)


def is_of_another_row(text: str, target: Target, form: Form) -> bool:
    """True where a label has another number than its row, and may be left of the row with that number.

    4.同意公开答复数 is 2.同意公开答复数, or 4.不同意公开答复数 without a character.
    """
    number, (block, row) = number_of(text), target
    if not number or number == number_of(row.label):
        return False
    return any(
        number == number_of(other.label) and _is_left_of(stem_of(text), stem_of(other.label))
        for other in form.blocks[block].rows
    )


def _is_left_of(left: str, whole: str) -> bool:
    """True where all characters of `left` stand in `whole`, in this order."""
    characters = iter(whole)
    return all(character in characters for character in left)


@cache
def label_finder(form: Form) -> re.Pattern[str]:
    """Finds labels in a line of several, with their numbers or without, the longest at each place."""
    words: set[str] = set()
    for block in form.blocks:
        for label in (*_headings(block), *(text for row in block.rows for text in (row.label, *row.also))):
            short = _LAST_GLOSS.sub("", label)
            words |= {label, short, *(text.translate(_HALF_WIDTH) for text in (label, short))}
            words |= {_LEADING.sub("", short)}
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest if len(word) >= MIN_FOUND))
