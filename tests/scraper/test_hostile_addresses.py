"""Hostile spellings of addresses, by five ways into a crawl: no socket to what is not public is opened."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.address import read_address
from scraper.answer import Answer
from scraper.archive import Archive
from scraper.client import Client
from scraper.crawl import CrawlSettings, CrawlSummary, crawl
from scraper.errors import Unreachable
from scraper.guard import Target, is_loopback_url
from scraper.public import is_public
from scraper.sources import Source

HOME = "https://www.xx.gov.cn"
POLITE = CrawlSettings(contact="https://c.example/", delay_min=1.0, max_refusals=999)
SPELLINGS = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.1/", "http://017700000001/", "http://0177.0.0.1/", "http://localhost/", "http://localhost./",
    "http://LOCALHOST/", "http://127.0.0.1.nip.io/", "http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/",
    "http://127。0。0。1/", "http://0/", "http://0.0.0.0/", "http://10.0.0.1/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[fe80::1%25eth0]/", "http://[fd00::1]/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://user@127.0.0.1/",
    "http://www.xx.gov.cn@127.0.0.1/", "http://www.xx.gov.cn:80@127.0.0.1/", "http://127.0.0.1\\@www.xx.gov.cn/",
    "http://www.xx.gov.cn\\@127.0.0.1/", "//127.0.0.1/", "http:/\\127.0.0.1/", "http:127.0.0.1/",
    "http://127.0.0.1:22/", "https://www.xx.gov.cn:22/", "http://127.0.0.1%2f@www.xx.gov.cn/",
    "http://%31%32%37.0.0.1/", "http://www.xx.gov.cn.127.0.0.1.nip.io/", "ftp://www.xx.gov.cn/", "file:///etc/passwd",
    "gopher://127.0.0.1:70/", "http://[::1", "http://127.0.0.1\t/", "http://224.0.0.1/", "http://100.64.0.1/",
    # numbers in other bases and lengths
    "http://0177.1/", "http://0x7f.0x0.0x0.0x1/", "http://127.000.000.001/", "http://0127.0.0.1/", "http://3232235521/",
    "http://0xA9FEA9FE/", "http://169.254.43518/", "http://[::ffff:169.254.169.254]/", "http://[::ffff:0:7f00:1]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/", "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "http://168.63.129.16/",
    "http://[64:ff9b:1::7f00:1]/", "http://[v1.fe80::a]/", "http://[2400:3200::1%25eth0]/", "http://[::1%00]/",
    # letters of other scripts, and letters that are not seen
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://ｌｏｃａｌｈｏｓｔ/", "http://lоcalhost/", "http://localhost。/", "http://127．0．0．1/",
    "http://127｡0｡0｡1/", "http://٣.0.0.1/", "http://１２７.１/", "http://xn--lcalhost-8cf/", "http://\u00ad127.0.0.1/",
    "http://127.0.0.1\u200b/", "http://loc\u00adalhost/", "http://www.xx.gov.cn\u2044@127.0.0.1/",
    "http://www.xx.gov.cn\uff0f@127.0.0.1/", "http://www.xx.gov.cn\uff20127.0.0.1/",
    # names with more in them than a name
    "http://127.0.0.1\\.www.xx.gov.cn/", "http://*.xx.gov.cn/", "http://a..xx.gov.cn/", "http://-a.xx.gov.cn/",
    "http://%zz.xx.gov.cn/", "http://www.xx.gov.cn%00.xx.gov.cn/",
    f"http://{'a' * 64}.xx.gov.cn/", "http://127.0.0.1:80%2f.xx.gov.cn/", "http://www.xx.gov.cn%2e/",
    "http://10.0.0.1;.xx.gov.cn/", "http://10.0.0.1,.xx.gov.cn/", "http://1%3227.0.0.1/", "http://%/",
    # users, ports, slashes
    "http://@127.0.0.1/", "http://:@127.0.0.1/", "http://127.0.0.1:80@www.xx.gov.cn/", "http://www.xx.gov.cn:0/",
    "http://www.xx.gov.cn:65536/", "http://www.xx.gov.cn:-80/", "http://www.xx.gov.cn:８０/", "http://www.xx.gov.cn:80:80/",
    "http://127.0.0.1#@www.xx.gov.cn/", "http://127.0.0.1?@www.xx.gov.cn/", "http://www.xx.gov.cn;@127.0.0.1/",
    "http:\\\\127.0.0.1\\", "http:///127.0.0.1/", "http:\\/127.0.0.1", "//127.0.0.1\\@www.xx.gov.cn/",
    "http://127.0.0.1../", "http://.127.0.0.1/", "http://www.xx.gov.cn.evil.example/", "http://evilxx.gov.cn/",
    "http://gov.cn/", "http://[www.xx.gov.cn]/", "http://[127.0.0.1]/", "http://[]/",
    # other schemes
    "blob:http://127.0.0.1/", "view-source:http://127.0.0.1/", "dict://127.0.0.1:11211/", "ldap://127.0.0.1/",
    "ws://127.0.0.1/", "http+unix://x/", "javascript://www.xx.gov.cn/%0aalert(1)", "HTTP://127.0.0.1/",
]  # fmt: skip
INSIDE = [  # what names of the very site lead to
    "127.0.0.1", "127.255.255.254", "10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1", "192.0.0.8",
    "224.0.0.251", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::1", "::", "::127.0.0.1",
    "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::1",
    "2001:0:7f00:1::", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "fe80::1", "fe80::1%lo", "fec0::1",
    "fd00::1", "ff02::1", "2001:10::1", "2400:3200::5efe:127.0.0.1", "2400:3200:0:1:0:5efe:10.0.0.1",
    "168.63.129.16", "::ffff:168.63.129.16", "2400:3200::1%eth0", "100.100.100.200",
]  # fmt: skip
ALL = [*SPELLINGS, *(f"https://p{n}.xx.gov.cn/" for n in range(len(INSIDE)))]
NAMED = {"127.0.0.1.nip.io": "127.0.0.1", "www.xx.gov.cn.127.0.0.1.nip.io": "127.0.0.1"}
FILLING = "某" * 900


def report(number: int) -> str:
    return f"<title>第{number}局2022年政府信息公开工作年度报告</title><p>{FILLING}</p>"


_watch: list[list[Any]] = []  # where the hook, which cannot be taken out again, writes


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _watch:
        _watch[-1].append(arguments[1])
        raise PermissionError(f"a socket to {arguments[1]}")


sys.addaudithook(_hook)


@pytest.fixture
def opened() -> Iterator[list[Any]]:
    """Every address that a socket was to be connected to; none is let through."""
    _watch.append([])
    yield _watch[-1]
    _watch.pop()


async def resolver(host: str, port: int) -> list[str]:
    """Numbers as the system reads them; names of the site as `INSIDE` says."""
    name = host.partition(".")[0]
    if host.endswith(".xx.gov.cn") and name[:1] == "p":
        return [INSIDE[int(name[1:])]]
    if host.endswith("xx.gov.cn") or host in NAMED:
        return [NAMED.get(host, "8.8.8.8")]
    try:
        return [str(socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)[0][4][0])]
    except OSError:
        if host.startswith("localhost"):
            return ["127.0.0.1", "::1"]
        raise Unreachable(host, "no such name") from None


class Web:
    """What 8.8.8.8 answers; everything else goes to the real client."""

    def __init__(self, time: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], str]] = {}
        self._clock, real = time.clock, Client.get

        async def get(
            client: Client,
            target: Target,
            headers: dict[str, str] = {},  # noqa: B006
            *,
            most: int | None = None,
        ) -> Answer:
            if target.addresses == ("8.8.8.8",):
                return self._answer(target.url)
            return await real(client, target, headers, most=most)

        monkeypatch.setattr(Client, "get", get)

    def _answer(self, url: str) -> Answer:
        status, headers, text = self.pages.get(url, (404, {}, ""))
        return Answer(url, status, "", (), tuple(headers.items()), text.encode(), self._clock.now())

    def list_of(self, hrefs: list[str]) -> str:
        """A list with one good report first, and a report behind each of `hrefs`."""
        self.pages[f"{HOME}/nb/good.html"] = (200, {}, report(0))
        rows = "".join(
            f'<li><a href="{href}">第{n}局2022年政府信息公开工作年度报告</a></li>'
            for n, href in enumerate(["good.html", *hrefs])
        )
        self.pages[f"{HOME}/nb/"] = (200, {}, f"<title>政府信息公开年报</title>{rows}<p>{FILLING}</p>")
        return f"{HOME}/nb/"


@pytest.fixture
def web(time: Any, monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web(time, monkeypatch)


def run(folder: Path, time: Any, *urls: str, kind: str = "column") -> CrawlSummary:
    return crawl(
        [Source(url, kind=kind) for url in urls],
        archive=Archive(folder / "archive"),
        frontier=folder / "f.sqlite",
        settings=POLITE,
        clock=time.clock,
        resolver=resolver,
    )


def header(url: str) -> str:
    return url.encode().decode("latin-1")


def test_there_are_as_many_as_said() -> None:
    assert len(set(ALL)) == len(ALL) >= 150
    assert not any(map(is_public, INSIDE))


def test_directly(web: Web, tmp_path: Path, time: Any, opened: list[Any]) -> None:
    urls = [url for url in ALL if "://" in url and not is_loopback_url(url)]
    assert len(urls) >= 70
    summary = run(tmp_path, time, *urls, kind="page")
    spelt = {read_address(url, url) or url for url in urls}  # some are other spellings of one address
    assert (summary.stored, summary.failed + summary.refused) == (0, len(spelt))
    assert opened == []


def test_by_a_redirect(web: Web, tmp_path: Path, time: Any, opened: list[Any]) -> None:
    url = web.list_of([f"/nb/r{n}.html" for n in range(len(ALL))])
    for n, spelling in enumerate(ALL):
        web.pages[f"{HOME}/nb/r{n}.html"] = (302, {"Location": header(spelling)}, "")
    summary = run(tmp_path, time, url)
    assert (summary.stored, summary.failed) == (1, len(ALL))
    assert opened == []


def test_by_a_redirect_of_robots(web: Web, tmp_path: Path, time: Any, opened: list[Any]) -> None:
    hosts = [f"https://h{n}.xx.gov.cn" for n in range(len(ALL))]
    for host, spelling in zip(hosts, ALL, strict=True):
        web.pages[f"{host}/robots.txt"] = (302, {"Location": header(spelling)}, "")
        web.pages[f"{host}/x.html"] = (200, {}, report(1))
    summary = run(tmp_path, time, *(f"{host}/x.html" for host in hosts), kind="page")
    assert summary.stored == 0
    assert summary.failed == len(ALL)
    assert opened == []


@pytest.mark.parametrize("suffix", ["", "P020230110.pdf"])
def test_by_a_link_of_a_list(web: Web, tmp_path: Path, time: Any, opened: list[Any], suffix: str) -> None:
    summary = run(tmp_path, time, web.list_of([spelling + suffix for spelling in ALL]))
    assert summary.stored == 1
    assert summary.failed + summary.refused >= len(INSIDE)
    assert opened == []


def test_by_a_shell(web: Web, tmp_path: Path, time: Any, opened: list[Any]) -> None:
    url = web.list_of([f"/nb/r{n}.html" for n in range(len(ALL))])
    for n, spelling in enumerate(ALL):
        web.pages[f"{HOME}/nb/r{n}.html"] = (200, {}, f"<script>location.replace('{spelling}')</script>")
    summary = run(tmp_path, time, url)
    assert (summary.stored, summary.failed + summary.refused) == (1, len(ALL))
    assert opened == []


@pytest.mark.parametrize("private", INSIDE)
def test_a_name_that_turns_private_between_two_requests_is_not_followed(
    web: Web, tmp_path: Path, time: Any, opened: list[Any], private: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["8.8.8.8"]

    async def rebinding(host: str, port: int) -> list[str]:
        return [answers.pop() if answers else private]

    web.pages[f"{HOME}/robots.txt"] = (200, {}, "")
    get = Client.get

    async def lost(
        client: Client,
        target: Target,
        headers: dict[str, str] = {},  # noqa: B006
        *,
        most: int | None = None,
    ) -> Answer:
        if target.url.endswith("x.html") and target.addresses == ("8.8.8.8",):
            raise Unreachable(target.url, "reset")
        return await get(client, target, headers, most=most)

    monkeypatch.setattr(Client, "get", lost)
    summary = crawl(
        [Source(f"{HOME}/x.html", kind="page")],
        archive=Archive(tmp_path / "archive"),
        frontier=tmp_path / "f.sqlite",
        settings=POLITE,
        clock=time.clock,
        resolver=rebinding,
    )
    assert summary.reasons == (("forbidden_address", 1),)
    assert opened == []


def test_the_hook_sees_what_is_opened(tmp_path: Path, time: Any, opened: list[Any]) -> None:
    summary = run(tmp_path, time, "http://127.0.0.1:9/", kind="page")
    assert summary.stored == 0
    assert set(opened) == {("127.0.0.1", 9)}
