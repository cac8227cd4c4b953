"""Requests that say which page they ask for: reading the number, and asking for the next one.

Promises: the next request is the one that was asked, with its page one higher, or its rows one page further,
and nothing else changed: in the query, in a posted form, in posted JSON, and in JSON that a field holds.
Refuses: to make a next page up for an address that names none.
Caveat: rows are counted on only where the request also says how many a page has.
"""

from __future__ import annotations

from scraper.sites.fields import (
    FROM_FIELDS,
    PAGE_FIELDS,
    SIZE_FIELDS,
    TO_FIELDS,
    VAGUE_FIELDS,
)
from scraper.sites.numbers import Number, change_numbers, read_numbers

_MOST_ROWS = 1_000_000  # of a list; a first row beyond is a day
_HIGHEST = 10_000  # a number from here on is a column or a day, in a field of whatever name


def next_request(address: str) -> str | None:
    """The address of the next page of the list that `address` asks for; None where it names no page.

    >>> next_request("http://a.example/api/all/7?page=1&sid=2")
    'http://a.example/api/all/7?page=2&sid=2'
    >>> next_request("http://a.example/list?start=20&limit=20")
    'http://a.example/list?start=40&limit=20'
    """
    numbers = read_numbers(address)
    steps = dict.fromkeys(_pages(numbers), 1)
    if size := _rows_asked(numbers):
        steps |= {number: size for number in numbers if number.name in FROM_FIELDS | TO_FIELDS}
    return change_numbers(address, lambda number: _higher(number, steps.get(number, 0))) if steps else None


def page_number(address: str) -> int | None:
    """Which page an address asks for; None where it does not say.

    >>> page_number("http://a.example/list?pageIndex=3&p=1"), page_number("http://a.example/")
    (3, None)
    """
    numbers = read_numbers(address)
    pages, first, records = _pages(numbers), _first(numbers), _range(numbers)
    if first is not None and records:
        return (first - 1) // records + 1
    if pages or first is None:
        return pages[0].value if pages else None
    size = _rows_asked(numbers)
    return first // size + 1 if size else None


def page_size(address: str) -> int | None:
    """How many rows an address asks for; None where it does not say."""
    return record_count(address) or _size(read_numbers(address))


def record_count(address: str) -> int | None:
    """How many records lie between the first and the last that are asked for; None where there are none."""
    return _range(read_numbers(address))


def _pages(numbers: tuple[Number, ...]) -> list[Number]:
    """The numbers of the page, surest first; a vague field counts alone, or beside one that it repeats."""
    named = [number for number in numbers if number.name in PAGE_FIELDS and number.value < _HIGHEST]
    sure = [number for number in named if number.name not in VAGUE_FIELDS]
    first = (sure or named)[:1]
    return sure + [one for one in named if one not in sure and one.value == first[0].value]


def _rows_asked(numbers: tuple[Number, ...]) -> int | None:
    """How many rows lie between one request and the next, of requests that name their first row."""
    first, records, size = _first(numbers), _range(numbers), _size(numbers)
    if records or first is None or size is None:
        return records
    return size if first % size in (0, 1 % size) else None  # a page begins at no other row


def _first(numbers: tuple[Number, ...]) -> int | None:
    rows = (number.value for number in numbers if number.name in FROM_FIELDS)
    return next((row for row in rows if row < _MOST_ROWS), None)


def _size(numbers: tuple[Number, ...]) -> int | None:
    sizes = (number.value for number in numbers if number.name in SIZE_FIELDS)
    return next((size for size in sizes if size > 0), None)


def _range(numbers: tuple[Number, ...]) -> int | None:
    first = _first(numbers)
    last = next((number.value for number in numbers if number.name in TO_FIELDS), None)
    return last - first + 1 if first is not None and last is not None and last >= first else None


def _higher(number: Number, step: int) -> str:
    """The number some steps on; one that is written with zeros before it keeps its width."""
    return str(number.value + step).zfill(len(number.text)) if step else number.text
