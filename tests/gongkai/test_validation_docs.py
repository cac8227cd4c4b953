"""docs/validation.md names every check, and every way of corruption that may be missed."""

from __future__ import annotations

from pathlib import Path

from gongkai.validation.catalogue import CHECKS

PAGE = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")


def test_every_check_stands_in_the_docs_in_both_languages() -> None:
    for check in CHECKS.values():
        assert f"| `{check.id}` | {check.en} | {check.zh} |" in PAGE
