"""The templates of the package filled in: pages in HTML, papers in Markdown.

Promises: values are escaped in HTML and left as they are in Markdown; a name without a value is an error.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2

_FOLDER = Path(__file__).with_name("templates")


def render(template: str, **values: object) -> str:
    """The text of a template, by the name of its file."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=jinja2.select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
