"""Other ways in: mirrors and saved pages with their addresses, WACZ files, records named by an index."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongkai.cdx import Choice, read_cdx
from gongkai.cli import main
from gongkai.documents import Input
from gongkai.importing import import_
from gongkai.inputs import read_inputs
from gongkai.reading import Failure
from gongkai.saved_pages import find_origin
from scraper.archive import Archive

TITLE = "溪云县统计局2023年政府信息公开工作年度报告"
PAGE = f"<html><head><title>{TITLE}-溪云县人民政府</title></head><body><p>一、总体情况</p></body></html>"


def put(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def addresses(found: Iterable[Input | Failure]) -> list[str]:
    return [one.address if isinstance(one, Input) else f"{one.code}: {one.message}" for one in found]


# --- saved pages -------------------------------------------------------------------------------------------


def marked(address: str, count: int | None = None) -> str:
    return f"<!-- saved from url=({len(address) if count is None else count:04d}){address} -->\n{PAGE}"


@pytest.mark.parametrize(
    ("name", "page", "address"),
    [
        ("年报.html", marked("http://www.a.gov.cn/nb/1.html"), "http://www.a.gov.cn/nb/1.html"),
        ("x.html", "<!DOCTYPE html>\n" + marked("https://a.gov.cn/年"), "https://a.gov.cn/%E5%B9%B4"),
        ("x.html", marked("http://www.a.gov.cn/nb/1.html", 42), None),  # it contradicts itself
        ("x.html", marked("about:internet"), None),
        ("x.html", marked("file:///C:/Users/a/1.html"), None),
        ("x.html", marked("javascript:alert(1)"), None),
        ("x.html", f"<!--\n Page saved with SingleFile \n url: https://a.gov.cn/1.html \n-->{PAGE}", "https://a.gov.cn/1.html"),
        ("x.html", f"<!-- Mirrored from www.a.gov.cn/nb/1.htm by HTTrack Website Copier/3.x -->{PAGE}", "http://www.a.gov.cn/nb/1.htm"),
        ("x.html", f"<!-- Mirrored from nowhere by HTTrack Website Copier/3.x -->{PAGE}", None),
        ("www.a.gov.cn/nb/1.html", PAGE, "http://www.a.gov.cn/nb/1.html"),
        ("2024/www.a.gov.cn/nb/1.html", PAGE, "http://www.a.gov.cn/nb/1.html"),
        ("www.a.gov.cn/nb/index.html", PAGE, "http://www.a.gov.cn/nb/"),
        ("www.a.gov.cn/index.html?page=2", PAGE, "http://www.a.gov.cn/?page=2"),
        ("www.a.gov.cn/list.jsp?id=1", PAGE, "http://www.a.gov.cn/list.jsp?id=1"),
        ("www.a.gov.cn/list.jsp?id=1.html", PAGE, "http://www.a.gov.cn/list.jsp?id=1"),
        ("www.a.gov.cn/list.jsp@id=1&p=2.html", PAGE, "http://www.a.gov.cn/list.jsp?id=1&p=2"),
        ("www.a.gov.cn/nb/1.shtml.html", PAGE, "http://www.a.gov.cn/nb/1.shtml"),
        ("www.a.gov.cn:8080/1.html", PAGE, "http://www.a.gov.cn:8080/1.html"),
        ("www.a.gov.cn+8080/1.html", PAGE, "http://www.a.gov.cn:8080/1.html"),
        ("10.1.2.3/1.html", PAGE, "http://10.1.2.3/1.html"),
        ("www.a.gov.cn/1.html", f"{PAGE}<a href='https://www.a.gov.cn/2.html'>", "https://www.a.gov.cn/1.html"),
        ("www.a.gov.cn/a#b.html", PAGE, "http://www.a.gov.cn/a%23b.html"),
        ("x.html", marked("https://web.archive.org/web/20210203040506/http://a.gov.cn/1.html"), "http://a.gov.cn/1.html"),
        ("web.archive.org/web/20210203040506id_/https:/a.gov.cn/1.html", PAGE, "https://a.gov.cn/1.html"),
        ("溪云县/1.html", PAGE, None),
        ("backup.2024/1.html", PAGE, None),
        ("t1.html", f"<link rel=canonical href='https://a.gov.cn/nb/t1.html'>{PAGE}", "https://a.gov.cn/nb/t1.html"),
        ("t1.html", f'<base href="http://a.gov.cn/nb/t1.html">{PAGE}', "http://a.gov.cn/nb/t1.html"),
        ("t1.html", f'<meta property="og:url" content="http://a.gov.cn/nb/t1.html">{PAGE}', "http://a.gov.cn/nb/t1.html"),
        ("t1.html", f"<link rel=canonical href='https://a.gov.cn/'>{PAGE}", None),  # the template's own
        ("t1.html", f"<link rel=canonical href='https://a.gov.cn/t2.html'>{PAGE}", None),
        ("t1.html", f"<base href='javascript:t1.html'>{PAGE}", None),
    ],
)  # fmt: skip
def test_the_address_of_a_page_is_recovered_or_left_open(name: str, page: str, address: str | None) -> None:
    found = find_origin(name, page.encode())
    assert (found.address if found else None) == address


def test_the_day_of_saving_is_read_where_the_saver_wrote_it() -> None:
    day = "Tue Nov 24 2026 19:00:00 GMT+0800 (中国标准时间)"
    single = f"<!--\n Page saved with SingleFile \n url: https://a.gov.cn/1.html \n saved date: {day}\n-->"
    found = find_origin("x.html", single.encode())
    assert found is not None
    assert found.saved_at == datetime(2026, 11, 24, 11, tzinfo=UTC)
    found = find_origin("web.archive.org/web/20210203040506/http:/a.gov.cn/1.html", b"")
    assert found is not None
    assert found.saved_at == datetime(2021, 2, 3, 4, 5, 6, tzinfo=UTC)
    by = "HTTrack Website Copier/3.x [XR&CO'2014], Sat, 01 Jan 2022 10:00:00 GMT"
    httrack = f"<!-- Mirrored from a.gov.cn/1.html by {by} -->"
    found = find_origin("x.html", httrack.encode())
    assert found is not None
    assert found.saved_at == datetime(2022, 1, 1, 10, tzinfo=UTC)


def test_a_mirror_is_walked_with_pages_of_any_name_and_as_they_came(tmp_path: Path) -> None:
    folder = put(
        tmp_path / "mirror",
        {
            "www.a.gov.cn/nb/1.html": PAGE + "converted",
            "www.a.gov.cn/nb/1.html.orig": PAGE + "as it came",
            "www.a.gov.cn/list.jsp?id=7.html": PAGE + "converted",
            "www.a.gov.cn/list.jsp?id=7.orig": PAGE + "seven",
            "www.a.gov.cn/view.do?id=8": PAGE,
            "www.a.gov.cn/content_9": PAGE,
            "www.a.gov.cn/logo": b"\x89PNG",
            "www.a.gov.cn/a.css": "p {}",
            "www.a.gov.cn/robots.txt": "User-agent: *",
            "notes.txt": "mine",
        },
    )
    found = {one.address: one.data.decode() for one in read_inputs([folder]) if isinstance(one, Input)}
    site = "http://www.a.gov.cn"
    assert set(found) == {
        "file:notes.txt",
        f"{site}/content_9",
        f"{site}/list.jsp?id=7",
        f"{site}/nb/1.html",
        f"{site}/view.do?id=8",
    }
    assert found[f"{site}/nb/1.html"].endswith("as it came")
    assert found[f"{site}/list.jsp?id=7"].endswith("seven")
    inner = addresses(read_inputs([folder / "www.a.gov.cn"]))
    assert sorted(inner) == sorted(set(found) - {"file:notes.txt"})


def mail(page: str, *, head: str = "", type_: str = "text/html; charset=utf-8") -> bytes:
    coded = base64.encodebytes(page.encode()).decode()
    return (
        f"From: <Saved by Blink>\r\n{head}MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="=b"\r\n\r\n--=b\r\n'
        f"Content-Type: {type_}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: http://a.gov.cn/1.html\r\n\r\n{coded}\r\n--=b\r\n"
        "Content-Type: image/png\r\n\r\nx\r\n--=b--\r\n"
    ).encode()


def test_pages_saved_as_one_mail_are_read_with_address_and_day(tmp_path: Path) -> None:
    head = "Date: Tue, 24 Nov 2026 11:00:00 -0000\r\n"
    said = "Snapshot-Content-Location: https://a.gov.cn/2.html\r\n"
    folder = put(
        tmp_path / "in", {"1.mhtml": mail(PAGE, head=head), "2.mht": mail(PAGE, head=said, type_="text/html")}
    )
    first, second = read_inputs([folder])
    assert isinstance(first, Input)
    assert isinstance(second, Input)
    assert (first.address, first.data) == ("http://a.gov.cn/1.html", PAGE.encode())
    assert first.content_type == "text/html; charset=utf-8"
    assert first.fetched_at == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert (second.address, second.content_type) == ("http://a.gov.cn/1.html", "text/html")


@pytest.mark.parametrize(
    "data", [b"", b"no mail", PAGE.encode(), mail(PAGE, type_="text/plain"), mail(""), bytes(range(256)) * 9]
)
def test_what_is_called_mhtml_and_holds_no_page_is_named(tmp_path: Path, data: bytes) -> None:
    (said,) = addresses(read_inputs([put(tmp_path / "in", {"1.mhtml": data})]))
    assert said.startswith(f"mislabelled: {tmp_path}/in/1.mhtml: there is no page in it")


def test_links_out_of_a_folder_and_what_is_no_file_are_named_and_not_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"a.html": PAGE})
    (folder / "b.html").symlink_to(put(tmp_path, {"secret": "mine"}) / "secret")
    (folder / "c.html").symlink_to(folder / "a.html")
    os.mkfifo(folder / "d.html")
    (folder / "e.html").symlink_to(folder / "nothing")
    assert [one.split(":")[0] for one in addresses(read_inputs([folder]))] == [
        "file", "link_out", "file", "unreadable_file", "unreadable_file",
    ]  # fmt: skip


def test_one_body_at_two_addresses_is_kept_once(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"www.a.gov.cn/1.html": PAGE, "m.a.gov.cn/1.html": PAGE, "copy.html": PAGE})
    archive = Archive(tmp_path / "archive")
    assert import_([folder], archive).stored == 3
    captures = list(archive.captures())
    assert [capture.url for capture in captures] == [
        "file:copy.html",
        "http://m.a.gov.cn/1.html",
        "http://www.a.gov.cn/1.html",
    ]
    assert [capture.revisit for capture in captures].count(False) == 1
    assert {capture.body for capture in captures} == {PAGE.encode()}
    assert archive.damage == []
    assert import_([folder], archive).unchanged == 3


# --- records of WARC files ---------------------------------------------------------------------------------


def record(url: str, body: str, *, type_: str = "response", more: str = "") -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: {type_}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n{more}"
        f"Content-Type: application/http; msgtype={type_}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


def test_a_record_that_its_crawler_cut_short_is_named_and_no_page(tmp_path: Path) -> None:
    cut = record("http://a.gov.cn/1", PAGE, more="WARC-Truncated: length\r\n")
    put(tmp_path, {"x.warc.gz": cut + record("http://a.gov.cn/2", PAGE)})
    bad, good = addresses(read_inputs([tmp_path / "x.warc.gz"]))
    assert "http://a.gov.cn/1 short (WARC-Truncated: length)" in bad
    assert good == "http://a.gov.cn/2"


def test_a_revisit_whose_body_is_not_there_is_named(tmp_path: Path) -> None:
    pages = record("http://a.gov.cn/1", PAGE) + record("http://a.gov.cn/1", "", type_="revisit")
    put(tmp_path, {"x.warc.gz": pages + record("http://a.gov.cn/2", "", type_="revisit")})
    page, lost = addresses(read_inputs([tmp_path / "x.warc.gz"]))
    assert page == "http://a.gov.cn/1"
    assert "http://a.gov.cn/2 was seen again, but its body is not in this file" in lost


# --- WACZ --------------------------------------------------------------------------------------------------


def wacz(path: Path, members: dict[str, bytes], *, packing: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return path


GOOD = {
    "archive/data.warc.gz": record("http://a.gov.cn/1", PAGE),
    "indexes/index.cdx.gz": b"x",
    "pages/pages.jsonl": b"",
}


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_pages_of_a_wacz_file_keep_address_and_date(tmp_path: Path, packing: int) -> None:
    path = wacz(
        tmp_path / "a.wacz",
        GOOD | {"archive/b.warc": gzip.decompress(record("http://a.gov.cn/2", PAGE))},
        packing=packing,
    )
    found = list(read_inputs([tmp_path]))
    assert addresses(found) == ["http://a.gov.cn/1", "http://a.gov.cn/2"]
    first = found[0]
    assert isinstance(first, Input)
    assert first.shown == f"{path}!archive/data.warc.gz#http://a.gov.cn/1"
    assert first.fetched_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def papers(data: bytes) -> dict[str, bytes]:
    resource = {"path": "archive/data.warc.gz", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    return {"datapackage.json": json.dumps({"resources": [resource]}).encode()}


def test_digests_of_a_wacz_file_are_checked(tmp_path: Path) -> None:
    right = wacz(tmp_path / "right.wacz", GOOD | papers(GOOD["archive/data.warc.gz"]))
    assert addresses(read_inputs([right])) == ["http://a.gov.cn/1"]
    wrong = wacz(tmp_path / "wrong.wacz", GOOD | papers(b"other"))
    (said,) = addresses(read_inputs([wrong]))
    assert (
        said == f"bad_archive: {wrong}!archive/data.warc.gz: it does not match its digest in datapackage.json"
    )


@pytest.mark.parametrize(
    "name",
    [
        "../archive/x.warc.gz",
        "/archive/x.warc.gz",
        "archive/../../x.warc",
        "archive\\..\\x.warc",
        "x.warc.gz",
    ],
)
def test_members_with_hostile_names_are_refused_by_name_and_nothing_is_written(
    tmp_path: Path, name: str
) -> None:
    path = wacz(
        tmp_path / "in" / "a.wacz" if (tmp_path / "in").mkdir() is None else tmp_path, GOOD | {name: b"x"}
    )
    good, bad = addresses(read_inputs([path]))
    assert good == "http://a.gov.cn/1"
    assert "it does not lie in archive/" in bad
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "in", path]


def test_bombs_and_encrypted_members_are_refused_by_name(tmp_path: Path) -> None:
    bomb = wacz(tmp_path / "bomb.wacz", {"archive/b.warc": bytes(64 << 20)}, packing=zipfile.ZIP_DEFLATED)
    (said,) = addresses(read_inputs([bomb]))
    assert "archive/b.warc: it would unpack from 6" in said
    locked = wacz(tmp_path / "locked.wacz", GOOD)
    data = bytearray(locked.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(data)
    (said,) = addresses(read_inputs([locked]))
    assert said.endswith("it is encrypted")


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", {"archive/1.warc": bytes(9000), "archive/2.warc": b"x"})
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    data[second + 20 : second + 28] = (9000).to_bytes(4, "little") * 2  # its sizes
    data[second + 42 : second + 46] = bytes(4)  # it begins where the first does
    path.write_bytes(data)
    (said,) = addresses(read_inputs([path]))
    assert said.endswith("its members overlap")


@pytest.mark.parametrize("data", [b"", b"no zip", PAGE.encode(), GOOD["archive/data.warc.gz"]])
def test_what_is_called_wacz_and_is_none_is_named(tmp_path: Path, data: bytes) -> None:
    (said,) = addresses(read_inputs([put(tmp_path, {"a.wacz": data}) / "a.wacz"]))
    assert said.startswith(f"bad_archive: {tmp_path / 'a.wacz'}: no WACZ file")


def test_a_wacz_file_without_warc_or_cut_short_is_named(tmp_path: Path) -> None:
    empty = wacz(tmp_path / "a.wacz", {"pages/pages.jsonl": b""})
    assert addresses(read_inputs([empty])) == [f"bad_archive: {empty}: it holds no WARC file"]
    torn = wacz(tmp_path / "b.wacz", {"archive/data.warc.gz": GOOD["archive/data.warc.gz"][:-20]})
    (said,) = addresses(read_inputs([torn]))
    assert f"{torn}!archive/data.warc.gz" in said
    assert "gongkai-" not in said, "no name of our own scratch file"


# --- records by their index --------------------------------------------------------------------------------

URLS = ("http://www.a.gov.cn/nb/1.html", "https://b.example.com/", "http://c.gov.cn/2.html")


@pytest.fixture
def common_crawl(tmp_path: Path) -> Path:
    """A WARC file of three pages, and an index of it: one a line, in the three forms that are in use."""
    bodies = (PAGE, PAGE.replace(TITLE, "某公司"), "<html><title>新闻</title></html>")
    records = [record(url, body) for url, body in zip(URLS, bodies, strict=True)]
    put(tmp_path, {"crawl-data/CC-1.warc.gz": b"".join(records)})
    starts = [sum(map(len, records[:i])) for i in range(3)]
    fields = [
        {
            "url": url,
            "filename": "crawl-data/CC-1.warc.gz",
            "offset": str(start),
            "length": str(len(data)),
            "status": "200",
            "mime": "text/html",
        }
        for url, start, data in zip(URLS, starts, records, strict=True)
    ]
    lines = [json.dumps(one) for one in fields]
    classic = [
        f"k 20240506070809 {o['url']} text/html 200 X - - {o['length']} {o['offset']} {o['filename']}"
        for o in fields
    ]
    put(
        tmp_path,
        {
            "a.cdxj": "\n".join(["!CDXJ 1.0 {}", *(f"cn,gov,a)/ 20240506 {line}" for line in lines)]),
            "a.json": "\n".join(lines),
            "a.cdx": "\n".join([" CDX N b a m s k r M S V g", *classic]),
        },
    )
    (tmp_path / "a.gz").write_bytes(gzip.compress((tmp_path / "a.json").read_bytes()))
    return tmp_path


@pytest.mark.parametrize("name", ["a.cdxj", "a.json", "a.cdx", "a.gz"])
def test_records_are_read_by_their_lines(common_crawl: Path, name: str) -> None:
    assert addresses(read_cdx(common_crawl / name, [common_crawl])) == list(URLS)
    assert addresses(read_cdx(common_crawl / name, [common_crawl / "crawl-data"])) == list(URLS)
    assert addresses(read_cdx(common_crawl / name, [common_crawl / "crawl-data" / "CC-1.warc.gz"])) == list(
        URLS
    )


def test_lines_are_chosen_by_host_and_title(common_crawl: Path) -> None:
    def chosen(**values: object) -> list[str]:
        return addresses(read_cdx(common_crawl / "a.cdxj", [common_crawl], Choice(**values)))  # type: ignore[arg-type]

    assert chosen(host=".gov.cn") == [URLS[0], URLS[2]]
    assert chosen(host="ov.cn") == []
    assert chosen(host="gov.cn", is_titled=True) == [URLS[0]]


def test_only_the_bytes_that_a_line_names_are_read(common_crawl: Path) -> None:
    whole = common_crawl / "crawl-data" / "CC-1.warc.gz"
    data = whole.read_bytes()
    line = json.loads((common_crawl / "a.json").read_text(encoding="utf-8").splitlines()[2])
    start, length = int(line["offset"]), int(line["length"])
    whole.write_bytes(b"\0" * start + data[start : start + length])
    found = addresses(read_cdx(common_crawl / "a.json", [common_crawl]))
    assert found[2] == URLS[2]
    assert all("holds no whole record" in one for one in found[:2])


@pytest.mark.parametrize(
    "name", ["CC-1-{o}-{l}.warc.gz", "CC-1-{o}.warc.gz", "CC-1.warc.gz.{o}", "CC-1.warc.gz"]
)
def test_ranges_alone_are_found_by_their_names(common_crawl: Path, tmp_path: Path, name: str) -> None:
    line = json.loads((common_crawl / "a.json").read_text(encoding="utf-8").splitlines()[1])
    start, length = int(line["offset"]), int(line["length"])
    data = (common_crawl / "crawl-data" / "CC-1.warc.gz").read_bytes()[start : start + length]
    folder = put(tmp_path / "ranges", {name.format(o=start, l=length): data})
    index = put(tmp_path, {"one.json": json.dumps(line)}) / "one.json"
    assert addresses(read_cdx(index, [folder])) == [URLS[1]]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"url": URLS[2]}, f"mislabelled: .*the line says {URLS[2]}, and the record is of {URLS[0]}"),
        ({"offset": "5"}, "bad_archive: .*holds no whole record"),
        ({"length": "50"}, "bad_archive: .*holds no whole record"),
        ({"length": "-1"}, "bad_index: .*are no range of a record"),
        ({"length": str(1 << 40)}, "bad_index: .*are no range of a record"),
        ({"offset": "x"}, "bad_index: .*no line of an index"),
        (
            {"filename": "crawl-data/CC-2.warc.gz"},
            r"bad_archive: .*CC-2.warc.gz at byte 0: not here: fetch its bytes 0-\d+",
        ),
        ({"filename": "../../../etc/passwd"}, "bad_archive: .*not here"),
        ({"filename": "/etc/passwd"}, "bad_archive: .*not here"),
    ],
)
def test_a_line_that_is_wrong_is_named(common_crawl: Path, change: dict[str, str], problem: str) -> None:
    line = json.loads((common_crawl / "a.json").read_text(encoding="utf-8").splitlines()[0]) | change
    index = put(common_crawl, {"one.json": f"\n{json.dumps(line)}\n"}) / "one.json"
    (said,) = addresses(read_cdx(index, [common_crawl]))
    assert re.search(problem, said), said
    assert f"{index}:1" in said


def test_a_line_whose_record_is_no_page_is_named(tmp_path: Path) -> None:
    data = record("http://a.gov.cn/1", "", type_="revisit")
    line = {"url": "http://a.gov.cn/1", "filename": "x.warc.gz", "offset": 0, "length": len(data)}
    put(tmp_path, {"x.warc.gz": data, "x.json": json.dumps(line)})
    (said,) = addresses(read_cdx(tmp_path / "x.json", [tmp_path]))
    assert said.endswith("http://a.gov.cn/1: the record is no answer with status 200")


def test_what_is_no_index_is_named(tmp_path: Path) -> None:
    faults = {
        b"no index at all\n": "it has 4 fields, not 11",
        b"\xff\xfe\n": "it is no text in UTF-8",
        gzip.compress(b"{}\n" * 9)[:-9]: "the packed file is damaged, or cut off",
        b'{"url": "http://a.example/"}\n': "it has no offset",
        b'{"url": \n': "its JSON is not whole",
    }
    for data, problem in faults.items():
        index = put(tmp_path, {"x.cdxj": data}) / "x.cdxj"
        told = addresses(read_cdx(index, [tmp_path]))[-1]
        assert told.startswith("bad_index: ")
        assert told.endswith(problem)
        assert told.count(str(index)) == 1
    missing = addresses(read_cdx(tmp_path / "nowhere", [tmp_path]))[0]
    assert missing == f"bad_index: {tmp_path / 'nowhere'}: cannot be read: No such file or directory"


def test_the_command_imports_by_an_index(common_crawl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = common_crawl / "data"
    command = ["--data", str(data), "import", "--cdx", str(common_crawl / "a.cdxj"), "--host", "gov.cn"]
    assert main([*command, "--titled", str(common_crawl)]) == 0
    assert [capture.url for capture in Archive(data / "archive").captures()] == [URLS[0]]
    assert main(["--data", str(data), "import", "--host", "gov.cn", str(common_crawl)]) == 2
    assert "--cdx FILE" in capsys.readouterr().err


def test_a_wacz_of_another_tool_goes_into_the_archive(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", GOOD)
    archive = Archive(tmp_path / "archive")
    assert import_([path], archive).stored == 1
    assert import_([path], archive).unchanged == 1
    (capture,) = archive.captures()
    assert (capture.url, capture.body) == ("http://a.gov.cn/1", PAGE.encode())
