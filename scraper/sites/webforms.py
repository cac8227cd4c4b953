"""The form of an ASP.NET page as a browser sends it back: one address, with all its state.

Promises: whatever the page wrote into it, chose or ticked in it, in the charset of the page.
Refuses: a form that makes an address longer than `posting.MAX_ADDRESS`.
Caveat: what a script would write into its fields before it is sent is not known.
"""

from __future__ import annotations

from collections.abc import Mapping

from bs4 import Tag

from scraper.address import read_address
from scraper.posting import MAX_ADDRESS, post_address, read_request
from scraper.sites.base import ListText
from scraper.sites.form_fields import encode_fields, sent_fields


def send_form(page: ListText, form: Tag, pressed: Mapping[str, str]) -> str | None:
    """The address that sends `form` with what the `pressed` button adds to it; None where it is too large."""
    url = read_address(str(form.get("action") or ""), read_request(page.base).url)
    fields = {"__EVENTTARGET": "", "__EVENTARGUMENT": "", **dict(sent_fields(form)), **pressed}
    address = post_address(url, encode_fields(fields.items(), page).encode()) if url else ""
    return address if 0 < len(address) <= MAX_ADDRESS else None
