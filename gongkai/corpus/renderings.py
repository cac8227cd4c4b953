"""Every way in which a document of the corpus reaches the reader: text, text in HTML, tables in HTML.

Promises: FLATS holds them by name (those with real tables are in `grids`); what a rendering loses
(blank cells) is said beside it.
Refuses: to damage anything: that is done before (papers) or on the way (lines).
Caveat: HTML that drops empty lines (p, div, span) is given only classes that do not need them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from gongkai.corpus.editing import GONE
from gongkai.corpus.separators import LOSE_BLANKS, WRITERS, Write

_RUNS = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")
_FONT = "font-family:宋体;mso-font-kerning:0pt;font-size:10.5pt"


@dataclass(frozen=True, slots=True)
class Flat:
    """Tables as text: `wrap` puts the text into HTML, `finish` is what an editor did to every line.

    Fillers of a row (E, I) do not grow where a cell is lost: those classes are written with what is gone
    still in its place, and `close_gaps` takes it out.
    """

    write: Write
    keeps_blanks: bool
    gap: str
    wrap: Callable[[str], str] | None = None
    finish: Callable[[str], str] | None = None
    close_gaps: Callable[[str], str] | None = None


def as_paragraphs(text: str) -> str:
    """A p a line; empty lines are gone."""
    return "\n".join(f"<p>{line}</p>" for line in _lines(text))


def as_divisions(text: str) -> str:
    """A div a line; empty lines are gone."""
    return "\n".join(f"<div>{line}</div>" for line in _lines(text))


def as_spans(text: str) -> str:
    """As Word pastes it: a p a line, a span a run of Latin or Chinese; empty lines are gone."""
    return "\n".join(f'<p class="MsoNormal">{_spans(line)}</p>' for line in text.split("\n") if line)


def as_breaks(text: str) -> str:
    """Lines in one paragraph, br between them."""
    return "<p>" + escape(text, quote=False).replace("\n", "<br/>\n") + "</p>"


def as_preformatted(text: str) -> str:
    """A pre."""
    return "<pre>\n" + escape(text, quote=False) + "</pre>"


def with_carriage_returns(text: str) -> str:
    """Lines end as on Windows."""
    return text.replace("\n", "\r\n")


def with_trailing_spaces(text: str) -> str:
    """Every line ends in spaces."""
    return "\n".join(f"{line}  " if line else line for line in text.split("\n"))


def with_nbsp(text: str) -> str:
    """Every line stands between no-break spaces."""
    return "\n".join(f"\u00a0\u00a0{line}\u00a0" if line else line for line in text.split("\n"))


def with_wide_indent(text: str) -> str:
    """Every line is indented by two full-width spaces."""
    return "\n".join(f"\u3000\u3000{line}" if line else line for line in text.split("\n"))


_WRAPS = {
    "p": (as_paragraphs, ("A", "C", "D", "E", "F", "G", "I", "J")),
    "br": (as_breaks, ("A", "B", "C", "D", "E", "H", "I", "K", "L")),
    "pre": (as_preformatted, ("A", "B", "I", "M", "tabs", "N")),
    "span": (as_spans, ("A", "E", "I", "I-bare")),
    "div": (as_divisions, ("A", "D", "F", "I", "O")),
}
_FINISHES = {
    "crlf": (with_carriage_returns, ("A", "B", "D", "I")),
    "trailing": (with_trailing_spaces, ("A", "B", "E", "I")),
    "nbsp": (with_nbsp, ("A", "D", "I")),
    "indent": (with_wide_indent, ("A", "B", "I")),
}


def close_lines(text: str) -> str:
    """E without the cells that are gone: their whole lines."""
    return text.replace(f"{GONE} |\n", "").replace(GONE, "")


def close_row(text: str) -> str:
    """I without the cells that are gone: each with one pipe."""
    return re.sub(f"{GONE} \\| | \\| {GONE}|{GONE}", "", text)


_CLOSERS = {"E": close_lines, "I": close_row}


def _flat(letter: str, wrap: Callable[[str], str] | None, finish: Callable[[str], str] | None) -> Flat:
    gap = "\n\n" if letter in ("A", "B", "A-white", "A-even") else "\n"
    return Flat(WRITERS[letter], letter not in LOSE_BLANKS, gap, wrap, finish, _CLOSERS.get(letter))


TEXTS = {f"text {letter}": _flat(letter, None, None) for letter in WRITERS}
FINISHED = {
    f"text {letter} {name}": _flat(letter, None, finish)
    for name, (finish, letters) in _FINISHES.items()
    for letter in letters
}
WRAPPED = {
    f"{name} {letter}": _flat(letter, wrap, None)
    for name, (wrap, letters) in _WRAPS.items()
    for letter in letters
}
FLATS: dict[str, Flat] = {**TEXTS, **FINISHED, **WRAPPED}


def _lines(text: str) -> list[str]:
    return [escape(line, quote=False) for line in text.split("\n") if line]


def _spans(line: str) -> str:
    runs = (escape(run, quote=False) for run in _RUNS.findall(line))
    return "".join(f'<span style="{_FONT}">{run}</span>' for run in runs)
