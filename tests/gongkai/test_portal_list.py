from __future__ import annotations

import pytest

from gongkai.divisions import read_divisions
from gongkai.errors import InputError
from gongkai.portals import read_portals
from scraper.guard import is_public
from scraper.sources import Source

LEVELS = {"province", "prefecture", "county"}
ACCESS = {"direct", "protocol-switch", "ua-mobile", "none"}


def test_every_area_has_one_portal() -> None:
    portals = read_portals()
    assert len(portals) == 3209
    assert len({portal.name for portal in portals}) == 3209
    assert {portal.level for portal in portals} == LEVELS
    assert {portal.access for portal in portals} == ACCESS
    assert all(portal.url.startswith(("http://", "https://")) for portal in portals)
    assert not any(is_public(portal.url.split("/")[2]) for portal in portals)  # names, no addresses


def test_a_province_is_found_by_the_beginning_of_its_name() -> None:
    portals = read_portals("内蒙古")
    assert len(portals) == 116
    assert {portal.province for portal in portals} == {"内蒙古自治区"}
    assert read_portals("内蒙古自治区") == portals


@pytest.mark.parametrize("name", ["", "  ", "火星"])
def test_an_unknown_province_is_refused_with_those_that_are_known(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_portals(name)
    assert "内蒙古自治区" in (caught.value.remedy or "")


def test_codes_are_those_of_the_divisions_and_of_nothing_else() -> None:
    areas, portals = read_divisions(), read_portals()
    for portal in portals:
        area = areas.get(portal.division_code)
        if portal.division_code is not None:
            assert area.name == (portal.county or portal.prefecture or portal.province)
            assert area.province == portal.province
    codes = [portal.division_code for portal in portals if portal.division_code]
    assert len(codes) == len(set(codes)) == 3203
    (banner,) = [portal for portal in read_portals("内蒙古") if portal.county == "阿拉善右旗"]
    assert banner.source == Source(banner.url, kind="portal", division_code="152922")


def test_a_portal_that_answered_elsewhere_is_asked_there() -> None:
    (banner,) = [portal for portal in read_portals("内蒙古") if portal.county == "乌审旗"]
    assert (banner.access, banner.url) == ("protocol-switch", "https://www.wsq.gov.cn/")
