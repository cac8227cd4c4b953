"""What happens to the lines of a flattened report: pages, repeats removed, lines joined, text cut off.

Promises: each `TextEdit` takes the marked text (`marks`), chance and the gap between lines of the class.
Refuses: to write what could be a number of the form into the text, but for page numbers and dates.
Caveat: what a line lost is found by its marks, so an operator need not keep books.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import pairwise

from gongkai.corpus.editing import pick
from gongkai.corpus.marks import erase, has_marks

TextEdit = Callable[[str, random.Random, str], str]

_LABEL = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile("(?<=[\ue000-\uf8ff])\\d{2,}(?=[\ue000-\uf8ff])")  # between the marks of a cell
_PAGE = 30  # lines of a page


def number_pages(pattern: str) -> TextEdit:
    """A line with the page's number after each page, inside the tables too."""

    def edit(text: str, rng: random.Random, gap: str) -> str:
        return _between_pages(text, rng, lambda page: pattern.format(page=page, pages=page + 3) + gap)

    return edit


def repeat_heads(text: str, rng: random.Random, gap: str) -> str:
    """The foot and the head of the page stand between pages: its number, the report's name, a date."""
    head = "某县政府信息公开工作年度报告（2023年1月20日印发）"
    return _between_pages(text, rng, lambda page: f"— {page} —{gap}{head}{gap}")


def deduplicate(text: str, rng: random.Random, gap: str) -> str:
    """Every line that equals an earlier one is gone."""
    seen: set[str] = set()
    kept = []
    for line in text.split("\n"):
        plain = erase(line).strip()
        if plain not in seen:
            kept.append(line)
        if plain:
            seen.add(plain)
    return "\n".join(kept)


def merge_lines(between: str) -> TextEdit:
    """Some lines are joined with the next one."""

    def edit(text: str, rng: random.Random, gap: str) -> str:
        lines = text.split("\n")
        found = _table_lines(lines)
        pairs = [(at, after) for at, after in pairwise(found) if not "".join(lines[at + 1 : after]).strip()]
        for at, after in pick(rng, pairs[::2], 6)[::-1]:
            lines[at : after + 1] = [lines[at] + between + lines[after]]
        return "\n".join(lines)

    return edit


def run_together(count: int) -> TextEdit:
    """In some rows the label and its values follow each other without a delimiter."""

    def edit(text: str, rng: random.Random, gap: str) -> str:
        lines = text.split("\n")
        for row in pick(rng, [row for row in _rows(lines) if len(row) > 2], count)[::-1]:
            lines[row[0] : row[-1] + 1] = ["".join(lines[row[0] : row[-1] + 1])]
        return "\n".join(lines)

    return edit


def tear_numbers(text: str, rng: random.Random, gap: str) -> str:
    """The line breaks inside some numbers, as in cells that are too narrow for them."""
    for number in pick(rng, list(_NUMBER.finditer(text)), 4)[::-1]:
        at = rng.randint(number.start() + 1, number.end() - 1)
        text = text[:at] + rng.choice(("\n", "\n\n")) + text[at:]
    return text


def cut_after(least: int, most: int) -> TextEdit:
    """The text breaks off after its first so many characters."""
    return lambda text, rng, gap: _first(text, rng.randint(least, most))


def cut_in_half(text: str, rng: random.Random, gap: str) -> str:
    """The text breaks off in the middle."""
    return _first(text, len(erase(text)) // 2 + rng.randint(-200, 200))


def keep_one_page(text: str, rng: random.Random, gap: str) -> str:
    """One address holds one page of the document only."""
    lines = text.split("\n")
    found = _table_lines(lines)
    start = rng.choice(found[: len(found) // 2])
    return "\n".join(lines[start : start + 45 * len(gap)])


def _first(text: str, count: int) -> str:
    """The first characters of a marked text; marks do not count."""
    for at, one in enumerate(text):
        count -= not has_marks(one)
        if count < 0:
            return text[:at]
    return text


def _between_pages(text: str, rng: random.Random, write: Callable[[int], str]) -> str:
    lines = text.split("\n")
    found = _table_lines(lines)
    size = min(_PAGE + rng.randint(0, 9), max(2, len(found) // 3))
    for page, at in reversed(list(enumerate(found[size::size], start=2))):
        lines[at:at] = write(page).split("\n")[:-1]
    return "\n".join(lines)


def _table_lines(lines: list[str]) -> list[int]:
    """The lines that hold cells of tables."""
    return [at for at, line in enumerate(lines) if has_marks(line)]


def _rows(lines: list[str]) -> list[list[int]]:
    """The lines of each label of a table together with those of the values after it."""
    rows: list[list[int]] = []
    for at in _table_lines(lines):
        if _LABEL.search(erase(lines[at])):
            rows.append([])
        if rows:
            rows[-1].append(at)
    return rows
