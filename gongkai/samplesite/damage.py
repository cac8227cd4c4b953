"""What goes wrong with reports: mistakes of the body in its sums, and damage done to its paper on the way.

Promises: a mistake changes figures (the truth keeps what is printed); a damage changes the paper.
Refuses: damage that leaves a wrong number on the page: cells get lost or lose their labels, never change.
Caveat: adding one is a function and a line in MISTAKES or DAMAGES; the catalogue says where it is met.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gongkai.samplesite.numbers import Figures
from gongkai.samplesite.paper import Paper, Paragraph, Row, Table

_HALF_WIDTH = str.maketrans("（）：，", "():,")
_OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结")


def misprint_received(figures: Figures) -> Figures:
    """The total of 新收 is one too high: the row and the flow of its column no longer hold.

    >>> misprint_received({"requests_received_total": 4})
    {'requests_received_total': 5}
    """
    return figures | {"requests_received_total": figures["requests_received_total"] + 1}


def zero_dispute_total(figures: Figures) -> Figures:
    """The total of reconsideration is printed as 0 beside a part that is not 0."""
    upheld = max(1, figures["disputes_reconsideration_upheld"])
    return figures | {"disputes_reconsideration_upheld": upheld, "disputes_reconsideration_total": 0}


def revise_silently(figures: Figures) -> Figures:
    """One more request of a natural person, granted."""
    return _more_requests(figures, ("received", "granted", "handled_total"), 1)


def raise_carried_out(figures: Figures) -> Figures:
    """One more request of a natural person, that stays open: next year's report does not know of it."""
    return _more_requests(figures, ("received", "carried_out"), 1)


def open_otherwise(figures: Figures) -> Figures:
    """Two more open requests at the year's beginning than the year before had handed on."""
    return _more_requests(figures, ("carried_in", "granted", "handled_total"), 2)


def misprint_stock(figures: Figures) -> Figures:
    """Three more documents in force than last year's, this year's new ones and the repealed ones make."""
    in_force = "proactive_normative_documents_in_force"
    return figures | {in_force: figures[in_force] + 3}


def _more_requests(figures: Figures, rows: tuple[str, ...], more: int) -> Figures:
    """Figures with more requests of natural persons in some rows, so that the sums hold."""
    keys = [f"requests_{row}_{column}" for row in rows for column in ("natural_person", "total")]
    return figures | {key: figures[key] + more for key in keys}


MISTAKES: dict[str, Callable[[Figures], Figures]] = {
    "received-misprinted": misprint_received,
    "dispute-total-zero": zero_dispute_total,
    "revised": revise_silently,
    "carried-out-raised": raise_carried_out,
    "opened-otherwise": open_otherwise,
    "stock-misprinted": misprint_stock,
}


def lose_refusal_labels(paper: Paper) -> Paper:
    """The first two labels under （三）不予公开 are gone, their values remain."""
    return _drop_labels(paper, "requests", ("1.属于国家秘密", "2.其他法律行政法规禁止公开"))


def lose_outcome_headers(paper: Paper) -> Paper:
    """The four outcome headers of table 4 are gone, the three 总计 alone remain."""
    return _drop_labels(paper, "disputes", _OUTCOMES)


def lose_repeat_row(paper: Paper) -> Paper:
    """The row 2.重复申请 is gone, label and values: its column sums say what stood there."""

    def edit(table: Table) -> Table:
        kept = (row for row in table.rows if not any(slot.text == "2.重复申请" for slot in row))
        return replace(table, rows=tuple(kept))

    return paper.edit_table("requests", edit)


def lose_last_zero(paper: Paper) -> Paper:
    """In the row of state secrets, six zeros stand for seven cells: the last one is gone."""

    def edit(table: Table) -> Table:
        return replace(
            table, rows=tuple(_without(row, "requests_refused_state_secret_total") for row in table.rows)
        )

    return paper.edit_table("requests", edit)


def use_half_width(paper: Paper) -> Paper:
    """Brackets, colons and commas in half width, in tables and text alike."""
    half = tuple(
        replace(block, text=block.text.translate(_HALF_WIDTH))
        if isinstance(block, Paragraph)
        else replace(block, rows=tuple(_half_width_row(row) for row in block.rows))
        for block in paper.blocks
    )
    return replace(paper, blocks=half)


def pad_headings(paper: Paper) -> Paper:
    """A line that holds only a no-break space stands before and after each section title but the first."""
    pad = Paragraph("\u00a0")
    blocks: list[Paragraph | Table] = []
    for number, block in enumerate(paper.blocks):
        is_heading = number > 0 and isinstance(block, Paragraph) and block.role == "heading"
        blocks += [pad, block, pad] if is_heading else [block]
    return replace(paper, blocks=tuple(blocks))


def lose_last_section(paper: Paper) -> Paper:
    """Section six is not there: neither its title nor its text."""
    kept: list[Paragraph | Table] = []
    inside = False
    for block in paper.blocks:
        role = block.role if isinstance(block, Paragraph) else "table"
        if role == "heading" and isinstance(block, Paragraph):
            inside = block.text.startswith("六")
        if not inside or role == "signature":
            kept.append(block)
    return replace(paper, blocks=tuple(kept))


DAMAGES: dict[str, Callable[[Paper], Paper]] = {
    "refusal-labels-lost": lose_refusal_labels,
    "outcome-headers-lost": lose_outcome_headers,
    "repeat-row-lost": lose_repeat_row,
    "last-zero-lost": lose_last_zero,
    "half-width": use_half_width,
    "headings-padded": pad_headings,
    "last-section-lost": lose_last_section,
}
# Those after which every cell can still be read beside its own label.
HARMLESS = frozenset({"half-width", "headings-padded", "last-section-lost"})
# What a parser must say of a damage, a code for each finding.
FINDINGS = {
    "refusal-labels-lost": ("row_unlabelled", "row_unlabelled"),
    "repeat-row-lost": ("row_lost",),
    "last-zero-lost": ("cell_lost",),
    "last-section-lost": ("section_missing",),
}


def _drop_labels(paper: Paper, table: str, labels: tuple[str, ...]) -> Paper:
    def edit(whole: Table) -> Table:
        rows = (tuple(slot for slot in row if slot.text not in labels) for row in whole.rows)
        return replace(whole, rows=tuple(rows))

    return paper.edit_table(table, edit)


def _without(row: Row, indicator: str) -> Row:
    return tuple(slot for slot in row if slot.indicator != indicator)


def _half_width_row(row: Row) -> Row:
    return tuple(replace(slot, text=slot.text.translate(_HALF_WIDTH)) for slot in row)
