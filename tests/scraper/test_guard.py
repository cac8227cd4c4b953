from __future__ import annotations

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import FetchError, ForbiddenAddress, Unreachable
from scraper.guard import (
    MAX_ADDRESSES,
    Guard,
    Resolver,
    Target,
    is_loopback_url,
    is_public,
    registered_domain,
    resolve,
    site_of,
)

SOURCE = "https://www.xx.gov.cn/zfxxgknb/"
LOOPBACK = "http://127.0.0.1:8000/"


def answering(*addresses: str) -> Resolver:
    async def resolver(host: str, port: int) -> list[str]:
        return list(addresses)

    return resolver


PUBLIC = answering("8.8.8.8")


def check(url: str, source: str = SOURCE, resolver: Resolver = PUBLIC) -> Target:
    return asyncio.run(Guard([source], resolver).check(url, source))


def test_a_public_page_of_the_site_is_reached_at_the_address_checked() -> None:
    target = check("https://zwgk.xx.gov.cn/1", resolver=answering("8.8.8.8", "2400:3200::1"))
    assert (target.host, target.port, target.addresses) == (
        "zwgk.xx.gov.cn",
        443,
        ("8.8.8.8", "2400:3200::1"),
    )
    assert target.keys == ("xx.gov.cn", "address 8.8.8.8", "address 2400:3200::1")


def test_of_many_addresses_a_few_are_tried_and_all_are_checked() -> None:
    many = [f"8.8.{n}.8" for n in range(100)]
    assert check(SOURCE, resolver=answering(*many)).addresses == tuple(many[:MAX_ADDRESSES])
    with pytest.raises(ForbiddenAddress):
        check(SOURCE, resolver=answering(*many, "10.0.0.1"))


PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "224.0.0.1", "239.1.1.1", "::1", "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "fe80::1", "fd00::1", "ff02::1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2001:db8::1", "fe80::1%eth0", "nonsense", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_disguise_of_a_private_address_is_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(ForbiddenAddress):
        check("https://www.xx.gov.cn/", resolver=answering("8.8.8.8", address))


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_changes_nothing(address: ipaddress.IPv4Address) -> None:
    number, plain = int(address), is_public(str(address))
    assert is_public(f"::ffff:{address}") == plain
    assert is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))) == plain
    assert is_public(str(ipaddress.IPv6Address((0x64FF9B << 96) | number))) == plain


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0x7f000001", "017700000001", "localhost.",
     "127.0.0.1.nip.io", "10.0.0.1", "169.254.169.254", "www.yy.gov.cn", "xx.gov.cn.evil.example"],
)  # fmt: skip
def test_a_public_source_leads_nowhere_else(host: str) -> None:
    with pytest.raises(ForbiddenAddress):
        check(f"http://{host}/", resolver=answering("127.0.0.1"))


@pytest.mark.parametrize(
    "url",
    ["ftp://www.xx.gov.cn/", "file:///etc/passwd", "https://www.xx.gov.cn:8443/", "https://u:p@www.xx.gov.cn/",
     "https://www.xx.gov.cn@127.0.0.1/", "http://[::1/", "https:///", "https://www.xx.gov.cn:99999/"],
)  # fmt: skip
def test_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(FetchError):
        check(url)
    assert not Guard([SOURCE]).is_in_scope(url, SOURCE)


def test_loopback_is_for_loopback_sources() -> None:
    assert check("http://127.0.0.1:9/x", LOOPBACK, resolve).addresses == ("127.0.0.1",)
    assert check("http://127.0.0.1:9/x", LOOPBACK, resolve).keys[1] == "address 127.0.0.1 9"
    with pytest.raises(ForbiddenAddress):
        check("http://127.0.0.1:9/", SOURCE)
    with pytest.raises(ForbiddenAddress):
        check("http://localhost:9/", LOOPBACK, answering("10.0.0.1"))


def test_a_loopback_source_beside_a_public_one_opens_nothing_to_it() -> None:
    guard = Guard([SOURCE, LOOPBACK], answering("8.8.8.8"))
    assert guard.is_in_scope("http://127.0.0.1:1/", LOOPBACK)
    assert not guard.is_in_scope("http://127.0.0.1:1/", SOURCE)
    assert guard.is_in_scope(SOURCE, SOURCE)


def test_a_name_that_turns_private_is_resolved_once_and_checked_again_when_forgotten() -> None:
    answers = [["8.8.8.8"], ["127.0.0.1"]]

    async def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async def twice() -> None:
        guard = Guard([SOURCE], rebinding)
        target = await guard.check(SOURCE, SOURCE)
        assert (await guard.check(SOURCE, SOURCE)).addresses == ("8.8.8.8",)
        guard.forget(target)
        with pytest.raises(ForbiddenAddress):
            await guard.check(SOURCE, SOURCE)

    asyncio.run(twice())


def test_a_name_without_an_address_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        check(SOURCE, resolver=answering())
    with pytest.raises(Unreachable):
        asyncio.run(resolve("a..b", 80))


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("gxt.hebei.gov.cn", "hebei.gov.cn"),
        ("xx.gov.cn", "xx.gov.cn"),
        ("WWW.XX.gov.cn.", "xx.gov.cn"),
        ("a.b.c.edu.cn", "c.edu.cn"),
        ("www.spcsc.sh.cn", "spcsc.sh.cn"),
        ("www.example.cn", "example.cn"),
        ("a.example.co.uk", "example.co.uk"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_registered_domains(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


def test_each_port_of_loopback_is_a_site_of_its_own() -> None:
    assert site_of("http://127.0.0.1:1/") != site_of("http://127.0.0.1:2/")
    assert site_of("http://localhost/") == "localhost:80"
    assert not is_loopback_url("http://[")
