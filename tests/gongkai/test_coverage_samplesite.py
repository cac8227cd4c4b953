"""Coverage of the sample site, against what the site was made to publish, to forbid, and to leave out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from gongkai.cli import main
from gongkai.datapackage import digest_of
from gongkai.load import open_dataset
from gongkai.samplesite import SampleSite
from gongkai.samplesite.bodies import COUNTIES
from parsers.decode import decode
from scraper.archive import Archive, Hints

SAID_MISSING = ("990102:苇湾镇人民政府", 2022)


def add_registers(archive: Archive) -> None:
    """Put the site's 公布情况 pages into the archive, as a crawl does that keeps them."""
    if any(archive.captures(kinds=("register",))):
        return
    newest = archive.newest()
    assert newest is not None
    hosts: dict[str | None, str] = {}
    for capture in archive.captures(kinds=("list",)):
        hosts[capture.hints.division_code] = "/".join(capture.url.split("/")[:3])
    site = SampleSite()
    with archive.writer() as writer:
        for number, county in enumerate(COUNTIES):
            for target in site.targets(number):
                page = site.page(number, target)
                text = decode(page.body).text if page.status == 200 else ""
                if "公布年度报告的单位共" not in text:
                    continue
                writer.write_resource(
                    url=hosts[county.code] + target,
                    body=page.body,
                    content_type="text/html",
                    fetched_at=newest,
                    kind="register",
                    hints=Hints(division_code=county.code),
                )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("covered") / "data"
    assert main(["--data", str(folder), "--quiet", "--workers", "1", "run"]) == 0
    add_registers(Archive(folder / "archive"))
    assert main(["--data", str(folder), "--quiet", "--workers", "1", "build"]) == 0
    return folder


@pytest.fixture(scope="module")
def coverage(data: Path) -> pd.DataFrame:
    return open_dataset(data).coverage()


def test_coverage_says_what_the_site_published_forbids_and_left_out(coverage: pd.DataFrame) -> None:
    wanted = {
        (one.organization_id, one.year): ("read", None) if one.allowed else ("refused", "robots_disallow")
        for one in SampleSite().truth()
    }
    wanted[SAID_MISSING] = ("not_found", "said_not_published")
    plain = coverage.astype(object).where(coverage.notna(), None)
    found = {(row.organization_id, row.year): (row.state, row.reason) for row in plain.itertuples()}
    assert found == wanted
    assert Counter(coverage["state"]) == {"read": 192, "refused": 2, "not_found": 1}
    assert coverage["doubt"].isna().all()


def test_registers_are_the_denominator_where_they_exist(coverage: pd.DataFrame) -> None:
    reasons = coverage.set_index("organization_id")["expected_by"]
    assert set(reasons.drop("152922:巴丹吉林镇人民政府")) == {"register"}
    assert reasons["152922:巴丹吉林镇人民政府"] == "known_body"


def test_every_organisation_year_of_reports_is_read_or_unreadable(data: Path, coverage: pd.DataFrame) -> None:
    reports = open_dataset(data).reports().dropna(subset=["organization_id", "year"])
    states = coverage.set_index(["organization_id", "year"])["state"]
    assert states.index.is_unique
    assert {states[key] for key in zip(reports["organization_id"], reports["year"], strict=True)} <= {
        "read",
        "unreadable",
    }


def test_refused_reports_have_the_address_that_was_left_alone(coverage: pd.DataFrame) -> None:
    refused = coverage[coverage["state"] == "refused"]
    assert refused["url"].str.contains("/lsgd/").all()
    assert set(refused["organization"]) == {"溪云县临溪街道办事处"}


def test_the_same_archive_gives_the_same_bytes(data: Path) -> None:
    before = digest_of(data / "dataset" / "current" / "coverage.parquet")
    (data / "frontier.sqlite").unlink(missing_ok=True)
    releases = sorted(path.name for path in (data / "dataset").iterdir())
    assert main(["--data", str(data), "--quiet", "--workers", "2", "build"]) == 0
    assert digest_of(data / "dataset" / "current" / "coverage.parquet") == before
    assert sorted(path.name for path in (data / "dataset").iterdir()) == releases
