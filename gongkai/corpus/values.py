"""How values get printed otherwise: placeholders, signs, units, commas, sentences, numbers in two pieces.

Promises: an `EntryEdit` returns the entries and the doubts: cells that print something which is not one plain
number, with the only value that may be read there (None: no value may).
Refuses: to move a number to another cell.
Caveat: a placeholder stands for a zero of the body; the truth of that cell is a blank.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from gongkai.corpus.editing import pick
from gongkai.samplesite.paper import Entries
from gongkai.samplesite.printing import Entry
from gongkai.samplesite.truth import Value

Doubts = dict[str, Value]
EntryEdit = Callable[[Entries, random.Random], tuple[Entries, Doubts]]

_FEES = "proactive_fees_amount"
_PROCUREMENT = "proactive_procurement_amount"
_UNREADABLE = ("0/0", "+2（-1）", "--31", "本年未收到此类申请", "增", "3或4", "约10", "见附件")


def put_placeholders(sign: str) -> EntryEdit:
    """In some cells a sign stands for a zero."""

    def edit(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
        zeros = [key for key, entry in entries.items() if entry.value == 0]
        return entries | dict.fromkeys(pick(rng, zeros, 30), Entry(sign, None)), {}

    return edit


def put_signs(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
    """Changes of a year with signs and with words for signs."""
    changes = {key: entry for key, entry in entries.items() if key.endswith("_items_change")}
    signed = {key: _signed(entry, rng) for key, entry in changes.items() if isinstance(entry.value, int)}
    return entries | signed, {}


def put_units(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
    """Counts and fees with their unit in the cell."""
    counts = [
        key for key, entry in entries.items() if key.startswith("requests_") and entry.value is not None
    ]
    with_units = {key: _with_unit(entries[key]) for key in pick(rng, counts, 40)}
    fees = entries.get(_FEES)
    if fees is not None and fees.value is not None:
        with_units[_FEES] = replace(fees, text=f"{fees.text}万元")
    return entries | with_units, {}


def put_unreadable(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
    """In a few cells stands what is not one number."""
    chosen = pick(rng, [key for key in entries if not key.endswith("_amount")], 4)
    printed = {key: Entry(rng.choice(_UNREADABLE), None) for key in chosen}
    return entries | printed, dict.fromkeys(chosen)


def put_remarks(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
    """An amount is followed by a remark in brackets."""
    amounts = [key for key, entry in entries.items() if key.endswith("_amount") and entry.value]
    remarked = {key: replace(entries[key], text=f"{entries[key].text}（含上年结余）") for key in amounts}
    return entries | remarked, {key: entries[key].value for key in amounts}


def put_words(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
    """A word stands for a small number."""
    small = [key for key, entry in entries.items() if entry.value in range(3) and key.startswith("requests_")]
    chosen = pick(rng, small, 4)
    worded = {key: replace(entries[key], text="零一两"[int(entries[key].value or 0)]) for key in chosen}
    return entries | worded, {key: entries[key].value for key in chosen}


def put_decimals(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
    """Amounts with six decimals."""
    amounts = {key: entry for key, entry in entries.items() if key.endswith("_amount")}
    long = {
        key: replace(entry, text=f"{entry.value:.6f}{entry.text.lstrip('0123456789.,')}")
        for key, entry in amounts.items()
        if entry.value is not None
    }
    return entries | long, {}


def move_unit(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
    """The amount of procurement without its unit: `labels.put_unit_in_header` says it."""
    entry = entries[_PROCUREMENT]
    if entry.value is None:
        return entries, {}
    return entries | {_PROCUREMENT: Entry(str(entry.value), entry.value, "万元")}, {}


def keep_totals(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
    """Of each row of table 3 only the total is filled in."""
    parts = [key for key in entries if key.startswith("requests_") and not key.endswith("_total")]
    return entries | dict.fromkeys(parts, Entry("", None)), {}


def split_numbers(between: str) -> EntryEdit:
    """Some numbers come in two pieces: nothing but the whole may be read."""

    def edit(entries: Entries, rng: random.Random) -> tuple[Entries, Doubts]:
        long = [key for key, entry in entries.items() if entry.text.isdecimal() and len(entry.text) > 1]
        chosen = pick(rng, long, 3)
        return entries | {key: _split(entries[key], between, rng) for key in chosen}, {
            key: entries[key].value for key in chosen
        }

    return edit


def _signed(entry: Entry, rng: random.Random) -> Entry:
    value = int(entry.value or 0)
    if value < 0:
        return replace(entry, text=rng.choice(("-{}", "减少{}", "－{}")).format(-value))
    return replace(entry, text=rng.choice(("+{}", "增加{}", "增{}", "{}")).format(value))


def _with_unit(entry: Entry) -> Entry:
    return replace(entry, text=f"{entry.text}件")


def _split(entry: Entry, between: str, rng: random.Random) -> Entry:
    at = rng.randint(1, len(entry.text) - 1)
    return replace(entry, text=entry.text[:at] + between + entry.text[at:])
