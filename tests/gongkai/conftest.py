from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from scraper.archive import Archive, Hints

sys.path.insert(0, str(Path(__file__).parent / "support"))  # worker processes get it too

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
XIYUN = Hints(division_code="990101")

Fill = Callable[..., Archive]


@pytest.fixture(scope="module")
def memory_of_module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("validated")


@pytest.fixture
def validated_once(tmp_path: Path, memory_of_module: Path) -> None:
    """Builds with a store in `tmp_path` validate a file of the same bytes once for all tests of a module."""
    (tmp_path / "validated").symlink_to(memory_of_module, target_is_directory=True)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def put_documents(
    archive: Archive, documents: Mapping[str, bytes], *, at: datetime = NOON, hints: Hints = XIYUN
) -> Archive:
    with archive.writer() as writer:
        for url, body in documents.items():
            writer.write_resource(url=url, body=body, content_type="text/html", fetched_at=at, hints=hints)
    return archive


@pytest.fixture
def fill(archive: Archive) -> Fill:
    """Put documents into the archive, all fetched at noon."""
    return partial(put_documents, archive)


@pytest.fixture(scope="module")
def fill_once(tmp_path_factory: pytest.TempPathFactory) -> Fill:
    """As `fill`, into an archive that all tests of a module share: for releases that they only read."""
    return partial(put_documents, Archive(tmp_path_factory.mktemp("shared") / "archive"))
