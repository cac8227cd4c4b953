"""The title rules: which line names an annual report, of which body, for which year.

Promises: a near miss (网站年报, 法治政府建设年报, a notice about the reports) is never a title.
Refuses: to take a year from anything but the title's own words; an address or a date is no year here.
Caveat: 我局 and bare department names stay as printed; who that is, the issuer and the site decide.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_TITLE = 80  # characters; the longest seen, with a city, a zone and an office, has about 50
FIRST_YEAR, LAST_YEAR = 2008, 2099  # the Regulations took effect in 2008

_CHINESE_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_UNSEEN = re.compile(r"[\u200b-\u200d\u2060\ufeff]+")
_YEAR = r"(?:(?<!\d)20\d\d(?!\d)|二[〇○零0Oo][〇○零一二三四五六七八九]{2})"
_CORE = re.compile(
    rf"(?:政府)?信息(?:主动)?公开(?:工作)?(?:{_YEAR}年?)?度?(?:年度)?(?:工作)?(?:情况的?)?(?:年度)?(?:报告|年报)"
)
_YEARLY = re.compile(rf"年度|年报|{_YEAR}年")
_YEAR_WORD = re.compile(rf"({_YEAR})\s*(?:年度?|(?=政府信息公开))")
_NEAR_MISS = re.compile(
    r"网站[^，。]{0,4}年|网站工作|法治政府|规范性文件|预决算|通知|公布情况|发布情况|指南|目录|解读|图解|一图|读懂|推进计划|要点|报表"
)
_YEAR_RANGE = re.compile(r"20\d\d年?[-—~至、和]20\d\d年")
_LOOSE_DIGITS = re.compile(
    r"\d+(?:(?:年度?|度)\d+)*(?:年度?|度)?[-—~至、和]?$|^\d+年"
)  # one way to match each text
_BEFORE_NAME = re.compile(r"^.*(?:[>»|:：】\]]|关于(?:公布|发布|印发|报送))")
# yearly papers on other kinds of information; bodies' names end otherwise
_OTHER_KIND = re.compile(
    r"(?:环境|信用|预算|决算|预决算|财务|财政|质量|就业|招生|党务|村务|校务|院务|厂务|企业|学校|医院|单位)$"
)
_LEADING = re.compile(r"^(?:关于(?:印发|发布|公布)?|现将|[·•●◆★>\-—:：、.。,，\[\]()（）《]+)")
_TRAILING = re.compile(r"(?:关于|[·•>\-—:：、.。,，\[\]《]+)$")


@dataclass(frozen=True, slots=True)
class Title:
    """A title line: `organization` and `year` are None where the line does not say them."""

    text: str
    organization: str | None
    year: int | None


def squeeze(text: str) -> str:
    """NFKC, with every kind of white space taken out.

    >>> squeeze("２０２２ 年\\u3000度")
    '2022年度'
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())  # a tenth of the pattern's time
    return plain if plain.isprintable() else _UNSEEN.sub("", plain)


def to_year(digits: str) -> int | None:
    """A year written in Arabic or Chinese digits, or None outside 2008-2099.

    >>> to_year("二〇二三"), to_year("1998")
    (2023, None)
    """
    plain = digits.translate(_CHINESE_DIGITS)
    year = int(plain) if plain.isascii() and plain.isdigit() else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def is_near_miss(text: str) -> bool:
    """True for titles and column names of other yearly papers, which must not be taken for reports.

    >>> is_near_miss("2023年政府网站工作年度报表"), is_near_miss("某局2023年法治政府建设年度报告")
    (True, True)
    """
    return bool(_NEAR_MISS.search(squeeze(text)))


def read_title(text: str) -> Title | None:
    """Read one line as the title of an annual report; None where it is something else.

    >>> read_title("清河县统计局2022年度政府信息公开工作年度报告")
    Title(text='清河县统计局2022年度政府信息公开工作年度报告', organization='清河县统计局', year=2022)
    >>> read_title("关于做好2022年政府信息公开工作年度报告编制工作的通知") is None
    True
    """
    return None if len(text) > 2 * MAX_TITLE else _read_title(text)


@lru_cache(maxsize=256)
def _read_title(text: str) -> Title | None:
    line = squeeze(text)
    core = _CORE.search(line)
    if core is None or len(line) > MAX_TITLE or not _YEARLY.search(line) or is_near_miss(line):
        return None
    if not core[0].startswith("政府") and _OTHER_KIND.search(line[: core.start()]):
        return None
    years = {to_year(found) for found in _YEAR_WORD.findall(line)} - {None}
    head = _LOOSE_DIGITS.sub("", _YEAR_WORD.sub("", line[: core.start()]))
    several = len(years) > 1 or _YEAR_RANGE.search(line)
    return Title(line, _organization(head), None if several or not years else years.pop())


def _organization(head: str) -> str | None:
    name = _TRAILING.sub("", _LEADING.sub("", _BEFORE_NAME.sub("", head))).removesuffix("年度").strip()
    is_cut = name.count("(") != name.count(")")
    return name if len(name) >= 2 and not is_cut else None
