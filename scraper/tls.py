"""What is done where a TLS handshake fails: at most, the same verified handshake with a single curve.

Promises: the one retry offers less (only the curve P-256) and verifies as much.
Refuses: legacy renegotiation, lower security levels, a handshake without verification.
Caveat: servers that fail at more than the curve stay unreachable; they are told, never forced.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator

P256 = "prime256v1"
_BAD_CURVE = frozenset({"BAD_ECPOINT", "BAD_KEY_SHARE", "WRONG_CURVE"})  # hosts of 湖南 know only P-256


def narrow(context: ssl.SSLContext) -> ssl.SSLContext:
    """The same context, offering P-256 and no other curve."""
    context.set_ecdh_curve(P256)
    return context


def is_curve_failure(error: BaseException) -> bool:
    """True where a handshake failed at the curve, and at nothing that verification rests on.

    >>> is_curve_failure(ssl.SSLError("handshake failure"))
    False
    """
    failures = (cause for cause in _causes(error) if isinstance(cause, ssl.SSLError))
    return any(getattr(failure, "reason", None) in _BAD_CURVE for failure in failures)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    seen: set[int] = set()
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__
