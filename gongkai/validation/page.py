"""What a validation found, as a page for people and JSON for machines, in the folder of the run.

Promises: the page needs nothing else (no script, no font, no network) and says in English and Chinese what
failed, where, and what to do; the same outcome gives the same bytes.
Refuses: markup from documents: all text is escaped.
Caveat: of each problem only some rows are shown; the count is of all.
"""

from __future__ import annotations

import json
from pathlib import Path

from gongkai.rendering import render
from gongkai.validation.outcome import Outcome

PAGE, DATA = "validation.html", "validation.json"


def write_page(outcome: Outcome, folder: Path) -> Path:
    """Write the page and the JSON into `folder`; the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(outcome.as_object(), ensure_ascii=False, indent=1) + "\n"
    (folder / DATA).write_text(text, encoding="utf-8")
    page = folder / PAGE
    page.write_text(render_page(outcome), encoding="utf-8")
    return page


def render_page(outcome: Outcome) -> str:
    """The page."""
    blocking = outcome.blocking
    others = [problem for problem in outcome.problems if not problem.blocks]
    return render(
        "validation.html",
        outcome=outcome,
        parts=[("must be mended", "须处理", blocking), ("only told", "仅提示", others)],
    )
