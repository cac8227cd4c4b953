"""What a fetched page is by its own words: a report, a list, or neither.

Promises: a page is judged by its article title and by the sections of the national form, not by the link.
Refuses: to judge what is no text (PDF, Word) but by what its link names: the parser has the last word.
Caveat: a page that holds its report as a picture has no sections; its title must do.
"""

from __future__ import annotations

import re
from enum import Enum

from parsers.decode import decode
from parsers.errors import ParseError
from parsers.titles import read_title, squeeze
from scraper.article import read_blocks
from scraper.columns import is_collection, is_year_name, names_other_paper
from scraper.doors import is_body
from scraper.sites import Link, ListText, read_list
from scraper.sites.hanweb_annual import offers_years
from scraper.spoken import read_words

LEAST_SECTIONS = 2  # of the form's headings; a menu shows none of them in these words
LONGEST_HEADING = 60  # characters of a line; in a longer one a heading has a number before it
LEAST_ROWS = 3  # links to reports that make a list; an article may name its two neighbours
LEAST_YEARS = 2  # short titles (2023年年报) that make a list
LEAST_BODIES = 3  # names of bodies that make a list of what each has published
_LONGEST_TITLE = 60  # characters of a line in an answer to a script that may be a title
_SECTIONS = tuple(
    map(
        re.compile,
        (
            r"主动公开政府信息(?:的)?情况",
            r"收到和处理政府信息公开申请",
            r"依申请公开(?:政府信息)?(?:工作)?(?:的|办理)?情况",
            r"(?:因政府信息公开|政府信息公开(?:工作)?).{0,8}行政复议",
            r"存在的(?:主要)?问题(?:及|和)",
            r"不予公开(?:政府信息)?(?:的)?情况",
            r"收费(?:及|和)减免",
            r"其他需要报告的(?:事项|情况)",
        ),
    )
)
_NUMBERED = re.compile(r"[一二三四五六七八九十\d][)）]?[、.．:：)）][^、，,。；;：:]{0,16}$")
_YEARLY = re.compile(r"20\d\d|二[〇○零]")
_NEIGHBOUR = re.compile(r"上一?[篇条]|下一?[篇条]|相关(?:文章|信息|阅读)")
_SHORT = re.compile(
    r"^(?:.{0,20}(?:[局委办厅院会室站县市区旗镇乡]|政府|街道|办事处|中心))?(?:20\d\d|二[〇○零]\w\w)年?"
    r"(?:度?(?:信息公开|公开)(?:工作)?(?:年报|年度报告|报告)|度?年报|年?度?报告|年度报告)$"
)
_ELSEWHERE = re.compile(
    r"<(?:img|i?frame|embed|object|canvas)\b|\.(?:pdf|docx?|wps|ofd|xlsx?)\b", re.IGNORECASE
)
_ANCHOR_OF_REPORT = re.compile(
    r"<a\b[^>]*>[^<]{0,80}(?:年报|年度报告|工作报告)|title=.[^>]{0,80}(?:年报|年度报告)"
)


class Judgement(Enum):
    """What an address that was taken for a report's shows."""

    REPORT = "report"
    LIST = "list"
    OTHER = "other_paper"


def judge_report(link_title: str | None, url: str, body: bytes, content_type: str | None) -> Judgement:
    """What the page behind a link to a report is; a link that says little needs a page that says more.

    >>> judge_report("2023年年报", "", "<h1>2023年法治政府建设年度报告</h1>".encode(), "text/html")
    <Judgement.OTHER: 'other_paper'>
    """
    title = read_title(link_title or "")
    is_named = title is not None and title.organization is not None and title.year is not None
    if link_title is None or (is_named and not is_collection(link_title)):
        return Judgement.REPORT
    page = read_text(url, body, content_type)
    if page is None:
        return Judgement.OTHER if names_other_paper(link_title) else Judgement.REPORT
    is_sure = is_sure_title(link_title)
    if is_list_of_reports(page, least=LEAST_ROWS if is_sure else 1):
        return Judgement.LIST
    if is_sure:
        is_list = is_collection(link_title) and is_list_of_bodies(page)
        return Judgement.LIST if is_list else Judgement.REPORT
    is_other = is_other_paper(page) if is_short_title(link_title) else not _says_it_is_one(page)
    if not is_other:
        return Judgement.REPORT
    return Judgement.LIST if is_list_of_bodies(page) else Judgement.OTHER


def is_sure_title(title: str | None) -> bool:
    """True where a link's words alone name an annual report on disclosure.

    >>> is_sure_title("某局2023年政府信息公开工作年度报告"), is_sure_title("2023年年报"), is_sure_title(None)
    (True, False, True)
    """
    if title is None:  # of a source that a person wrote down
        return True
    found = read_title(title)
    return found is not None and bool(found.year or found.organization)


def is_short_title(title: str) -> bool:
    """True for a title that says a year and little else: its page has to say what it is.

    >>> is_short_title("2023年年报"), is_short_title("2023年政府工作报告")
    (True, False)
    """
    return bool(_SHORT.match(squeeze(title)))


def has_sections(text: str) -> bool:
    """True where the headings of the national form stand in a page: on lines of their own, or numbered.

    >>> has_sections("<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>")
    True
    """
    plain = squeeze(re.sub(r"<[^>]{0,300}>", "", text))
    if sum(bool(section.search(plain)) for section in _SECTIONS) < LEAST_SECTIONS:
        return False
    lines = [squeeze(block.text) for block in read_blocks(text)]
    return sum(any(_heads(section, line) for line in lines) for section in _SECTIONS) >= LEAST_SECTIONS


def _heads(section: re.Pattern[str], line: str) -> bool:
    """True where a line is the heading of a section, or has it in it: a list of them in prose does not."""
    return any(
        len(line) <= LONGEST_HEADING or _NUMBERED.search(line, max(0, found.start() - 24), found.start())
        for found in section.finditer(line)
    )


def words_of(page: ListText) -> str:
    r"""What a page says, as markup; of an answer to a script, its values with their escapes undone.

    >>> words_of(ListText("http://a.example/", '{"title": "\\u5e74\\u62a5"}'))
    '年报'
    """
    return page.text if page.data is None else read_words(page.data)


def is_report_page(page: ListText) -> bool:
    """True where a page that was taken for a list is a report, by its own title or its sections."""
    if offers_years(page):
        return False
    if has_sections(words_of(page)):
        return True
    told = page.meta("ArticleTitle") or ""
    return _names_year(told) and not (is_collection(told) and is_list_of_bodies(page))


def is_report_itself(page: ListText) -> bool:
    """True where a page that was only looked at on the way is a report, by its sections and its own title.

    >>> title = "<h1>某局2023年政府信息公开工作年度报告</h1>"
    >>> is_report_itself(ListText("http://a.example/", title))
    False
    """
    return has_sections(words_of(page)) and any(_names_year(title) for title in _own_titles(page))


def is_other_paper(page: ListText) -> bool:
    """True where a page behind a short title (2023年年报) is a paper on something else.

    >>> is_other_paper(ListText("http://a.example/", "<h1>2023年法治政府建设年度报告</h1>"))
    True
    """
    titles = _own_titles(page)
    if has_sections(words_of(page)) or not titles:
        return False
    if any(map(is_sure_title, titles)):
        return False
    is_short = any(map(is_short_title, titles))
    return not is_short or not ("公开" in words_of(page) or _ELSEWHERE.search(page.text))


def _says_it_is_one(page: ListText) -> bool:
    """True where a page's sections, or its own titles, are those of a report."""
    if has_sections(words_of(page)):
        return True
    return any(is_sure_title(name) or is_short_title(name) for name in _own_titles(page))


def is_list_of_reports(page: ListText, *, least: int = LEAST_ROWS) -> bool:
    """True where a page shows `least` links to reports, and no article of its own."""
    if len(_ANCHOR_OF_REPORT.findall(page.text)) < least:
        return False
    if page.meta("ArticleTitle") or has_sections(words_of(page)):
        return False
    rows = [link.title for link in _rows(page) if not _NEIGHBOUR.search(link.title)]
    return sum(is_sure_title(title) for title in rows) >= least


def is_list_of_bodies(page: ListText) -> bool:
    """True where a page that is no report links to what bodies, or years, have: one report behind each.

    >>> names = ("教育局", "民政局", "白石镇")
    >>> links = "".join(f"<a href='{n}.html'>{name}</a>" for n, name in enumerate(names))
    >>> is_list_of_bodies(ListText("http://a.example/2023.html", links))
    True
    """
    if has_sections(words_of(page)):
        return False
    titles = [squeeze(link.title) for link in _rows(page)]
    years = sum(is_short_title(title) or is_year_name(title) for title in titles)
    return sum(map(is_body, titles)) >= LEAST_BODIES or years >= LEAST_YEARS


def _rows(page: ListText) -> list[Link]:
    return [link for link in read_list(page).links if link.url != page.url]


def read_text(url: str, body: bytes, content_type: str | None) -> ListText | None:
    """An answer as a page; None for what is no text."""
    try:
        return ListText(url, decode(body, content_type).text)
    except ParseError:
        return None


def _names_year(text: str) -> bool:
    title = read_title(text)
    return title is not None and title.year is not None


def _own_titles(page: ListText) -> list[str]:
    """The article's title by its meta tag, else the headings and the title of the page that name a year."""
    told = page.meta("ArticleTitle")
    if told:
        return [told]
    if page.data is not None:
        return [
            line
            for line in words_of(page).splitlines()
            if _YEARLY.search(line) and len(line) <= _LONGEST_TITLE
        ]
    tags = page.soup.find_all(["h1", "h2", "title"], limit=8)
    texts = [" ".join(tag.get_text(" ", strip=True).split()) for tag in tags]
    parts = [part for text in texts for part in (text, re.split(r"[-_|—–]", text)[0])]
    return [part for part in parts if _YEARLY.search(part)]
