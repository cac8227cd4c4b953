"""What a site answered, as it is judged and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scraper.robots import Decision


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered: `body` is decoded, headers are as they came; `received` bytes of it came.

    `allowed_by` is the decision of robots.txt that let it be asked for.
    """

    url: str
    status: int
    reason: str
    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    received: int = 0
    allowed_by: Decision | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)
