"""A small site, the data directory that it is crawled into, and what a crawl of it kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scraper.archive import Archive
from scraper.crawl import CrawlSettings, CrawlSummary, Event, crawl
from scraper.sources import Source

FILL = "县" * 800  # a page of fewer bytes may be a shell
SECTIONS = "<h2>二、主动公开政府信息情况</h2><h2>三、收到和处理政府信息公开申请情况</h2>"


class Place:
    """A site and the data directory that it is crawled into."""

    def __init__(self, site: Any, folder: Path, time: Any) -> None:
        self.site, self.time = site, time
        self.archive, self.frontier = Archive(folder / "archive"), folder / "frontier.sqlite"
        self.events: list[Event] = []

    def page(
        self, path: str, links: Mapping[str, str] | None = None, *, title: str = "页", more: str = ""
    ) -> str:
        rows = "".join(f"<li><a href='{url}'>{name}</a></li>" for url, name in (links or {}).items())
        url: str = self.site.page(
            path, f"<html><title>{title}</title><ul>{rows}</ul>{more}<p>{FILL}</p></html>"
        )
        return url

    def report(self, path: str, name: str, year: int) -> None:
        self.page(path, title=f"{name}{year}年政府信息公开工作年度报告", more=SECTIONS)

    def column(self, path: str, *years: int, name: str = "甲县") -> None:
        title = f"{name}{{}}年政府信息公开工作年度报告"
        self.page(
            path, {f"{path}{year}.html": title.format(year) for year in years}, title="政府信息公开年报"
        )
        for year in years:
            self.report(f"{path}{year}.html", name, year)

    def crawl(self, *, kind: str = "portal", path: str = "/", **settings: Any) -> CrawlSummary:
        chosen = CrawlSettings(contact=None, delay_min=0.0, delay_factor=0.0, delay_max=0.0, **settings)
        return crawl(
            [Source(self.site.url + path, kind=kind)],
            archive=self.archive,
            frontier=self.frontier,
            settings=chosen,
            clock=self.time.clock,
            on_event=self.events.append,
        )

    def kept(self, kind: str = "report") -> set[str]:
        return {c.url.removeprefix(self.site.url) for c in self.archive.captures(kinds=(kind,))}

    def told(self, kind: str) -> list[str]:
        return [event.message for event in self.events if event.kind == kind]
