"""From a case to a document: figures, mistakes, entries, paper, damage, rendering, bytes; and its truth.

Promises: the same bytes and the same truth for the same case, on any machine.
Refuses: to look at what a reader makes of it.
Caveat: one body in eight made a mistake in its sums; the truth then holds what it printed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from gongkai.corpus.bodies import draw_body, write_paper
from gongkai.corpus.damages import DAMAGES, Damage
from gongkai.corpus.editing import sweep
from gongkai.corpus.figures import draw_figures, draw_scale
from gongkai.corpus.grids import GRIDS
from gongkai.corpus.lists import GRID_SHAPES, TEXT_SHAPES, reshape, write_list_paper
from gongkai.corpus.marks import erase, mark
from gongkai.corpus.mistakes import make_mistake
from gongkai.corpus.plan import Case, all_cases
from gongkai.corpus.renderings import FLATS, Flat
from gongkai.corpus.survival import Written, write_truth
from gongkai.corpus.truth import Truth
from gongkai.samplesite import annex
from gongkai.samplesite.flattened import write_blocks
from gongkai.samplesite.printing import PrintStyle, print_figures

_BLANKS = (("none", ""), ("none", ""), ("none", ""), ("inapplicable", ""), ("zeros", ""), ("zeros", "/"))


@dataclass(frozen=True, slots=True)
class Document:
    """A document to read: its class, its bytes, and what may be said of it."""

    name: str
    group: str
    data: bytes
    content_type: str | None
    address: str
    truth: Truth


def make_document(case: Case) -> Document:
    """The document of a case.

    >>> document = make_document(Case("text I", "clean", 0))
    >>> document.name, len(document.truth.cells) >= 198
    ('text-I-clean-0.txt', True)
    """
    rng = random.Random(f"{case.group}:{case.number}")
    flat, damage = FLATS.get(case.shown_as), DAMAGES[case.damage]
    written = _write(case, damage, rng)
    if flat is not None:
        return _flat_document(case, written, flat, damage, rng)
    return _grid_document(case, written, damage, rng)


def _grid_document(case: Case, written: Written, damage: Damage, rng: random.Random) -> Document:
    write = GRIDS[case.shown_as.removeprefix("grid ")].write
    if damage.text is None:
        truth = write_truth(written, None, keeps_blanks=True)
        return _as_page(case, written, write(sweep(written.paper, keep_labels=True)), truth, rng)
    article = damage.text(write(sweep(mark(written.paper), keep_labels=True)), rng, "\n")
    truth = write_truth(written, article, keeps_blanks=True)
    return _as_page(case, written, erase(article), truth, rng)


def _write(case: Case, damage: Damage, rng: random.Random) -> Written:
    layout, year = _draw_layout(case, damage, rng)
    figures = draw_figures(rng, layout, draw_scale(rng, damage.least))
    is_mistaken = rng.randrange(8) == 0 or damage.mistaken
    if is_mistaken:
        figures = make_mistake(figures, layout, rng)
    entries = print_figures(figures, damage.style or _style(case, damage, rng))
    entries, doubts = damage.entries(entries, rng) if damage.entries else (entries, {})
    body = draw_body(rng)
    if case.is_list:
        paper = write_list_paper(body, year, figures, entries, rng)
        paper = reshape(TEXT_SHAPES if case.shown_as in FLATS else GRID_SHAPES)(paper, rng)
    else:
        paper = write_paper(body, year, figures, entries, layout)
    grid = GRIDS.get(case.shown_as.removeprefix("grid "))
    for edit in (grid and grid.edit, damage.paper):
        paper = edit(paper, rng) if edit else paper
    form = (
        None
        if layout == "hybrid"
        else {"mixed": "2021", "split": "2019", "procured": "2021"}.get(layout, layout)
    )
    name = None if damage.renames else body.name
    return Written(name, year, form, layout, figures, not is_mistaken, entries, doubts, paper)


def _draw_layout(case: Case, damage: Damage, rng: random.Random) -> tuple[str, int]:
    """What the report is laid out as, and its year."""
    if case.is_list:
        return annex.LAYOUT, rng.randint(2014, 2018)
    drawn = rng.choice(damage.layouts)
    year = rng.randint(2019, 2020) if drawn in ("2019", "split") else rng.randint(2021, 2025)
    return "2019" if drawn == "late" else drawn, year


def _style(case: Case, damage: Damage, rng: random.Random) -> PrintStyle:
    flat = FLATS.get(case.shown_as)
    keeps_blanks = damage.text is None and (flat is None or flat.keeps_blanks)
    blanks, blank = rng.choice(_BLANKS) if keeps_blanks else ("none", "")
    return PrintStyle(
        blanks=blanks,
        blank=blank,
        plus=rng.randrange(6) == 0,
        thousands=rng.randrange(10) == 0,
        procurement=rng.choice(("bare", "wan", "yuan")),
    )


def _flat_document(case: Case, written: Written, flat: Flat, damage: Damage, rng: random.Random) -> Document:
    marked = mark(written.paper)
    text = write_blocks(marked if flat.close_gaps else sweep(marked, keep_labels=False), flat.write)
    text = flat.close_gaps(text) if flat.close_gaps else text
    if flat.wrap is None:
        crumbs = "您当前的位置:首页\n > 政府信息公开 > 政府信息公开年报\n\n"
        text = f"{crumbs}{marked.title}\n\n{text}\n编辑:\n信息来源:{written.organization or '本机关'}\n"
    if damage.text is not None:
        text = damage.text(text, rng, flat.gap)
    truth = write_truth(written, text, keeps_blanks=flat.keeps_blanks, has_title=flat.wrap is not None)
    plain = erase(text)
    if flat.finish is not None:
        plain = flat.finish(plain)
    if flat.wrap is not None:
        return _as_page(case, written, flat.wrap(plain), truth, rng)
    name = _name(case, "txt")
    return Document(name, case.group, plain.encode(), None, f"file:{name}", truth)


def _as_page(case: Case, written: Written, article: str, truth: Truth, rng: random.Random) -> Document:
    encoding = rng.choice(("utf-8", "utf-8", "utf-8", "gb18030"))
    title = escape(written.paper.title, quote=False)
    html = (
        f'<!DOCTYPE html>\n<html><head><meta charset="{encoding}"><title>{title}</title></head>\n<body>'
        '<div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 正文</div>\n'
        f'<h1>{title}</h1>\n<div class="article" id="zoom">\n{article}\n</div>\n'
        '<div class="foot">版权所有，未经许可不得转载</div></body></html>\n'
    )
    name = _name(case, "html")
    address = f"http://www.corpus.example/zwgk/nb/{name}"
    return Document(name, case.group, html.encode(encoding), "text/html", address, truth)


def _name(case: Case, suffix: str) -> str:
    return f"{case.group}-{case.number}.{suffix}".replace(" ", "-")


def corpus(series: int = 0) -> Iterator[Document]:
    """Every document of the corpus; floors are those of series 0, another has other numbers and chances."""
    return map(make_document, all_cases(series))
