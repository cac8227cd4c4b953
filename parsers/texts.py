"""A printed text and its place: what readers hand on before anyone knows which cell it belongs to."""

from __future__ import annotations

from typing import NamedTuple

from parsers.numbers import Value, read_value


class Text(NamedTuple):
    """A value's text and its place in the source."""

    text: str
    where: str

    @property
    def value(self) -> Value:
        """The text by the number grammar."""
        return read_value(self.text)


Option = tuple[Text | None, ...]  # a way of setting values upon cells; None where one is lost
