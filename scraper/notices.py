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
        r"cstaticdun\.126\.net",
        "dingxiang-inc",
    ),
    "safeline": (r"/\.safeline/", "slg-(?:box|captcha)"),
    "incapsula": ("_Incapsula_Resource",),
    "cookie": (r"C3VK\s*=", r"\bHBB_HC\s*=", "_bot_sbu"),
}
_CHECK = (
    r"(?:人机|滑[动块]|行为|点击|访问|安全|真人|身份)(?:安全)?(?:验证|校验|检[测查])",
    r"请.{0,12}(?:输入|完成|拖动|点击|滑动).{0,12}(?:验证|滑块|拼图)",
    r"拖动.{0,6}滑块",
    r"正在(?:进行.{0,6}(?:检测|验证)|检[测查].{0,6}浏览器)",
    r"请输入.{0,8}(?:计算结果|答案)",
    r"请开启\s*javascript",
    "captcha",
    r"verify (?:you|that) .{0,12}human",
    "just a moment",
    "checking your browser",
    "enable javascript and cookies",
)
_BLOCKED = (
    r"(?:访问|请求|操作|ip)(?:地址)?.{0,12}被(?:拦截|阻断|禁止|拒绝|封禁|限制)",
    r"已被.{0,12}(?:拦截|阻断|阻止|封禁|列入黑名单)",
    r"(?:访问|请求|操作).{0,12}(?:过于频繁|(?:频率|速度)过[快高]|太频繁)|(?:访问|请求|操作)(?:次数)?过多",
    r"(?:访问|请求|操作).{0,12}存在.{0,8}(?:威胁|攻击|风险|异常|隐患)",
    "(?:访问|请求|流量)异常|异常(?:访问|请求|流量)",
    "(?:不合法|恶意)的?(?:参数|请求|访问)",
    r"所在的?(?:国家|地区|区域).{0,8}(?:不支持|无法|不能|禁止|限制)",
    r"仅(?:限|供|支持).{0,10}(?:大陆|境内|国内|内网|专网|政务外网).{0,6}(?:访问|使用)",
    r"(?:没有|无)(?:访问|浏览|查看)?.{0,4}权限|权限不足",
    r"(?:防火墙|waf|云防护|安全狗|创宇盾).{0,8}(?:拦截|阻断)",
    r"疑似(?:黑客|攻击)",
    "(?:禁止|拒绝|无权)访问",
    "access denied",
    "request (?:blocked|rejected)",
    "(?:been|page) blocked",
    "requested url was rejected",
    "incapsula incident",
    "too many requests",
    "403 forbidden",
)
_LOGIN = r"登[录陆]|身份认证|\blog ?(?:in|on)\b|\bsign ?in\b"
_UNKNOWN = r"请(?:您?先|重新)登[录陆]|尚未登[录陆]|登[录陆](?:已?超时|已?过期|已?失效)"
_THING = "(?:页面|网页|内容|文章|信息|栏目|文件|地址|链接|资源|频道|网站)"
_GONE = (
    rf"{_THING}(?:已经?|可能|未审核或)?(?:不存在|找不到|没有找到|未找到|无法找到|失效|丢失|走丢|不见了)",
    rf"{_THING}(?:已经?|可能)?(?:被(?:管理员)?|已)?(?:删除|移除|下线|撤下)",
    r"没有[您你]?[要想所]?(?:查看|查找|访问|浏览)的",
    r"(?:网站|站点|本站|平台|系统)(?:已经?|现已)(?:关停|停用|关闭|下线|停止(?:运行|更新|服务))",
    r"未(?:根据|按|依|进行|完成|取得).{0,24}备案|域名.{0,6}(?:过期|出售|转让)",
    "没有找到站点|站点创建成功|welcome to nginx|it works!|apache.{0,12}(?:default|test) page|iis windows",
    r"\bindex of /",
    rf"(?:找不到|没有找到|未找到|无法找到|(?<![如若果])无法显示)[^，,。；请点下]{{0,12}}{_THING}",
    rf"{_THING}(?:正在|尚在|仍在)?(?:建设|完善|制作|整理)(?:之)?中(?!心)",
    r"(?<![\w.-])404(?![\w.-])",
    "(?:file|page|object|resource)? ?(?:was )?not found",
    "(?:参数|请求)(?:错误|有误|非法)|非法(?:参数|访问|请求)",
    "(?:页面|系统|程序|服务器)(?:内部)?(?:出错|错误|异常|发生错误)",
)
_EMPTY = ("敬请期待", r"暂无(?:相关)?(?:内容|信息|数据)")
# in the foot of any page stands who mends it
_NAMED = r"(?!\s*(?:[:：]|单位|部门|方|者|人员|电话|管理|中心|公司|与|和|及|、))"
_SYSTEM = "(?:系统|网站|网络|平台|服务器?|本站|设备)"
_REPAIRED = (
    rf"{_SYSTEM}(?:正在|全面|进行|例行|临时|停机)*(?:升级|维护|检修|改版|迁移|维修){_NAMED}",
    rf"(?:正在|停机|例行)(?:进行)?{_SYSTEM}?(?:升级|维护|检修|改版){_NAMED}",
    "(?:升级|维护|改造|检修)(?:之)?中(?!心)",
    "暂停(?:对外)?(?:服务|访问)",
    "暂时(?:无法|不能|停止)(?:进行)?(?:访问|服务|提供服务)",
    "数据库.{0,6}(?:失败|错误|异常)|database connection|fatal error|internal server error|http status 5",
    "(?:系统|服务器|网络)(?:繁忙|忙碌)",
    "under maintenance",
    "temporarily unavailable|service unavailable|bad gateway|gateway time-?out",
)


def _any(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


MAKE = {name: re.compile("|".join(marks).encode("ascii"), re.IGNORECASE) for name, marks in MAKES.items()}
CHECK = _any(_CHECK)  # a page that checks its visitor
BLOCKED = _any(_BLOCKED)  # a visitor turned away
LOGIN = re.compile(_LOGIN, re.IGNORECASE)  # of a page that asks who its visitor is, in its title
UNKNOWN = re.compile(_UNKNOWN)  # and in its text
GONE = _any(_GONE)  # no such page
EMPTY = _any(_EMPTY)  # a page without content, which for a list is no fault
REPAIRED = _any(_REPAIRED)  # a site that is closed for a while
