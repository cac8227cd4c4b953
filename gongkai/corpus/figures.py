"""The numbers of the corpus: heavy-tailed, every identity holding, drawn from a seed.

Promises: row_sum, results_sum, flow and dispute_sum hold in what `draw_figures` returns; integers only.
Refuses: to carry anything from year to year: each document stands alone.
Caveat: money is held in yuan, as the sample site holds it; printing turns it into what a cell shows.
"""

from __future__ import annotations

import random
from collections import Counter

from gongkai.corpus.lists import draw_list
from gongkai.samplesite.annex import LAYOUT
from gongkai.samplesite.layout import APPLICANTS, DISPUTES, OUTCOMES, indicators, result_rows
from gongkai.samplesite.numbers import Figures

# lowest and highest number of requests in a year, and how many of 25 bodies have so many
_BANDS = ((0, 0, 6), (1, 5, 8), (6, 99, 6), (100, 999, 2), (1_000, 9_999, 2), (10_000, 999_999, 1))
_WEIGHTS = {
    "granted": 60,
    "granted_in_part": 9,
    "unable_not_held": 22,
    "unable_needs_creation": 6,
    "not_processed_petition": 5,
    "other_remainder": 4,
    "other": 4,
}
_MANY = 300  # requests from which on shares are computed instead of drawn one by one


def draw_scale(rng: random.Random, least: int = 0) -> int:
    """How many requests a body gets in a year, at least `least`.

    >>> draw_scale(random.Random("few"), least=1_000) >= 1_000
    True
    """
    bands = [band for band in _BANDS if band[1] >= least]
    low, high, _ = rng.choices(bands, [weight for _, _, weight in bands])[0]
    return rng.randint(max(low, least), high)


def draw_figures(rng: random.Random, layout: str, scale: int) -> Figures:
    """Every number of one report in a layout of the form, or of one list.

    >>> figures = draw_figures(random.Random("town"), "2021", 3)
    >>> figures["requests_received_total"]
    3
    """
    if layout == LAYOUT:
        return draw_list(rng, scale)
    drawn = _draw_requests(rng, layout, scale)
    drawn |= _draw_disputes(rng, scale)
    return {
        key: drawn[key] if key in drawn else _draw_proactive(rng, key, scale) for key in indicators(layout)
    }


def share_out(rng: random.Random, amount: int, keys: tuple[str, ...]) -> Figures:
    """Distribute an amount over keys, most of it to those that are common.

    >>> sum(share_out(random.Random("a"), 5_000, ("granted", "other")).values())
    5000
    """
    weights = [_WEIGHTS.get(key, 1) for key in keys]
    if amount <= _MANY:
        drawn = Counter(rng.choices(keys, weights, k=amount))
        return {key: drawn[key] for key in keys}
    whole = sum(weights)
    shares = {
        key: amount * weight * rng.randint(0, 100) // (100 * whole)
        for key, weight in zip(keys, weights, strict=True)
    }
    shares[keys[0]] += amount - sum(shares.values())
    return shares


def _draw_requests(rng: random.Random, layout: str, scale: int) -> Figures:
    table: Figures = {}
    for column, received in _draw_applicants(rng, scale).items():
        carried_in = rng.randint(0, 1 + received // 10) if scale and rng.randrange(3) == 0 else 0
        carried_out = rng.randint(0, (received + carried_in + 3) // 10) if scale else 0
        handled = received + carried_in - carried_out
        rows = {"received": received, "carried_in": carried_in, "handled_total": handled}
        rows |= {"carried_out": carried_out, **share_out(rng, handled, result_rows(layout))}
        for row, value in rows.items():
            table[f"requests_{row}_{column}"] = value
            table[f"requests_{row}_total"] = table.get(f"requests_{row}_total", 0) + value
    return table


def _draw_applicants(rng: random.Random, scale: int) -> Figures:
    """Requests by applicant: organisations are few, and most kinds of them have none."""
    left = scale
    received = {}
    for column in reversed(APPLICANTS[1:]):
        busy = rng.randrange(3 if column == "business" else 6) == 0
        received[column] = rng.randint(0, min(left, 1 + scale // 8)) if busy else 0
        left -= received[column]
    return {"natural_person": left, **{column: received[column] for column in APPLICANTS[1:]}}


def _draw_disputes(rng: random.Random, scale: int) -> Figures:
    table: Figures = {}
    for dispute, _ in DISPUTES:
        most = 1 + scale // 20 if scale and rng.randrange(2) else 0
        parts = {outcome: rng.randint(0, most) for outcome, _ in OUTCOMES if outcome != "total"}
        for outcome, value in (parts | {"total": sum(parts.values())}).items():
            table[f"disputes_{dispute}_{outcome}"] = value
    return table


def _draw_proactive(rng: random.Random, indicator: str, scale: int) -> int:
    most = 3 + scale
    if rng.randrange(2) or (indicator.startswith("proactive_regulations_") and scale < 1_000):
        return 0
    if indicator.endswith("_change"):
        return rng.randint(-8, 8)
    if indicator.endswith("_decisions"):
        return rng.randint(0, 20 * most)
    if indicator.endswith("_amount"):
        return rng.randint(0, 40_000 * most)
    return rng.randint(0, min(most, 60))
