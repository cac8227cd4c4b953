"""What is done with one address: fetch it, judge the answer, keep it, and queue what it leads to.

Promises: an Outcome for every address, whatever the site answers. What is kept is in the archive before
the Outcome is returned.
Caveat: reports that are only an attachment of their page are kept as the page.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from parsers.decode import decode
from parsers.errors import ParseError
from scraper.archive import Archive, ArchiveWriter
from scraper.challenge import read_refusal
from scraper.client import Answer
from scraper.discover import Found, is_report_column, is_report_page, pick_columns, pick_reports
from scraper.errors import FetchError
from scraper.fetch import Fetcher, keep
from scraper.frontier import Frontier, Known, Page
from scraper.guard import Guard
from scraper.settings import CrawlSettings
from scraper.sites import ListPage, ListText, read_list
from scraper.sources import Source

_HOME = frozenset({"", "/", "/index.html", "/index.htm", "/index.shtml"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one address ended; `state` is one of the frontier's, `added` counts addresses newly queued."""

    state: str
    reason: str | None = None
    rule: str | None = None
    message: str = ""
    is_passing: bool = False
    is_answered_refusal: bool = False
    known: Known | None = None
    bytes: int = 0
    added: int = 0


class Visitor:
    """Visits the addresses of one crawl."""

    def __init__(
        self,
        *,
        queue: Frontier,
        archive: Archive,
        writer: ArchiveWriter,
        fetcher: Fetcher,
        guard: Guard,
        settings: CrawlSettings,
    ) -> None:
        self._queue, self._archive, self._writer = queue, archive, writer
        self._fetcher, self._guard, self._settings = fetcher, guard, settings

    async def visit(self, page: Page, source: Source) -> Outcome:
        """Fetch one address and do what its kind asks for."""
        known = self._known(page.url)
        try:
            fetched = await self._fetcher.fetch(
                page.url, source, _conditions(known) if page.kind == "report" else {}
            )
        except FetchError as error:
            return Outcome("failed", error.code, message=str(error), is_passing=error.is_passing)
        decision, answer = fetched.decision, fetched.answer
        if answer is None:
            state = "failed" if decision.is_passing else "refused"
            return Outcome(state, decision.reason, decision.rule, is_passing=decision.is_passing)
        return replace(self._judge(page, answer, known), rule=decision.rule)

    def _judge(self, page: Page, answer: Answer, known: Known) -> Outcome:
        refusal = read_refusal(answer.status, answer.body)
        if refusal is not None:
            keep(self._writer, answer, "refusal", page.hints)
            return Outcome("refused", refusal, is_answered_refusal=True, bytes=len(answer.body))
        if answer.status == 304 and known.digest is not None and page.kind == "report":
            return self._keep_unchanged(page, answer, known)
        problem = _problem(page, answer)
        if problem is not None and page.number > 1:
            return self._end_of_column(page, problem)
        if problem is not None:
            return Outcome("failed", problem)
        return self._keep_report(page, answer, known) if page.kind == "report" else self._read(page, answer)

    def _keep_report(self, page: Page, answer: Answer, known: Known) -> Outcome:
        if answer.url != page.url and self._queue.is_done(answer.url):
            return Outcome("unchanged", "same_page", bytes=len(answer.body))
        digest = hashlib.sha256(answer.body).hexdigest()
        if digest == known.digest:
            return self._keep_unchanged(page, answer, known)
        record = keep(self._writer, answer, "report", page.hints)
        now = Known(answer.header("etag"), answer.header("last-modified"), digest, record)
        if answer.url != page.url:
            self._queue.add([replace(page, url=answer.url)])
            self._queue.finish(answer.url, "stored", reason="redirected_here", known=now)
        return Outcome("stored", known=now, bytes=len(answer.body))

    def _keep_unchanged(self, page: Page, answer: Answer, known: Known) -> Outcome:
        assert known.digest is not None
        self._writer.write_revisit(
            url=answer.url,
            status=answer.status,
            digest=known.digest,
            fetched_at=answer.fetched_at,
            kind="report",
            hints=page.hints,
        )
        validators = (
            answer.header("etag") or known.etag,
            answer.header("last-modified") or known.last_modified,
        )
        return Outcome(
            "unchanged", known=Known(*validators, known.digest, known.record), bytes=len(answer.body)
        )

    def _read(self, page: Page, answer: Answer) -> Outcome:
        keep(self._writer, answer, "list", page.hints)
        try:
            text = ListText(answer.url, decode(answer.body, answer.header("content-type")).text)
            if page.kind == "list" and is_report_page(text):
                return self._keep_report(page, answer, Known())
            shown = read_list(text)
            title = text.title
        except ParseError as error:
            return Outcome("failed", error.code, message=str(error))
        except Exception as error:  # noqa: BLE001  (whatever the markup does to its reader, one page stops no run)
            return Outcome("failed", "list_unreadable", message=f"{type(error).__name__}: {error}")
        column = page.column_url or page.url
        links = [link.url for link in shown.links if link.url not in shown.next_pages]
        if not self._queue.note_links(column, links) and page.number > 1:
            return self._end_of_column(page, "repeated_page")
        pages = [*self._following(page, title, self._found(page, title, shown)), *self._next(page, shown)]
        added = self._queue.add(pages)
        return Outcome("read", message=f"{shown.family}: {added} new", bytes=len(answer.body), added=added)

    def _found(self, page: Page, title: str, shown: ListPage) -> list[Found]:
        if page.kind == "portal":
            return pick_columns(shown)
        is_column = page.depth == 0 or page.column_title is not None or is_report_column(title, page.url)
        return pick_reports(shown, url=page.url, is_column=is_column)

    def _following(self, page: Page, title: str, found: list[Found]) -> list[Page]:
        pages = []
        for link in found:
            is_report = link.kind == "report"
            if not self._guard.is_in_scope(link.url, page.source):
                continue
            if not is_report and page.depth + 1 > self._settings.max_depth:
                continue
            following = Page(
                url=link.url,
                kind=link.kind,
                source=page.source,
                depth=page.depth + (not is_report),
                column_url=page.column_url if is_report else link.url,
                link_title=link.title,
                column_title=(page.column_title or title or None) if is_report else link.title,
                organization=page.organization,
                division_code=page.division_code,
            )
            pages.append(following)
        return pages

    def _next(self, page: Page, shown: ListPage) -> list[Page]:
        pages = [url for url in shown.next_pages if self._guard.is_in_scope(url, page.source)]
        if page.kind != "list" or not pages or page.number >= self._settings.max_pages_per_column:
            return []
        otherwise = pages[1] if len(pages) > 1 else None
        return [replace(page, url=pages[0], number=page.number + 1, otherwise=otherwise)]

    def _end_of_column(self, page: Page, reason: str) -> Outcome:
        """A page that shows nothing new: past the end, or its numbers begin at another one."""
        added = 0
        if page.otherwise is not None:
            added = self._queue.add([replace(page, url=page.otherwise, otherwise=None)])
        return Outcome("read", reason, added=added)

    def _known(self, url: str) -> Known:
        known = self._queue.known(url)
        file = (known.record or "").rpartition(":")[0]
        # without the body that it refers to, a revisit would be a report lost
        return known if file and (self._archive.folder / file).exists() else Known()


def _conditions(known: Known) -> dict[str, str]:
    found = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in found.items() if value and known.digest}


def _problem(page: Page, answer: Answer) -> str | None:
    if answer.status != 200:
        return f"http_{answer.status}"
    if not answer.body.strip():
        return "empty_body"
    if page.kind == "report" and urlsplit(answer.url).path in _HOME and urlsplit(page.url).path not in _HOME:
        return "redirected_home"
    return None
