"""Who reports, from titles, signatures, cards, tags and sources files."""

from __future__ import annotations

from typing import Any

import pytest

from gongkai.divisions import read_divisions
from gongkai.reporter import Reporter, who_reports
from parsers.report import Code, Finding, Report, Severity, Source
from scraper.records import NO_HINTS, Hints

UNNAMED = Finding(Code.ORGANIZATION_UNCLEAR, Severity.WARNING, "", "")
GULOU = "11320106MB0000000X/2021-00012"  # a unified social credit code of 南京市鼓楼区


def who(name: str | None, hints: Hints = NO_HINTS, *, named: bool = True, **values: Any) -> Reporter:
    findings = () if named else (UNNAMED,)
    report = Report(Source(None, "", None), organization=name, findings=findings, **{"year": 2020, **values})
    return who_reports(report, hints, read_divisions())


def key(found: Reporter) -> str | None:
    return found.organization.organization_id if found.organization else None


@pytest.mark.parametrize(
    ("hints", "values", "expected"),
    [
        (Hints(division_code="320106"), {}, "320106:教育局"),
        (Hints(division_code="320000"), {}, "-:鼓楼区教育局"),  # two of them in 江苏
        (
            Hints(division_code="320300"),
            {"index_number": GULOU},
            "320302:教育局",
        ),  # the sources file goes first
        (NO_HINTS, {"index_number": GULOU}, "320106:教育局"),
        (NO_HINTS, {"issuer": "南京市鼓楼区教育局"}, "320106:教育局"),
        (NO_HINTS, {"issuer": "南京市鼓楼区教育局", "index_number": "11350102MB0000000X"}, "-:鼓楼区教育局"),
        (NO_HINTS, {"site_code": "3201060001"}, "320106:教育局"),
        (NO_HINTS, {"site_name": "徐州市鼓楼区人民政府门户网站"}, "320302:教育局"),
        (NO_HINTS, {"site_code": "3201060001", "site_name": "徐州市鼓楼区人民政府"}, "-:鼓楼区教育局"),
        (Hints(link_title="开封市鼓楼区教育局2020年政府信息公开工作年度报告"), {}, "410204:教育局"),
        (NO_HINTS, {"index_number": "014349/2020-00001"}, "-:鼓楼区教育局"),
        (NO_HINTS, {}, "-:鼓楼区教育局"),
    ],
)
def test_witnesses_decide_between_areas_of_one_name(
    hints: Hints, values: dict[str, str], expected: str
) -> None:
    found = who("鼓楼区教育局", hints, **values)
    assert key(found) == expected
    assert [f.code for f in found.findings] == [Code.AREA_UNCLEAR] * expected.startswith("-")


@pytest.mark.parametrize(
    ("hints", "values", "expected"),
    [
        (Hints(division_code="130534"), {}, "130534:统计局"),
        (Hints(division_code="130534"), {"site_code": "3201060001"}, "130534:统计局"),
        (Hints(division_code="130500"), {"issuer": "清河县统计局"}, "130534:统计局"),
        (Hints(division_code="130534"), {"issuer": "河北省统计局"}, "130534:统计局"),
        (NO_HINTS, {"issuer": "清河县统计局"}, "130534:统计局"),
        (NO_HINTS, {"index_number": GULOU, "issuer": "清河县统计局"}, "-:统计局"),
        (NO_HINTS, {"site_name": "清河县人民政府"}, "-:统计局"),  # tags are copied from site to site
        (NO_HINTS, {"site_name": "清河县人民政府", "site_code": "1305340001"}, "130534:统计局"),
        (NO_HINTS, {}, "-:统计局"),
    ],
)
def test_a_name_without_an_area_belongs_to_the_one_that_is_known(
    hints: Hints, values: dict[str, str], expected: str
) -> None:
    found = who("统计局", hints, **values)
    assert key(found) == expected
    assert bool(found.findings) == expected.startswith("-")


@pytest.mark.parametrize(
    ("title", "name", "hints", "issuer", "expected"),
    [
        ("我局2020年年报", None, Hints(organization="清河县统计局"), None, "130534:统计局"),
        ("我局2020年年报", None, Hints(organization="清河县人民政府"), None, None),
        ("我局2020年年报", "清河县人民政府", NO_HINTS, "清河县人民政府", None),
        (
            "我镇2020年年报",
            None,
            Hints(organization="清河县葛仙庄镇人民政府"),
            None,
            "130534:葛仙庄镇人民政府",
        ),
        ("本机关2020年年报", None, Hints(organization="清河县统计局"), None, "130534:统计局"),
        ("2020年年报", "清河县教育局", Hints(organization="清河县统计局"), None, "130534:教育局"),  # signed
        ("2020年年报", "清河县教育局", Hints(organization="清河县统计局"), "清河县教育局", "130534:统计局"),
        ("2020年年报", "清河县教育局", NO_HINTS, "清河县教育局", "130534:教育局"),
        ("2020年年报", None, NO_HINTS, None, None),
    ],
)
def test_a_body_that_the_title_does_not_name(
    title: str, name: str | None, hints: Hints, issuer: str | None, expected: str | None
) -> None:
    assert key(who(name, hints, named=False, title=title, issuer=issuer)) == expected


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("县统计局", "130534", "130534:统计局"),
        ("市统计局", "130534", "130500:统计局"),
        ("省统计局", "130534", "130000:统计局"),
        ("区统计局", "130500", "-:区统计局"),
        ("市场监督管理局", "130500", "130500:市场监督管理局"),
        ("市政管理局", "130500", "130500:市政管理局"),
        ("国家税务总局清河县税务局", None, "130534:税务局"),
        ("国家统计局", None, "100000:国家统计局"),
        ("国家矿山安全监察局河北局", None, "-:国家矿山安全监察局河北局"),
        ("中国人民银行清河县支行", None, "130534:中国人民银行支行"),
        ("巴丹吉林镇人民政府", "152900", "152922:巴丹吉林镇人民政府"),
        ("城关镇人民政府", "620500", "620524:城关镇人民政府"),
        ("城关镇人民政府", "620100", "-:城关镇人民政府"),
        ("城区统计局", "411100", "-:城区统计局"),
        ("统计局", "130534000000", "130534:统计局"),
    ],
)
def test_words_for_an_area_are_read_on_its_site(name: str, code: str | None, expected: str) -> None:
    assert key(who(name, Hints(division_code=code))) == expected


@pytest.mark.parametrize(
    "names",
    [
        ("清河县经济开发区管委会", "清河县 经济开发区管理委员会", "河北省清河县经济开发区管委会"),
        ("清河县政府办", "清河县府办", "清河县人民政府办公室", "清河县政府办公室", "河北清河县人民政府办"),
        ("清河县", "清河县政府", "清河县人民政府", "河北省邢台市清河县人民政府", "清河县清河县人民政府"),
        ("大兴安岭地区行署办", "大兴安岭地区行政公署办公室"),
        ("清河县葛仙庄镇", "清河县葛仙庄镇政府", "清河县葛仙庄镇人民政府"),
        ("清河县桥东街道", "清河县桥东街道办", "清河县桥东街道办事处"),
        ("清河县人社局", "清河县人力资源和社会保障局", "清河县\u3000人力资源社会保障局"),
        ("清河县统计局（本级）", "清河县统计局(本级)"),
    ],
)
def test_writings_that_mean_the_same_are_one_body(names: tuple[str, ...]) -> None:
    assert len({key(who(name)) for name in names}) == 1


def test_bodies_that_differ_are_kept_apart() -> None:
    names = [
        "清河县人民政府", "清河县人民政府办公室", "清河县统计局", "清河县葛仙庄镇人民政府",
        "清河县桥东街道办事处", "清河县经济开发区管理委员会", "清河县葛仙庄镇东村村民委员会",
        "清河县统计局(本级)", "清河县政法委",
    ]  # fmt: skip
    found = [who(name).organization for name in names]
    assert len({one.organization_id for one in found if one}) == len(names)
    assert [one.kind for one in found if one][:7] == [
        "government", "office", "department", "town", "street", "zone", "village",
    ]  # fmt: skip


def test_the_finding_names_the_areas_that_fit() -> None:
    (finding,) = who("鼓楼区教育局").findings
    assert "江苏省南京市鼓楼区、江苏省徐州市鼓楼区" in finding.message_zh
    assert "江苏省南京市鼓楼区" in finding.message_en


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("顺义区张镇", "张镇"),
        ("科尔沁右翼中旗好腰苏木镇", "好腰苏木镇"),
        ("昆都仑区市府东路街道", "市府东路街道"),
    ],
)
def test_towns_of_odd_names_are_those_of_the_list(name: str, town: str) -> None:
    found = who(name).organization
    assert found is not None
    assert found.township == town
    assert found.township_code is not None


def test_a_town_has_its_code() -> None:
    found = who("阿拉善右旗巴丹吉林镇人民政府").organization
    assert found is not None
    assert (found.township, found.township_code, found.level) == ("巴丹吉林镇", "152922103", "township")


@pytest.mark.parametrize(
    ("title", "trail", "values", "expected"),
    [
        ("我局2020年年报", ("清河县", "统计局", "政府信息公开年报"), {}, "130534:统计局"),
        ("我局2020年年报", ("河北省", "清河县人民政府", "统计局", "年报"), {}, "130534:统计局"),
        ("我局2020年年报", ("清河县统计局", "年报"), {}, "130534:统计局"),
        ("我局2020年年报", ("统计局", "年报"), {"issuer": "清河县人民政府"}, "130534:统计局"),
        ("我局2020年年报", ("清河县", "统计局"), {"site_code": "3201060001"}, "-:统计局"),  # another's tags
        ("我镇2020年年报", ("清河县", "乡镇信息公开", "葛仙庄镇", "年报"), {}, "130534:葛仙庄镇人民政府"),
        ("我局2020年年报", ("清河县", "各委办局", "年报"), {}, None),
        ("我局2020年年报", ("清河县", "统计局", "教育局"), {}, None),  # two bodies
        ("我局2020年年报", ("清河县", "局"), {}, None),
        ("我镇2020年年报", ("清河县", "各乡镇"), {}, None),
        ("本单位2020年年报", ("清河县", "统计局"), {}, None),  # no kind of body is said
        ("2020年年报", ("清河县", "统计局"), {}, None),
    ],
)
def test_the_steps_that_lead_to_a_page_name_our_bureau(
    title: str, trail: tuple[str, ...], values: dict[str, str], expected: str | None
) -> None:
    assert key(who(None, named=False, title=title, trail=trail, **values)) == expected


@pytest.mark.parametrize(
    ("trail", "values", "expected"),
    [
        (("南京市", "鼓楼区"), {}, "320106:教育局"),
        (("南京市", "政务公开"), {}, "320106:教育局"),
        (("南京市", "政务公开"), {"issuer": "徐州市鼓楼区教育局"}, "320302:教育局"),  # the card goes first
        (("南京市", "政务公开"), {"site_name": "徐州市鼓楼区人民政府"}, "320106:教育局"),  # tags are copied
        (("政务公开",), {}, "-:鼓楼区教育局"),
    ],
)
def test_the_steps_that_lead_to_a_page_decide_between_areas(
    trail: tuple[str, ...], values: dict[str, str], expected: str
) -> None:
    assert key(who("鼓楼区教育局", trail=trail, **values)) == expected
