"""The next page of a list that a form turns: a field of it holds the number of the page.

Promises: the form as its reader would send it from the page, with its other fields as they stand, by the way
that it names; its number is one higher than the one it holds.
Refuses: forms that hold a state of their server, a password, a file or a text.
Caveat: what a script writes into other fields before it sends the form is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from bs4 import Tag

from scraper.address import read_address
from scraper.posting import post_address
from scraper.sites.base import ListText
from scraper.sites.fields import PAGE_FIELDS, field_name

_GBK = re.compile(r"""<meta\b[^<>]{0,200}charset\s*=\s*["']?\s*gb""", re.IGNORECASE)
_STATE = "__VIEWSTATE"
_REFUSED = ("password", "file")
_UNSENT = ("submit", "button", "image", "reset")  # but for the one that is pressed


def next_by_form(page: ListText, number: int) -> list[str | None]:
    """The request for the page after `number`, of each form that counts pages.

    >>> text = "<form action='/l.jsp'><input name='id' value='7'><input name='pageNo' value='1'></form>"
    >>> next_by_form(ListText("http://a.example/", text), 1)
    ['http://a.example/l.jsp?id=7&pageNo=2']
    """
    return [_request(form, page, number) for form in page.soup.find_all("form") if _is_turned(form)]


def _is_turned(form: Tag) -> bool:
    is_kept = form.find("textarea") or form.find("input", attrs={"name": _STATE})
    is_private = form.find("input", attrs={"type": _REFUSED})
    return not (is_kept or is_private) and any(field_name(name) in PAGE_FIELDS for name, _ in _sent(form))


def _request(form: Tag, page: ListText, number: int) -> str | None:
    fields = dict(_sent(form))
    counted = [name for name in fields if field_name(name) in PAGE_FIELDS]
    for name in counted:
        held = fields[name]
        fields[name] = str((int(held) if held.isdecimal() else number) + 1)
    url = read_address(str(form.get("action") or page.url), page.base)
    if url is None:
        return None
    charset = "gb18030" if _GBK.search(page.text) else "utf-8"  # a browser sends a form in that of its page
    sent = urlencode(fields, encoding=charset, errors="xmlcharrefreplace")
    if str(form.get("method") or "").lower() == "post":
        return post_address(url, sent.encode())
    return read_address(f"{url.partition('?')[0]}?{sent}", page.base)


def _sent(form: Tag) -> Iterator[tuple[str, str]]:
    """The fields that a form sends, as it stands."""
    for tag in form.find_all(["input", "select"]):
        name, kind = str(tag.get("name") or ""), str(tag.get("type") or "").lower()
        is_chosen = kind not in ("radio", "checkbox") or tag.has_attr("checked")
        if name and is_chosen and kind not in _UNSENT and not tag.has_attr("disabled"):
            yield name, _chosen(tag) if tag.name == "select" else str(tag.get("value") or "")


def _chosen(select: Tag) -> str:
    option = select.find("option", selected=True) or select.find("option")
    if not isinstance(option, Tag):
        return ""
    return str(option.get("value", option.get_text(strip=True)))
