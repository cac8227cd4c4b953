"""The order of column headers in flattened text: whether it is the form's, table by table and block by block.

Refuses: to follow another order: values below such headers are not dealt out. Caveat: headers that are lost
say nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.forms import Block, load_forms
from parsers.tokens import Token

_BODIES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


def in_order(tokens: Sequence[Token], names: Sequence[str]) -> bool:
    """True where the first header of each name stands in the order of `names`."""
    places = [place for name in names if (place := _first(tokens, name, frozenset(names))) is not None]
    return places == sorted(places)


def disordered_tables(tokens: Sequence[Token]) -> frozenset[str]:
    """The blocks' headings and the tables above whose rows the headers are not in the form's order."""
    found = {
        heading
        for heading, part in _parts(tokens)
        if not all(in_order(part, [c.label for c in block.columns]) for block in _blocks(heading))
    }
    disputes = [i for i, token in enumerate(tokens) if _body(token) is not None]
    if disputes:
        part = tokens[disputes[0] : disputes[-1] + 16]
        bodies = list(dict.fromkeys(_BODIES.index(b) for token in part if (b := _body(token)) in _BODIES))
        if bodies != sorted(bodies) or not _rises_evenly(part, _outcomes()):
            found.add("disputes")
    return frozenset(found)


def _first(tokens: Sequence[Token], name: str, among: frozenset[str]) -> int | None:
    only = {name}
    return next((i for i, token in enumerate(tokens) if token.match.columns & among == only), None)


def _rises_evenly(tokens: Sequence[Token], names: Sequence[str]) -> bool:
    """True where headers that stand once a body rise in as many runs as the commonest of them stands.

    Some of them may be lost, or printed twice; in another order they rise in more runs.
    """
    seen = [names.index(name) for token in tokens for name in token.match.columns if name in names]
    return not seen or 1 + sum(b < a for a, b in pairwise(seen)) <= max(Counter(seen).values())


def _body(token: Token) -> str | None:
    row = token.match.row
    return row.row if row is not None and row.table == "disputes" else None


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
    """Each heading of table 2 with the tokens from it to the next heading or row."""
    heads = [i for i, token in enumerate(tokens) if token.match.group and token.match.header]
    for start in heads:
        end = next((i for i in range(start + 1, len(tokens)) if tokens[i].match.row), len(tokens))
        yield tokens[start].match.group or "", tokens[start:end]


def _blocks(heading: str) -> list[Block]:
    return [block for form in load_forms().values() for block in form.blocks if block.heading == heading]


def _outcomes() -> list[str]:
    block = next(b for form in load_forms().values() for b in form.blocks if b.one_row)
    return [column.label for column in block.columns]
