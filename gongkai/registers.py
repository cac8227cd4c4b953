"""公布情况 pages, on which a site says who had to publish a report for a year, and who did.

Promises: every body that the page names, with what is said of it and the link beside it; the page's own
counts are compared with the names.
Refuses: to add bodies that are counted and not named, and to say what a page leaves open; a page whose
year is not in its title or its first lines is no register.
Caveat: names are those that are printed; who is meant, `coverage.py` decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from gongkai.names import areas_of
from gongkai.register_lines import END, read_lines
from gongkai.register_tables import BREAK, Statement, read_table
from parsers.titles import squeeze, to_year
from scraper.judging import has_sections
from scraper.sites import ListText
from scraper.sites.base import read_target

__all__ = ["Register", "Statement", "read_register"]

_YEAR = r"(?:(?<!\d)20\d\d(?!\d)|二[〇○零][〇○零一二三四五六七八九]{2})"
_SUBJECT = re.compile(rf"({_YEAR})(?:年度|年)?.{{0,8}}?信息公开.{{0,8}}?(?:报告|年报)")
_TOPIC = re.compile(
    r"(?:公布|公开|发布|编制|报送|上网|完成)(?:和公布|及发布)?.{0,6}(?:情况|名单|统计|一览|通报|公告)|名单|一览表"
)
_FIRST_LINES = 12  # of the text, in which a page without a telling title may name its year
_BLOCKS = [
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "th", "table", "h1", "h2", "h3", "h4", "h5",
    "h6", "section", "article", "center", "pre", "br", "hr", "title",
]  # fmt: skip
_NO_TEXT = ["script", "style", "nav", "footer", "header", "select", "head"]
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|footer|header|crumbs?|sidebar|position|share|related)", re.IGNORECASE
)
_OF = r"[^,。;:\d]{0,24}?"
_N = r"((?<!\d)\d{1,7}|[一二三四五六七八九十百零〇两]{1,7})"
_UNITS = r"\s*(?:家|个|户|份|篇)"
_DID = r"(?:公布|公开|发布|报送)"
_COUNTS = (
    (
        "expected",
        re.compile(
            rf"应(?:当|该)?(?:按时)?(?:编制|公布|公开|发布|报送){_OF}{_N}{_UNITS}"
            rf"|应(?:当|该)?(?:编制|公布|公开|发布|报送)[^,。;:\d]{{0,20}}的{_N}{_UNITS}"
        ),
    ),
    (
        "published",
        re.compile(
            rf"(?:实际|已(?:按时|按期|全部)?|均已){_DID}{_OF}{_N}{_UNITS}"
            rf"|{_N}{_UNITS}[^,。;:\d应未]{{0,12}}?(?:已|均已|已经)(?:按时|按期|全部)?{_DID}"
        ),
    ),
    (
        "missing",
        re.compile(
            rf"(?:未|尚未|没有)(?:按时|按期|及时)?{_DID}{_OF}{_N}{_UNITS}"
            rf"|{_N}{_UNITS}[^,。;:\d应已]{{0,12}}?(?:未|尚未){_DID}"
        ),
    ),
)
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Register:
    """What a 公布情况 page says for `year`; `areas` are what its title begins with.

    `is_whole` is True where every body is named, as far as the page's own counts tell; `doubt` says, for
    machines, that the counts disagree with the names, `problem` how, for people.
    """

    year: int
    title: str
    areas: tuple[str, ...]
    statements: tuple[Statement, ...]
    is_whole: bool
    doubt: str | None = None
    problem: str | None = None


def is_register_title(text: str) -> bool:
    """True for the title of a page that says who published.

    >>> is_register_title("清河县2023年政府信息公开工作年度报告公布情况")
    True
    >>> is_register_title("2023年政府信息公开年报")
    False
    """
    line = squeeze(text)
    return bool(_SUBJECT.search(line) and _TOPIC.search(line))


def is_register_page(text: str, url: str, link_title: str | None = None) -> bool:
    """True for a page that is a register by its own title, names bodies, and has no sections of a report.

    >>> title = "<h1>清河县2023年政府信息公开年报公布情况</h1>"
    >>> [is_register_page(title + text, "file:1.html") for text in ("<p>未公布1家：城关镇。</p>", "")]
    [True, False]
    """
    if not ("信息公开" in text and _TOPIC.search(text)) or has_sections(text):
        return False
    is_titled = is_register_title(_title(ListText(url, text), link_title))
    return is_titled and read_register(text, url, link_title) is not None


def read_register(text: str, url: str, link_title: str | None = None) -> Register | None:
    """Read a page; None where it names no body or no single year.

    >>> page = "<h1>清河县2023年政府信息公开年报公布情况</h1><p>应公布2家，已公布1家，未公布1家：城关镇。</p>"
    >>> found = read_register(page, "http://a.example/1.html")
    >>> found.year, found.statements, found.doubt
    (2023, (Statement(name='城关镇', published=False, url=None),), None)
    """
    page = ListText(url, text)
    title = _title(page, link_title)
    soup = page.soup
    base = page.base
    _prepare(soup)
    found, spoken = _read_tables(soup, base)
    lines = [line for raw in soup.get_text().split(BREAK) if (line := " ".join(raw.split()))]
    year = _year([title, *map(squeeze, lines[:_FIRST_LINES])])
    links = _links(soup, base)
    statements = _merged([*found, *read_lines(lines, links)])
    if year is None or not statements:
        return None
    counts = _counts([*lines, *spoken])
    problem = _problem(counts, statements)
    is_whole = problem is None and _is_whole(counts, statements)
    doubt = "register_counts_differ" if problem else None
    return Register(year, title, areas_of(title), tuple(statements), is_whole, doubt, problem)


def _title(page: ListText, link_title: str | None) -> str:
    heads = [tag.get_text(" ", strip=True) for tag in page.soup.find_all(["h1", "h2", "h3"], limit=8)]
    name = page.soup.title.get_text(" ", strip=True) if page.soup.title else ""
    told = [text for text in (page.meta("ArticleTitle"), link_title, *heads, name) if text]
    return squeeze(next((text for text in told if is_register_title(text)), told[0] if told else ""))


def _year(lines: list[str]) -> int | None:
    """The year of the first line that names one: that of the reports, never the day of the notice."""
    for line in lines:
        years = {to_year(found) for found in _SUBJECT.findall(line)} - {None}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def _prepare(soup: BeautifulSoup) -> None:
    """Take out what is no text of the page, and mark where its lines end."""
    # emptied and filled, and never moved: that costs a look at all that stands beside it
    for tag in (*soup.find_all(_NO_TEXT), *soup.find_all(_is_furniture)):
        tag.clear()
    for tag in soup.find_all(_BLOCKS):
        tag.insert(0, BREAK)
        tag.append(BREAK)


def _is_furniture(tag: Tag) -> bool:
    """True for a block that is named as what stands round an article, and holds no table."""
    if tag.name not in ("div", "ul"):
        return False
    names = " ".join([*(tag.get("class") or []), str(tag.get("id") or "")])
    return bool(names) and bool(_FURNITURE.search(names)) and not tag.find("table")


def _read_tables(soup: BeautifulSoup, base: str) -> tuple[list[Statement], list[str]]:
    """The statements of the innermost tables, which are then taken out, and the lines that stood in them."""
    found: list[Statement] = []
    lines: list[str] = []
    for table in soup.find_all("table"):
        if table.find("table") is not None:
            continue
        statements = read_table(table, base)
        if statements is None:
            _empty(table)
        elif statements:
            found += statements
            lines += [" ".join(text.split()) for text in table.get_text().split(BREAK)]
            _empty(table)
    return found, lines


def _empty(table: Tag) -> None:
    table.clear()
    table.append(BREAK + END + BREAK)


def _links(soup: BeautifulSoup, base: str) -> dict[str, str]:
    anchors = ((squeeze(anchor.get_text().replace(BREAK, "")), anchor) for anchor in soup.find_all("a"))
    pairs = ((text, read_target(anchor, base)) for text, anchor in anchors if isinstance(anchor, Tag))
    return {text: url for text, url in pairs if url}


def _merged(statements: list[Statement]) -> list[Statement]:
    """Each name once; of two statements the one that says more; where they contradict, neither."""
    found: dict[str, Statement] = {}
    for one in statements:
        before = found.setdefault(one.name, one)
        told = {before.published, one.published} - {None}
        published = told.pop() if len(told) == 1 else None
        found[one.name] = Statement(one.name, published, before.url or one.url)
    return list(found.values())


def _counts(lines: list[str]) -> dict[str, set[int]]:
    counts: dict[str, set[int]] = {name: set() for name, _ in _COUNTS}
    for line in map(squeeze, lines):
        for name, pattern in _COUNTS:
            counts[name] |= {_number(found) for groups in pattern.findall(line) for found in groups if found}
    return counts


def _number(text: str) -> int:
    """A count in Arabic or in Chinese numerals.

    >>> [_number(text) for text in ("85", "三十", "二十九", "一百零二", "十一", "两")]
    [85, 30, 29, 102, 11, 2]
    """
    if text.isdigit() and text.isascii():
        return int(text)
    total = 0
    for unit, size in (("百", 100), ("十", 10)):
        head, found, text = text.rpartition(unit) if unit in text else ("", "", text)
        total += size * (_DIGITS.get(head.strip("零〇"), 1) if found else 0)
    return total + _DIGITS.get(text.strip("零〇"), 0)


def _named(statements: list[Statement]) -> dict[str, int]:
    told = [one.published for one in statements]
    return {"expected": len(told), "published": told.count(True), "missing": told.count(False)}


def _problem(counts: dict[str, set[int]], statements: list[Statement]) -> str | None:
    """How the page's counts disagree with its names; a page that names some alone is compared in those.

    Two counts of one kind are of parts (departments, towns), whose sum no rule tells: they are left out.
    """
    named = _named(statements)
    said = {kind: next(iter(numbers)) for kind, numbers in counts.items() if len(numbers) == 1}
    for kind in ("published", "missing"):
        if named[kind] and said.get(kind, named[kind]) != named[kind]:
            return f"{kind}: {said[kind]} counted, {named[kind]} named"
    if said.keys() >= {"expected", "published", "missing"}:
        expected, published, missing = said["expected"], said["published"], said["missing"]
        if expected != published + missing:
            return f"{expected} is not {published} + {missing}"
    expected = said.get("expected", named["expected"])
    if expected < named["expected"] or (expected > named["expected"] and not _names_some(said, named)):
        return f"expected: {expected} counted, {named['expected']} named"
    return None


def _names_some(said: dict[str, int], named: dict[str, int]) -> bool:
    """True where a page names one group of its bodies alone: all that it counts, or those that did not."""
    groups = [kind for kind in ("published", "missing") if named[kind]]
    if len(groups) != 1 or named["expected"] != named[groups[0]]:
        return False
    return groups[0] in said or groups == ["missing"]


def _is_whole(counts: dict[str, set[int]], statements: list[Statement]) -> bool:
    """True where all bodies are named; a list of those that published says nothing of the others."""
    named = _named(statements)
    if counts["expected"]:
        return counts["expected"] == {named["expected"]}
    silent = named["expected"] - named["published"] - named["missing"]
    return bool(silent or (named["published"] and named["missing"]))
