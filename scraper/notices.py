"""The words by which a page says that it is none: as data, so that a new wording is a new line.

Promises: each pattern is linear in a text of a few thousand characters, which is all that it is given.
Caveat: words alone prove nothing: who asks also looks at how little else the page says.
"""

from __future__ import annotations

import re

MAKES = {  # of firewalls, by what their scripts cannot do without
    "ruishu": (r"\$_ts\b", "9DhefwqGPrzGxEp9hPaoag", r"<(?:meta|script)\b[^<>]*\br\s*=\s*['\"]m['\"]"),
    "jsl": ("__jsl_clearance", "__jsluid"),
    "acw": (r"acw_sc__v[23]", "aliyun_?waf", r"\bx5sec", "AliyunCaptcha", "awsc/"),
    "wzws": (r"wzws_?(?:challenge|confirm|cid|check)", "wzwsvtime", "/WZWSREL", "waf_captcha"),
    "edgeone": ("EO_Bot", "__tst_status"),
    "yunsuo": ("yunsuo_session", r"security_(?:session|verify)_(?:verify|data|mid|high)"),
    "cdnfly": (r"_guard/(?:auto|slide|click|html)", "guard(?:ret|ok)"),
    "cloudflare": ("/cdn-cgi/challenge-platform", "cf[-_]chl", "cf-turnstile"),
    "captcha": (
        r"T(?:encent)?Captcha",
        r"turing\.captcha",
        r"geetest\.|initGeetest",
        "hcaptcha|g-recaptcha",
        "initNECaptcha",
    ),
    "cookie": (r"C3VK\s*=", r"\bHBB_HC\s*=", "_bot_sbu"),
}
_CHECK = (
    r"(?:人机|滑[动块]|行为|点击|访问|安全|真人|身份)(?:安全)?(?:验证|校验|检[测查])",
    r"请.{0,12}(?:输入|完成|拖动|点击|滑动).{0,12}(?:验证|滑块|拼图)",
    r"拖动.{0,6}滑块",
    r"正在进行.{0,6}(?:检测|验证)",
    r"请开启\s*javascript",
    "captcha",
    r"verify (?:you|that) .{0,12}human",
    "just a moment",
    "checking your browser",
    "enable javascript and cookies",
)
_BLOCKED = (
    r"(?:访问|请求|操作|ip)(?:地址)?.{0,12}被(?:拦截|阻断|禁止|拒绝|封禁|限制)",
    r"(?:访问|请求|操作).{0,12}(?:过于频繁|频率过[快高]|太频繁)",
    r"(?:访问|请求|操作).{0,12}存在.{0,8}(?:威胁|攻击|风险)",
    r"(?:防火墙|waf|云防护|安全狗|创宇盾).{0,8}(?:拦截|阻断)",
    r"疑似(?:黑客|攻击)",
    "(?:禁止|拒绝|无权)访问",
    "access denied",
    "request (?:blocked|rejected)",
)
_THING = "(?:页面|网页|内容|文章|信息|栏目|文件|地址|链接|资源|频道|网站)"
_GONE = (
    rf"{_THING}(?:已经?|可能)?(?:不存在|找不到|没有找到|未找到|无法找到|失效|丢失|走丢|不见了)",
    rf"{_THING}(?:已经?|可能)?(?:被|已)?(?:删除|移除|下线|撤下)",
    rf"(?:找不到|没有找到|未找到|无法找到|无法显示).{{0,12}}{_THING}",
    rf"{_THING}(?:正在|尚在|仍在)?(?:建设|完善|制作|整理)(?:之)?中",
    r"(?<![\w.-])404(?![\w.-])",
    "(?:file|page|object|resource)? ?(?:was )?not found",
    "(?:参数|请求)(?:错误|有误|非法)|非法(?:参数|访问|请求)",
    "(?:页面|系统|程序|服务器)(?:内部)?(?:出错|错误|异常|发生错误)",
)
_EMPTY = ("敬请期待", r"暂无(?:相关)?(?:内容|信息|数据)")
_SYSTEM = "(?:系统|网站|网络|平台|服务器?|本站|设备)"
_REPAIRED = (
    rf"{_SYSTEM}(?:正在|全面|进行|例行|临时|停机)*(?:升级|维护|检修|改版|迁移|维修)",
    rf"(?:正在|停机|例行)(?:进行)?{_SYSTEM}?(?:升级|维护|检修|改版)",
    "(?:升级|维护|改造|检修)(?:之)?中",
    "暂停(?:对外)?(?:服务|访问)",
    "暂时(?:无法|不能|停止)(?:访问|服务|提供服务)",
    "(?:系统|服务器|网络)(?:繁忙|忙碌)",
    "under maintenance",
    "temporarily unavailable|service unavailable|bad gateway|gateway time-?out",
)


def _any(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


MAKE = {name: re.compile("|".join(marks).encode("ascii"), re.IGNORECASE) for name, marks in MAKES.items()}
CHECK = _any(_CHECK)  # a page that checks its visitor
BLOCKED = _any(_BLOCKED)  # a visitor turned away
GONE = _any(_GONE)  # no such page
EMPTY = _any(_EMPTY)  # a page without content, which for a list is no fault
REPAIRED = _any(_REPAIRED)  # a site that is closed for a while
