"""What is done with one address: fetch it, judge the answer, keep it, and queue what it leads to.

Promises: an Outcome for every address, whatever the site answers. What is kept is in the archive before
the Outcome is returned.
A report that is only an attachment is kept twice: as its page, and as the file.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import urlsplit

from parsers.decode import decode
from parsers.errors import ParseError
from scraper.address import read_address
from scraper.answer import Answer
from scraper.archive import Archive, ArchiveWriter
from scraper.attachments import attached_report, may_name_file
from scraper.budget import Budget
from scraper.canonical import seen_key
from scraper.challenge import EMPTY_SHELL, is_app_shell, read_refusal, read_shell_target
from scraper.clock import Clock
from scraper.discover import lost_reports
from scraper.errors import FetchError, ScraperError
from scraper.fetch import Fetched, Fetcher
from scraper.following import Follower
from scraper.frontier import Frontier, Known, Page
from scraper.guard import Guard, site_of
from scraper.judging import (
    Judgement,
    has_sections,
    is_report_itself,
    is_report_page,
    judge_report,
    read_text,
    words_of,
)
from scraper.keeping import Keeper, conditions, is_not_modified, keep
from scraper.looking import is_named_column
from scraper.outcome import NOT_ASKED, Outcome
from scraper.records import Miss
from scraper.retry import Busy
from scraper.settings import CrawlSettings
from scraper.sites import ListPage, ListText, read_list
from scraper.sources import Source
from scraper.substitutes import HOMES, PASSING, read_empty_list, read_substitute
from scraper.survey import list_digests
from scraper.warc_read import Body

NOT_THERE = frozenset({"http_404", "http_410", "soft_404"})
FAULT = 500  # the status of servers for a way of asking that they do not know
MAX_SHELLS = 2  # pages in a row that only send their reader on; a home page may have two


class Visitor:
    """Visits the addresses of one crawl; `portals` are the sources to be searched for columns."""

    def __init__(
        self,
        *,
        queue: Frontier,
        archive: Archive,
        writer: ArchiveWriter,
        fetcher: Fetcher,
        guard: Guard,
        settings: CrawlSettings,
        clock: Clock,
        portals: Collection[str] = (),
    ) -> None:
        self._queue, self._writer = queue, writer
        self._keeper = Keeper(queue, archive, writer, clock)
        self._fetcher, self._guard, self._settings = fetcher, guard, settings
        self.portals = portals
        self._follower = Follower(queue=queue, guard=guard, settings=settings, portals=portals)
        self._budget = Budget(queue, settings, portals)
        self._lists: set[str] | None = None  # digests of the list pages of this crawl

    async def visit(self, page: Page, source: Source) -> Outcome:
        """Fetch one address and do what its kind asks for; how it ends is in the archive, whatever it is."""
        outcome = await self._visit(page, source)
        if outcome.state in ("refused", "failed") and not outcome.is_kept:
            self.miss(page, outcome.state, outcome.reason or outcome.state)
        return outcome

    def miss(self, page: Page, state: str, reason: str) -> None:
        """Archive that an address was not had, and nothing that it answered."""
        is_refused = state == "refused" and reason not in NOT_ASKED
        self._keeper.keep_miss(page, "refusal" if is_refused else "failure", reason)

    async def _visit(self, page: Page, source: Source) -> Outcome:
        has_column = page.kind == "maybe" and self._follower.has_column(page.source)
        skipped = self._budget.skip(page, has_column=has_column)
        if skipped is not None:
            return skipped
        known = self._keeper.known(page.url)
        try:
            fetched = await self._fetcher.fetch(page.url, source, _headers(page, known))
            for _ in range(MAX_SHELLS):
                target = self._shell_target(page, fetched.answer)
                if target is None or fetched.answer is None:
                    break
                keep(self._writer, fetched.answer, "refusal", page.hints, Miss(EMPTY_SHELL, page.kind))
                fetched = await self._fetcher.fetch(target, source)
        except Busy as error:
            if page.otherwise is not None and error.status == FAULT:  # one of several ways to ask for a page
                self.miss(page, "failed", error.code)
                return self._follower.end_of_column(page, error.code)
            return _failed(error)
        except FetchError as error:
            return _failed(error)
        decision, answer = fetched.decision, fetched.answer
        if answer is None:
            state = "failed" if decision.is_passing else "refused"
            return Outcome(state, decision.reason, decision.rule, is_passing=decision.is_passing)
        if answer.url == page.url:
            outcome = self._judge_any(page, answer, known)
        else:
            # what is known belongs to the address that it is archived under, or a revisit would refer
            # to nothing
            outcome = replace(self._judge_any(page, answer, self._keeper.known(answer.url)), known=Known())
        self._tell_fetcher(fetched, outcome)
        return replace(outcome, rule=decision.rule)

    def _tell_fetcher(self, fetched: Fetched, outcome: Outcome) -> None:
        if fetched.target is not None and outcome.is_answered_refusal:
            self._fetcher.refused(fetched.target, outcome.reason or outcome.state, fetched.answer)
        elif fetched.target is not None and outcome.reason != EMPTY_SHELL:  # an app says nothing of us
            self._fetcher.accepted(fetched.target)

    def _shell_target(self, page: Page, answer: Answer | None) -> str | None:
        """Where a shell sends us on its own site; a ring of shells ends as what it is."""
        href = read_shell_target(answer.body) if answer is not None and answer.status == 200 else None
        target = read_address(href, answer.url) if href and answer is not None else None
        if target is None or answer is None or target == answer.url or site_of(target) != site_of(answer.url):
            return None
        return target if self._guard.is_in_scope(target, page.source) else None

    def _judge_any(self, page: Page, answer: Answer, known: Known) -> Outcome:
        """Judge an answer: whatever its markup does to its readers, no run stops and no report is lost."""
        try:
            return self._judge(page, answer, known)
        except (ScraperError, sqlite3.Error, OSError):  # what could not be kept or noted does stop it
            raise
        except Exception as error:  # noqa: BLE001
            message = f"{type(error).__name__}: {error}"
            if page.kind != "report" or answer.status != 200:
                return self._fail(page, answer, "page_unreadable", message)
            record = keep(self._writer, answer, "report", page.hints)
            now = Known(digest=hashlib.sha256(answer.body).hexdigest(), record=record)
            return Outcome("stored", "page_unreadable", message=message, known=now, bytes=len(answer.body))

    def _judge(self, page: Page, answer: Answer, known: Known) -> Outcome:
        refusal = read_refusal(answer.status, answer.body, url=answer.url, asked=page.url)
        if refusal == EMPTY_SHELL and page.kind != "report" and _is_template(answer):
            refusal = None
        if refusal == EMPTY_SHELL and page.number > 1:
            return self._follower.end_of_column(page, refusal)  # some sites answer so past their last page
        if refusal is not None:
            self._keeper.keep_miss(page, "refusal", refusal, answer)
            is_ours = refusal != EMPTY_SHELL or not is_app_shell(answer.body)
            return Outcome(
                "refused", refusal, is_answered_refusal=is_ours, bytes=len(answer.body), is_kept=True
            )
        if page.kind == "report" and is_not_modified(answer, known):
            now, body = self._keeper.keep(page, answer, known, "report"), self._keeper.body(known)
            outcome = Outcome("unchanged", now.witness, known=now)
            return self._with_attachment(page, body, outcome) if body is not None else outcome
        problem = _problem(page, answer)
        if problem is not None and page.number > 1 and problem not in PASSING:
            return self._follower.end_of_column(page, problem)
        if problem == "redirected_home" and page.kind in ("portal", "maybe") and page.depth > 0:
            return Outcome("read", problem)  # a door that is closed; what lay behind it may have others
        if problem in NOT_THERE and (page.is_guess or page.kind == "maybe"):
            return Outcome("read", problem)  # nobody said that it would be there, or lead anywhere
        if problem is not None:
            return self._fail(page, answer, problem)
        if page.kind != "report":
            return self._read(page, answer, known)
        if hashlib.sha256(answer.body).hexdigest() in self._list_digests() and not _shows_report(answer):
            return self._fail(page, answer, "soft_404", "soft_404: the very bytes of a list page")
        return self._judge_report(page, answer, known)

    def _fail(self, page: Page, answer: Answer, reason: str, message: str = "") -> Outcome:
        self._keeper.keep_miss(page, "failure", reason, answer)
        return Outcome("failed", reason, message=message, is_passing=reason in PASSING, is_kept=True)

    def _list_digests(self) -> set[str]:
        if self._lists is None:  # a crawl that goes on has read lists in the runs before
            self._lists = list_digests(self._queue)
        return self._lists

    def _keep_report(self, page: Page, answer: Answer, known: Known) -> Outcome:
        if answer.url != page.url and self._queue.is_done(answer.url):
            self.miss(page, "failed", "same_page")
            return Outcome("unchanged", "same_page", bytes=len(answer.body))
        now = self._keeper.keep(page, answer, known, "report")
        state = "unchanged" if now.record == known.record else "stored"
        if answer.url != page.url:
            self._queue.add([replace(page, url=answer.url)], twins=True)
            self._queue.finish(answer.url, state, reason="redirected_here", known=now)
        outcome = Outcome(state, now.witness, known=now, bytes=len(answer.body))
        body = Body(answer.url, answer.body, answer.header("content-type"))
        return self._with_attachment(page, body, outcome)

    def _with_attachment(self, page: Page, body: Body, outcome: Outcome) -> Outcome:
        """Queue the file that is the report of a page which was kept for it."""
        if not may_name_file(body.data):
            return outcome
        text = read_text(body.url, body.data, body.content_type)
        attached = attached_report(text, page.link_title) if text is not None else None
        return self._follower.follow_attachment(page, attached, outcome) if attached else outcome

    def _judge_report(self, page: Page, answer: Answer, known: Known) -> Outcome:
        """Keep a report; what its own words say is another paper, or a list, is kept and treated as that."""
        judgement = judge_report(page.link_title, answer.url, answer.body, answer.header("content-type"))
        if judgement is Judgement.REPORT:
            return self._keep_report(page, answer, known)
        if answer.url != page.url:  # what it is stands under the address that it was redirected to
            self.miss(page, "failed", "index_page" if judgement is Judgement.LIST else judgement.value)
        if judgement is Judgement.LIST and page.depth < self._settings.max_depth:
            below = replace(page, kind="list", column_url=page.url, depth=page.depth + 1)
            return self._read(below, answer, known)
        kept = self._keeper.keep(page, answer, known, "list")
        return Outcome("read", judgement.value, known=kept, bytes=len(answer.body))

    def _read(self, page: Page, answer: Answer, known: Known) -> Outcome:
        try:
            decoded = decode(answer.body, answer.header("content-type"))
            text = ListText(answer.url, decoded.text, page.column_url)
            if is_report_page(text) if page.kind == "list" else page.depth and is_report_itself(text):
                outcome = self._keep_report(page, answer, known)
                beside = self._follower.follow_beside(page, text, read_list(text))
                return replace(outcome, added=outcome.added + beside)
            kept = self._keeper.keep(page, answer, known, "register" if page.kind == "register" else "list")
            shown, title = read_list(text), text.title
        except ParseError as error:
            if page.kind == "register":
                kept = self._keeper.keep(page, answer, known, "register")
                return Outcome("read", known=kept, bytes=len(answer.body))
            return self._fail(page, answer, error.code, str(error))
        self._list_digests().add(kept.digest or "")
        if answer.url != page.url and self._queue.add([replace(page, url=answer.url)], twins=True):
            self._queue.finish(answer.url, "read", reason="redirected_here", known=kept)
        is_opened = shown.opens and bool(shown.next_pages)
        if not self._is_new(page, shown) and page.number > 1 and not is_opened:
            return replace(self._follower.end_of_column(page, "repeated_page"), known=kept)
        lost = lost_reports(shown, title, page.column_title) if page.kind == "list" else []
        outcome = self._follower.follow(page, text, shown)
        if page.otherwise is not None and not outcome.added:  # a stub has links too, but they lead nowhere
            outcome = self._follower.end_of_column(page, "leads_nowhere")
        return replace(outcome, known=kept, bytes=len(answer.body), lost=tuple(lost))

    def _is_new(self, page: Page, shown: ListPage) -> bool:
        following = set(shown.next_pages)
        links = [seen_key(link.url, link.title) for link in shown.links if link.url not in following]
        return self._queue.note_links(page.column_url or page.url, page.url, links) > 0


def _is_template(answer: Answer) -> bool:
    """True for a page that shows nothing because its own script asks for its rows, and for such a script."""
    text = read_text(answer.url, answer.body, answer.header("content-type"))
    if text is None:
        return False
    shown = read_list(text)
    is_script = shown.opens and bool(shown.links)
    return bool(shown.next_pages or shown.columns or is_script or (shown.parts and is_named_column(text)))


def _failed(error: FetchError) -> Outcome:
    return Outcome("failed", error.code, message=str(error), is_passing=error.is_passing)


def _shows_report(answer: Answer) -> bool:
    """True for a report: a list may show its newest one."""
    text = read_text(answer.url, answer.body, answer.header("content-type"))
    return text is not None and has_sections(words_of(text))


def _headers(page: Page, known: Known) -> dict[str, str]:
    """Conditions for a report; for the next page of a list, the column that it belongs to, as some ask."""
    if page.kind == "report":
        return conditions(known)
    return {"Referer": page.column_url} if page.column_url and page.number > 1 else {}


def _problem(page: Page, answer: Answer) -> str | None:
    if answer.status != 200:
        return f"http_{answer.status}"
    if not answer.body.strip():
        return "empty_body"
    if urlsplit(answer.url).path in HOMES and urlsplit(page.url).path not in HOMES:
        return "redirected_home"
    if page.kind != "report":
        return read_empty_list(answer.body)
    return read_substitute(answer.body, url=answer.url, asked=page.url, link_title=page.link_title)
