"""An easttone portal: a template, and a service that wants its channel in a list."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import md5

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request


class Easttone(Portal):
    """Asked with anything but a list, the service gives the whole site; dates are milliseconds."""

    name = "easttone"
    area = "沪滨县"
    column = "/zhengwu/zwgk-nb/"

    def path_of(self, paper: Article) -> str:
        """`/zhengwu/zwgk-nb/20250113/<32 hex>.html`."""
        name = md5(str(paper.number).encode(), usedforsecurity=False).hexdigest()
        return f"{self.column}{paper.published:%Y%m%d}/{name}.html"

    def lists(self) -> dict[str, Page]:
        """The template."""
        data = "{channelList: '1899', pageSize: 10, list: []}"
        setup = f"new CMS({{el: '#app', data: {data}, api: '/front/api/data/search'}});"
        row = '<ul id="app"><li v-for="item in list"><a :href="item.url">{{item.title}}</a></li></ul>'
        return {self.column: self.page("政府信息公开年报", f"{row}<script>{setup}</script>")}

    def answer(self, request: Request) -> Page | None:
        """The service."""
        if request.path != "/front/api/data/search" or request.method != "POST":
            return None
        asked = json.loads(request.body)
        is_channel = asked.get("channelList") == ["1899"]
        start = (int(asked["pageNo"]) - 1) * int(asked["pageSize"])
        rows = [self._row(p, is_channel) for p in self.papers[start : start + int(asked["pageSize"])]]
        return self.json({"code": 0, "data": {"totalPage": 667, "totalCount": 10_000, "list": rows}})

    def _row(self, paper: Article, is_channel: bool) -> dict[str, object]:
        day = paper.published
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
        url = self.path_of(paper)
        return {
            "dispatch_agency": paper.organization,
            "display_date": int(moment.timestamp()) * 1000,
            "title": paper.title,
            "url": url if is_channel else url.replace("/zhengwu/", "/everything/"),
        }
