"""What a kept result depends on beside the archive: our own code, the reference data, and what we build upon.

Promises: it changes with any byte of the packages, of the reference data, and with the version of Python,
lxml, pyarrow or pypdfium2: what was kept under another one is not used.
Of the tracked organisations only what changes an id counts: a release's own ids are added after each.
Caveat: a changed comment makes all be parsed again; that is the price of never asking whether it mattered.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gongkai.reference import reference_file
from gongkai.tracked import FILE as TRACKED
from gongkai.tracked import read_tracked

_PACKAGES = ("gongkai", "parsers", "scraper")
_KINDS = frozenset({".py", ".toml", ".csv", ".parquet"})
_BUILT_UPON = ("lxml", "pyarrow", "opencc", "pypdfium2", "python-docx", "python-calamine")


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A digest of code and reference data.

    >>> len(fingerprint())
    64
    """
    total = hashlib.sha256(platform.python_version().encode())
    for name in _BUILT_UPON:
        total.update(f"{name} {_version(name)}\n".encode())
    total.update(read_tracked().digest().encode())
    for path in _files():
        total.update(f"{path.name}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _files() -> Iterator[Path]:
    top = Path(__file__).parents[1]
    folders = [*(top / name for name in _PACKAGES), reference_file("codebook.csv").parent]
    for folder in folders:
        found = (path for path in folder.rglob("*") if path.suffix in _KINDS and path.name != TRACKED)
        yield from sorted(path for path in found if path.is_file())
