"""The words of `coverage`: states, what made a body expected, and every reason with what to do about it.

Promises: each reason has its meaning in English and Chinese and one thing to do; families of reasons that end
in a number (http_404) have one line for all.
Refuses: nothing: a reason that is not known here is shown as it is.
Caveat: reasons of documents that could not be parsed are the codes of `parsers/errors.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What became of a report that should be there; of two, the first speaks."""

    READ = "read"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    FOUND = "found"
    NOT_FOUND = "not_found"


STATES = tuple(state.value for state in State)
LETTERS = {"read": "R", "unreadable": "U", "refused": "X", "found": "F", "not_found": "N"}
STATES_ZH = {
    "read": "已读取",
    "unreadable": "无法读取",
    "refused": "被拒绝",
    "found": "已列出，未采集",
    "not_found": "未见",
}
VIAS = ("register", "list", "known_body")  # of two, the first speaks


@dataclass(frozen=True, slots=True)
class Reason:
    """What a reason means, and what a person can do about it."""

    en: str
    zh: str
    todo: str


_KNOWN = {
    "said_not_published": Reason(
        "the site's own register says that it was not published",
        "公布情况页载明未公布",
        "Nothing to fetch: the gap is the body's. Look again next year.",
    ),
    "said_published": Reason(
        "the register says that it was published, and no list that was read names it",
        "公布情况页载明已公布，列表中未见",
        "Look for it on the body's own site, and add that site to the sources file.",
    ),
    "not_listed": Reason(
        "the lists of the site were read after it was due, and none names it",
        "列表已读取，未见该年度报告",
        "Look at the site by hand; if it is there, add its column to the sources file.",
    ),
    "not_looked_since": Reason(
        "the site was not looked at since it was due",
        "到期后未再采集该网站",
        "Crawl the site again: gongkai crawl SOURCES.",
    ),
    "no_list": Reason(
        "no list of the body's site is in the archive",
        "档案中没有该网站的列表页",
        "Add the body's column to the sources file and crawl it.",
    ),
    "not_fetched": Reason(
        "a list names it; no answer of its address is in the archive",
        "列表已列出，尚未采集到",
        "Run the crawl again; run_summary.json names what failed, and why.",
    ),
    "no_address": Reason(
        "a list names it in a row that leads to no address",
        "列表中有标题而无链接",
        "Open the list in a browser: a script may make the link. Add the page to the sources file.",
    ),
    "out_of_scope": Reason(
        "a list names it on a host that was not asked for",
        "链接指向未列入采集范围的网站",
        "Add that host to the sources file, if it is a public body's.",
    ),
    "holds_other_year": Reason(
        "the address that the list gives holds the report of another year",
        "链接内容为其他年度的报告",
        "The site links the wrong page: tell the body, or look for the right one by hand.",
    ),
    "holds_other_report": Reason(
        "the address that the register gives holds another report",
        "公布情况页的链接指向其他报告",
        "The site links the wrong page: tell the body, or look for the right one by hand.",
    ),
    "robots_disallow": Reason(
        "robots.txt forbids the address",
        "robots.txt 禁止采集",
        "Left alone. Ask the site, or import pages that you may have: gongkai import.",
    ),
    "robots_refused": Reason(
        "robots.txt itself was refused (401, 403), which is taken as a refusal of the host",
        "robots.txt 拒绝访问",
        "Left alone. Ask the site, or import pages that you may have: gongkai import.",
    ),
    "tiny_shell": Reason(
        "the address answers with an empty shell",
        "仅返回空壳页面",
        "Left alone. Open it in a browser, save it, and import it: gongkai import.",
    ),
    "no_table": Reason(
        "the page was read and shows no table of a national form",
        "页面中没有表格（可能为附件或图片）",
        "Open it: the report may be an attachment, an image, or older than the form.",
    ),
    "not_a_report": Reason(
        "the document is no annual report",
        "该文件不是年度报告",
        "Open it, and correct the sources file if it led there.",
    ),
    "no_value": Reason(
        "the form is there and not one number could be read",
        "有表样但未读出任何数值",
        "Open it; the findings table says what is odd about it.",
    ),
    "year_unclear": Reason(
        "the document does not say for which year it is",
        "文件未说明年度",
        "Open it; its cells are in year=0.",
    ),
    "register_counts_differ": Reason(
        "doubt: the register counts other numbers of bodies than it names",
        "存疑：公布情况页的数目与名单不符",
        "Open the register; run_summary.json says which numbers differ.",
    ),
    "register_says_not_published": Reason(
        "doubt: the register says that it was not published, and it was read",
        "存疑：公布情况页载明未公布，但已读取",
        "Most likely published late: look at published_on in reports.",
    ),
    "organization_unclear": Reason(
        "the document does not say who reports",
        "文件未说明机构",
        "Name the organisation in the sources file.",
    ),
}
_FAMILIES = (
    (
        re.compile(r"challenge_"),
        Reason(
            "the site asks for a browser or a person (a challenge)",
            "网站要求浏览器验证",
            "Left alone, never bypassed. Import pages saved in a browser: gongkai import.",
        ),
    ),
    (
        re.compile(r"http_"),
        Reason(
            "the site answered with this status",
            "网站返回该状态码",
            "Left alone. Ask the site, or import pages that you may have: gongkai import.",
        ),
    ),
)
_UNREAD = Reason(
    "the document could not be read", "文件无法读取", "Open it: gongkai parse FILE says what is wrong."
)


def reason_of(word: str) -> Reason:
    """What a reason means.

    >>> reason_of("challenge_412").zh
    '网站要求浏览器验证'
    >>> reason_of("unsupported_format").en
    'the document could not be read'
    """
    family = (reason for pattern, reason in _FAMILIES if pattern.match(word))
    return _KNOWN.get(word) or next(family, _UNREAD)


def known_reasons() -> dict[str, Reason]:
    """Every reason that has a line of its own, for the docs."""
    return dict(_KNOWN)
