"""Plain text to lines; blank lines count, as they can be blank cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.documents import Paragraph
from parsers.text import read_text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f"])
def test_each_kind_of_line_end_is_one(end: str) -> None:
    blocks = read_text(end.join(["规章", "", "4"])).blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == ["规章", "", "4"]


def test_a_line_knows_its_number() -> None:
    assert read_text("甲\n\n乙").blocks[2].where == "text:line 3"


def test_white_space_of_every_width_is_trimmed_and_kept_inside() -> None:
    document = read_text("\u3000\u00a0\t甲 \u3000乙\u200b \ufeff")
    assert document.blocks == (Paragraph("甲 \u3000乙", "text:line 1"),)


@given(st.lists(st.text(alphabet="规章0 |甲", max_size=6), max_size=12))
def test_no_line_is_lost(lines: list[str]) -> None:
    document = read_text("\n".join(lines))
    assert len(document.blocks) == max(1, len(lines))
    assert document.body == range(len(document.blocks))
