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
from scraper.address import read_address
from scraper.archive import Archive, ArchiveWriter
from scraper.challenge import read_refusal, read_shell_target
from scraper.client import Answer
from scraper.discover import (
    Found,
    is_report_column,
    is_report_page,
    lost_reports,
    pick_columns,
    pick_reports,
)
from scraper.errors import ArchiveError, FetchError
from scraper.fetch import Fetched, Fetcher, allowed_hints, keep
from scraper.frontier import Frontier, Known, Page
from scraper.guard import Guard, site_of
from scraper.settings import CrawlSettings
from scraper.sites import ListPage, ListText, read_list
from scraper.sources import Source

_HOME = frozenset({"", "/", "/index.html", "/index.htm", "/index.shtml"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one address ended; `state` is one of the frontier's, `added` counts addresses newly queued,
    `outside` reports on hosts that were not asked for: they are refused at once; `lost` are titles of
    reports that the page shows without an address."""

    state: str
    reason: str | None = None
    rule: str | None = None
    message: str = ""
    is_passing: bool = False
    is_answered_refusal: bool = False
    known: Known | None = None
    bytes: int = 0
    added: int = 0
    outside: int = 0
    lost: tuple[str, ...] = ()


# a column that once had reports and shows none today is a fault of the site or of our reading, no success
_EMPTY = Outcome("failed", "empty_list", message="empty_list: no report and no sub-column was found on it")


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
        self._barren: set[str] = set()  # columns of which no page has shown a report so far
        self._lists: set[str] | None = None  # digests of the list pages of this crawl

    async def visit(self, page: Page, source: Source) -> Outcome:
        """Fetch one address and do what its kind asks for."""
        known = self._known(page.url)
        try:
            fetched = await self._fetcher.fetch(page.url, source, _headers(page, known))
            target = self._shell_target(page, fetched.answer)
            if target is not None and fetched.answer is not None:
                keep(self._writer, fetched.answer, "refusal", page.hints)
                fetched = await self._fetcher.fetch(target, source)
        except FetchError as error:
            return Outcome("failed", error.code, message=str(error), is_passing=error.is_passing)
        decision, answer = fetched.decision, fetched.answer
        if answer is None:
            state = "failed" if decision.is_passing else "refused"
            return Outcome(state, decision.reason, decision.rule, is_passing=decision.is_passing)
        if answer.url == page.url:
            outcome = self._judge(page, answer, known)
        else:
            # what is known belongs to the address that it is archived under, or a revisit would refer
            # to nothing
            outcome = replace(self._judge(page, answer, self._known(answer.url)), known=Known())
        self._tell_fetcher(fetched, outcome)
        return replace(outcome, rule=decision.rule)

    def _tell_fetcher(self, fetched: Fetched, outcome: Outcome) -> None:
        if fetched.target is not None and outcome.is_answered_refusal:
            self._fetcher.refused(fetched.target, outcome.reason or outcome.state)
        elif fetched.target is not None:
            self._fetcher.accepted(fetched.target)

    def _shell_target(self, page: Page, answer: Answer | None) -> str | None:
        """Where a shell sends us on its own site; asked once, so a ring of shells ends as what it is."""
        href = read_shell_target(answer.body) if answer is not None and answer.status == 200 else None
        target = read_address(href, answer.url) if href and answer is not None else None
        if target is None or answer is None or target == answer.url or site_of(target) != site_of(answer.url):
            return None
        return target if self._guard.is_in_scope(target, page.source) else None

    def _judge(self, page: Page, answer: Answer, known: Known) -> Outcome:
        refusal = read_refusal(answer.status, answer.body)
        if refusal == "tiny_shell" and page.number > 1:
            return self._end_of_column(page, refusal)  # some sites answer so past their last page
        if refusal is not None:
            keep(self._writer, answer, "refusal", page.hints)
            return Outcome("refused", refusal, is_answered_refusal=True, bytes=len(answer.body))
        if answer.status == 304 and known.digest is not None and page.kind == "report":
            return Outcome("unchanged", known=self._keep(page, answer, known, "report"))
        problem = _problem(page, answer)
        if problem is not None and page.number > 1:
            return self._end_of_column(page, problem)
        if problem is not None:
            return Outcome("failed", problem)
        if page.kind != "report":
            return self._read(page, answer, known)
        if hashlib.sha256(answer.body).hexdigest() in self._list_digests():
            return Outcome("failed", "soft_404", message="soft_404: the very bytes of a list page")
        return self._keep_report(page, answer, known)

    def _list_digests(self) -> set[str]:
        if self._lists is None:  # a crawl that goes on has read lists in the runs before
            self._lists = self._queue.list_digests()
        return self._lists

    def _keep_report(self, page: Page, answer: Answer, known: Known) -> Outcome:
        if answer.url != page.url and self._queue.is_done(answer.url):
            return Outcome("unchanged", "same_page", bytes=len(answer.body))
        now = self._keep(page, answer, known, "report")
        state = "unchanged" if now.record == known.record else "stored"
        if answer.url != page.url:
            self._queue.add([replace(page, url=answer.url)])
            self._queue.finish(answer.url, state, reason="redirected_here", known=now)
        return Outcome(state, known=now, bytes=len(answer.body))

    def _keep(self, page: Page, answer: Answer, known: Known, kind: str) -> Known:
        """Archive the answer, as a revisit where its body is the one that is known."""
        validators = (answer.header("etag"), answer.header("last-modified"))
        if answer.status == 304:
            digest = known.digest
            validators = (validators[0] or known.etag, validators[1] or known.last_modified)
        else:
            digest = hashlib.sha256(answer.body).hexdigest()
        if digest is None or digest != known.digest:
            return Known(*validators, digest, keep(self._writer, answer, kind, page.hints))
        self._writer.write_revisit(
            url=answer.url,
            status=answer.status,
            digest=digest,
            fetched_at=answer.fetched_at,
            kind=kind,
            hints=allowed_hints(answer, page.hints),
        )
        return Known(*validators, digest, known.record)

    def _read(self, page: Page, answer: Answer, known: Known) -> Outcome:
        try:
            text = ListText(answer.url, decode(answer.body, answer.header("content-type")).text)
            if page.kind == "list" and is_report_page(text):
                return self._keep_report(page, answer, known)
            kept = self._keep(page, answer, known, "list")
            shown, title = read_list(text), text.title
        except ParseError as error:
            return Outcome("failed", error.code, message=str(error))
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever the markup does to its reader, one page stops no run)
            return Outcome("failed", "list_unreadable", message=f"{type(error).__name__}: {error}")
        self._list_digests().add(kept.digest or "")
        if not self._is_new(page, shown) and page.number > 1:
            return replace(self._end_of_column(page, "repeated_page"), known=kept)
        lost = lost_reports(shown, title, page.column_title) if page.kind == "list" else []
        outcome = self._queue_from(page, title, shown)
        return replace(outcome, known=kept, bytes=len(answer.body), lost=tuple(lost))

    def _is_new(self, page: Page, shown: ListPage) -> bool:
        links = [link.url for link in shown.links if link.url not in shown.next_pages]
        return self._queue.note_links(page.column_url or page.url, links) > 0

    def _queue_from(self, page: Page, title: str, shown: ListPage) -> Outcome:
        inside, outside = self._following(page, title, self._found(page, title, shown))
        following = self._next(page, shown)
        if inside or outside:
            self._barren.discard(page.source)
        elif page.number == 1 and page.column_url == page.source:
            self._barren.add(page.source)
        if not following and self._is_barren(page):
            return _EMPTY
        added = self._queue.add([*inside, *following])
        message = f"{shown.family}: {added} new"
        return Outcome("read", message=message, added=added, outside=self._refuse(outside))

    def _is_barren(self, page: Page) -> bool:
        return page.column_url == page.source and page.source in self._barren

    def _refuse(self, outside: list[Page]) -> int:
        """Write down reports on hosts that were not asked for, so that they are not lost in silence."""
        new = [page for page in outside if self._queue.add([page])]
        for page in new:
            self._queue.finish(page.url, "refused", reason="out_of_scope")
        return len(new)

    def _found(self, page: Page, title: str, shown: ListPage) -> list[Found]:
        if page.kind == "portal":
            return pick_columns(shown)
        is_column = page.depth == 0 or page.column_title is not None or is_report_column(title, page.url)
        return pick_reports(shown, url=page.url, is_column=is_column)

    def _following(self, page: Page, title: str, found: list[Found]) -> tuple[list[Page], list[Page]]:
        """The pages behind the links: those to queue, and reports that lie outside."""
        inside, outside = [], []
        for link in found:
            is_report = link.kind == "report"
            following = Page(
                url=link.url,
                kind=link.kind,
                source=page.source,
                depth=0 if page.kind == "portal" and link.kind == "list" else page.depth + (not is_report),
                column_url=page.column_url if is_report else link.url,
                link_title=link.title,
                column_title=(page.column_title or title or None) if is_report else link.title,
                organization=page.organization,
                division_code=page.division_code,
            )
            if not self._guard.is_in_scope(link.url, page.source):
                outside += [following] if is_report else []
            elif following.depth <= self._settings.max_depth:
                inside.append(following)
        return inside, outside

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
        if not added and self._is_barren(page):
            return _EMPTY
        return Outcome("read", reason, added=added)

    def _known(self, url: str) -> Known:
        known = self._queue.known(url)
        file = (known.record or "").rpartition(":")[0]
        # without the body that it refers to, a revisit would be a report lost
        return known if file and (self._archive.folder / file).exists() else Known()


def _headers(page: Page, known: Known) -> dict[str, str]:
    """Conditions for a report; for the next page of a list, the column that it belongs to, as some ask."""
    if page.kind == "report":
        return _conditions(known)
    return {"Referer": page.column_url} if page.column_url and page.number > 1 else {}


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
