"""What was not had is in the archive: each miss a record, checked, mended and restored as others are."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scraper.archive import Archive
from scraper.crawl import CrawlSettings, crawl
from scraper.errors import ArchiveError
from scraper.frontier_schema import remove
from scraper.records import MISSES, Hints, Miss
from scraper.resuming import rebuild
from scraper.sources import Source
from scraper.warc_check import check_archive
from scraper.warc_repair import repair

FAST = CrawlSettings(contact=None, delay_min=0.0, delay_max=0.0)


class Desk:
    """A data directory, and a crawl of the column at /nb/ into it."""

    def __init__(self, folder: Path, site: Any, time: Any) -> None:
        self.site, self.time = site, time
        self.archive, self.frontier = Archive(folder / "archive"), folder / "frontier.sqlite"

    def column(self, *names: object) -> None:
        rows = "".join(f"<li><a href='/nb/{n}.html'>甲局2022年政府信息公开年报{n}</a>" for n in names)
        self.site.page("/nb/", f"<title>政府信息公开年报</title><ul>{rows}</ul>")

    def crawl(self, **more: Any) -> None:
        settings = more.pop("settings", FAST)
        crawl(
            [Source(f"{self.site.url}/nb/")],
            archive=self.archive,
            frontier=self.frontier,
            settings=settings,
            clock=self.time.clock,
            **more,
        )


@pytest.fixture
def desk(tmp_path: Path, site: Any, time: Any) -> Desk:
    return Desk(tmp_path, site, time)


def misses(archive: Archive) -> dict[str, tuple[str, int, str, str]]:
    return {
        one.url.split("/", 3)[3]: (one.kind, one.status, one.miss.reason, one.miss.asked)
        for one in archive.captures(kinds=MISSES)
        if one.miss is not None
    }


def test_every_address_that_was_not_had_is_a_record_with_its_reason(desk: Desk, site: Any) -> None:
    names = ("gone", "left", "dead", "moved", "away", "shut", "barred")
    desk.column(*names)
    site.page("/nb/gone.html", "<p>404</p>", status=404)
    site.routes["/nb/left.html"] = (302, {"Location": "/elsewhere.html"}, b"")
    site.page("/elsewhere.html", "", status=410)
    site.routes["/nb/dead.html"] = b"no HTTP"
    site.routes["/nb/moved.html"] = (302, {"Location": "/nb/moved.html"}, b"")
    site.routes["/nb/away.html"] = (302, {"Location": "/shut"}, b"")
    site.page("/shut", "<p>x</p>", status=403)
    site.page("/nb/shut.html", "<p>x</p>", status=403)
    site.page("/robots.txt", "User-agent: *\nDisallow: /nb/barred")
    desk.crawl()
    assert misses(desk.archive) == {
        "nb/gone.html": ("failure", 404, "http_404", "report"),
        "nb/left.html": ("failure", 0, "http_410", "report"),
        "elsewhere.html": ("failure", 410, "http_410", "report"),
        "nb/dead.html": ("failure", 0, "unreachable", "report"),
        "nb/moved.html": ("failure", 0, "bad_redirect", "report"),
        "nb/away.html": ("refusal", 0, "http_403", "report"),
        "shut": ("refusal", 403, "http_403", "report"),
        "nb/shut.html": ("refusal", 403, "http_403", "report"),
        "nb/barred.html": ("refusal", 0, "robots_disallow", "report"),
    }


def test_what_a_site_was_left_with_is_a_record(desk: Desk, site: Any) -> None:
    desk.column(*range(8))
    for number in range(8):
        site.page(f"/nb/{number}.html", "<script>x</script>", status=412)
    desk.crawl()
    kinds = [value[0::2] for _, value in sorted(misses(desk.archive).items())]
    assert (
        kinds
        == [
            (
                "refusal",
                "challenge_412",
            )
        ]
        * 5
        + [("failure", "site_left")] * 3
    )
    desk.crawl()  # the next crawl asks again, and says so again
    assert len(list(desk.archive.entries())) == 2 * 10


def test_a_lost_frontier_is_made_with_what_was_not_had(desk: Desk, site: Any) -> None:
    desk.column(0, 1)
    site.page("/nb/0.html", f"<title>甲局2022年政府信息公开年报</title><p>{'某' * 900}</p>")
    site.page("/nb/1.html", "", status=404)
    desk.crawl()
    with closing(sqlite3.connect(desk.frontier)) as db:
        query = "SELECT url, kind, state, source, column_url, link_title FROM page ORDER BY url"
        before = db.execute(query).fetchall()
    remove(desk.frontier)
    rebuild(desk.archive, desk.frontier)
    with closing(sqlite3.connect(desk.frontier)) as db:
        assert db.execute(query).fetchall() == before


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_miss_that_was_torn_is_cut_off_and_a_whole_one_stays(tmp_path: Path, time: Any, cut: int) -> None:
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        for name in ("a", "b"):
            writer.write_miss(
                url=f"http://a.gov.cn/{name}",
                fetched_at=time.now(),
                kind="failure",
                miss=Miss("http_404", "report"),
                hints=Hints(),
            )
    path = next(tmp_path.glob("*.warc.gz"))
    whole = path.read_bytes()
    assert repair(path) is None
    path.write_bytes(whole[:-cut])
    assert repair(path) is not None
    assert [entry.url for entry in archive.entries()] == ["http://a.gov.cn/a"]
    faults: list[ArchiveError] = []
    check_archive(tmp_path, faults.append)
    assert not faults


def test_an_altered_miss_is_named(tmp_path: Path, time: Any) -> None:
    archive = Archive(tmp_path)
    with archive.writer() as writer:
        writer.write_miss(
            url="http://a.gov.cn/a",
            fetched_at=time.now(),
            kind="failure",
            miss=Miss("http_404", "report"),
            hints=Hints(),
        )
    path = next(tmp_path.glob("*.warc.gz"))
    data, offset = path.read_bytes(), next(archive.entries()).offset
    record = gzip.decompress(data[offset:])
    for old, new in ((b"http_404", b"http_403"), (b"kind: failure", b"kind: rumours")):
        path.write_bytes(data[:offset] + gzip.compress(record.replace(old, new), mtime=0))
        (tmp_path / "index.cdxj").unlink(missing_ok=True)
        faults: list[ArchiveError] = []
        check_archive(tmp_path, faults.append)
        assert [(fault.path, fault.offset) for fault in faults][:1] == [(path, offset)]
        assert list(archive.entries()) == []
        assert [(fault.path, fault.offset) for fault in archive.damage] == [(path, offset)]


def test_two_links_to_one_page_are_one_report_and_the_second_is_told(desk: Desk, site: Any) -> None:
    desk.column("a", "b")
    for name in "ab":
        site.routes[f"/nb/{name}.html"] = (302, {"Location": "/one.html"}, b"")
    site.page("/one.html", f"<title>甲局2022年政府信息公开年报</title><p>{'某' * 900}</p>")
    desk.crawl()
    assert [one.url for one in desk.archive.captures()] == [f"{site.url}/one.html"]
    assert misses(desk.archive) == {"nb/b.html": ("failure", 0, "same_page", "report")}
