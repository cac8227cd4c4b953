"""Watches what comes over a connection, to see whether an answer ended where its bytes did.

Promises: `is_spent` is False where bytes came after the end that an answer announced: the announced length
was too short, and what was read is not the whole.
Caveat: bytes that arrive after the last read are not seen here; the pool drops a connection that has any.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

_OPENED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
_HEAD_ENDS = (b"\r\n\r\n", b"\n\n")
TAIL = 512  # bytes compared; more than any end that two places of a page share by chance


class Wire:
    """The connections of one client; give `trace` to its requests as the extension of that name."""

    def __init__(self) -> None:
        self._last = b""  # what the last read brought

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Told by the transport of all that it does; a new connection is watched from its start."""
        if event in _OPENED:
            stream = info["return_value"]
            stream.read = self._watched(stream.read)

    def is_spent(self, tail: bytes) -> bool:
        """True where the last bytes that came are the end of the answer, `tail`, or line breaks after it."""
        if not tail:
            return self._last.endswith(_HEAD_ENDS)
        last = self._last.rstrip(b"\r\n")
        count = min(TAIL, len(last))
        return count == 0 or last.endswith(tail.rstrip(b"\r\n")[-count:])

    def _watched(self, read: Callable[..., Awaitable[bytes]]) -> Callable[..., Awaitable[bytes]]:
        async def watched(*args: Any, **options: Any) -> bytes:
            data = await read(*args, **options)
            if data:
                self._last = data
            return data

        return watched
