"""The next page of a list that a form turns: a field of it holds the number of the page.

Promises: the form as its reader would send it from the page, with its other fields as they stand, by the way
that it names; its number is one higher than the one it holds.
Refuses: forms that hold a state of their server, a password, a file or a text.
Caveat: what a script writes into other fields before it sends the form is not known.
"""

from __future__ import annotations

from bs4 import Tag

from scraper.address import read_address
from scraper.posting import post_address
from scraper.sites.base import ListText
from scraper.sites.fields import PAGE_FIELDS, field_name
from scraper.sites.form_fields import encode_fields, sent_fields

_STATE = "__VIEWSTATE"
_REFUSED = ("password", "file")


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
    is_counted = any(field_name(name) in PAGE_FIELDS for name in _fields(form))
    return is_counted and not (is_kept or is_private)


def _request(form: Tag, page: ListText, number: int) -> str | None:
    fields = _fields(form)
    counted = [name for name in fields if field_name(name) in PAGE_FIELDS]
    for name in counted:
        held = fields[name]
        fields[name] = str((int(held) if held.isdecimal() else number) + 1)
    url = read_address(str(form.get("action") or page.url), page.base)
    if url is None:
        return None
    sent = encode_fields(fields.items(), page)
    if str(form.get("method") or "").lower() == "post":
        return post_address(url, sent.encode())
    return read_address(f"{url.partition('?')[0]}?{sent}", page.base)


def _fields(form: Tag) -> dict[str, str]:
    """What a form sends, and selects that a script has yet to fill."""
    unfilled = {str(tag.get("name") or ""): "" for tag in form.find_all("select") if tag.find() is None}
    return {**dict(sent_fields(form)), **{name: "" for name in unfilled if name}}
