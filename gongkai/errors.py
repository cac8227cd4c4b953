"""What `gongkai` raises when work could not be done; each error carries its exit code and what to do.

GongkaiError             exit code 2
├── ConfigError          a setting that is unknown or not of its type
├── InputError           a path that is not there, or a folder without one readable file
├── DatasetError         a folder that is not a dataset, or rows that break their table's rules
├── ReleaseError         a release that could not be written: disk full, no permission
├── TellingError         an operator who could not be told how a run ended (exit code 1)
├── ValidationError      a release that contradicts itself or lost much, and was not published
├── LockedError          another run holds the lock (exit code 3)
└── InterruptedRunError  Ctrl-C or SIGTERM, state saved (exit code 130)

A document that could not be read is none of these: it is recorded, and the run goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.validation.outcome import Outcome


class GongkaiError(Exception):
    """Work that could not be done; `remedy` says what to do about it.

    >>> str(GongkaiError("x.csv: no such file", remedy="Check the path."))
    'x.csv: no such file'
    """

    exit_code = 2

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        self.remedy = remedy


class ConfigError(GongkaiError):
    """A setting in gongkai.toml, the environment or a flag is unknown or not of its type."""


class InputError(GongkaiError):
    """A path is not there, or holds nothing that can be read."""


class DatasetError(GongkaiError):
    """A folder is not a dataset, or rows break the rules of their table."""


class ReleaseError(GongkaiError):
    """A release could not be written; the one before it is still whole."""


class TellingError(GongkaiError):
    """A message to the operator could not be sent; the run itself came to its end."""

    exit_code = 1


class ValidationError(GongkaiError):
    """A release was not published, because checks failed; `outcome` says which and where."""

    def __init__(self, message: str, outcome: Outcome, *, remedy: str | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.outcome = outcome


class LockedError(GongkaiError):
    """Another run holds the lock of the data folder."""

    exit_code = 3


class InterruptedRunError(GongkaiError):
    """The run was asked to stop and did, with its state saved."""

    exit_code = 130  # what shells report for a program ended by Ctrl-C
