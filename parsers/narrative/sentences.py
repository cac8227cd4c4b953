"""The sentences of a section that may speak of figures, without white space and in half width.

Promises: a place in a sentence is a place in the section's text; digits that white space parts stay apart.
Refuses: to join lines that are short or end in a mark: only lines that were broken at their full width.
Caveat: a line of a table that was left in the text is a sentence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

WRAPPED = 25  # characters; a line that was broken at a page's width has more
MAX_WRAPS = 8  # lines that are joined, before and after
MAX_SENTENCE = 3000  # characters; a longer one is no sentence

_MARKS = "。！？!?\n"
_PIECE = re.compile(rf"[^{_MARKS}]+")
_HINT = re.compile("申请|结转|复议|诉讼|新收|办结|答复|在办")
_FIGURE = re.compile(
    "[0-9０-９无未没]|[零〇一二两三四五六七八九十百千万廿卅余多][万]?[件宗份条起项例个次封]|零"
)
_ENDS = frozenset("。！？!?；;：:.)）")
_WIDE = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {"〔": "[", "〕": "]", "【": "[", "】": "]"}
)
_APART = re.compile(r"(?<=\d)\s+(?=\d)")
APART = "|"  # stands for white space between digits


class Sentence(NamedTuple):
    """A sentence: `text` is squeezed, `start` and `end` are its place in the section's text."""

    text: str
    source: str
    start: int
    end: int

    def place(self, at: int) -> int:
        """Where in the section's text the character `at` of the squeezed sentence stands."""
        seen = -1
        apart = {found.start() for found in _APART.finditer(self.source, self.start, self.end)}
        for place in range(self.start, self.end):
            seen += not self.source[place].isspace() or place in apart
            if seen == at:
                return place
        return self.end


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences in which a word of the tables stands.

    >>> [found.text for found in sentences_of("一、总体情况\\n收到 申请１２件。天气晴。结转 3 件")]
    ['收到申请12件', '结转3件']
    """
    done = text.find("\n") + 1  # the section's title
    for begin, close in _hinted(text):
        if begin < done or not _FIGURE.search(text, begin, close):
            continue
        start, end = _whole(text, done, begin, close)
        done = end
        if end - start <= MAX_SENTENCE:
            yield Sentence(_squeeze(text[start:end]), text, start, end)


def _hinted(text: str) -> Iterator[tuple[int, int]]:
    """The pieces between marks that hold a word of the tables; most texts have few."""
    close = 0
    while hint := _HINT.search(text, close):
        begin = max(close, *(text.rfind(mark, close, hint.start()) + 1 for mark in _MARKS))
        piece = _PIECE.match(text, begin)
        close = piece.end() if piece else hint.end()
        yield begin, close


def _whole(text: str, least: int, start: int, end: int) -> tuple[int, int]:
    """A piece with the lines before and after that were broken at their full width."""
    for _ in range(MAX_WRAPS):
        before = (
            text.rfind("\n", least, start - 1) + 1 if start > least and text[start - 1] == "\n" else start
        )
        if start - 1 - max(before, least) < WRAPPED or text[start - 2] in _ENDS:
            break
        marks = [text.rfind(mark, before, start) for mark in _MARKS[:-1]]
        start = max(before, least, max(marks) + 1)
        if max(marks) >= 0:
            break
    for _ in range(MAX_WRAPS):
        line = text.rfind("\n", start, end) + 1
        if text[end : end + 1] != "\n" or end - max(line, start) < WRAPPED or text[end - 1] in _ENDS:
            break
        following = _PIECE.match(text, end + 1)
        if following is None:
            break
        end = following.end()
    return start, end


def _squeeze(text: str) -> str:
    return "".join(_APART.sub(APART, text.translate(_WIDE)).split())
