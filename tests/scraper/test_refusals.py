from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.refusals import Refusal, group_refusals, is_refusal


def test_counties_of_one_city_are_one_group_whatever_their_domains() -> None:
    refusals = [
        Refusal("https://www.cd-a.gov.cn/nb/1", "challenge_412", "510104"),
        Refusal("https://www.cd-a.gov.cn/nb/2", "challenge_412"),  # the same site, from a row without a code
        Refusal("https://www.cd-b.gov.cn/nb/", "challenge_412", "510105"),
        Refusal("https://b.chengdu.gov.cn/nb/", "challenge_412", "510100"),
        Refusal("https://www.cd-b.gov.cn/x", "http_403", "510105"),
        Refusal("https://www.gy.gov.cn/", "challenge_468", "510800"),
    ]
    found = group_refusals(refusals)
    assert [(g.family, g.reason, len(g.hosts), g.pages) for g in found] == [
        ("5101", "challenge_412", 3, 4),
        ("5101", "http_403", 1, 1),
        ("5108", "challenge_468", 1, 1),
    ]
    assert found[0].example == "https://www.cd-a.gov.cn/nb/1"
    assert found[0].hosts == ("b.chengdu.gov.cn", "www.cd-a.gov.cn", "www.cd-b.gov.cn")


def test_without_codes_the_registered_domain_is_the_family() -> None:
    hosts = ["a.xx.gov.cn", "b.xx.gov.cn", "www.yy.gov.cn"]
    found = group_refusals([Refusal(f"http://{host}/", "http_403") for host in hosts])
    assert [(group.family, len(group.hosts)) for group in found] == [("xx.gov.cn", 2), ("yy.gov.cn", 1)]


def test_a_site_of_two_prefectures_stands_for_itself() -> None:
    codes = ("510104", "510802")
    found = group_refusals([Refusal(f"http://a.xx.gov.cn/{code}", "http_403", code) for code in codes])
    assert [(group.family, group.pages) for group in found] == [("xx.gov.cn", 2)]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [("challenge_acw", True), ("blocked_page", True), ("http_401", True), ("http_422", True),
     ("http_550", True), ("robots_refused", True), ("tiny_shell", True), ("http_404", False),
     ("http_410", False),
     ("http_503", False), ("soft_404", False), ("maintenance", False), ("truncated_body", False),
     ("out_of_scope", False)],
)  # fmt: skip
def test_accidents_are_no_refusals(reason: str, expected: bool) -> None:
    assert is_refusal(reason) is expected


_refusals = st.builds(
    Refusal,
    st.sampled_from(
        [f"http://{host}/{n}" for host in ("a.xx.gov.cn", "b.xx.gov.cn", "yy.cn") for n in (1, 2)]
    ),
    st.sampled_from(["http_403", "challenge_412", "http_404"]),
    st.sampled_from([None, "510104", "510105", "110101"]),
)


@given(st.lists(_refusals))
def test_each_refusal_is_in_one_group(refusals: list[Refusal]) -> None:
    found = group_refusals(refusals)
    assert sum(group.pages for group in found) == sum(is_refusal(refusal.reason) for refusal in refusals)
    assert len({(group.family, group.reason) for group in found}) == len(found)
    assert found == group_refusals(refusals)
