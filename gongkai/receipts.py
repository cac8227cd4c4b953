"""Politeness receipts on disk: `receipts.json` for programs, `receipts.txt` for a webmaster, in the folder of
a run.

Promises: they are written each minute while a crawl runs, and at its end however it ends, so that a run that
was killed lacks a minute at most; a file is whole or the one before.
Refuses: nothing; a run that sent no request has none.
Caveat: times in `receipts.txt` are those of China, where its readers are; in `receipts.json` they are UTC.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from gongkai import __version__
from gongkai.errors import InputError
from scraper.events import Event
from scraper.hours import CHINA
from scraper.receipts import Receipts
from scraper.settings import CrawlSettings

JSON, PAGE = "receipts.json", "receipts.txt"
EVERY = 60.0  # seconds between two writes while a crawl runs
_READINGS = {
    "robots_allow": "有规则，已遵守 it has rules, and they were kept",
    "robots_absent": "没有规则 there are none",
    "robots_is_html": "返回的是网页，不是规则 a page of HTML, no rules",
    "robots_refused": "拒绝访问，故未访问本站 refused, so nothing else was asked for",
    "robots_busy": "暂不可用，故未访问本站 busy, so nothing else was asked for",
    "robots_unreachable": "无法取得，故未访问本站 not to be had, so nothing else was asked for",
    "not_asked": "尚未取得 not asked for yet",
}


class ReceiptBook:
    """The receipts of one run and where they go. Pass `notes` to the crawl, and events through `watch`."""

    def __init__(
        self, folder: Path, settings: CrawlSettings, started: datetime, clock: Callable[[], datetime]
    ) -> None:
        self.notes = Receipts()
        self._folder, self._settings, self._started, self._clock = folder, settings, started, clock
        self._written = started

    def watch(self, on_event: Callable[[Event], None]) -> Callable[[Event], None]:
        """`on_event`, and the receipts written now and then."""

        def watched(event: Event) -> None:
            on_event(event)
            if event.at is not None and abs((event.at - self._written).total_seconds()) >= EVERY:
                self._written = event.at
                self.write()

        return watched

    def write(self) -> None:
        """Write both files as things stand; nothing where no host was asked."""
        values = receipt_values(self.notes, self._settings, self._started, self._clock())
        if not values["hosts"]:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        _write(self._folder / JSON, json.dumps(values, ensure_ascii=False, indent=1) + "\n")
        _write(self._folder / PAGE, show_receipts(values))


def receipt_values(
    notes: Receipts, settings: CrawlSettings, started: datetime, ended: datetime
) -> dict[str, Any]:
    """What `receipts.json` holds; docs/crawling.md has each field."""
    return {
        "gongkai": __version__,
        "started": started.isoformat(),
        "ended": ended.isoformat(),
        "user_agent": settings.user_agent,
        "contact": settings.contact,
        "delay_min": settings.delay_min,
        "delay_max": settings.delay_max,
        "delay_factor": settings.delay_factor,
        "hours": str(settings.hours) if settings.hours else None,
        "hosts": [_plain(asdict(receipt)) for receipt in notes.all()],
    }


def read_receipts(runs: Path, host: str | None = None) -> dict[str, Any]:
    """The receipts of the last run that has any; of one host, or of the hosts of a domain, where it is given.

    Raises InputError where there are none.
    """
    path = max(runs.glob(f"*/{JSON}"), default=None)
    if path is None:
        raise InputError(f"{runs}: no run has receipts", remedy="gongkai run and crawl write them.")
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = [one for one in values["hosts"] if host is None or is_of(one["host"], host)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: cannot be read: {error}", remedy="It is made anew by each run.") from error
    if not found:
        hosts = ", ".join(one["host"] for one in values["hosts"][:10])
        raise InputError(f"{path}: no receipt for {host}", remedy=f"It has those of {hosts}.")
    return {**values, "hosts": found}


def is_of(host: str, asked: str) -> bool:
    """True where `host` is what was asked for, or lies below it.

    >>> is_of("www.xx.gov.cn", "xx.gov.cn"), is_of("127.0.0.1:8931", "127.0.0.1"), is_of("xx.cn", "x.cn")
    (True, True, False)
    """
    return host == asked or host.endswith(f".{asked}") or host.rpartition(":")[0] == asked


def show_receipts(values: Mapping[str, Any]) -> str:
    """The page for webmasters: each host in Chinese and English."""
    pages = ["\n".join(_page(values, host)) for host in values["hosts"]]
    return "\n\n\n".join([*pages, _FOOT]) + "\n"


_FOOT = """\
本程序只下载政府信息公开工作年度报告及其栏目页，同一网站同一时间只发一个请求。
如不希望被访问，请在 robots.txt 中写入下面两行，或按上面的联系方式告知我们。
The program fetches annual reports on government information disclosure and the lists that lead to them, one
request at a time. To be left out, write these lines into robots.txt, or tell the contact above.

    User-agent: gongkai
    Disallow: /"""


def _page(values: Mapping[str, Any], host: Mapping[str, Any]) -> Iterator[str]:
    yield f"访问回执 Politeness receipt: {host['host']}"
    yield "=" * 72
    yield _line("访问者 Visitor", values["user_agent"])
    yield _line("联系方式 Contact", values["contact"] or "-")
    yield _line("地址 Addresses", ", ".join(host["addresses"]))
    yield _line("时间 Time", f"{_time(host['first_request'])} - {_time(host['last_request'])} 北京时间 UTC+8")
    yield _line("请求 Requests", f"{host['requests']:,} ({host['bytes'] / 1e6:,.1f} MB)")
    if host["least_delay"] is not None:
        pauses = f"平均 mean {host['mean_delay']:.1f} s, 最短 least {host['least_delay']:.1f} s"
        yield _line("间隔 Pauses", pauses)
    answers = ", ".join(f"{status} x {count:,}" for status, count in host["statuses"].items())
    yield _line("应答 Answers", answers or "-")
    yield _line("未改动 Unchanged", f"304 x {host['unchanged']:,} ({host['unchanged_share']:.0%})")
    yield from _robots(host["robots"])
    yield _line(
        "Retry-After", f"{host['waits']} x, {host['waited']:.0f} s (期间未访问 nothing asked meanwhile)"
    )
    yield _line("拒绝 Refusals", str(host["refusals"]))


def _robots(robots: Mapping[str, Any]) -> Iterator[str]:
    status = f"HTTP {robots['status']}: " if robots["status"] else ""
    yield _line("robots.txt", f"{status}{_READINGS[robots['reading']]}")
    if robots["crawl_delay"]:
        yield _line("", f"Crawl-delay {robots['crawl_delay']:g} s (已遵守 kept)")
    yield _line(
        "",
        f"允许 allowed {robots['allowed']:,}, 禁止 forbidden {robots['forbidden']:,} (未访问 not asked for)",
    )
    for line, count in robots["rules"].items():
        yield _line("", f"  {line} x {count:,}")
    for reason, count in robots["exceptions"].items():
        yield _line("", f"  例外 exception: {reason} x {count:,}")


def _line(name: str, text: str) -> str:
    width = sum(2 if ord(letter) > 0x2E7F else 1 for letter in name)
    return f"{name}{' ' * (20 - width)}{text}".rstrip()


def _time(text: str | None) -> str:
    return f"{datetime.fromisoformat(text).astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if text else "-"


def _plain(value: Any) -> Any:
    """Pairs as objects, moments as text, seconds to the thousandth."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()} | {
            name: dict(value[name]) for name in _PAIRS & value.keys()
        }
    if isinstance(value, datetime):
        return value.isoformat()
    return round(value, 3) if isinstance(value, float) else value


_PAIRS = frozenset({"statuses", "rules", "exceptions"})


def _write(path: Path, text: str) -> None:
    aside = path.with_name(path.name + ".tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def each_host(values: Mapping[str, Any]) -> Sequence[str]:
    """One line of JSON a host, with what is the same for all of them."""
    run = {name: value for name, value in values.items() if name != "hosts"}
    return [json.dumps({**run, **host}, ensure_ascii=False) for host in values["hosts"]]
