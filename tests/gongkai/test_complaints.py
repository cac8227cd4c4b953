from __future__ import annotations

import errno
from pathlib import Path

import pytest

from gongkai.complaints import describe_error
from gongkai.diskspace import FULL_REMEDY
from gongkai.errors import InputError
from scraper.errors import ArchiveError, ScraperError, SourcesError


def raised_from(error: Exception, cause: Exception) -> Exception:
    with pytest.raises(type(error)) as caught:
        raise error from cause
    return caught.value


@pytest.mark.parametrize(
    ("number", "to_do"),
    [
        (errno.ENOENT, "path"),
        (errno.ENOTDIR, "is a file"),
        (errno.EISDIR, "not a folder"),
        (errno.EACCES, "permissions"),
        (errno.EPERM, "permissions"),
        (errno.EROFS, "--data"),
        (errno.EIO, "disk"),
        (errno.ENOSPC, "Free some space"),
    ],
)
def test_an_error_of_the_system_says_where_and_what_to_do(number: int, to_do: str) -> None:
    message, remedy = describe_error(OSError(number, "words", "some/file"))
    assert message == "some/file: words"
    assert to_do in (remedy or "")


def test_what_it_was_raised_from_says_what_to_do() -> None:
    cause = PermissionError(errno.EACCES, "Permission denied", "a.csv")
    for error in (
        SourcesError(Path("a.csv"), None, None, "cannot be read"),
        ArchiveError(Path("a.csv"), 0, "cannot be read"),
    ):
        message, remedy = describe_error(raised_from(error, cause))
        assert message == str(error)
        assert "permissions" in (remedy or "")
    full = OSError(errno.ENOSPC, "No space left on device")
    assert describe_error(raised_from(ScraperError("x"), full))[1] == FULL_REMEDY


def test_its_own_remedy_goes_first() -> None:
    error = raised_from(InputError("x", remedy="Do this."), FileNotFoundError(errno.ENOENT, "gone", "y"))
    assert describe_error(error) == ("x", "Do this.")


@pytest.mark.parametrize("error", [ScraperError("odd"), OSError("odd"), InputError("odd")])
def test_an_error_without_a_remedy_is_told_all_the_same(error: Exception) -> None:
    assert describe_error(error) == ("odd", None)
