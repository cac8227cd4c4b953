"""How a body prints its numbers: signs, separators, units, and what stands for a blank.

Promises: `Entry.value` is exactly what the text says (the truth that a parser is scored against).
Refuses: texts that are not one number, such as 0/0.
Caveat: a cell printed blank has the value None, even where the body meant 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gongkai.samplesite import annex
from gongkai.samplesite.numbers import Figures

FEES = "proactive_fees_amount"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Entry:
    """One printed cell: its text, the number that it says (None: blank), the unit beside the number."""

    text: str
    value: int | float | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """A body's habits. `blanks` says which zeros are left blank, `blank` what is put there instead.

    `blanks`: "none", "inapplicable" (rows that the body has no business with) or "zeros" (all of table 3).
    `procurement`: "wan" (86.5万元), "yuan" (865000元) or "bare" (865000, no unit anywhere).
    """

    blanks: str = "none"
    blank: str = ""
    plus: bool = False
    thousands: bool = False
    full_width: bool = False
    procurement: str = "bare"


def print_figures(figures: Figures, style: PrintStyle) -> dict[str, Entry]:
    """Print every figure in a body's style.

    >>> print_figures({"proactive_fees_amount": 3500}, PrintStyle())["proactive_fees_amount"]
    Entry(text='0.35', value=0.35, unit='万元')
    >>> print_figures({"requests_granted_total": 0}, PrintStyle("zeros", "/"))["requests_granted_total"]
    Entry(text='/', value=None, unit=None)
    """
    return {indicator: _print(indicator, value, style) for indicator, value in figures.items()}


def _print(indicator: str, value: int, style: PrintStyle) -> Entry:
    if value == 0 and _is_left_blank(indicator, style):
        return Entry(style.blank, None)
    if indicator in (FEES, *annex.MONEY):
        return _money(value, "wan", printed_unit="", unit="万元")
    if indicator == "proactive_procurement_amount":
        return _procurement(value, style.procurement)
    return Entry(_count(indicator, value, style), value)


def _is_left_blank(indicator: str, style: PrintStyle) -> bool:
    if style.blanks == "zeros":
        return indicator.startswith(("requests_", annex.STEM))
    inapplicable = ("proactive_regulations_", "proactive_procurement_", "proactive_coercion_")
    return style.blanks == "inapplicable" and indicator.startswith(inapplicable)


def _count(indicator: str, value: int, style: PrintStyle) -> str:
    text = f"{value:,}" if style.thousands else str(value)
    if style.plus and indicator.endswith("_items_change") and value >= 0:
        text = f"+{text}"
    return text.translate(FULL_WIDTH) if style.full_width else text


def _procurement(yuan: int, habit: str) -> Entry:
    if habit == "bare":
        return Entry(str(yuan), yuan)
    unit = "万元" if habit == "wan" else "元"
    return _money(yuan, habit, printed_unit=unit, unit=unit)


def _money(yuan: int, habit: str, *, printed_unit: str, unit: str) -> Entry:
    amount = Decimal(yuan) / 10_000 if habit == "wan" else Decimal(yuan)
    text = f"{amount.normalize():f}"
    value = int(amount) if amount == amount.to_integral_value() else float(text)
    return Entry(text + printed_unit, value, unit)
