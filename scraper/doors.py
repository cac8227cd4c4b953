"""Where a column of annual reports may lie behind: pages of 政务公开, directories of bodies, the bodies.

Promises: a link is named as what it is (`door`, `directory`, `body`) with what it costs to go through it:
1 step where its name is plain, more where it is doubtful.
Refuses: pages beside the way (指南, 制度, 依申请公开, services, news).
Caveat: a body's name is told by its end; in a menu where most names are bodies' the others count as well.
"""

from __future__ import annotations

import re

from scraper.columns import is_article_address, is_miss, plain_name, slug_of

_LONGEST = 24  # characters of a door's or a body's name; a longer one is a headline
_SHORT_NAME = 6  # characters that most short names of bodies have at most

_OPEN = re.compile(
    r"(?:^|[\u4e00-\u9fff]{1,16}?)(?:(?:政府|政务)?信息|政务|政府|法定)?(?:主动)?公开(?:信息|服务)?"
    r"(?:专栏|平台|目录|网|网站|内容|栏目|专区|专题|首页|频道|系统|门户)?$"
)
_OPEN_ENGLISH = re.compile(
    r"disclos|open\w* |openness|government (?:information|affairs)|transparen", re.IGNORECASE
)
_CHINESE = ("中文", "中文版", "简体中文", "简体版", "简体")  # from a home page in another language
_BESIDE = re.compile(
    r"申请|意见|条例|规定|办法|流程|考核|监督|举报|投诉|收费|招聘|选拔|遴选|录用|征求|征集|公开课|公开信(?!息)|审查|保密|培训|会议|通知|方案"
    r"|要点|解读|[预决]算|财政|采购|招投?标|权责|权力|双随机|执法|许可|处罚|重点领域|事项|标准|公示|公告|党务|村务|居务|校务|厂务|院务|司法|警务"
    r"|检务|审务|办事|拍卖|出让|资金|项目|结果|议案|提案|建议|决策|五公开|审批|价格|环境|食品|药品|安全|就业|指南|制度|机制|法规|文件|人事|规划"
)
_BESIDE_ENGLISH = re.compile(r"guid|request|appl|law|regulat|rule|procedure|contact|news", re.IGNORECASE)
_MAYBE = re.compile(
    r"公开|政务|阳光政府|透明|^(?:网站|站点)(?:地图|导航)$|^sitemap$|site ?map|^政府信息$|^政府$",
    re.IGNORECASE,
)
_SLUG = re.compile(
    r"^(?:zf|zw)?(?:xx|zw)?gk(?:zl|pt|ml|mlpt|w|lm|zq|index)?$|^zfxxgk\w{0,6}$|^xxgk\w{0,4}$|^zwgk\w{0,4}$|^fdzdgk\w*$|^zdgk(?:nr|ml)?$|^gkml(?:pt)?$"
    r"|^zhengwugongkai$|^(?:zhengfu)?xinxigongkai$|^open(?:ness|gov)?$|^(?:info(?:rmation)?[-_]?)?disclosure$|^govxxgk$"
)
_DIRECTORY = re.compile(
    r"^(?:(?:省|市|县|区|旗|州|盟|县级|市级|区级|政府|各|本级|所属|市直|县直|区直|旗直|州直|省直|直属|派出|垂直|驻|组成|工作)*)"
    r"(?:部门|单位|机构|机关|委办局|工作部门|乡镇|镇街|镇乡|乡|镇|街道|街镇|苏木|县区|区县|市县|县市区?|市区|旗县|旗区|开发区|园区|功能区|管委会|政府部门|下属单位)"
    r"(?:[(（]?(?:及|和|与|、|,|，|/|·)?(?:各)?(?:部门|单位|机构|乡镇|镇|乡|街道|街道办事处|苏木|开发区|园区|直属(?:机构|单位)|办事处|委办局|县区)[)）]?)*"
    r"(?:政府|政务)?(?:信息)?(?:公开|网站|导航|平台|目录|年报|站点|子站|专栏|公开平台|公开专栏|公开目录|公开年报|网站群|链接|群)*$"
)
_MORE_DIRECTORIES = re.compile(
    r"^(?:政府|组织|工作)?机构(?:设置|导航|列表|名录)?$|^(?:各)?部门(?:列表|导航|名录|机构|之窗)$"
)
_BODY = re.compile(
    r"(?:局|委员会|管委会|委|办公室|[省市县区旗州盟]府办|政府办|金融办|人防办|外事?办|信访办|应急办|台办|侨办|编办|厅|政府|镇|乡|苏木|街道|办事处"
    r"|街道办|管理处|残联|妇联|供销社|总工会|红十字会|联合会|开发区|高新区|园区|新区|国土分局|支队|大队|税务局|档案馆|气象局|公积金管理中心"
    r"|投资促进中心|服务中心|法院|检察院|[团党]委|出版局|档案局|新城|林场|农场|大学|学院)$"
)
_BODY_ENGLISH = re.compile(
    r"\b(?:bureau|commission|office|committee|department|town(?:ship)?|sub-?district)\b", re.IGNORECASE
)
_NO_BODY = re.compile(
    r"大厅|政务服务中心|新闻中心|下载中心|媒体中心|便民|常委|全会|首页|领导|简介|概况|走进|动态|要闻|新闻|党委$|关于|镇长|局长|乡长|招聘|网上|掌上"
    r"|通办|[0-9]|公开|年报|报告|通知|国务院|省人民政府|^(?:乡|镇|政府|街道|乡镇|部门|各镇|各乡|各街道|大学|学院|新区)$"
)
_NO_LISTED = re.compile(
    r"首页|更多|返回|领导|简介|概况|动态|要闻|新闻$|关于|招聘|公开|年报|报告|通知|公告|大厅|通办|登录|注册|搜索|收藏|[0-9]"
    r"|指南|制度|机构|职能|目录|政策|文件|规划|预算|决算|^(?:乡|镇|街道|乡镇|部门|各镇|各乡|各街道)$"
)
_LIKELY = re.compile(
    r"(?:中心|公司|集团|医院|学校|[中小]学|[站台所馆社会处科队办团院])$"
)  # among bodies' names
_MENU = re.compile(
    r"首页|新闻|资讯|互动|服务|走进|旅游|投资|招商|联系|网站|导航|办事|解读|数据|要闻|图片|视频|专题|信箱|指南|制度|目录|公开|年报|报告"
    r"|政策|文件|动态|公告|公示|[a-zA-Z0-9]"
)
_HEAD = re.compile(r"^[省市县区旗州盟](?=[\u4e00-\u9fff]{2,})(?!场|政(?!府)|容|直|级|域)")
_OPEN_TAIL = re.compile(r"(?:(?:政府|政务)?信息|政务)?公开(?:专栏|平台|目录|网|网站|首页|年报)?$")


def door_cost(title: str, url: str) -> int | None:
    """Steps through a page of government information; None for what is no such page.

    >>> door_cost("政府信息公开专栏", "http://a.example/1/"), door_cost("依申请公开", "http://a.example/2/")
    (1, None)
    >>> door_cost("", "http://a.example/ZWGK/index.html")
    1
    """
    name = plain_name(title)
    if is_article_address(url) or len(name) > 3 * _LONGEST:
        return None
    if name.isascii():
        return _english_cost(name, url)
    if _BESIDE.search(name) or len(name) > _LONGEST:
        return None
    if _OPEN.match(name) or name in _CHINESE:
        return 1
    return 2 if _SLUG.match(slug_of(url)) and not is_miss(name) else None


def maybe_door(title: str, url: str) -> bool:
    """True for what is tried only where no better way has led to a column: a site map, a picture's link.

    >>> maybe_door("网站地图", "http://a.example/map.html"), maybe_door("旅游", "http://a.example/ly/")
    (True, False)
    """
    name = plain_name(title)
    is_beside = _BESIDE.search(name) or "服务" in name
    if is_article_address(url) or len(name) > _LONGEST or is_beside or is_miss(name):
        return False
    return not name or bool(_MAYBE.search(name))


def is_directory(title: str, url: str) -> bool:
    """True for a directory of bodies: 部门, 乡镇街道, 县直部门信息公开.

    >>> [is_directory(title, "") for title in ("县直部门", "乡镇(街道)信息公开", "部门预算", "机构职能")]
    [True, True, False, False]
    """
    name = plain_name(title).replace("(", "").replace(")", "")
    is_one = _DIRECTORY.match(name) or _MORE_DIRECTORIES.match(name)
    return len(name) <= _LONGEST and bool(is_one) and not is_article_address(url)


def is_body(title: str) -> bool:
    """True for a name that is a body's by its end.

    >>> [is_body(title) for title in ("县教育局", "白石镇人民政府", "办事大厅", "回到顶部")]
    [True, True, False, False]
    """
    name = plain_name(title)
    if name.isascii():
        return (
            len(name) <= 3 * _LONGEST and bool(_BODY_ENGLISH.search(name)) and not _OPEN_ENGLISH.search(name)
        )
    name = _OPEN_TAIL.sub("", name) or name
    return 2 <= len(name) <= _LONGEST and bool(_BODY.search(name)) and not _NO_BODY.search(name)


def is_listed_body(title: str) -> bool:
    """True for what may be a body's name where it stands among bodies' names.

    >>> is_listed_body("供水站"), is_listed_body("首页")
    (True, False)
    """
    name = plain_name(title)
    return 2 <= len(name) <= _LONGEST and not _NO_LISTED.search(name)


def is_likely_body(title: str) -> bool:
    """True for a name that ends as some bodies' do, and much else: it counts among bodies' names.

    >>> is_likely_body("供电公司"), is_likely_body("县融媒体中心"), is_likely_body("旅游")
    (True, True, False)
    """
    return is_body(title) or (is_listed_body(title) and bool(_LIKELY.search(plain_name(title))))


def is_short_body(title: str) -> bool:
    """True for what may be a body's short name in a directory of bodies, and is no word of a site's menu.

    >>> [is_short_body(title) for title in ("教育", "白石", "互动交流", "政策文件")]
    [True, True, False, False]
    """
    name = plain_name(title)
    return is_listed_body(title) and len(name) <= 2 * _SHORT_NAME and not _MENU.search(name)


def body_name(title: str) -> str | None:
    """The body that a link names, without the word for its own area; None where it names none.

    >>> body_name("县教育局信息公开"), body_name("市场监管局"), body_name("政务公开")
    ('教育局', '市场监管局', None)
    """
    if not is_body(title):
        return None
    name = plain_name(title)
    return _HEAD.sub("", _OPEN_TAIL.sub("", name) or name)


def _english_cost(name: str, url: str) -> int | None:
    if _OPEN_ENGLISH.search(f"{name} ") and not _BESIDE_ENGLISH.search(name):
        return 1
    is_slug = bool(_SLUG.match(slug_of(url))) and not _BESIDE_ENGLISH.search(name)
    return 1 if is_slug else None
