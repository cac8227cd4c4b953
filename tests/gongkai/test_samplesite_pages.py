"""What the sample site shows: every number on its page, every page reachable, bytes as declared."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import lxml.html
import pytest

from gongkai.samplesite import SampleSite, TruthReport
from gongkai.samplesite.bodies import COUNTIES
from gongkai.samplesite.catalogue import all_cases
from gongkai.samplesite.damage import DAMAGES, MISTAKES
from gongkai.samplesite.flattened import SEPARATORS
from gongkai.samplesite.render import RENDERINGS
from gongkai.samplesite.site import forget
from gongkai.samplesite.wording import WORDINGS
from parsers.titles import is_near_miss, read_title, squeeze

CODEBOOK = Path(__file__).parents[2] / "data" / "reference" / "codebook.csv"
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
PLACEHOLDERS = ("", "/", "—", "-")


@pytest.fixture(scope="module")
def site() -> SampleSite:
    return SampleSite()


def codebook_rows(truth: TruthReport) -> Iterator[tuple[str, list[str]]]:
    """Label and indicators of each row that a report prints, by the codebook alone."""
    key = truth.organization, truth.year, truth.again
    (case,) = (one for one in all_cases() if (one.body.name_in(one.year), one.year, one.again) == key)
    rows: dict[str, list[str]] = {}
    with CODEBOOK.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["indicator"] in truth.cells and row["table"] != "disputes":
                label = row["row_zh"].split(" > ")[-1]
                # 规范性文件 is one row in both forms; the codebook gives each column its form's label
                rows.setdefault(label, []).append(row["indicator"])
    for label, ids in rows.items():
        for name in case.wordings:
            label = WORDINGS[name].get(label, label)
        yield squeeze(label), ids


def article(site: SampleSite, truth: TruthReport) -> lxml.html.HtmlElement:
    text = site.page(truth.host_index, truth.path).body.decode(truth.encoding)
    parser = lxml.html.HTMLParser(encoding="utf-8")
    page = lxml.html.document_fromstring(text.encode(), parser=parser)
    (body,) = page.xpath("//div[contains(@class, 'TRS_UEDITOR') or @id='zoom']")
    return body


def tokens(site: SampleSite, truth: TruthReport) -> list[str]:
    """What stands in the cells, in reading order, whatever separates them."""
    body = article(site, truth)
    if truth.rendering.endswith("table"):
        cells = body.xpath(".//td|.//th")
        found = [cell.text_content() for cell in cells]
    else:
        for br in body.xpath(".//br"):
            br.tail = "\n" + (br.tail or "")
        found = re.split(r"[|\n]", "\n".join(body.itertext()))
    return [squeeze(token) for token in found]


def to_number(token: str) -> float | None:
    plain = token.replace(",", "").removesuffix("元").removesuffix("万")
    return float(plain) if NUMBER.fullmatch(plain) else None


def test_every_number_stands_after_its_label(site: SampleSite) -> None:
    for truth in site.truth():
        if truth.damaged:
            continue
        printed = [token for token in tokens(site, truth) if token not in PLACEHOLDERS]
        for label, ids in codebook_rows(truth):
            start = printed.index(label) + 1
            expected = [value for value in map(truth.cells.get, ids) if value is not None]
            shown = [to_number(token) for token in printed[start : start + len(expected)]]
            assert shown == expected, (truth.path, label)
            following = printed[start + len(expected)]
            assert to_number(following) is None, (truth.path, label, following)


def test_tables_keep_a_cell_for_every_blank(site: SampleSite) -> None:
    blanks = 0
    for truth in site.truth():
        if truth.rendering.endswith("table"):
            shown = tokens(site, truth)
            for label, ids in codebook_rows(truth):
                start = shown.index(label) + 1
                values = [to_number(token) for token in shown[start : start + len(ids)]]
                assert values == [truth.cells[key] for key in ids], (truth.path, label)
                blanks += values.count(None)
    assert blanks > 100


def test_the_dispute_row_is_the_last_of_its_table(site: SampleSite) -> None:
    for truth in site.truth():
        if truth.rendering.endswith("table"):
            cells = [
                row.text_content().strip() for row in article(site, truth).xpath(".//table[3]//tr[4]/td")
            ]
            disputes = [value for key, value in truth.cells.items() if key.startswith("disputes_")]
            assert [to_number(cell) for cell in cells] == disputes


@pytest.mark.parametrize("rendering", ["word-table", "plain-table"])
def test_tables_are_rectangles_once_their_spans_are_expanded(site: SampleSite, rendering: str) -> None:
    for truth in [one for one in site.truth() if one.rendering == rendering][:6]:
        widths = [spread(table) for table in article(site, truth).xpath(".//table")]
        assert widths == [{4}, {10}, {15}], truth.path


def spread(table: lxml.html.HtmlElement) -> set[int]:
    """The widths of a table's rows after its spans are expanded; a hole shows as another width."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table.xpath(".//tr")):
        column = 0
        for cell in row.xpath("./td|./th"):
            while (number, column) in taken:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    assert (number + down, column + right) not in taken
                    taken.add((number + down, column + right))
    rows = {row for row, _ in taken}
    return {sum(1 for place in taken if place[0] == row) for row in rows}


def walk_trs(site: SampleSite, host: int, path: str) -> Iterator[tuple[str, str]]:
    first = site.page(host, path).body.decode(COUNTIES[host].encoding)
    pager = re.search(r'createPageHTML\((\d+), 0, "(\w+)", "(\w+)"\)', first)
    assert pager is not None
    names = ["", *(f"{pager[2]}_{number}.{pager[3]}" for number in range(1, int(pager[1])))]
    assert len(names) >= 2
    for name in names:
        page = site.page(host, path + name).body.decode(COUNTIES[host].encoding)
        for link in lxml.html.document_fromstring(
            page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
        ).xpath("//ul[@class='list']/li/a"):
            yield urljoin(path, link.get("href")), link.get("title")


def walk_hanweb(site: SampleSite, host: int, path: str) -> Iterator[tuple[str, str]]:
    target: str | None = path
    pages = 0
    while target is not None:
        text = site.page(host, target).body.decode()
        pages += 1
        assert pages < 20, "the list never ends"
        yield from re.findall(r"<record><!\[CDATA\[<li><a href='([^']+)' title='([^']+)'", text)
        following = re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)">', text)
        target = unescape(following[1]) if following else None
    assert pages >= 2


def listed(site: SampleSite) -> dict[tuple[int, str], str]:
    found = {}
    for host, path, _ in site.columns():
        walk = walk_hanweb if COUNTIES[host].family == "hanweb" else walk_trs
        found.update({(host, link): title for link, title in walk(site, host, path)})
    return found


def test_every_report_is_reachable_from_the_lists(site: SampleSite) -> None:
    links = listed(site)
    unlisted = {(truth.host_index, truth.path) for truth in site.unlisted()}
    reports = {(truth.host_index, truth.path): truth for truth in site.truth()}
    assert reports.keys() - links.keys() == unlisted
    assert len(unlisted) == 1
    for place, title in links.items():
        truth = reports.get(place)
        read = read_title(title)
        assert (read is not None) == (truth is not None), title
        if truth is not None and read is not None:
            assert (read.organization, read.year) == (truth.organization, truth.year)
        assert site.page(*place).status == 200


def test_near_misses_lie_among_them(site: SampleSite) -> None:
    reports = {(truth.host_index, truth.path) for truth in site.truth()}
    others = [title for place, title in listed(site).items() if place not in reports]
    assert len(others) == 3 * 6 * 4
    assert all(is_near_miss(title) for title in others)
    for word in ("网站工作年度报表", "法治政府建设年度报告", "通知", "公布情况"):
        assert sum(word in title for title in others) == 18


def test_the_dataproxy_pages_by_number_and_by_record(site: SampleSite) -> None:
    proxy = "/module/web/jpage/dataproxy.jsp?columnid=1202&unitid=20"
    by_page = site.page(2, f"{proxy}&page=2")
    by_record = site.page(2, f"{proxy}&startrecord=11&endrecord=20&perpage=10")
    assert by_page.status == 200
    assert by_page == by_record
    assert site.page(2, f"{proxy}&page=1") != by_page
    assert site.page(2, f"{proxy}&page=99").status == 404
    assert site.page(2, f"{proxy}&page=x").status == 404


def test_gb2312_pages_hold_what_gb2312_does_not(site: SampleSite) -> None:
    beyond = 0
    for truth in site.truth():
        page = site.page(truth.host_index, truth.path)
        text = page.body.decode(truth.encoding)
        assert text.encode(truth.encoding) == page.body
        if truth.host_index == 0:
            assert dict(page.headers)["Content-Type"] == "text/html; charset=gb2312"
            beyond += "〇" in text and "㎡" in text
            if "㎡" in text:
                with pytest.raises(UnicodeDecodeError):
                    page.body.decode("gb2312")
    assert beyond >= 6


def test_one_county_declares_its_charset_in_meta_only(site: SampleSite) -> None:
    page = site.page(1, site.truth()[70].path)
    assert dict(page.headers)["Content-Type"] == "text/html"
    assert b'content="text/html; charset=utf-8"' in page.body[:400]


def test_titles_can_be_years_in_chinese_digits(site: SampleSite) -> None:
    titles = [truth.title for truth in site.truth() if "二〇" in truth.title]
    assert len(titles) == 12


def test_robots_forbids_reports_in_one_county(site: SampleSite) -> None:
    forbidden = [truth for truth in site.truth() if not truth.allowed]
    assert len(forbidden) == 2
    assert {(truth.host_index, truth.path.startswith("/zwgk/lsgd/")) for truth in forbidden} == {(0, True)}
    others = [truth for truth in site.truth() if truth.allowed]
    assert not any(truth.path.startswith(("/zwgk/lsgd/", "/admin/")) for truth in others)
    assert b"Disallow: /zwgk/lsgd/\n" in site.page(0, "/robots.txt").body
    assert [site.page(host, "/robots.txt").status for host in range(3)] == [200, 404, 200]
    assert b"Crawl-delay: 0" in site.page(2, "/robots.txt").body


def test_two_sites_give_the_same_bytes() -> None:
    first, revised = SampleSite(), SampleSite(state=2)
    made = [{target: first.page(host, target) for target in first.targets(host)} for host in range(3)]
    forget()
    assert first.page(0, "/") is not made[0]["/"]
    differing = []
    for host in range(3):
        assert first.targets(host) == sorted(made[host]) == revised.targets(host)
        for target in first.targets(host):
            assert first.page(host, target) == made[host][target]
            if first.page(host, target) != revised.page(host, target):
                differing.append((host, target))
    assert len(differing) == 2
    assert {(truth.host_index, truth.path) for truth in first.truth()}.issuperset(differing)


def test_there_are_three_states() -> None:
    with pytest.raises(ValueError, match="states 1 to 3"):
        SampleSite(state=4)


def test_a_text_that_contradicts_its_table_says_so_in_words(site: SampleSite) -> None:
    for truth in site.truth():
        text = article(site, truth).text_content()
        received = "requests_received_total"
        told = re.search(r"申请(\d+)件", text)
        assert told is not None
        assert int(told[1]) == truth.said.get(received, truth.cells[received] or 0), truth.path


def test_every_rendering_wording_mistake_and_damage_is_used(site: SampleSite) -> None:
    cases = [*all_cases(), *all_cases(state=2)]
    assert {case.rendering for case in cases} == set(RENDERINGS)
    assert {f"flattened-{letter}" for letter in SEPARATORS} <= set(RENDERINGS)
    assert {case.mistake for case in cases} - {None} == set(MISTAKES)
    assert {damage for case in cases for damage in case.damages} == set(DAMAGES)
    assert {wording for case in cases for wording in case.wordings} == set(WORDINGS)
    shown = {(truth.rendering, truth.form) for truth in site.truth()}
    assert shown == {(rendering, form) for rendering in RENDERINGS for form in ("2019", "2021")}


def test_text_files_are_those_of_the_flattened_reports(site: SampleSite) -> None:
    files = site.text_files()
    named = {truth.text_file: truth for truth in site.truth() if truth.text_file}
    assert files.keys() == named.keys()
    for name, truth in named.items():
        text = files[name].decode("utf-8")
        assert truth.title in text
        assert truth.rendering.startswith("flattened-")


def test_the_real_towns_text_has_the_damage_of_its_page(site: SampleSite) -> None:
    text = site.text_files()["152922-bdjlz-2020.txt"].decode()
    zeros = "\n\n".join("0" * 6) + "\n\n\n"
    assert f"(三)不予公开\n\n{zeros}{zeros}3.危及“三安全一稳定”\n\n" in text
    assert "商业\n\n企业\n\n科研\n\n机构\n\n" in text
    assert "行政复议\n\n行政诉讼\n\n总计\n\n未经复议直接起诉\n\n复议后起诉\n\n总计\n\n总计\n\n0" in text
    assert "二、主动公开政府政府情况" in text
    assert "政府集中采购\n\n\n\n\u00a0\n" in text
    assert "六、" not in text


def test_the_lost_row_and_the_lost_zero_are_not_on_their_pages(site: SampleSite) -> None:
    by_finding = {code: truth for truth in site.truth() for code in truth.expected_findings}
    for row_lost in (truth for truth in site.truth() if "row_lost" in truth.expected_findings):
        assert "2.重复申请" not in tokens(site, row_lost)
        assert len(row_lost.hidden) == 7
        assert all(key.startswith("requests_not_processed_repeat_") for key in row_lost.hidden)
    assert {sum(value or 0 for value in truth.hidden.values()) for truth in site.truth()} == {0, 4}
    cell_lost = by_finding["cell_lost"]
    assert cell_lost.hidden == {"requests_refused_state_secret_total": 0}
    shown = [token for token in tokens(site, cell_lost) if token]
    start = shown.index("1.属于国家秘密") + 1
    assert shown[start : start + 7] == [*"000000", "2.其他法律行政法规禁止公开"]
