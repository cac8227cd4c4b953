"""Validation of a release before it is published: checks, what they found, and the page that says so.

Promises: importing this package is cheap; pandera is imported when a release is validated, and then alone.
"""

from __future__ import annotations

from pathlib import Path

from gongkai.validation.demand import Demand
from gongkai.validation.outcome import Outcome

__all__ = ["Demand", "Outcome", "validate_release"]


def validate_release(folder: Path, last: Path | None, demand: Demand) -> Outcome:
    """All that is wrong with the release in `folder`; `last` is the one before it."""
    from gongkai.validation.validating import validate

    return validate(folder, last, demand)
