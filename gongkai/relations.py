"""Which columns point at which tables: every text of the column is a key there, or null.

Promises: the tests hold each of them on whole releases; `datapackage.json` declares them.
Refuses: what holds only most of the time.
"""

from __future__ import annotations

_ORGANIZATION = ("organization_id", "organizations")
_REPORT = ("report_id", "reports")
_INDICATOR = ("indicator", "codebook")
KEYS = {"organizations": "organization_id", "reports": "report_id", "codebook": "indicator"}

RELATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "reports": (_ORGANIZATION, ("superseded_by", "reports"), ("same_as", "reports")),
    "cells": (_REPORT, _INDICATOR),
    "indicators": (_ORGANIZATION, _REPORT),
    "findings": (_REPORT,),
    "narratives": (_REPORT,),
    "ledger": (_ORGANIZATION, _REPORT, ("next_report_id", "reports"), _INDICATOR),
    "changes": (_REPORT, ("replaced", "reports"), _ORGANIZATION, _INDICATOR),
    "series": (_INDICATOR, ("series", "codebook")),
}


def relations_of(table: str) -> tuple[tuple[str, str], ...]:
    """The columns of a table that point at others, each with the table that it points at.

    >>> relations_of("cells")
    (('report_id', 'reports'), ('indicator', 'codebook'))
    """
    return RELATIONS.get(table, ())
