"""Tables of requests with a column more or less than the form: a subtotal for organisations, or one lost.

Promises: a subtotal is taken out of every row alike, where it is one in all of them; in a table of another
width no row's values are dealt out. Caveat: told by the rows alone, as headers come out of order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.alignment import Stretch
from parsers.headings import in_order
from parsers.numbers import read_value
from parsers.tokens import Token

FORM_WIDTH = 7
MIN_ROWS = 8  # labelled rows of the table
MOST = 0.6  # of them have the same width
MIN_TOTALS = 2  # rows without their last value that tell of a lost column
# 总计 stands above 商业企业 where the header has two rows, but never before the first applicant
ORDER = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构")
SUBTOTAL_WORDS = ("小计", "组织小计", "法人小计")
SUBTOTALS = ((1, slice(2, 7)), (6, slice(1, 6)))  # its place in a row of eight, and its parts


@dataclass(frozen=True, slots=True)
class Width:
    """How many values the table's rows have, and which of them is a subtotal (None: nothing says)."""

    values: int
    subtotal: int | None


def usual_width(stretches: Sequence[Stretch], tokens: Sequence[Token]) -> Width | None:
    """The width of a table whose rows are not as long as the form's; None for the form's own.

    `tokens` are the document's: where the numbers leave two places for a subtotal, its header tells.
    """
    if _is_disordered(tokens):
        return Width(FORM_WIDTH, None)
    rows = [row for stretch in stretches if _is_request(stretch) and (row := _filled(stretch))]
    widest = max(map(len, rows), default=FORM_WIDTH)
    if widest < FORM_WIDTH and (_lacks_a_header(tokens) or _end_in_totals(rows, widest)):
        return Width(FORM_WIDTH - 1, None)
    if len(rows) < MIN_ROWS:
        return None
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if abs(width - FORM_WIDTH) != 1 or count < MOST * len(rows):
        return None
    return Width(width, _subtotal([row for row in rows if len(row) == width], tokens))


def _lacks_a_header(tokens: Sequence[Token]) -> bool:
    """True where some of the applicants' headers are there and others are not."""
    seen = {name for token in tokens for name in token.match.columns if name in ORDER}
    return 0 < len(seen) < len(ORDER)


def _end_in_totals(rows: Sequence[Sequence[Token]], width: int) -> bool:
    """True where rows that lack the last value alone end in the sum of those before: a column is lost.

    A report with one request has two such rows at the least.
    """
    numbers = [[read_value(token.text).number or 0 for token in row] for row in rows if len(row) == width]
    if width != FORM_WIDTH - 1 or len(numbers) < MIN_TOTALS:
        return False
    return all(row[-1] == sum(row[:-1]) for row in numbers)


def _is_disordered(tokens: Sequence[Token]) -> bool:
    """True where the headers of the applicants stand in another order than the form's."""
    return not (in_order(tokens, ORDER) and in_order(tokens, (ORDER[0], "总计")))


def narrowed(stretch: Stretch, width: Width) -> Stretch:
    """A row without its subtotal; one of another length is left with no values, which become strangers."""
    if stretch.row is None or stretch.row.block.table != "requests":
        return stretch
    values = _filled(stretch)
    if width.subtotal is not None and len(values) == width.values and not stretch.lost:
        kept = values[: width.subtotal] + values[width.subtotal + 1 :]
        return replace(stretch, values=kept)
    return replace(stretch, unsure=True)


def _is_request(stretch: Stretch) -> bool:
    return stretch.row is not None and stretch.row.block.table == "requests" and not stretch.lost


def _filled(stretch: Stretch) -> tuple[Token, ...]:
    """The values without the blanks behind them, which may fill the row up."""
    end = len(stretch.values)
    while end and not stretch.values[end - 1].text:
        end -= 1
    return stretch.values[:end]


def _subtotal(rows: Sequence[Sequence[Token]], tokens: Sequence[Token]) -> int | None:
    """The place that is the sum of the organisations in every row; of two such, the one under its header."""
    if len(rows[0]) != FORM_WIDTH + 1:
        return None
    numbers = [[read_value(token.text).number or 0 for token in row] for row in rows]
    fits = [place for place, parts in SUBTOTALS if all(row[place] == sum(row[parts]) for row in numbers)]
    return fits[0] if len(fits) == 1 else _by_header(tokens) if fits else None


def _by_header(tokens: Sequence[Token]) -> int | None:
    """Whether the subtotal's header stands before the organisations' or behind them."""
    words = [token.text for token in tokens if not token.is_value]
    if "商业企业" not in words or not (
        names := [i for i, word in enumerate(words) if word in SUBTOTAL_WORDS]
    ):
        return None
    return SUBTOTALS[0][0] if names[0] < words.index("商业企业") else SUBTOTALS[1][0]
