"""What a release is validated against, and what an operator accepts.

Promises: what is accepted has a reason, for one build; only comparisons may be accepted (`catalogue.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gongkai.errors import ConfigError
from gongkai.validation.catalogue import CHECKS


@dataclass(frozen=True, slots=True)
class Demand:
    """What a release is validated against: `newest` is the archive's newest date.

    `accept` maps ids of checks to why they may fail; `memory` is a folder that keeps sums of files from build
    to build; `same_code` says that the last release was made by the same code.
    """

    newest: datetime
    accept: Mapping[str, str] = field(default_factory=dict)
    memory: Path | None = None
    same_code: bool = False


def read_accepted(words: Iterable[str]) -> dict[str, str]:
    """What an operator accepts: `CHECK: why` each. ConfigError where that cannot be.

    >>> read_accepted(["rows_fell: the portal closed"])
    {'rows_fell': 'the portal closed'}
    >>> read_accepted(["keys: it looks fine"])
    Traceback (most recent call last):
    gongkai.errors.ConfigError: 'keys' cannot be accepted
    """
    found = {}
    known = sorted(check.id for check in CHECKS.values() if check.can_accept)
    for word in words:
        check, _, reason = (part.strip() for part in word.partition(":"))
        if check not in known:
            what = f"{check!r} cannot be accepted" if check in CHECKS else f"{check!r} is no check"
            raise ConfigError(what, remedy=f"Those that can be: {', '.join(known)}.")
        if not reason:
            raise ConfigError(f"{check}: no reason is given", remedy=f'Say why: --accept "{check}: why"')
        found[check] = reason
    return found
