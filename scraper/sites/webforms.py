"""The form of an ASP.NET page as a browser sends it back: one address, with all its state.

Promises: whatever the page wrote into it, chose or ticked in it, in the charset of the page.
Refuses: a form that makes an address longer than `posting.MAX_ADDRESS`.
Caveat: what a script would write into its fields before it is sent is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from bs4 import Tag

from scraper.address import read_address
from scraper.posting import MAX_ADDRESS, post_address, read_request
from scraper.sites.base import ListText

_UNSENT = ("submit", "button", "image", "reset", "file")
_CHARSET = re.compile(r"""<meta\b[^<>]{0,200}charset\s*=\s*["']?\s*(gb\w+)""", re.IGNORECASE)


def send_form(page: ListText, form: Tag, pressed: Mapping[str, str]) -> str | None:
    """The address that sends `form` with what the `pressed` button adds to it; None where it is too large."""
    url = read_address(str(form.get("action") or ""), read_request(page.base).url)
    fields = {"__EVENTTARGET": "", "__EVENTARGUMENT": "", **dict(_fields(form)), **pressed}
    charset = "gb18030" if _CHARSET.search(page.text) else "utf-8"
    body = urlencode(fields, encoding=charset, errors="xmlcharrefreplace").encode()
    address = post_address(url, body) if url else ""
    return address if 0 < len(address) <= MAX_ADDRESS else None


def _fields(form: Tag) -> Iterator[tuple[str, str]]:
    """What a form sends before a button is pressed."""
    for tag in form.find_all(["input", "textarea", "select"]):
        name, kind = str(tag.get("name") or ""), str(tag.get("type") or "").lower()
        is_box = kind in ("checkbox", "radio")
        if (
            not name
            or kind in _UNSENT
            or tag.has_attr("disabled")
            or (is_box and not tag.has_attr("checked"))
        ):
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
