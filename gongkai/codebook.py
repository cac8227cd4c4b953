"""The indicators: every cell of every national form, one row each, read from `codebook.csv`.

Promises: an indicator means one thing in every form that it stands in.
Refuses: to invent a series across forms; `series` comes from `series.csv` alone.
Caveat: rows of the list of 2014 whose labels no published page confirms are not `confirmed`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from gongkai.reference import reference_file
from gongkai.series import series_by_indicator
from parsers.forms import list_forms

MONEY_UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}  # yuan in one unit
TABLES_ZH = {
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "disputes": "政府信息公开行政复议、行政诉讼情况",
    "annex": "政府信息公开情况统计表",
}
SUM_ROWS = frozenset({"handled_total"})  # （七）总计 adds up the results above it
SUM_COLUMNS = frozenset({"total"})  # 总计 adds up the columns before it


@dataclass(frozen=True, slots=True)
class Indicator:
    """One cell of the national form; `unit` is the unit of the panel, `forms` the forms that have it.

    `column` is empty for the rows of a list. `definition` is in Chinese. `confirmed`: the label was read on
    published reports. `example` is a number of one made-up report, whose sums hold.
    """

    indicator: str
    short_name: str
    forms: tuple[str, ...]
    table: str
    row: str
    column: str
    row_zh: str
    column_zh: str
    unit: str
    label_en: str
    definition: str
    definition_en: str
    legal_basis: str
    legal_basis_en: str
    example: str
    confirmed: bool

    @property
    def is_total(self) -> bool:
        """True for cells that add up others of the same table."""
        is_sum = self.row in SUM_ROWS or self.column in SUM_COLUMNS
        return is_sum or self.indicator in _totals_of_lists()

    @property
    def is_money(self) -> bool:
        """True for amounts, whose unit differs from report to report."""
        return self.unit in MONEY_UNITS

    @property
    def series(self) -> str | None:
        """The series across forms; None where no other form has the same thing."""
        return series_by_indicator().get(self.indicator)

    @property
    def place(self) -> str:
        """The official table, row and column."""
        return "｜".join((TABLES_ZH[self.table], self.row_zh, self.column_zh))


@lru_cache(maxsize=1)
def read_codebook() -> tuple[Indicator, ...]:
    """All indicators, in the order of the forms.

    >>> len(read_codebook()), read_codebook()[0].indicator
    (284, 'proactive_regulations_made')
    """
    with reference_file("codebook.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_indicator(row) for row in csv.DictReader(file))


def _indicator(row: dict[str, str]) -> Indicator:
    texts = {name: text for name, text in row.items() if name not in ("forms", "confirmed")}
    confirmed = row["confirmed"] == "true"
    return Indicator(forms=tuple(row["forms"].split(";")), confirmed=confirmed, **texts)


@lru_cache(maxsize=1)
def _totals_of_lists() -> frozenset[str]:
    """The rows of lists that add up others."""
    return frozenset(name for form in list_forms().values() for i in form.identities for name in i.left)


def indicators_of(form: str) -> tuple[Indicator, ...]:
    """The indicators of one national form.

    >>> len(indicators_of("2014")), len(indicators_of("2019")), len(indicators_of("2021"))
    (58, 198, 200)
    """
    return tuple(found for found in read_codebook() if form in found.forms)
