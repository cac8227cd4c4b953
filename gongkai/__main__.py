"""The `gongkai` command, and `python -m gongkai`.

Promises: Ctrl-C at any moment ends with exit code 130 and a line, never with a traceback.
Refuses: to import anything large before that holds: this module is imported anew by every worker process.
Caveat: SIGTERM in the first second, before there is anything to save, just ends the process.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

STOPPED = 130  # what shells report for a program ended by Ctrl-C


def main() -> int:
    """Run the command line; the exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # an exception in the middle of an import may be swallowed or shown by whoever is importing
        signal.signal(signal.SIGINT, _end_at_once)
    from gongkai import cli

    try:
        if signal.getsignal(signal.SIGINT) is _end_at_once:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return cli.main()
    except KeyboardInterrupt:
        sys.stderr.write("stopped.\n")
        return STOPPED
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said; processes that parse end by themselves


def _end_at_once(number: int, frame: FrameType | None) -> None:
    os.write(2, b"stopped before anything was begun.\n")
    os._exit(STOPPED)


if __name__ == "__main__":
    sys.exit(main())
