"""Ctrl-C and SIGTERM: asked once, work stops at the next safe point; asked twice, it stops at once.

Promises: the handlers that were there are back afterwards; worker processes never see Ctrl-C.
Refuses: nothing; outside the main thread no handler is set, for Python allows it there alone.
Caveat: stopping at once is safe too (the archive and the frontier survive a kill), but says less.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stop_on_signals() -> Iterator[threading.Event]:
    """An event that the first signal sets; the second raises KeyboardInterrupt."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_set() and not _is_in_loop():
            raise KeyboardInterrupt
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, ask) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_in_loop() -> bool:
    """True within a crawl: it looks at the event every moment, and its tasks broken off show tracebacks."""
    from asyncio import get_running_loop  # not above: worker processes need none of it

    try:
        get_running_loop()
    except RuntimeError:
        return False
    return True


@contextmanager
def undisturbed() -> Iterator[None]:
    """Signals that come meanwhile are handled at the end; processes started meanwhile never see Ctrl-C.

    A terminal sends Ctrl-C to the whole group: a process that is still importing would show a traceback, and
    one that is half started would be waited for without end.
    """
    late: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()
    numbers = SIGNALS if is_main else ()
    before = {number: signal.signal(number, lambda number, _: late.append(number)) for number in numbers}
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # inherited, unlike handlers
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        for number, handler in before.items():
            signal.signal(number, handler)
        for one in late:
            os.kill(os.getpid(), one)
