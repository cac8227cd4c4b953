"""More portals in the manner of Hanweb: what the dataproxy is asked stands in odd places, or is encrypted."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.samplesite.pages import Page
from gongkai.samplesite.portals.base import Article, Request
from gongkai.samplesite.portals.hanweb import PROXY, HanwebByPage, HanwebByRecord


class HanwebEncrypted(HanwebByRecord):
    """The printed group is encrypted and answered with nothing; the script has the plain ids."""

    name = "hanweb-encrypted"
    area = "睢溪县"
    bodies = 4

    def lists(self) -> dict[str, Page]:
        """The column page."""
        group = f"{PROXY}?page=1&amp;webid=3&amp;columnid=4f2a9Bz%2Bq==&amp;unitid=Zz81x%3D"
        store = self.store(self.papers[: self.embedded], group)
        asked = f"totalRecord:{len(self.papers)},perPage:3,proxyUrl:'{PROXY}'"
        ids = "proxyParam:{columnid:1229,unitid:'6',webid:3}"
        script = f"<script type='text/xml'>{store}</script><script>$('#6').jpage({{{asked},{ids}}})</script>"
        return {self.column: self.page("政府信息公开年报", script)}


class HanwebWithoutStore(HanwebEncrypted):
    """No row is embedded; the address has the ids, its slashes escaped, and an example of records."""

    name = "hanweb-bare"
    area = "砀水县"

    def lists(self) -> dict[str, Page]:
        """The column page."""
        escaped = PROXY.replace("/", "\\/")
        address = f"{escaped}?startrecord=1&endrecord=45&perpage=15&webid=3&columnid=1229&unitid=6"
        script = f"<div id='6'></div><script>$('#6').jpage({{perPage:4,proxyUrl:\"{address}\"}})</script>"
        return {self.column: self.page("政府信息公开年报", script)}


class HanwebTabs(HanwebByRecord):
    """Two lists on a page, each with a unit and a total of its own; answers name no total."""

    name = "hanweb-tabs"
    area = "灵璧岗县"
    bodies = 4

    def lists(self) -> dict[str, Page]:
        """The column page."""
        tabs = ""
        for unit, papers in self._units().items():
            asked = f"totalRecord:{len(papers)},perPage:2,proxyUrl:'{PROXY}',columnid:'1229',unitid:'{unit}'"
            store = self.store(papers[:4], None)
            tabs += (
                f"<script type='text/xml'>{store}</script><script>$('#{unit}').jpage({{{asked}}})</script>"
            )
        return {self.column: self.page("政府信息公开年报", tabs)}

    def _units(self) -> dict[str, Sequence[Article]]:
        half = len(self.papers) // 2
        return {"6": self.papers[:half], "7": self.papers[half:]}

    def store(self, rows: Sequence[Article], following: str | None) -> str:
        """Rows whose markup holds a script, in an XML document."""
        records = "".join(
            "<record><![CDATA[<li><script>cut()<\\/script>"
            f"<a href='{self.path_of(p)}' title='{p.title}'></a></li>]]></record>"
            for p in rows
        )
        return (
            f"<?xml version='1.0' encoding='UTF-8'?><datastore><recordset>{records}</recordset></datastore>"
        )

    def proxied(self, request: Request) -> str:
        """The records of a unit."""
        asked = request.fields
        papers = self._units().get(asked.get("unitid", ""), ()) if "startrecord" in asked else ()
        return self.store(papers[int(asked.get("startrecord", 1)) - 1 : int(asked.get("endrecord", 0))], None)


class HanwebShownPages(HanwebByPage):
    """Nine rows are embedded, but the dataproxy counts pages of three, and prints no next one."""

    name = "hanweb-shown"
    area = "泗河县"
    bodies = 3
    embedded = 9

    def lists(self) -> dict[str, Page]:
        """The column page."""
        store = self.store(self.papers[: self.embedded], None)
        asked = f"perPage:3,proxyUrl:'{PROXY}?columnid=1229&unitid=6'"
        script = f"<script type='text/xml'>{store}</script><script>$('#6').jpage({{{asked}}})</script>"
        return {self.column: self.page("政府信息公开年报", script)}

    def proxied(self, request: Request) -> str:
        """Three rows a page; records are not understood."""
        number = int(request.fields.get("page", "1"))
        return self.store(self.papers[3 * number - 3 : 3 * number], None)


MORE = (HanwebEncrypted, HanwebWithoutStore, HanwebTabs, HanwebShownPages)
