"""A portal whose articles are shells: a script asks for their text by the id in their address."""

from __future__ import annotations

from urllib.parse import urlencode

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Portal, Request
from scraper.posting import post_address

_DETAIL = "/html/info/detail"


class Shells(Portal):
    """`/art/info/2031/i20250113-107`; each article's page is the same few bytes."""

    name = "shells"
    area = "贤海县"
    column = "/html/zwgk/nb.html"

    def path_of(self, paper: Article) -> str:
        """What asks for the text."""
        return post_address(_DETAIL, urlencode({"id": self._id(paper)}).encode())

    def lists(self) -> dict[str, Page]:
        """One list, and the shells that it links to."""
        shell = self.html("<html><body><div id='root'></div><script src='/app.js'></script></body></html>")
        shells = {f"/art/info/2031/{self._id(paper)}": paper for paper in self.papers}
        rows = self.links({paper.title: url for url, paper in shells.items()})
        return {**dict.fromkeys(shells, shell), self.column: self.page("政府信息公开年报", rows)}

    def answer(self, request: Request) -> Page | None:
        """The service."""
        if request.method != "POST" or request.path != _DETAIL:
            return None
        paper = next(paper for paper in self.papers if self._id(paper) == request.fields["id"])
        return self.json({"data": {"title": paper.title, "dept": paper.organization, "body": paper.html}})

    @staticmethod
    def _id(paper: Article) -> str:
        return f"i{paper.published:%Y%m%d}-{paper.number}"
