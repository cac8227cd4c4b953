"""The papers that go with a release: descriptions for people and programs, licence, citation, sums.

Promises: the same tables, name and date give the same bytes; SHA256SUMS names every other file.
Refuses: absolute paths, machine names, the time of the build: dates come from the archive.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from gongkai.citation import citation_file
from gongkai.croissant import describe_croissant
from gongkai.datapackage import SUMS, describe, digest_of, read_files
from gongkai.release_pages import codebook_page, release_page

CHANGES = "CHANGES.md"
LICENSE = """\
The tables of this release are licensed under the Creative Commons Attribution 4.0 International licence
(CC BY 4.0, https://creativecommons.org/licenses/by/4.0/).

The numbers and texts in them were published by public bodies of the People's Republic of China, which the
Regulations on Open Government Information (政府信息公开条例) oblige to publish them. Cite the body and the
address (column `url` of `reports`) together with the release.
"""


def write_papers(
    folder: Path, *, name: str, created: datetime, counts: Mapping[str, int], changes: str
) -> None:
    """Write the papers of release `name` beside the tables in `folder`.

    `counts` are rows by path, `changes` is the text of CHANGES.md.
    """
    files = read_files(folder, counts)
    papers = {
        CHANGES: changes,
        "CITATION.cff": citation_file(files, name=name, created=created),
        "CODEBOOK.md": codebook_page(name),
        "LICENSE-DATA": LICENSE,
        "README.md": release_page(files, name=name, created=created),
        "croissant.json": _json(describe_croissant(files, name=name, created=created)),
        "datapackage.json": _json(describe(files, name=name, created=created)),
    }
    digests = {file.path: file.sha256 for file in files}
    for path, text in papers.items():
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
        digests[path] = digest_of(folder / path)
    lines = [f"{digests[path]}  {path}\n" for path in sorted(digests)]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def read_changes(release: Path) -> str:
    """The text of a release's CHANGES.md; empty where it has none."""
    path = release / CHANGES
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
