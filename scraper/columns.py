"""Names and addresses of columns of annual reports, and of what only looks like one.

Promises: a near miss (网站年报, 法治政府建设年报, 预决算, 指南) is no column, whatever its address; a page of
公布情况 is a register and neither column nor report.
Refuses: to take a year from an address: it is mostly that of publication.
Caveat: a bare 年报 or 年度报告 says little; it counts only where the page around it is about disclosure.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from parsers.titles import is_near_miss, read_title, squeeze

LONGEST_NAME = 40  # characters, thrice as many of English; a longer one is a headline

_SUBJECT = re.compile(r"信息(?:主动|年度)?公开|信息年报|政务公开")
_REPORT = re.compile(r"年报|年度(?:工作)?报告|工作报告|公开报告|年度公开")
_BARE = re.compile(
    r"^(?:历年|历年的|往年|各年度?|本级|本机关|机关|政府|法定|公开|单位|乡镇|镇街|街道|各|县级?|市级?|区级?|旗级?)*(?:工作)?(?:年报|年度(?:工作)?报告|公开报告|工作报表)"
    r"(?:公开|查询|列表|专栏|栏目|汇总)?$"
)
_ENGLISH = re.compile(r"annual.{0,12}report|report.{0,40}\bannual", re.IGNORECASE)
_ENGLISH_SUBJECT = re.compile(r"disclos|inform|open", re.IGNORECASE)
_OTHER_SUBJECT = re.compile(
    r"(?:环境|信用|财政|财务|质量|企业|学校|医院|高校|党务|村务|校务|院务|厂务|事业单位|上市公司)信息(?:主动)?公开"
    r"|法治|依法行政|预算|决算|规范性文件|部门年度报告|统计(?:年报|公报)|审计(?![局厅署办处])|绩效|政府工作报告"
)
_OTHER_YEARLY = re.compile(r"公司|集团|年鉴|统计年报|财务(?:年度)?(?:年报|报告)|政府工作报告")
_HEADLINE = re.compile(r"召开|部署|培训|做好|编制|通报|会议|学习|关于|要求|启动|督查|转发")
_NEWS = re.compile(r"召开|举办|部署|推进会|培训[会班]|工作会|座谈会|动员会|督导|调研")
_REGISTER = re.compile(
    r"信息(?:主动)?公开.*(?:年报|年度(?:工作)?报告|工作报告).{0,8}"
    r"(?:(?:公布|发布|公开|报送|编发|完成|上报|上线)(?:工作)?情况|情况(?:统计|汇总|一览)|统计|一览|汇总表|名单)"
)
_NO_REGISTER = re.compile(r"通知|解读|图解|说明|要求")
YEAR = r"(?:(?<!\d)20\d\d(?!\d)|二[〇○零][〇○零一二三四五六七八九]{2})"
_YEAR_NAME = re.compile(rf"^\W*{YEAR}\s*(?:年度?)?\s*(?:年报|年度报告)?\W*$")
_COLLECTION = re.compile(
    r"各(?:部门|单位|机关|乡|镇|街|苏木|县|区|市|旗|级|委办)|汇总|合集|汇编|集锦|目录|链接"
)

_SLUG = re.compile(
    r"^(?:common[_-])?(?:wz)?(?:zf|zw)?(?:xx)?gk(?:gz)?(?:nb|ndbg|ndgzbg|nianbao)[\w-]{0,8}$"
    r"|^(?:20\d\d[-_]?n?)?(?:zf)?(?:xx)?gk(?:gz)?(?:ndbg|ndgzbg)$|^(?:zhengfu)?(?:xinxi)?gongkai(?:gongzuo)?nian(?:du)?bao(?:gao)?$"
    r"|^(?:gov)?annual[-_]?reports?$|^xxgkannualreport$"
)
_SLUG_BARE = re.compile(
    r"^(?:nb|ndbg|nianbao|niandubaogao|ndgzbg)(?:[-_]?20\d\dn?)?$|^20\d\dn?nb$|^nb20\d\d$"
)
_SLUG_MISS = re.compile(r"^wz(?!xxgk)|wzgz|gzwz|wznb|wzndb|fzzf|fznb|yjs|czys")
_LONSUN = re.compile(
    r"/public/column/[^/?]*\?(?:.*&)?type=3(?:&|$)"
)  # 3 is 政府信息公开年报, section by section

_LIST_NAME = re.compile(
    r"^(?:|(?:index|list|default|node|column)[-_]?\w*\.\w+|page_\d+\.\w+|list|index)$|_list\.s?html?$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"/(?:t20\d{6}_\d+|art_[\w]+|content_\d+|post_\d+|c\d\d_\d+|ARTI\d+|[0-9a-f]{32})\.\w+$|/content/post_\d+"
    r"|/info/\d+/\d+\.htm|/20\d\d(?:[-/]?\d\d?){1,2}/\w+\.s?html?$",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|ofd|rtf|zip|rar|jpe?g|png)$", re.IGNORECASE)
_PAGE = re.compile(r"\.(?:s?html?|jhtml)$", re.IGNORECASE)
_COUNT = re.compile(r"[(\[]\d+[条篇件]?[)\]]$")  # how many papers a menu says there are
_INDEX = re.compile(r"^(?:index|default|list|home|main)(?:[-_]\d+)?(?:\.\w+)?$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.\w{2,6}$")


def plain_name(title: str) -> str:
    """A name without what decorates it: white space, brackets, arrows, 更多.

    >>> [plain_name(title) for title in (" 【政府信息公开 年报】 >> ", "信息公开年报 更多+", "教育局（12）")]
    ['政府信息公开年报', '信息公开年报', '教育局']
    """
    words = " ".join(title.split()) if title.isascii() else squeeze(title)
    text = re.sub(r"^[\W_]+|[\W_]+$", "", _COUNT.sub("", words))
    return re.sub(r"^[\W_]+|[\W_]+$", "", re.sub(r"(?:更多|点击进入|进入|[Mm]ore|MORE)$", "", text))


def slug_of(url: str) -> str:
    """The last part of an address that names something: `index.html` and the like do not.

    >>> slug_of("http://a.example/zwgk/ZFXXGKNB/Index.HTML"), slug_of("http://a.example/nb/common_nb.shtml")
    ('zfxxgknb', 'common_nb')
    """
    parts = [part for part in urlsplit(url).path.split("/") if part]
    if parts and _INDEX.match(parts[-1]):
        parts.pop()
    return _EXTENSION.sub("", parts[-1]).lower() if parts else ""


def is_report_column(title: str, url: str) -> bool:
    """True for a column of annual reports, by its name or its address.

    >>> is_report_column("政府信息公开年报", "http://a.example/x/"), is_report_column("网站年报", "http://a.example/")
    (True, False)
    """
    name = plain_name(title)
    is_slug = _has_slug(url)
    if is_miss(name) and not (is_slug and _is_guide(name)):
        return False
    if is_slug:
        return not is_article_address(url)
    named = bool(_SUBJECT.search(name) and _REPORT.search(name)) or _is_english(name)
    return named and _is_short(name) and not _HEADLINE.search(name) and not is_article_address(url)


def is_bare_column(title: str, url: str) -> bool:
    """True for a column that may be one of annual reports, where the page around it is about disclosure.

    >>> is_bare_column("年度报告", "http://a.example/1/"), is_bare_column("部门年度报告", "http://a.example/1/")
    (True, False)
    """
    name = plain_name(title)
    if _BARE.match(name):
        return not is_article_address(url)
    if is_miss(name) or is_article_address(url) or not _is_short(name) or _HEADLINE.search(name):
        return False
    return bool(_SLUG_BARE.match(slug_of(url)) and not read_title(title)) or bool(_ENGLISH.search(name))


def is_register(title: str) -> bool:
    """True for a page that says which bodies published their reports: 公布情况, 发布情况, 年报情况统计.

    >>> [is_register(f"2023年政府信息公开{rest}") for rest in ("工作年度报告公布情况", "工作情况年度报告")]
    [True, False]
    """
    name = squeeze(title)
    return bool(_REGISTER.search(name)) and not _NO_REGISTER.search(name)


def is_collection(title: str) -> bool:
    """True for a title under which several bodies may report: 2023年各部门年报汇总.

    >>> is_collection("2023年各单位信息公开年报"), is_collection("教育局2023年信息公开年报")
    (True, False)
    """
    return bool(_COLLECTION.search(squeeze(title)))


def is_year_name(title: str) -> bool:
    """True for a part of a column that is called by its year: 2023年, 2023年年报.

    >>> is_year_name("2023年度"), is_year_name("2023年工作要点")
    (True, False)
    """
    return bool(_YEAR_NAME.match(title))


def is_headline(title: str) -> bool:
    """True for news about the reports: meetings, training.

    >>> is_headline("我县召开政府信息公开年度报告编制工作培训会")
    True
    """
    return bool(_NEWS.search(title))


def is_miss(name: str) -> bool:
    """True for names of other yearly papers, and of what stands beside the reports (指南, 通知)."""
    if _is_english(name) or name == "工作报表":
        return False
    return is_near_miss(name) or bool(_OTHER_SUBJECT.search(name))


def names_other_paper(title: str) -> bool:
    """True where a link's words name a yearly paper that is none on disclosure: of a company, on statistics.

    >>> [names_other_paper(name) for name in ("水务公司2023年年报", "2023年政府工作报告", "2023年年报")]
    [True, True, False]
    """
    name = plain_name(title)
    return read_title(title) is None and (is_miss(name) or bool(_OTHER_YEARLY.search(name)))


def is_list_address(url: str) -> bool:
    """True for addresses that look like a column and not like an article.

    >>> is_list_address("http://a.example/nb/"), is_list_address("http://a.example/nb/t20210129_1.html")
    (True, False)
    """
    name = urlsplit(url).path.rpartition("/")[2]
    return bool(_LIST_NAME.search(name)) or name.isalpha()


def is_article_address(url: str) -> bool:
    """True for addresses of an article or a file, by one of the dialects that carry a date or a number.

    >>> is_article_address("http://a.example/art/2021/1/29/art_1_2.html"), is_article_address("http://a.example/c1/")
    (True, False)
    """
    return bool(_ARTICLE.search(urlsplit(url).path)) or is_document_address(url)


def is_document_address(url: str) -> bool:
    """True for addresses of files that are no pages.

    >>> is_document_address("http://a.example/P0202401.pdf"), is_document_address("http://a.example/1.html")
    (True, False)
    """
    return bool(_DOCUMENT.search(urlsplit(url).path))


def is_file_address(url: str) -> bool:
    """True for the address of one page, with a name of its own, that is no list's.

    >>> is_file_address("http://a.example/a/7.html"), is_file_address("http://a.example/a/index.html")
    (True, False)
    """
    name = urlsplit(url).path.rpartition("/")[2]
    return bool(_PAGE.search(name)) and not is_list_address(url)


def _is_short(name: str) -> bool:
    return len(name) <= (3 * LONGEST_NAME if name.isascii() else LONGEST_NAME)


def _is_english(name: str) -> bool:
    return name.isascii() and bool(_ENGLISH.search(name) and _ENGLISH_SUBJECT.search(name))


def _is_guide(name: str) -> bool:
    """A template copied from its neighbour names the column 指南 or 目录; its address says what it is."""
    return bool(re.search(r"指南|目录", name)) and not _OTHER_SUBJECT.search(name)


def _has_slug(url: str) -> bool:
    slug = slug_of(url)
    return bool(_SLUG.match(slug) and not _SLUG_MISS.search(slug)) or bool(_LONSUN.search(url))
