"""The words that may stand around a figure, as patterns: what is not among them makes a figure uncertain.

Promises: every repetition is bounded and possessive, so that no text takes more than linear time.
Caveat: the lists are of words that were met in reports; another wording is a figure that is not compared.
"""

from __future__ import annotations

import re

from parsers.narrative.amounts import AMOUNT

UNIT = "(?:件次|件|宗|份|条|起|项|例|个|次|封)"
END = r"(?=[,;:()\[\]]|$|、(?![\d零一二两三四五六七八九十])|比|较|同比|均|全部|已|一并|继续)"
N = rf"(?P<n>{AMOUNT}){UNIT}"
OURSELVES = "\ue000"  # stands for each character of the body's own name

_PEOPLE = "公民、法人(?:和|或|及|与|或者|以及)其[他它]组织|社会公众|人民群众|群众|申请人"
FILL = (
    rf"(?:{_PEOPLE}|提交|提出|任何|各类|有关|相关|的|政府信息依申请公开|依申请公开|政府信息公开|政府信息|信息公开"
    r"|公开|申请|请求|事项|办件|件数|数量|总数|总量|数(?=[为共:\d])|共计|合计|总计|共|为|是|有|达|了|:)"
)
TAIL = "(?:的)?(?:依申请公开|(?:政府)?信息公开申请|公开申请|申请)?(?:事项|办件)?"
LAST_YEAR = r"(?:上一?年度?|上一年度|去年|(?P<last>20\d\d)年度?)"
NEXT_YEAR = r"(?:至|到|入)?(?:下一?年度?|下一年度|次年|明年|(?P<next>20\d\d)年度?)"
_KIND = "(?:局|委|办|厅|镇|乡|街道|单位|院|中心|部|处|队|会|机关|行政机关|所|站|办公室|部门)"
_AREA = "[省市县区旗州盟]"
OWN = (
    rf"[我本]{_KIND}|{_AREA}?本级|局机关|{_AREA}?{OURSELVES}+(?:机关|本级)?|全[镇乡局委]|全街道"
    rf"|{_AREA}(?:人民)?政府办(?:公[室厅])?"
)
GOVERNMENT = rf"{_AREA}(?:人民)?政府(?!信息|办|各|所属|部门|系统)"
WHOLE = (
    rf"(?:[全我本]{_AREA}(?!级|政府|直|委)|各级)(?:各级|各单位|行政机关|政府机关|政府|单位|机关|、|和|及){{0,6}}+(?!部门|各|镇|乡)"
    "|全系统|汇总"
)
_TIME = (
    r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年度?(?:内|全年)?|\d{1,2}月\d{1,2}日|全年度?|本年度?内?"
    "|年度内|年内|今年|当年|一年来|期间|[自从至到起-]"
)
_HEAD = (
    r"\(?[一二三四五六七八九十\d]{1,2}[)、.](?:是)?"
    "|(?:政府信息)?依申请公开(?:政府信息)?(?:工作)?(?:办理)?(?:情况|方面)?"
)
_COUNT = "共计|一共|总共|累计|总计|合计|共|已|均|全部|新"
_COMMON = rf"{_HEAD}|{_TIME}|{OWN}|{GOVERNMENT}|{WHOLE}|{_COUNT}|\(|\)"
_MANNER = "依法|依规|按规定|按时|按期|及时|规范|妥善|按照规定|在法定期限内|予以|并|后"
_CARRIED = (
    "连同|加上|及|另有|另|还有|尚有|目前|年末|年底|含|包括|包含|其中|办理|以及|并|剩余|余下|有|未办结的?"
)
_DISPUTE = (
    "因|由|就|涉及|针对|有关|关于|政府信息公开|信息公开|类|方面|工作|引发|引起|导致|产生|发生|出现|被|申请|提起|提出|的|有"
    "|案件|相关|向|我们"
)
_BEFORE = {
    "requests": _COMMON,
    "handled": f"{_COMMON}|{_MANNER}|{FILL}",
    "carried": f"{_COMMON}|{_CARRIED}|{FILL}",
    "disputes": rf"{_COMMON}|{_DISPUTE}|(?:行政复议|行政诉讼)(?:案件|申请)?\d{{1,6}}{UNIT}[、和及]",
}
BEFORE = {name: re.compile(rf"(?:{words}){{0,20}}+") for name, words in _BEFORE.items()}

# in the sentence before a figure: a part of the year, a part of the requests, another body, another thing
PART_OF_YEAR = re.compile(
    r"半年|季度|月份|以来|历年|历次|分别|平均|每[年月季]|如:|例如|累计至"
    r"|(?:^|[,;:])(?:而|在)?(?:去年|上一?年度?|前一?年度?|往年)(?!.{0,3}(?:结转|未办结))"
)
UNTIL = re.compile("截[至止]")
CHANNEL = re.compile("自然人|企业|机构|社会公益|网络|网站|网上|线上|平台|信函|邮寄|当面|现场|邮件|传真")
PART = re.compile(rf"{CHANNEL.pattern}|其中|主要|涉及|内容")
WHOLE_YEAR = re.compile(r"共|全年|本年|累计|合计|总计|20\d\d年")
OTHER_BODY = re.compile(
    rf"(?:^|[,;:])(?:20\d\d年度?)?(?![我本全各])[^,;:我本全各{OURSELVES}]{{0,12}}"
    r"(?:局|委|厅|镇|乡|街道|委员会|管委会|办公室|中心|单位|部门|政府)(?=[,积认严共全收受新办答])"
)
OTHER_THING = re.compile(
    "信访|建议|提案|咨询|投诉|举报|热线|诉求|留言|来信|来电|来访|许可|审批|复议|诉讼|仲裁|救助|补贴|援助|登记|案件|督办|服务事项"
)
ABOUT_OPENNESS = re.compile("信息公开|依申请|公开申请")
