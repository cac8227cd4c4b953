"""What is known of files that were validated before, by their bytes.

Promises: the sums of a file come back only for the same bytes, the same code, and a file without a problem.
Refuses: to be needed: it is a cache, and may be deleted at any time.
Caveat: sums of files that a validation did not meet are removed at its end.
"""

from __future__ import annotations

import zipfile
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from gongkai.fingerprint import fingerprint
from gongkai.validation.cells import CellSums
from gongkai.validation.panel import PanelSums

_LIBRARIES = f"{np.__version__}-{pd.__version__}"  # other versions may hash otherwise
Sums = TypeVar("Sums", CellSums, PanelSums)


class Memory:
    """Sums of files, kept in `folder`; None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._met: set[str] = set()

    def recall(self, kind: type[Sums], digest: str) -> Sums | None:
        """The sums of the file with this digest."""
        path = self._path(kind, digest)
        if path is None or not path.is_file():
            return None
        with suppress(OSError, ValueError, KeyError, zipfile.BadZipFile), np.load(path) as held:
            return kind(*(held[field.name] for field in fields(kind)))
        return None

    def keep(self, digest: str, sums: CellSums | PanelSums) -> None:
        """Keep the sums of a file without a problem."""
        path = self._path(type(sums), digest)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".tmp")
        with aside.open("wb") as file:
            np.savez(file, **{field.name: getattr(sums, field.name) for field in fields(sums)})
        aside.replace(path)

    def forget(self) -> None:
        """Remove what was not met."""
        if self._folder is not None and self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in self._met:
                    path.unlink(missing_ok=True)

    def _path(self, kind: type[CellSums] | type[PanelSums], digest: str) -> Path | None:
        if self._folder is None:
            return None
        name = f"{kind.__name__.lower()}-{digest[:32]}-{fingerprint()[:16]}-{_LIBRARIES}.npz"
        self._met.add(name)
        return self._folder / name
