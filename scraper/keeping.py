"""What is kept of an answer: a body once, and after that the fact that it was seen again.

Promises: a body that is known, under this address or another, is referred to and not written again; what
said that a page is unchanged (`etag`, `last_modified`, `bytes`, `content`) is written with it.
Refuses: to believe a 304 that answers no condition of ours, and to compare with a body that cannot be read.
Caveat: a site that answers 304 for a page that it changed is believed, for three times in a row at most: each
fourth time the page is asked for without a condition (`CHECK_EVERY`).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from scraper.answer import Answer
from scraper.archive import Archive, ArchiveWriter
from scraper.clock import Clock
from scraper.content import is_same_article
from scraper.errors import ArchiveError
from scraper.frontier import Frontier, Known, Page
from scraper.page import past_date
from scraper.records import Hints, Miss
from scraper.warc_read import Body

CHECK_EVERY = 4  # fetches of a page, one of them without a condition: validators of some sites never change


class Keeper:
    """Archives the answers of one crawl."""

    def __init__(self, queue: Frontier, archive: Archive, writer: ArchiveWriter, clock: Clock) -> None:
        self._queue, self._archive, self._writer, self._clock = queue, archive, writer, clock

    def known(self, url: str) -> Known:
        """What is known of an address; nothing where its body is not in the archive any more."""
        known = self._queue.known(url)
        # without the body that it refers to, a revisit would be a report lost
        return known if self._has_body(known) else Known()

    def keep(self, page: Page, answer: Answer, known: Known, kind: str) -> Known:
        """Archive an answer with status 200, or a 304 that `is_not_modified`; what is known from now on."""
        if answer.status == 304:
            return self._keep_not_modified(page, answer, known, kind)
        digest = hashlib.sha256(answer.body).hexdigest()
        if digest == known.digest:
            return self._refer(page, answer, known, kind, "bytes")
        if kind == "report":
            found = self._unchanged(answer, known) or self._elsewhere(answer, digest)
            if found is not None:
                target, known, witness = found
                return self._refer(page, answer, known, kind, witness, target=target, received=digest)
        record = keep(self._writer, answer, kind, page.hints)
        return Known(*_validators(answer), digest, record)

    def keep_miss(self, page: Page, kind: str, reason: str, answer: Answer | None = None) -> None:
        """Archive that an address was not had: with what it answered, where it did, under its own name.

        What a redirect led to is kept at its own address too: it is that one's answer.
        """
        miss = Miss(reason, page.kind)
        if answer is not None:
            keep(self._writer, answer, kind, page.hints, miss)
        if answer is None or answer.url != page.url:
            now = self._clock.now()
            self._writer.write_miss(url=page.url, fetched_at=now, kind=kind, miss=miss, hints=page.hints)

    def _keep_not_modified(self, page: Page, answer: Answer, known: Known, kind: str) -> Known:
        now = self._refer(page, answer, known, kind, condition_of(answer) or "etag")
        etag, modified = now.etag or known.etag, now.last_modified or known.last_modified
        return replace(now, etag=etag, last_modified=modified, trusted=known.trusted + 1)

    def _refer(
        self,
        page: Page,
        answer: Answer,
        known: Known,
        kind: str,
        witness: str,
        *,
        target: str | None = None,
        received: str | None = None,
    ) -> Known:
        assert known.digest is not None
        self._writer.write_revisit(
            url=answer.url,
            status=answer.status,
            digest=known.digest,
            fetched_at=answer.fetched_at,
            kind=kind,
            hints=allowed_hints(answer, page.hints),
            witness=witness,
            target=target,
            received=received if received != known.digest else None,
            request_headers=answer.request_headers,
            response_headers=answer.headers,
        )
        return Known(*_validators(answer), known.digest, known.record, witness=witness)

    def _unchanged(self, answer: Answer, known: Known) -> tuple[str | None, Known, str] | None:
        body = self.body(known)
        return (None, known, "content") if body is not None and _shows_same(answer, body) else None

    def _elsewhere(self, answer: Answer, digest: str) -> tuple[str | None, Known, str] | None:
        """Where this very body was seen before, or a mirror of this address that shows the same article."""
        for known in self._queue.bearers(digest):
            body = self.body(known)
            if body is not None and body.content_type == answer.header("content-type"):
                return body.url if body.url != answer.url else None, known, "bytes"
        for known in self._queue.twins(answer.url):
            if (body := self.body(known)) is not None and _shows_same(answer, body):
                return body.url, known, "content"
        return None

    def body(self, known: Known) -> Body | None:
        """The body that is known; None where the archive does not give it back."""
        if known.record is None or known.digest is None:
            return None
        try:
            return self._archive.reread(known.record, known.digest)
        except ArchiveError:
            return None

    def _has_body(self, known: Known) -> bool:
        file = (known.record or "").rpartition(":")[0]
        return bool(file) and (self._archive.folder / file).exists()


def _validators(answer: Answer) -> tuple[str | None, str | None]:
    return answer.header("etag"), past_date(answer.header("last-modified"), answer.fetched_at)


def _shows_same(answer: Answer, body: Body) -> bool:
    return is_same_article(body.data, body.content_type, answer.body, answer.header("content-type"))


def keep(writer: ArchiveWriter, answer: Answer, kind: str, hints: Hints, miss: Miss | None = None) -> str:
    """Archive an answer as it came; returns its record."""
    return writer.write_exchange(
        url=answer.url,
        request_headers=answer.request_headers,
        status=answer.status,
        reason=answer.reason,
        response_headers=answer.headers,
        body=answer.body,
        fetched_at=answer.fetched_at,
        kind=kind,
        hints=allowed_hints(answer, hints),
        miss=miss,
    )


def allowed_hints(answer: Answer, hints: Hints) -> Hints:
    """The hints of a page with what robots.txt said of it: its decision and the line that made it."""
    decision = answer.allowed_by
    return replace(hints, robots=decision.reason, rule=decision.rule) if decision else hints


def conditions(known: Known) -> dict[str, str]:
    """The headers that ask for a page only where it has changed; none each fourth time.

    >>> conditions(Known('"1"', None, "ab" * 32, "x.warc.gz:0"))
    {'If-None-Match': '"1"'}
    >>> conditions(Known('"1"', None, "ab" * 32, "x.warc.gz:0", trusted=3))
    {}
    """
    if known.digest is None or known.trusted >= CHECK_EVERY - 1:
        return {}
    found = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in found.items() if value}


def condition_of(answer: Answer) -> str | None:
    """The condition that was asked with, as a witness; a server looks at the first that it is given."""
    asked = {name.lower() for name, _ in answer.request_headers}
    if "if-none-match" in asked:
        return "etag"
    return "last_modified" if "if-modified-since" in asked else None


def is_not_modified(answer: Answer, known: Known) -> bool:
    """True for a 304 that answers a condition of ours about a body that we have."""
    return answer.status == 304 and known.digest is not None and condition_of(answer) is not None
