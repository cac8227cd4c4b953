"""What stands before every line of a text and is none of its words: quotation marks, bullets, line numbers.

Promises: a mark is taken off only where nearly all lines begin with it, a number only where nearly all lines
begin with their own. Refuses: to look at short texts, in which a list may be all there is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

MIN_LINES = 40  # that hold something; a report has over 60
SHARE = 0.9  # of these lines

_PREFIX = re.compile(r"\s*(?:([>*•·●○▪◆■+–—-])(?=\s|$)|(\d{1,5})(?=[\s:.)]|$)[:.)]?)[^\S\t]?")


def without_prefixes(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the mark, or the number of the line, that each of them begins with.

    >>> without_prefixes([f"> {n}" for n in range(50)])[:2], without_prefixes(["> 1"])
    (['0', '1'], ['> 1'])
    """
    filled = sum(bool(line.strip()) for line in lines)
    if filled < MIN_LINES:
        return lines
    found = [_PREFIX.match(line) for line in lines]
    kinds = [match and _kind_of(match, at) for at, match in enumerate(found)]
    [(usual, count)] = Counter(kind for kind in kinds if kind is not None).most_common(1) or [("", 0)]
    if count < SHARE * filled:
        return lines
    return [
        line[match.end() :] if match and kind == usual else line
        for line, match, kind in zip(lines, found, kinds, strict=True)
    ]


def _kind_of(prefix: re.Match[str], at: int) -> str | int:
    """A mark as it is; a number by how far it is ahead of its line."""
    return prefix[1] or int(prefix[2]) - at
