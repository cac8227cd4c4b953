"""Papers as HTML: tables as Word pastes them, plain tables, and flattened text in p, br or pre.

Promises: RENDERINGS holds every rendering by name; each takes a Paper and gives the article's HTML.
Refuses: to change what a cell says: renderings add markup, never words.
Caveat: a new rendering is a function here, or separators in `flattened`, and a line in RENDERINGS.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from gongkai.samplesite.flattened import flatten
from gongkai.samplesite.paper import Paper, Paragraph, Slot, Table

Renderer = Callable[[Paper], str]

_RUNS = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")  # Word puts Latin and Chinese runs into spans of their own
_WORD_FONT = "font-family:宋体;mso-bidi-font-family:宋体;mso-font-kerning:0pt;font-size:10.5pt"
_WORD_TABLE = (
    '<table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" width="640" '
    'style="width:480.0pt;border-collapse:collapse;mso-table-layout-alt:fixed;'
    'border:none;mso-border-alt:solid windowtext .5pt;mso-padding-alt:0cm 5.4pt 0cm 5.4pt">'
)
_WORD_HEAD = """<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom>
<w:PunctuationKerning/><w:DrawingGridVerticalSpacing>7.8 磅</w:DrawingGridVerticalSpacing>
</w:WordDocument></xml><![endif]-->
<style>p.MsoNormal{mso-style-parent:"";margin:0cm;text-align:justify;font-size:16.0pt;mso-font-kerning:1.0pt}
@page Section0{mso-header-margin:42.55pt;mso-paper-source:0}div.Section0{page:Section0}</style>
"""


def word_table(paper: Paper) -> str:
    """As pasted from Word: MsoNormal paragraphs, a span a run, mso- styles, o:p where nothing stands."""
    parts = [_word_block(block) for block in paper.blocks]
    return _WORD_HEAD + '<div class="Section0" style="layout-grid:15.6pt">\n' + "\n".join(parts) + "\n</div>"


def plain_table(paper: Paper) -> str:
    """As a form generator writes it: clean tables, th for headers, no styles."""
    return "\n".join(_plain_block(block) for block in paper.blocks)


def _word_block(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        indent = "text-indent:32.0pt;mso-char-indent-count:2.0" if block.role == "text" else "text-indent:0cm"
        align = ' align="right"' if block.role == "signature" else ""
        return f'<p class="MsoNormal"{align} style="{indent};line-height:28.0pt">{_word_runs(block.text)}</p>'
    rows = []
    for number, row in enumerate(block.rows):
        cells = "".join(_word_cell(slot, block) for slot in row)
        rows.append(f'<tr style="mso-yfti-irow:{number};height:22.5pt">{cells}</tr>')
    return _WORD_TABLE + "<tbody>\n" + "\n".join(rows) + "\n</tbody></table>"


def _word_cell(slot: Slot, table: Table) -> str:
    width = 640 * slot.colspan // table.width
    lines = "".join(
        '<p class="MsoNormal" align="center" style="text-align:center;mso-pagination:widow-orphan">'
        f"{_word_runs(line)}</p>"
        for line in slot.text.split("\n")
    )
    style = f"width:{width}px;border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt"
    return f'<td width="{width}"{_spans(slot)} style="{style};padding:0cm 5.4pt">{lines}</td>'


def _word_runs(text: str) -> str:
    if not text:
        return f'<span lang="EN-US" style="{_WORD_FONT}"><o:p>&nbsp;</o:p></span>'
    runs = []
    for run in _RUNS.findall(text):
        latin = ' lang="EN-US"' if run.isascii() else ""
        mark = "<o:p></o:p>" if latin and run == text else ""
        runs.append(f'<span{latin} style="{_WORD_FONT}">{escape(run, quote=False)}{mark}</span>')
    return "".join(runs)


def _plain_block(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        text = escape(block.text, quote=False)
        return f"<h3>{text}</h3>" if block.role == "heading" else f'<p class="{block.role}">{text}</p>'
    rows = ("<tr>" + "".join(_plain_cell(slot) for slot in row) + "</tr>" for row in block.rows)
    return '<table class="nb-table" border="1">\n' + "\n".join(rows) + "\n</table>"


def _plain_cell(slot: Slot) -> str:
    tag = "th" if slot.indicator is None else "td"
    text = escape(slot.text, quote=False).replace("\n", "<br>")
    return f"<{tag}{_spans(slot)}>{text}</{tag}>"


def _spans(slot: Slot) -> str:
    colspan = f' colspan="{slot.colspan}"' if slot.colspan > 1 else ""
    return colspan + (f' rowspan="{slot.rowspan}"' if slot.rowspan > 1 else "")


def _lines_as_paragraphs(separators: str) -> Renderer:
    def render(paper: Paper) -> str:
        lines = (line for line in flatten(paper, separators).split("\n") if line)
        return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)

    return render


def _lines_as_breaks(separators: str) -> Renderer:
    def render(paper: Paper) -> str:
        return "<p>" + escape(flatten(paper, separators), quote=False).replace("\n", "<br/>\n") + "</p>"

    return render


def _preformatted(separators: str) -> Renderer:
    def render(paper: Paper) -> str:
        return "<pre>\n" + escape(flatten(paper, separators), quote=False) + "</pre>"

    return render


RENDERINGS: dict[str, Renderer] = {
    "word-table": word_table,
    "plain-table": plain_table,
    "flattened-a": _lines_as_paragraphs("a"),
    "flattened-b": _preformatted("b"),
    "flattened-d": _lines_as_breaks("d"),
    "flattened-e": _lines_as_breaks("e"),
    "flattened-i": _lines_as_paragraphs("i"),
}
