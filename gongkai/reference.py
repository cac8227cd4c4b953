"""Where the tracked reference data lies: in the wheel (`gongkai/_data`) or in a checkout (`data/reference`).

Promises: the same files in both, so that an installed wheel needs no checkout.
Refuses: to download anything.
Caveat: a wheel is looked at first; an editable install has no `_data` and reads the checkout.
"""

from __future__ import annotations

from pathlib import Path

from gongkai.errors import GongkaiError

_PLACES = (Path(__file__).parent / "_data", Path(__file__).parents[1] / "data" / "reference")


def reference_file(name: str) -> Path:
    """The path of one reference file.

    >>> reference_file("codebook.csv").name
    'codebook.csv'

    Raises GongkaiError where it is not there.
    """
    for folder in _PLACES:
        if (folder / name).is_file():
            return folder / name
    raise GongkaiError(f"{name}: this installation lacks its reference data", remedy="Install gongkai again.")
