"""Coverage as one page of HTML that needs nothing else: no script, no font, no picture, no network.

Promises: what a person wants first comes first (how much, of what, since when); states have a letter beside
their colour; it prints. The same release gives the same bytes.
Refuses: links to anything but http and https addresses; text of sites is escaped.
Caveat: over MOST bodies only those with gaps are listed, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from gongkai.divisions import read_divisions
from gongkai.errors import InputError
from gongkai.matrix import BodyYears, Entry, Matrix
from gongkai.reasons import LETTERS, STATES, STATES_ZH, Reason, reason_of
from gongkai.rendering import render

MOST = 5000  # bodies; the page has then about 8 MB, which browsers still show at once


@dataclass(frozen=True, slots=True)
class Area:
    """The bodies of one area, which the page shows under one heading."""

    name: str
    bodies: tuple[BodyYears, ...]


def render_coverage(matrix: Matrix) -> str:
    """The page."""
    return render(
        "coverage.html",
        matrix=matrix,
        total=matrix.all_years,
        areas=list(_areas(matrix)),
        states=STATES,
        letters=LETTERS,
        zh=STATES_ZH,
        reason_of=reason_of,
        tell=_tell,
        link=_link,
        percent=_percent,
    )


def write_coverage(matrix: Matrix, path: Path) -> None:
    """Write the page, whole or not at all; InputError where it cannot be written."""
    aside = path.with_name(f"{path.name}.tmp")
    try:
        aside.write_text(render_coverage(matrix), encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written: {error.strerror}",
            remedy="Give another file: gongkai status --html FILE",
        ) from error


def _areas(matrix: Matrix) -> Iterator[Area]:
    for code, bodies in groupby(matrix.bodies, key=lambda body: body.organization_id.partition(":")[0]):
        area = read_divisions().get(code)
        names = [name for name in (area.province, area.prefecture, area.county) if name]
        yield Area(" ".join([*names, code]) if names else _unnamed(code), tuple(bodies))


def _unnamed(code: str) -> str:
    return "Area unknown 区划未知" if code == "-" else code


def _tell(entry: Entry, year: int) -> str:
    """What a cell means, in words, for a screen reader and on hovering."""
    known: Reason | None = reason_of(entry.reason) if entry.reason else None
    words = [f"{year}: {entry.state.replace('_', ' ')} {STATES_ZH[entry.state]}"]
    words += [f"{entry.reason}: {known.en}"] if known else []
    words += [reason_of(word).en for word in (entry.doubt or "").split(";") if word]
    return "; ".join(words)


def _link(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


def _percent(share: float) -> str:
    """One decimal; a share that is not whole never looks whole.

    >>> _percent(1.0), _percent(0.99999), _percent(0.00001), _percent(0.5)
    ('100%', '99.9%', '0.1%', '50.0%')
    """
    return f"{share:.0%}" if share in (0, 1) else f"{min(max(share * 100, 0.1), 99.9):.1f}%"
