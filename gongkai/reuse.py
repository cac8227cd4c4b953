"""What a build need not do again: releases of an archive that did not grow, files whose rows did not change.

Promises: nothing is taken over unless it has the very bytes that were noted when it was written; the release
is the one that building everything anew would give.
Refuses: to trust a release that was changed by hand: its files are written again.
Caveat: what is known of a release is noted in the store, and lost with it; then all is written anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from gongkai.datapackage import SUMS, digest_of
from gongkai.store import Store

_WRITTEN, _BUILT = "written", "built"


class Reuse:
    """Files of `last`, the newest release, that may be taken over; None where there is no release."""

    def __init__(self, store: Store, last: Path | None) -> None:
        self._store, self._last = store, last
        known: Any = store.noted(_WRITTEN) or {}
        self._known: Mapping[str, tuple[str, str]] = known
        self._sources: dict[str, str] = {}

    def take(self, path: str, sources: str, target: Path) -> int | None:
        """Put a file of the last release at `target`; its rows, or None where it must be written.

        `sources` is a digest of all that its rows are made from.
        """
        self._sources[path] = sources
        if self._last is None or not (self._last / path).is_file():
            return None
        if tuple(self._known.get(path, ())) != (sources, digest_of(self._last / path)):
            return None
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self._last / path, target)  # no file of a release is ever changed
        except OSError:
            shutil.copyfile(self._last / path, target)
        return int(pq.read_metadata(target).num_rows)

    @property
    def knows_last(self) -> bool:
        """True where the last release was noted by this store, so that the same code made it."""
        if self._last is None:
            return False
        files = {path: self._last / path for path in self._known}
        return bool(files) and all(
            path.is_file() and digest_of(path) == self._known[name][1] for name, path in files.items()
        )

    def note(self, release: Path) -> None:
        """Note what the files of a release were made from."""
        written = {path: release / path for path in self._sources if (release / path).is_file()}
        files = {path: (self._sources[path], digest_of(file)) for path, file in written.items()}
        self._store.note(_WRITTEN, files)


def note_built(store: Store, sizes: Mapping[str, int], release: Path, values: object) -> None:
    """Note that `release` is the whole archive of these sizes; `values` come back with it."""
    store.note(_BUILT, [dict(sizes), release.name, digest_of(release / SUMS), values])


def find_built(store: Store, sizes: Mapping[str, int], last: Path | None) -> object | None:
    """The values noted with the release of an archive of these sizes; None unless it is `last`, and whole."""
    noted: Any = store.noted(_BUILT)
    if last is None or noted is None:
        return None
    known, name, sums, values = noted
    is_same = known == sizes and name == last.name and is_whole(last) and digest_of(last / SUMS) == sums
    found: object = values
    return found if is_same else None


def is_whole(release: Path) -> bool:
    """True where a release holds the files of its SHA256SUMS, with their bytes, and no others."""
    try:
        lines = (release / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    sums = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    there = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    return there == {*sums, SUMS} and all(digest_of(release / path) == one for path, one in sums.items())
