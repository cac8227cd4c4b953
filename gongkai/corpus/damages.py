"""The damages of the corpus by name: what is done to entries, to the paper, to the lines.

Promises: DAMAGES holds each with its operators; a document has one damage, or none.
Refuses: two swapped labels: the document would say something else.
Caveat: `least` is the smallest number of requests of the body, where small numbers would show nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.corpus import insertions, labels, lines, lists, losses, values
from gongkai.corpus.editing import PaperEdit, chain
from gongkai.corpus.lines import TextEdit
from gongkai.corpus.values import EntryEdit
from gongkai.samplesite import damage as site
from gongkai.samplesite.printing import PrintStyle

USUAL = ("2021", "2021", "2019")


@dataclass(frozen=True, slots=True)
class Damage:
    """What happens to a document on its way; `style` is how the body prints, where that matters."""

    paper: PaperEdit | None = None
    text: TextEdit | None = None
    entries: EntryEdit | None = None
    layouts: tuple[str, ...] = USUAL
    least: int = 0
    style: PrintStyle | None = None
    mistaken: bool = False  # the body made a mistake in its sums, always
    renames: bool = False  # the organisation's name comes out in other characters


_LOSSES = {
    "drop-1": Damage(losses.drop_values(1)),
    "drop-5": Damage(losses.drop_values(5)),
    "drop-20": Damage(losses.drop_values(20)),
    "blank-10": Damage(losses.blank_values(10)),
    "labels-lost-1": Damage(losses.drop_labels(1)),
    "labels-lost-3": Damage(losses.drop_labels(3)),
    "groups-lost": Damage(losses.drop_groups),
    "headers-lost-3": Damage(losses.drop_headers(3)),
    "row-lost": Damage(losses.drop_rows(1)),
    "rows-lost-2": Damage(losses.drop_rows(2)),
    "zero-rows-lost": Damage(losses.drop_zero_rows),
    "column-lost": Damage(losses.drop_column),
    "titles-lost": Damage(losses.drop_titles),
    "table-lost": Damage(losses.drop_one_table),
    "tables-lost": Damage(losses.drop_tables),
    "outcomes-lost": Damage(lambda paper, rng: site.lose_outcome_headers(paper)),
    "refusals-unlabelled": Damage(lambda paper, rng: site.lose_refusal_labels(paper)),
}
_LABELS = {
    "labels-split-2": Damage(labels.split_labels(2)),
    "labels-split-3": Damage(labels.split_labels(3)),
    "label-over-page": Damage(labels.split_over_page),
    "labels-changed": Damage(labels.misspell(labels.change_one)),
    "labels-short-1": Damage(labels.misspell(labels.lose_one)),
    "labels-short-3": Damage(labels.misspell(labels.lose_three)),
    "labels-doubled": Damage(labels.misspell(labels.double_one)),
    "labels-glossed": Damage(labels.gloss),
    "labels-old": Damage(labels.reworded("labels-old")),
    "labels-spaced": Damage(labels.space_out),
    "labels-renumbered": Damage(labels.renumber),
    "headers-cut": Damage(labels.cut_headers),
    "headings-respelt": Damage(labels.respell_headings),
    "unit-in-header": Damage(labels.put_unit_in_header, entries=values.move_unit, layouts=("2019",)),
    "advertised": Damage(labels.advertise),
    "brackets-corrupt": Damage(labels.corrupt_brackets),
    "titles-doubled": Damage(labels.reworded("titles-doubled")),
    "headers-doubled": Damage(labels.double_headers),
    "titles-reworded": Damage(labels.reworded("titles-reworded")),
    "traditional": Damage(labels.to_traditional, renames=True),
    "pinyin": Damage(labels.to_pinyin_mirror, renames=True),
    "half-width": Damage(labels.to_half_width),
    "full-width": Damage(labels.to_full_width),
}
_INSERTIONS = {
    "noise": Damage(insertions.insert_noise),
    "narrative": Damage(insertions.insert_narrative),
    "comparison": Damage(insertions.insert_comparison),
    "last-year": Damage(insertions.append_last_year),
    "links": Damage(insertions.insert_links),
    "index-card": Damage(insertions.insert_index_card),
    "local-row": Damage(insertions.insert_local_row),
    "subtotal": Damage(insertions.insert_subtotal),
    "extra-cells": Damage(insertions.insert_extra_cells, layouts=("2021",)),
    "empty-rows": Damage(insertions.insert_empty_rows),
}
_VALUES = {
    "slash": Damage(entries=values.put_placeholders("/")),
    "dash": Damage(entries=values.put_placeholders("—")),
    "hyphen": Damage(entries=values.put_placeholders("-")),
    "none": Damage(entries=values.put_placeholders("无")),
    "nbsp": Damage(entries=values.put_placeholders("\u00a0")),
    "blanks": Damage(style=PrintStyle(blanks="zeros")),
    "inapplicable": Damage(style=PrintStyle(blanks="inapplicable")),
    "signs": Damage(entries=values.put_signs, layouts=("2019",)),
    "units": Damage(entries=values.put_units),
    "unreadable": Damage(entries=values.put_unreadable),
    "decimals": Damage(entries=values.put_decimals),
    "words": Damage(entries=values.put_words),
    "only-totals": Damage(entries=values.keep_totals),
    "numbers-in-two-cells": Damage(entries=values.split_numbers(" | "), least=60),
    "remarks": Damage(entries=values.put_remarks, layouts=("2019",)),
    "numbers-split": Damage(entries=values.split_numbers("\n"), least=60),
    "thousands": Damage(style=PrintStyle(thousands=True), least=2_000),
    "wide-digits": Damage(style=PrintStyle(full_width=True)),
}
_LINES = {
    "pages-dashed": Damage(text=lines.number_pages("- {page} -")),
    "pages-chinese": Damage(text=lines.number_pages("第{page}页")),
    "pages-word": Damage(text=lines.number_pages("Page {page}")),
    "pages-letter": Damage(text=lines.number_pages("P. {page}")),
    "pages-of": Damage(text=lines.number_pages("{page} / {pages}")),
    "pages-bare": Damage(text=lines.number_pages("{page}")),
    "heads-repeated": Damage(text=lines.repeat_heads),
    "deduplicated": Damage(text=lines.deduplicate),
    "merged-spaced": Damage(text=lines.merge_lines(" ")),
    "merged-glued": Damage(text=lines.merge_lines("")),
    "run-together": Damage(text=lines.run_together(3)),
    "run-together-large": Damage(text=lines.run_together(6), least=100),
    "numbers-torn": Damage(text=lines.tear_numbers, least=60),
    "cut-early": Damage(text=lines.cut_after(1_000, 1_500)),
    "cut-half": Damage(text=lines.cut_in_half),
    "one-page": Damage(text=lines.keep_one_page),
}
_WORN = {
    "worn-labels": Damage(
        chain(labels.split_labels(2), labels.misspell(labels.lose_one, 3), losses.drop_labels(1)),
        lines.number_pages("- {page} -"),
    ),
    "worn-values": Damage(chain(losses.drop_values(3), losses.blank_values(4)), least=6),
    "worn-rows": Damage(chain(losses.drop_rows(1), losses.drop_values(2), insertions.insert_narrative)),
    "worn-copy": Damage(
        chain(labels.misspell(labels.change_one), labels.to_pinyin_mirror, losses.drop_values(2)),
        lines.number_pages("第{page}页"),
        renames=True,
    ),
    "worn-all": Damage(
        chain(
            labels.misspell(labels.lose_one),
            losses.drop_labels(2),
            losses.drop_values(5),
            insertions.insert_noise,
        ),
        lines.merge_lines(" "),
    ),
    "mistake": Damage(mistaken=True, least=1),
    "mistake-drop-1": Damage(losses.drop_values(1), mistaken=True, least=6),
    "mistake-drop-5": Damage(losses.drop_values(5), mistaken=True, least=6),
    "mistake-unlabelled": Damage(losses.drop_labels(2), mistaken=True, least=6),
    "mistake-row-lost": Damage(losses.drop_rows(1), mistaken=True, least=6),
}
_FORMS = {
    "form-mixed": Damage(layouts=("mixed",)),
    "form-split": Damage(layouts=("split",)),
    "form-hybrid": Damage(layouts=("hybrid",)),
    "form-hybrid-cut": Damage(labels.cut_headers, layouts=("hybrid",)),
    "form-procured": Damage(layouts=("procured",)),
    "form-late": Damage(layouts=("late",)),
}
_OF_LISTS = {
    "list-rows-lost": Damage(lists.drop_list_rows),
    "list-rows-added": Damage(lists.add_list_rows),
}
CLEAN = "clean"
DAMAGES: dict[str, Damage] = {
    CLEAN: Damage(),
    **_LOSSES,
    **_LABELS,
    **_INSERTIONS,
    **_VALUES,
    **_LINES,
    **_FORMS,
    **_WORN,
    **_OF_LISTS,
}
