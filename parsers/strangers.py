"""Numbers among the values that may be none of the report's: a page's, or a note's below a table.

Promises: a row's last number is doubted where a stranger may stand in for a value that was lost.
Refuses: to drop a number; the sums say what it is.
"""

from __future__ import annotations

from dataclasses import replace

from parsers.fitting import Fitting, Loose, adds_up
from parsers.pages import Mark, is_page_mark, page_marks


def doubt_strange_numbers(fitting: Fitting) -> None:
    """A page's number, or one of a note below a table, may stand in for a value that was lost.

    Where the sums hold, nothing did; where no sum binds, nothing says so.
    """
    marks = _page_marks(fitting)
    alone = any(len(values) == 1 and values[0].text.isdecimal() for _, values in fitting.extras)
    damaged = bool(fitting.loose) or not all(fit.labelled for fit in fitting.fits)
    for i, fit in enumerate(fitting.fits):
        if not fit.certain:
            continue
        last = len(fit.values) - 1
        strange = [n for n, token in enumerate(fit.values) if is_page_mark(token, marks)]
        at_end = not fit.stretch.closed and last not in strange and bool(fit.values[last].text)
        if fit.row.block.table == "proactive":
            if last in strange or (at_end and alone):
                fitting.fits[i] = replace(fit, certain=False)
            continue
        strange += [last] if at_end and damaged else []
        if strange and not adds_up(fit.row, fit.values):
            fitting.fits[i] = replace(fit, certain=False)
            fitting.loose.append(
                Loose((fit.row,), fit.values, fit.stretch, fit.labelled, strange=tuple(strange))
            )


def _page_marks(fitting: Fitting) -> list[Mark]:
    single = [loose for loose in fitting.loose if len(loose.rows) == 1]
    return page_marks(
        [[token for token in loose.values if token.text] for loose in single],
        [len(loose.rows[0]) for loose in single],
        [values for _, values in fitting.extras],
    )
