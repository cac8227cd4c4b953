"""The invented words of a report: titles, the text of its sections, the signature.

Promises: sentences written for this site alone, varied by body and year, that repeat the figures given.
Refuses: numbers of its own: text contradicts the tables only where its figures are not theirs.
Caveat: some bodies write their year in Chinese digits with 〇, which is beyond the GB2312 that pages declare.
"""

from __future__ import annotations

import random
from datetime import date

from gongkai.samplesite.bodies import REAL_TOWN, Body
from gongkai.samplesite.numbers import Figures

_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_TENS = ("", "十", "二十", "三十")

TITLES = (
    "{name}{year}年政府信息公开工作年度报告",
    "{name}{year}年度政府信息公开工作年度报告",
    "{year}年度{name}政府信息公开工作年度报告",
    "{name}{year}年政府信息公开年度报告",
)

_OPENINGS = (
    "本报告按照条例和国家统一格式编写，数字统计的时间为{year}年1月1日至12月31日。",
    "现将本机关{year}年政府信息公开的有关数字公布如下，统计期限自{year}年1月1日起至12月31日止。",
    "根据条例的要求，本机关编制了本报告，所列数据统计期限为{year}年1月1日至{year}年12月31日。",
)
_PROACTIVE = (
    "全年在网站专栏更新栏目{columns}个，信息由专人逐条核对后发布。",
    "我们把办事所需的材料清单张贴在一楼大厅，并在网站同步更新，共涉及栏目{columns}个。",
    "公开目录每季度清理一次，停用旧栏目，补齐缺项，目前保留栏目{columns}个。",
)
_PLATFORM = (
    "公开查阅点面积约{area}㎡，备有座椅、打印机和自助查询机。",
    "新设查阅角一处，占地{area}㎡，工作日开放。",
)
_REQUESTS = (
    "本年收到信息公开申请{received}件，上年结转{carried_in}件，结转下年继续办理{carried_out}件。",
    "全年新收申请{received}件，连同上年结转的{carried_in}件一并办理，年末尚有{carried_out}件在办。",
)
_SUPERVISION = (
    "年内对经办人员开展业务培训{courses}次，考核结果在内部通报。",
    "邀请群众代表评议公开工作{courses}次，意见均已答复。",
)
_PROBLEMS = (
    "一是部分栏目更新不够及时；二是解读材料图文偏少。下一步将把更新时限写入岗位职责，并增加图表说明。",
    "主要问题是经办人员更换较多，答复文书不够规范。今后将编印文书范本，新进人员先培训后上岗。",
    "公开内容的检索不够方便。改进办法是统一标题写法，为旧文件补录关键词。",
)
_OTHER = (
    "本年度未收取信息处理费。",
    "没有其他需要报告的事项。",
    "按照信息处理费管理办法，本年度收取费用0元，其余无需要报告的事项。",
)
GOVERNMENT_NOTE = (
    "本报告的数字汇总了县政府办公室、县直各部门、各镇（街道）和园区的报告，请勿与各单位的数字相加。"
)


def chinese_year(year: int) -> str:
    """A year in Chinese digits.

    >>> chinese_year(2023)
    '二〇二三'
    """
    return str(year).translate(_DIGITS)


def write_title(body: Body, year: int) -> str:
    """The title of a report; the pattern is the body's own, and two of them write the year with 〇.

    >>> from gongkai.samplesite.bodies import BODIES
    >>> write_title(BODIES[2], 2023)
    '溪云县统计局二〇二三年政府信息公开工作年度报告'
    """
    if body.slug in ("tjj", "qlz") and body.county.encoding == "gb18030":
        return TITLES[0].format(name=body.name_in(year), year=chinese_year(year))
    pattern = 0 if body is REAL_TOWN else _rng(body, 0).choice((0, 0, 0, 1, 2, 3))
    return TITLES[pattern].format(name=body.name_in(year), year=year)


def write_sections(body: Body, year: int, figures: Figures) -> tuple[tuple[str, ...], ...]:
    """The paragraphs of the six sections; those of two to four are empty, their tables speak."""
    rng = _rng(body, year)
    facts = {
        "year": year,
        "columns": rng.randint(6, 40),
        "area": rng.randint(8, 60),
        "courses": rng.randint(1, 5),
        "received": figures["requests_received_total"],
        "carried_in": figures["requests_carried_in_total"],
        "carried_out": figures["requests_carried_out_total"],
    }
    overview = [rng.choice(_OPENINGS).format(**facts)]
    if body.kind == "government":
        overview.append(GOVERNMENT_NOTE)
    for heading, sentences in (
        ("（一）主动公开。", _PROACTIVE),
        ("（二）依申请公开。", _REQUESTS),
        ("（三）平台建设。", _PLATFORM),
        ("（四）监督保障。", _SUPERVISION),
    ):
        overview.append(heading + rng.choice(sentences).format(**facts))
    problems, other = (rng.choice(_PROBLEMS),), (rng.choice(_OTHER),)
    return (tuple(overview), (), (), (), problems, other)


def write_signature(body: Body, year: int) -> tuple[str, str]:
    """Who signs, and when."""
    day = signing_date(body, year)
    if body is REAL_TOWN:
        return body.name.removeprefix(body.area), f"{day.year}年{day.month}月{day.day}日"
    if body.slug in ("tjj", "jyj") and body.county.encoding == "gb18030":
        return body.name_in(year), chinese_date(day)
    return body.name_in(year), f"{day.year}年{day.month}月{day.day}日"


def signing_date(body: Body, year: int) -> date:
    """A day in the January after the report year, in March for a government: the two deadlines of the law."""
    return date(year + 1, 3 if body.kind == "government" else 1, _rng(body, year).randint(8, 26))


def chinese_date(day: date) -> str:
    """A date in Chinese numerals.

    >>> chinese_date(date(2024, 1, 20)), chinese_date(date(2024, 3, 9))
    ('二〇二四年一月二十日', '二〇二四年三月九日')
    """
    month, number = (_TENS[part // 10] + chinese_year(part % 10).strip("〇") for part in (day.month, day.day))
    return f"{chinese_year(day.year)}年{month}月{number}日"


def _rng(body: Body, year: int) -> random.Random:
    return random.Random(f"prose:{body.name}:{year}")
