"""`CITATION.cff` of a release, by the Citation File Format 1.2.0, and the citation as one line.

Promises: a citation names the version and a digest of its tables, so that it can be checked without a DOI:
`grep parquet SHA256SUMS | sha256sum` gives it.
Refuses: authors that are not known: the developers are named as a body.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from gongkai.datapackage import CREATOR, KEYWORDS, TITLE, TableFile

_MESSAGE = "Cite the version that you used; and the body and address of a report where you use single ones."


def cite(name: str, created: datetime) -> str:
    """The citation, as one line.

    >>> cite("v2026.1", datetime(2026, 1, 2))
    'The gongkai developers (2026). Annual reports ... in China: indicators (version 2026.1) [Data set].'
    """
    return f"{CREATOR} ({created.year}). {TITLE} (version {name.removeprefix('v')}) [Data set]."


def citation_file(files: Sequence[TableFile], *, name: str, created: datetime) -> str:
    """The text of CITATION.cff; strings are written as JSON, which YAML reads."""
    lines = [
        "cff-version: 1.2.0",
        f"message: {_text(_MESSAGE)}",
        "type: dataset",
        f"title: {_text(TITLE)}",
        f"version: {_text(name.removeprefix('v'))}",
        f"date-released: {created.date().isoformat()}",
        "license: CC-BY-4.0",
        "authors:",
        f"  - name: {_text(CREATOR)}",
        "keywords:",
        *(f"  - {_text(word)}" for word in KEYWORDS),
        "identifiers:",
        "  - type: other",
        f"    value: {_text(f'sha256:{tables_digest(files)}')}",
        '    description: "of the tables: grep parquet SHA256SUMS | sha256sum"',
    ]
    return "\n".join(lines) + "\n"


def tables_digest(files: Sequence[TableFile]) -> str:
    """A digest of all tables: sha256 of their lines in SHA256SUMS."""
    lines = (f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda file: file.path))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
