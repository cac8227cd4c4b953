"""Names that a page gives to its links elsewhere than in the words of the link.

Promises: a link that holds a heading is called what the heading says; one that is cut short, what the row
around it says in full; 更多, what the heading beside it says; a picture, what the paragraph before it says.
Refuses: to rename a link that has a title of its own.
Caveat: a heading counts where it stands before its 更多, within the same piece of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import BeautifulSoup, Tag

from parsers.titles import MAX_TITLE
from scraper.sites.tables import SAYS_NOTHING, name_cells

_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_NAMES = [*_HEADINGS, "strong", "b", "span", "p", "em"]
_HOLDERS = ("p", "dt", "div", "li", "td")
_LONGEST = 40  # characters of a heading beside 更多; what is longer is text
_AROUND = 3  # pieces around a link, or before it, that may bear its name
_CUT = re.compile(r"(?:…|\.\.+)\W*$")
_MORE = re.compile(r"^\W*(?:查看)?(?:更多|more)\W*$", re.IGNORECASE)


def name_links(soup: BeautifulSoup) -> None:
    """Write the names into the links' titles.

    >>> soup = BeautifulSoup("<li title='某局年报'><a href='1.html'>某局…</a>", "lxml")
    >>> name_links(soup)
    >>> soup.a["title"]
    '某局年报'
    """
    name_cells(soup)
    for anchor in soup.find_all("a", title=False):
        words = anchor.get_text(" ", strip=True)
        heading = next(_tags(anchor, *_HEADINGS), None)
        name = _words(heading) if heading is not None else ""
        if not name and _CUT.search(words):
            name = _whole(anchor, _CUT.sub("", words).strip())
        elif not name and _MORE.match(words):
            name = _beside(anchor)
        elif not name and SAYS_NOTHING.match(words) and not _has_named_image(anchor):
            name = _in_front(anchor)
        if name:
            anchor["title"] = name


def _has_named_image(anchor: Tag) -> bool:
    return any(image.get("alt") for image in _tags(anchor, "img"))


def _whole(anchor: Tag, stem: str) -> str:
    """The title around a link, where it begins as the link does."""
    around = islice(anchor.parents, _AROUND)
    titles = (str(tag.get("title") or "").strip() for tag in (*around, *anchor.find_all(title=True)))
    return next((title for title in titles if stem and title.startswith(stem)), "")


def _beside(anchor: Tag) -> str:
    near = [tag for tag in islice(anchor.previous_siblings, _AROUND) if isinstance(tag, Tag)]
    before = next((tag for tag in near if tag.name in _NAMES), None)
    name = _words(before) if before is not None and not before.find("a") else ""
    return name if len(name) <= _LONGEST else ""


def _in_front(anchor: Tag) -> str:
    """The text of a paragraph, or of a list's term, that holds this one link."""
    around = next((one for one in anchor.parents if one.name in _HOLDERS), None)
    if around is None or around.name not in ("p", "dt") or len(list(islice(_tags(around, "a"), 2))) > 1:
        return ""
    text = _words(around).removesuffix(_words(anchor)).strip(" ：:")
    return text if len(text) <= MAX_TITLE else ""


def _tags(tag: Tag, *names: str) -> Iterator[Tag]:
    """The tags of these names in a piece; a fifth of the time of a search of the library, on small ones."""
    return (one for one in tag.descendants if isinstance(one, Tag) and one.name in names)


def _words(tag: Tag) -> str:
    return tag.get_text(" ", strip=True)
