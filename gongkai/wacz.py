"""Reads WACZ files: a zip with WARC files in `archive/`, as browser crawlers write them.

Promises: members are read one after the other through a file of our own naming; what `datapackage.json` says
of their digests is checked first.
Refuses: by name and with the reason: what is no zip, members that are encrypted, packed otherwise than stored
or deflated, or unpack to many times their size, members that overlap, names that lead out of the folder.
Caveat: its indexes and page lists are not used: the WARC files are the truth.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from gongkai.documents import Input
from gongkai.reading import Failure
from scraper.decoding import STEP

MAX_MEMBERS = 20_000  # names in one file; crawls of a whole province have some hundred
MAX_SIZE = 16 << 30  # bytes of one WARC file; tools begin a new one at 1 to 10 GB
MAX_RATIO = 30  # times its packed size that an unpacked .warc may have; .warc.gz cannot be packed again
MAX_PAPERS = 64 << 20  # bytes of datapackage.json

ReadWarc = Callable[[Path], Iterator[Input | Failure]]


def read_wacz(path: Path, read_warc: ReadWarc) -> Iterator[Input | Failure]:
    """The documents of a WACZ file; `read_warc` reads one of its WARC files."""
    try:
        with zipfile.ZipFile(path) as zipped:
            members = zipped.infolist()
            problem = _problem_of_all(members, path.stat().st_size)
            if problem is not None:
                yield _bad(path, None, problem)
                return
            digests = _digests(zipped)
            for member in (one for one in members if _is_archive(one)):
                yield from _read_member(path, zipped, member, digests, read_warc)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error) as error:
        yield _bad(path, None, f"no WACZ file: {error}")


def _read_member(
    path: Path,
    zipped: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    digests: dict[str, str],
    read_warc: ReadWarc,
) -> Iterator[Input | Failure]:
    problem = _problem_of_one(member)
    if problem is not None:
        yield _bad(path, member, problem)
        return
    with TemporaryDirectory(prefix="gongkai-") as folder:
        aside = Path(folder) / (
            "member.warc.gz" if member.filename.lower().endswith(".gz") else "member.warc"
        )
        try:
            digest = _copy(zipped, member, aside)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
            yield _bad(path, member, f"cannot be unpacked: {error}")
            return
        claimed = digests.get(member.filename)
        if claimed is not None and claimed != digest:
            yield _bad(path, member, "it does not match its digest in datapackage.json")
            return
        shown = f"{path}!{member.filename}"
        for found in read_warc(aside):
            yield _renamed(found, str(aside), shown)


def _renamed(found: Input | Failure, aside: str, shown: str) -> Input | Failure:
    if isinstance(found, Input):
        return replace(found, shown=found.shown.replace(aside, shown, 1))
    address, message = found.address.replace(aside, shown, 1), found.message.replace(aside, shown)
    return replace(found, address=address, message=message)


def _copy(zipped: zipfile.ZipFile, member: zipfile.ZipInfo, aside: Path) -> str:
    """Unpack a member into `aside`; its sha256. ValueError where it is larger than it says."""
    digest, size = hashlib.sha256(), 0
    with zipped.open(member) as packed, aside.open("wb") as out:
        while chunk := packed.read(STEP):
            size += len(chunk)
            if size > member.file_size:
                raise ValueError("it is larger than its directory says")
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _problem_of_all(members: list[zipfile.ZipInfo], size: int) -> str | None:
    if len(members) > MAX_MEMBERS:
        return f"it names {len(members)} members; more than {MAX_MEMBERS} are not read"
    if sum(member.compress_size for member in members) > size:
        return "its members overlap"
    if not any(_is_archive(member) for member in members):
        return "it holds no WARC file"
    return None


def _problem_of_one(member: zipfile.ZipInfo) -> str | None:
    name = PurePosixPath(member.filename)
    if name.parts[0] != "archive" or ".." in name.parts or "\\" in member.filename or len(name.parts) != 2:
        return "it does not lie in archive/"
    if member.flag_bits & 1:
        return "it is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "it is packed in a way that is not read: only stored and deflated members are"
    if member.file_size > MAX_SIZE or member.file_size > STEP + MAX_RATIO * member.compress_size:
        return f"it would unpack from {member.compress_size} to {member.file_size} bytes"
    return None


def _is_archive(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith((".warc", ".warc.gz"))


def _digests(zipped: zipfile.ZipFile) -> dict[str, str]:
    """sha256 of the members, as datapackage.json names them; nothing where it is not there, or not read."""
    try:
        member = zipped.getinfo("datapackage.json")
        if member.file_size > MAX_PAPERS:
            return {}
        papers = json.loads(zipped.read(member))
        resources = [one for one in papers["resources"] if str(one["hash"]).startswith("sha256:")]
        return {str(one["path"]): str(one["hash"]).removeprefix("sha256:") for one in resources}
    except (KeyError, TypeError, ValueError):
        return {}


def _bad(path: Path, member: zipfile.ZipInfo | None, problem: str) -> Failure:
    shown = f"{path}!{member.filename}" if member is not None else str(path)
    return Failure(shown, "bad_archive", f"{shown}: {problem}")
