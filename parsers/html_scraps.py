"""What a page holds and no reader sees: scripts, menus, hidden scraps; and the marks of footnotes.

Promises: nothing hidden by an attribute or an inline style joins a number; what is hidden and holds a table
or much text stays, as sites hide their tabs that way.
Caveat: what a style sheet hides cannot be told from the rest.
"""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

from parsers.html_tables import CONTAINER_TEXT

_DROPPED = (
    *("script", "style", "noscript", "template", "nav", "footer"),
    *("select", "button", "iframe", "svg", "textarea", "object", "datalist", "canvas", "audio", "video"),
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NOTE_MARK = re.compile(
    r"vertical-align\s*:\s*(?:super|sub)\b|font-size\s*:\s*0(?![.\d])|MsoFootnoteReference|#_?(?:ftn|edn|fn)|"
    r"text-decoration[^;]*line-through",
    re.IGNORECASE,
)
# plain words in bytes first: a pattern over a whole page costs more than parsing it
_HIDING_WORDS = (b"hidden", b"display", b"mso-hide")
_NOTE_WORDS = (b"line-through", b"vertical-align", b"msofootnote", b"font-size:0", b"font-size: 0")
_NOTE_TARGET = re.compile(rb"href\s*=\s*[\"']?\s*#|#_?(?:ftn|edn|fn)")


def is_telling(attributes: str) -> bool:
    """True where attributes hide text, or set it apart.

    >>> is_telling("style='DISPLAY : none'"), is_telling("style='font-size:10.5pt'")
    (True, False)
    """
    return bool(_HIDING.search(attributes) or _NOTE_MARK.search(attributes))


def drop_scraps(root: etree._Element, gist: bytes) -> None:
    """Take out of the tree what no reader sees, and set notes apart; `gist` is that of the page."""
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    low = gist.lower()
    if any(word in low for word in _HIDING_WORDS):
        _drop_hidden(root)
    if any(word in low for word in _NOTE_WORDS) or (b"#" in low and _NOTE_TARGET.search(low)):
        _set_notes_apart(root)


def _drop_hidden(root: etree._Element) -> None:
    search = cache(_HIDING.search)  # a page repeats its styles
    for element in root.xpath("//*[@style or @hidden]"):
        hides = search(element.get("style") or "")
        if not hides and element.get("hidden") is None:
            continue
        is_whole_cell = element.tag in ("td", "th", "tr")
        if is_whole_cell and not (hides and "visibility" in hides[0].lower()):
            _remove(element)
        elif element.find(".//table") is None and sum(map(len, element.itertext())) < CONTAINER_TEXT:
            element.text = None
            for child in list(element):
                element.remove(child)


def _set_notes_apart(root: etree._Element) -> None:
    """Make the marks of footnotes <sup>, however written, so that 43 and its note 1 are never 431."""
    for element in root.iter("span", "a", "font", "i", "b"):
        signs = (element.get("style"), element.get("class"), element.get("href"))
        if any(sign and _NOTE_MARK.search(sign) for sign in signs) or _leads_to_note(element):
            element.tag = "sup"


def _leads_to_note(element: etree._Element) -> bool:
    """True for a link within the page whose text is a number: 593 with its note 1 is never 5931."""
    target = element.get("href") if element.tag == "a" else None
    if target is None or not target.strip().startswith("#"):
        return False
    return "".join(element.itertext()).strip("[]() ").isdigit()


def _remove(element: etree._Element) -> None:
    """Take an element out, its tail stays."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail
    if parent is None:
        return
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
