"""How long a report takes against a yardstick of the same run: `python -m benchmarks.speed`.

Prints ratios of medians over alternating rounds, so that a noisy machine moves both sides alike, each page in
GB18030 beside it. The bars are multiples of `lxml.html.fromstring`: 3.5 for one report of about 115 KB as
pasted from Word, on the same bytes; 8 for a flattened one of 600 lines, on the same bytes where they are
dressed as Word dresses them, and on the page from Word where they are bare (their own markup is next to
nothing, and is printed beside it). Exit 1 where one is missed. The tables of a page are read as those of a
template that has been met, as most are; `gongkai_new_template` forgets all of them before each round.
"""

from __future__ import annotations

import io
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from html import escape

import bs4
import lxml.html
import pandas as pd

from gongkai.samplesite import SampleSite, TruthReport
from parsers import parse
from parsers.arithmetic import solve
from parsers.assembly import assemble
from parsers.forms import Form, load_forms
from parsers.grids import read_grids
from parsers.html import read_html
from parsers.layouts import forget
from parsers.placements import Reading
from parsers.report import Report

ROUNDS = 25
SLOW_ROUNDS = 5
TABLE_BAR = 3.5  # times lxml.html.fromstring
FLATTENED_BAR = 8.0
LINES = 600

_HEAD = '<html><head><meta charset="utf-8"><title>{title}</title></head><body><div class="TRS_UEDITOR">'
_WORD_LINE = (
    '<p class="MsoNormal" style="text-align:justify;line-height:28.0pt;mso-pagination:widow-orphan">'
    '<span lang="EN-US" style="font-family:宋体;mso-bidi-font-family:宋体;font-size:10.5pt">{line}</span></p>'
)


def largest(site: SampleSite, rendering: str) -> bytes:
    """The largest page of a rendering."""
    return max((site.page(t.host_index, t.path).body for t in _truths(site, rendering)), key=len)


def flattened(site: SampleSite, rendering: str) -> tuple[str, list[str]]:
    """Title and lines of the flattened text of a rendering that has about LINES of them."""
    texts = site.text_files()
    choices = [
        (t.title, texts[t.text_file].decode().split("\n")) for t in _truths(site, rendering) if t.text_file
    ]
    return min(choices, key=lambda choice: abs(len(choice[1]) - LINES))


def _truths(site: SampleSite, rendering: str) -> list[TruthReport]:
    return [truth for truth in site.truth() if truth.rendering == rendering]


def as_paragraphs(title: str, lines: list[str]) -> bytes:
    """A line a paragraph, dressed as Word dresses it."""
    body = "\n".join(_WORD_LINE.format(line=escape(line) or "&nbsp;") for line in lines)
    return f"{_HEAD.format(title=title)}{body}</div></body></html>".encode()


def as_breaks(title: str, lines: list[str]) -> bytes:
    """Bare lines with breaks between."""
    body = "<br>\n".join(escape(line) for line in lines)
    return f"{_HEAD.format(title=title)}{body}</div></body></html>".encode()


def pages(site: SampleSite) -> dict[str, tuple[bytes, bytes, float]]:
    """Pages with the page whose parsing by lxml is their yardstick, and their bars, by name."""
    title, lines = flattened(site, "flattened-d")
    word, paragraphs = largest(site, "word-table"), as_paragraphs(title, lines)
    return {
        "Word tables": (word, word, TABLE_BAR),
        f"flattened, {len(lines)} paragraphs of Word": (paragraphs, paragraphs, FLATTENED_BAR),
        f"flattened, {len(lines)} bare lines": (as_breaks(title, lines), word, FLATTENED_BAR),
    }


def medians(rounds: int, **work: Callable[[], object]) -> dict[str, float]:
    """Seconds a call, the median of alternating rounds, by name."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, call in work.items():
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(measured) for name, measured in times.items()}


def measure(page: bytes, yardstick: bytes) -> dict[str, float]:
    """Seconds that a page takes, by reader; `lxml` is that of the yardstick, another page's own beside it."""
    gb = page.decode("utf-8", "replace").replace("utf-8", "gb2312").encode("gb18030", "replace")
    work: dict[str, Callable[[], object]] = {"lxml": lambda: lxml.html.fromstring(yardstick)}
    if page is not yardstick:
        work["lxml_on_these_bytes"] = lambda: lxml.html.fromstring(page)
    work |= {"gongkai": lambda: parse(page), "gongkai_gb18030": lambda: parse(gb)}
    if b"<table" in page:
        work["gongkai_new_template"] = lambda: parse_anew(page)
    fast = medians(ROUNDS, **work)
    slow = {"beautifulsoup": lambda: bs4.BeautifulSoup(page, "lxml")}
    if b"<table" in page:
        slow["pandas_read_html"] = lambda: pd.read_html(io.BytesIO(page))
    return fast | medians(SLOW_ROUNDS, **slow)


def parse_anew(page: bytes) -> Report:
    """Parse a page whose tables are of templates that have not been met."""
    forget()
    return parse(page)


def arithmetic(page: bytes) -> dict[str, float]:
    """Seconds that the sums take, by what is lost; the yardstick is lxml on `page` in the same rounds."""
    form = load_forms()["2019"]
    values = {cell.indicator: cell.value for cell in parse(page).cells if isinstance(cell.value, int)}
    summed = sorted({name for i in form.identities for name in (*i.left, *i.right)} & values.keys())
    work: dict[str, Callable[[], object]] = {"lxml": lambda: lxml.html.fromstring(page)}
    for lost in (0, 20, 80):
        gone = set(random.Random(lost).sample(summed, lost))
        printed = {name: value for name, value in values.items() if name not in gone}
        work[f"solve, {lost} cells lost"] = partial(solve, form.identities, printed)
    work["assemble, checks included"] = partial(assemble, form, reading_of(page, form))
    return medians(ROUNDS, **work)


def reading_of(page: bytes, form: Form) -> Reading:
    """What the readers of grids find on a page."""
    reading = Reading()
    read_grids(read_html(page.decode()), form, reading)
    return reading


def print_arithmetic(page: bytes) -> None:
    """Milliseconds and ratios; no bar."""
    measured = arithmetic(page)
    base = measured.pop("lxml")
    print("sums of the Word tables; 1.00 = lxml.html.fromstring on the page")
    for name, seconds in measured.items():
        print(f"  {name:<26}{seconds / base:>8.2f} x  {seconds * 1e3:>8.2f} ms")


def main() -> int:
    """Print the table of ratios; 1 where a report is over its bar."""
    missed = 0
    site = SampleSite()
    for name, (page, yardstick, bar) in pages(site).items():
        measured = measure(page, yardstick)
        base = measured.pop("lxml")
        print(f"{name}, {len(page) / 1000:.0f} KB; 1.00 = lxml.html.fromstring, {base * 1e3:.2f} ms")
        for reader, seconds in measured.items():
            print(f"  {reader:<20}{seconds / base:>8.2f} x  {seconds * 1e3:>8.2f} ms")
        is_over = measured["gongkai"] > bar * base
        missed += is_over
        print(f"  the bar of {bar:g} x is {'missed' if is_over else 'held'}")
    print_arithmetic(largest(site, "word-table"))
    return int(missed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
