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
    "list_missed": Reason(
        "a list of the site could not be had, and those that were read do not name it",
        "部分列表未能读取，已读取的列表未见",
        "Run the crawl again; run_summary.json names the list, and why.",
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
        "Run the crawl again: it was stopped before it came to it, or the list has grown since.",
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
    "http_404": Reason(
        "the site says that there is no such page",
        "网站称页面不存在",
        "Open the list in a browser: the report may have moved. Tell the site.",
    ),
    "http_410": Reason(
        "the site says that the page was taken away",
        "网站称页面已删除",
        "Open the list in a browser: the report may have moved. Tell the site.",
    ),
    "http_429": Reason(
        "the site asked us to come later, and went on to",
        "网站要求稍后再访问",
        "Run the crawl again later. --delay-min 3 is kinder.",
    ),
    "unreachable": Reason(
        "the site did not answer",
        "网站无响应",
        "Run the crawl again later.",
    ),
    "truncated_body": Reason(
        "the answer broke off before its end",
        "传输中断",
        "Run the crawl again later.",
    ),
    "body_too_large": Reason(
        "the answer is larger than any report",
        "返回内容过大",
        "Open it in a browser, save it, and import it: gongkai import.",
    ),
    "unknown_encoding": Reason(
        "the answer is packed in a way that was not asked for",
        "返回内容的压缩方式无法识别",
        "Open it in a browser, save it, and import it: gongkai import.",
    ),
    "bad_redirect": Reason(
        "the address leads round in a ring, or nowhere",
        "重定向循环或无效",
        "Open the list in a browser: the report may have moved. Tell the site.",
    ),
    "forbidden_address": Reason(
        "the address leads to where a crawl may not go",
        "地址指向不允许采集的位置",
        "Open it in a browser; add its host to the sources file, if it is a public body's.",
    ),
    "robots_unreachable": Reason(
        "robots.txt could not be had, and without it nothing is asked for",
        "robots.txt 无法获取",
        "Run the crawl again later.",
    ),
    "robots_busy": Reason(
        "robots.txt was answered with 429 or 5xx, and without it nothing is asked for",
        "robots.txt 暂时无法获取",
        "Run the crawl again later.",
    ),
    "site_left": Reason(
        "the site refused, or did not answer, several times in a row; this was not asked for",
        "网站连续拒绝或无响应，未继续采集",
        "Wait a day, and run the crawl again, with --delay-min 3 or more.",
    ),
    "page_budget": Reason(
        "the search had looked at as many pages of the host as it may; this was not asked for",
        "已达页面数上限，未继续采集",
        "Raise page_budget in gongkai.toml, or add the column to the sources file.",
    ),
    "soft_404": Reason(
        "the address answers with a page that says there is nothing, or with a list",
        "页面提示内容不存在",
        "Open the list in a browser: the report may have moved. Tell the site.",
    ),
    "index_page": Reason(
        "the address answers with an index in place of the article",
        "返回的是目录页而非报告",
        "Open the list in a browser: the report may have moved. Tell the site.",
    ),
    "other_paper": Reason(
        "the address answers with another paper",
        "返回的是其他文件",
        "Open it, and tell the site if the link is wrong.",
    ),
    "redirected_home": Reason(
        "the address sends its reader to the home page",
        "跳转至首页",
        "Open the list in a browser: the report may have moved. Tell the site.",
    ),
    "maintenance": Reason(
        "the site says that it is being mended",
        "网站维护中",
        "Run the crawl again later.",
    ),
    "empty_body": Reason(
        "the answer is empty",
        "返回内容为空",
        "Run the crawl again later.",
    ),
    "page_unreadable": Reason(
        "the page could not be looked through",
        "页面无法分析",
        "Please report the address: its answer is in the archive.",
    ),
    "same_page": Reason(
        "the address leads to a page that another link was for",
        "多个链接指向同一页面",
        "Open it, and tell the site if the link is wrong.",
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
        re.compile(r"http_5\d\d"),
        Reason("the site could not answer just now", "网站暂时无法响应", "Run the crawl again later."),
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
