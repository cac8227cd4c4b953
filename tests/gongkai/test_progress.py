from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from gongkai.progress import JsonLines, Plain, View, make_reporter
from gongkai.stopping import stop_on_signals, undisturbed
from scraper.events import Event

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVENT = Event("stored", "http://a.example/1", "a.example", "", 3, 4, NOON, "a.example")


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=100)


def written(target: Console) -> str:
    assert isinstance(target.file, io.StringIO)
    return target.file.getvalue()


def test_a_view_shows_counts_and_the_host_on_a_terminal() -> None:
    target = console(terminal=True)
    reporter = make_reporter(target, as_json=False, quiet=False)
    assert isinstance(reporter, View)
    with reporter:
        reporter.event(EVENT)
        reporter._live.refresh()
        reporter.say("a [word]")
        reporter.document(5, "http://b.example/2")
    for shown in ("3/7", "a.example", "a [word]", "Reading: 5 documents", "b.example"):
        assert shown in written(target)


def test_plain_lines_come_twice_a_minute_where_stdout_is_no_terminal() -> None:
    target, seconds = console(terminal=False), iter(range(0, 1000, 10))
    assert isinstance(make_reporter(target, as_json=False, quiet=False), Plain)
    with Plain(target, lambda: NOON + timedelta(seconds=next(seconds))) as reporter:
        for n in range(8):
            reporter.event(replace(EVENT, done=n))
        reporter.document(5, "http://b.example/2")
        reporter.say("a word")
    *lines, last = written(target).splitlines()
    assert last == "a word"
    assert [line[20:] for line in lines] == [
        "fetching: 2 done, 4 queued; 3 new; sites: 1",
        "fetching: 5 done, 4 queued; 6 new; sites: 1",
        "reading: 5 documents",
    ]


def test_what_matters_is_a_plain_line_at_once() -> None:
    target = console(terminal=False)
    reporter = Plain(target, lambda: NOON)
    reporter.event(replace(EVENT, kind="wait", seconds=900, message="900 s"))
    reporter.event(replace(EVENT, kind="wait", seconds=60, message="60 s"))
    reporter.event(replace(EVENT, kind="site_left", message="5 refusals in a row"))
    reporter.event(replace(EVENT, kind="closed", site=None, message="outside the hours"))
    assert written(target).splitlines() == [
        "2026-11-23 12:00:00 wait a.example: 900 s",
        "2026-11-23 12:00:00 site_left a.example: 5 refusals in a row",
        "2026-11-23 12:00:00 closed: outside the hours",
    ]


@pytest.mark.parametrize("terminal", [False, True])
def test_an_exception_is_told_once_a_host(terminal: bool) -> None:
    target = console(terminal=terminal)
    lifted = replace(EVENT, kind="exception", message="robots: [by letter]")
    with make_reporter(target, as_json=False, quiet=False) as reporter:
        for url in ("http://a.example/1", "http://a.example/2"):
            reporter.event(replace(lifted, url=url))
        reporter.event(replace(lifted, host="b.example"))
        reporter.event(replace(lifted, kind="exception_ended", message="robots: ended on 2026-01-31"))
    for line in (
        "exception a.example: robots: [by letter]",
        "exception b.example: robots: [by letter]",
        "exception_ended a.example: robots: ended on 2026-01-31",
    ):
        assert written(target).count(line) == 1


def test_quiet_says_nothing() -> None:
    target = console(terminal=True)
    with make_reporter(target, as_json=False, quiet=True) as reporter:
        reporter.say("a word")
        reporter.event(EVENT)
        reporter.document(5, "http://b.example/2")
    assert written(target) == ""


def test_json_is_one_line_an_event_with_every_field() -> None:
    target = console(terminal=True)
    reporter = make_reporter(target, as_json=True, quiet=False)
    assert isinstance(reporter, JsonLines)
    with reporter:
        reporter.event(EVENT)
        reporter.document(5, "file:" + "很长的名字" * 40)
        reporter.say("a word")
    first, second, third = (json.loads(line) for line in written(target).splitlines())
    assert first == {**asdict(EVENT), "at": "2026-11-23T12:00:00+00:00"}
    assert (second["kind"], second["done"]) == ("parsed", 5)
    assert third == {"kind": "message", "message": "a word"}


def test_the_tasks_of_a_crawl_are_never_broken_off() -> None:
    async def work() -> str:
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGINT)
        return "ended"

    with stop_on_signals() as stop:
        assert asyncio.run(work()) == "ended"
        assert stop.is_set()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_stops(number: int) -> None:
    before = signal.getsignal(number)
    with stop_on_signals() as stop:
        os.kill(os.getpid(), number)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) == before


def test_outside_the_main_thread_no_handler_is_set() -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[object] = []

    def look() -> None:
        with stop_on_signals() as stop:
            seen.extend([stop.is_set(), signal.getsignal(signal.SIGTERM)])

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [False, before]


def test_signals_that_come_while_processes_start_are_handled_afterwards() -> None:
    ended: list[bool] = []

    def start() -> None:
        with undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
            ended.append(True)

    with stop_on_signals() as stop:
        stop.set()
        handled = signal.getsignal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            start()
        assert ended == [True]
        assert signal.getsignal(signal.SIGINT) is handled
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) & {signal.SIGINT} == set()


def test_a_process_started_meanwhile_never_sees_ctrl_c() -> None:
    say = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('alive', flush=True)"
    with undisturbed():
        seen = subprocess.run([sys.executable, "-c", say], capture_output=True, text=True, check=False)
    assert (seen.returncode, seen.stdout, seen.stderr) == (0, "alive\n", "")


def test_elsewhere_than_in_the_main_thread_handlers_are_left_alone() -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[object] = []

    def look() -> None:
        with undisturbed():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.mark.parametrize("terminal", [True, False])
def test_a_clock_that_is_behind_is_told(terminal: bool) -> None:
    out = io.StringIO()
    reporter = make_reporter(
        Console(file=out, force_terminal=terminal, width=200), as_json=False, quiet=False
    )
    message = "the archive has a record of 2030-01-01 00:00 UTC: look whether the clock is right"
    with reporter:
        for _ in range(2):
            reporter.event(
                replace(EVENT, kind="clock_behind", url=None, host=None, site=None, message=message)
            )
    assert out.getvalue().count(f"clock_behind: {message}") == 1


def test_what_was_cut_short_is_said_once_an_address() -> None:
    out = io.StringIO()
    message = "the list says that it has 3 pages; none was found behind page 1"
    with Plain(Console(file=out, width=200)) as reporter:
        for page in ("/nb/", "/nb/", "/other/"):
            reporter.event(replace(EVENT, kind="budget", url=f"http://a.example{page}", message=message))
    assert out.getvalue().count(message) == 2
    assert f"budget http://a.example/nb/: {message}" in out.getvalue()
