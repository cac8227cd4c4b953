"""What a form sends, as a browser would send it: its fields, and the charset that they are written in.

Promises: whatever the page wrote into it, chose or ticked in it.
Refuses: files, and buttons: what a pressed one adds is for who presses it.
Caveat: what a script would write into its fields before it is sent is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from bs4 import Tag

from scraper.sites.base import ListText

_UNSENT = ("submit", "button", "image", "reset", "file")
_CHARSET = re.compile(r"""<meta\b[^<>]{0,200}charset\s*=\s*["']?\s*gb""", re.IGNORECASE)


def sent_fields(form: Tag) -> Iterator[tuple[str, str]]:
    """The fields that a form sends before a button is pressed.

    >>> page = ListText("http://a.example/", "<form><input name=a value=1><input name=b type=radio></form>")
    >>> dict(sent_fields(page.soup.form))
    {'a': '1'}
    """
    for tag in form.find_all(["input", "textarea", "select"]):
        name, kind = str(tag.get("name") or ""), str(tag.get("type") or "").lower()
        is_box = kind in ("checkbox", "radio")
        is_left = is_box and not tag.has_attr("checked")
        if not name or kind in _UNSENT or tag.has_attr("disabled") or is_left:
            continue
        if tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            if isinstance(chosen, Tag):
                yield name, option_value(chosen)
        elif tag.name == "textarea":
            yield name, tag.get_text()
        else:
            yield name, str(tag.get("value") or ("on" if is_box else ""))


def option_value(option: Tag) -> str:
    """What an option of a select sends: its value, else its words."""
    return str(option.get("value", option.get_text(strip=True)))


def encode_fields(fields: Iterable[tuple[str, str]], page: ListText) -> str:
    """Fields as a form of `page` sends them: a browser writes them in the charset of their page."""
    charset = "gb18030" if _CHARSET.search(page.text) else "utf-8"
    return urlencode(list(fields), encoding=charset, errors="xmlcharrefreplace")
