"""Challenges, notices and substitutes of many makes; and pages that look like them and are none."""

from __future__ import annotations

import json
import time

import pytest

from scraper.challenge import read_refusal, read_shell_target
from scraper.substitutes import read_empty_list, read_substitute

URL = "http://www.xx.gov.cn/zwgk/nb/202301/t20230110_7.html"
TITLE = "清水县统计局2022年政府信息公开工作年度报告"
BODY = "本年度我局未收到政府信息公开申请，主动公开政府信息十二条，均已按时公开。"
LINKS = "".join(f"<li><a href='/x/{n}.html'>关于某某工作第{n}号的通知</a></li>" for n in range(30))
FOOTER = "页脚文字" * 99
OBFUSCATED = "var _0x1=['\\x63\\x6f']; " + "(function(a,b){return a^b})(1,2);" * 400

CHALLENGES = {
    "ruishu 202": (202, "<html><head><meta id='9DhefwqGPrzGxEp9hPaoag' content='x' r='m'></head></html>"),
    "ruishu 200": (200, f"<script r='m'>$_ts=window['$_ts'];{OBFUSCATED}</script><body></body>"),
    "ruishu 400": (400, f"<meta charset=utf-8><script>if(!$_ts)$_ts={{}};$_ts.cd='q';{OBFUSCATED}</script>"),
    "jsl 200": (
        200,
        "<script>document.cookie=('_')+('_jsl_clearance_s=1');location.href=1;__jsluid_s</script>",
    ),
    "jsl 403": (403, f"<script>{OBFUSCATED};go({{'bts':[],'ct':'x','tn':'__jsl_clearance_s'}})</script>"),
    "acw": (
        200,
        f"<html><script>var arg1='8AC';{OBFUSCATED}setCookie('acw_sc__v2',x);reload()</script></html>",
    ),
    "acw 203": (203, "<script>document.cookie='acw_sc__v3='+x;document.location.reload();</script>"),
    "punish": (200, "<script src='https://g.alicdn.com/awsc/nc.js'></script><div id='nocaptcha'></div>"),
    "wzws": (200, "<script>var wzwschallenge='RANDOMSTR1';var wzwschallengex='x';</script>"),
    "wzws path": (200, "<script>window.location='/WZWSRELw==?wzwschallenge=V1'</script>"),
    "edgeone": (200, f"<script>{OBFUSCATED}document.cookie='EO_Bot_Ssid=1';location.reload()</script>"),
    "edgeone tst": (
        200,
        "<noscript><h1>Please enable JavaScript</h1></noscript><script>__tst_status=1</script>",
    ),
    "yunsuo": (200, "<script>self.location='/?security_verify_data='+stringToHex(w)</script>"),
    "guard": (200, "<script src='/_guard/auto.js'></script>"),
    "cloudflare": (
        403,
        "<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>",
    ),
    "slider": (200, "<title>滑块验证</title><div id='s'></div><script src='/slide.js'></script>"),
    "tencent": (
        200,
        "<p>请完成验证</p><script src='https://turing.captcha.qcloud.com/TCaptcha.js'></script>",
    ),
    "geetest": (405, "<div id='captcha'></div><script>initGeetest({gt:'1'})</script>"),
    "image": (200, "<form>请输入验证码<input name='c'><img src='/yzm.jpg'></form>"),
    "check": (
        200,
        "<title>安全检测</title><h1>正在进行人机验证，请稍候</h1><script>run()</script>" + " " * 5000,
    ),
    "access check": (
        200,
        "<title>访问验证</title><p>别离开，为了更好的访问体验，请进行验证后继续访问网页</p>",
    ),
    "C3VK": (200, '<script>document.cookie="C3VK=ab; path=/; max-age=300";location.reload()</script>'),
    "bracket cookie": (200, "<script>document['cookie']='a=1';location.replace(location.href)</script>"),
    "safeline": (200, f"<script src='/.safeline/static/challenge.js'></script><style>{OBFUSCATED}</style>"),
    "incapsula": (200, "<script src='/_Incapsula_Resource?SWJIYLWA=719'></script>"),
    "yidun": (200, "<script src='//cstaticdun.126.net/load.min.js'></script>"),
    "dingxiang": (200, "<script src='//cdn.dingxiang-inc.com/captcha-ui/index.js'></script>"),
    "browser": (200, "<title>安全检查</title><p>正在检查您的浏览器...</p>"),
    "sum": (200, "<p>请输入计算结果 3+5=?</p><input name=a>"),
    "gb": (200, "<meta charset=gb2312><title>身份验证</title><p>请拖动滑块完成拼图</p>"),
}
BLOCKED = {
    "waf": (200, "<title>提示</title><p>您的访问请求已被网站防火墙拦截，事件编号 12</p>"),
    "frequency": (200, "<h3>访问过于频繁，请稍后再试</h3>"),
    "safedog": (200, "<title>网站防火墙</title><p>您的请求带有不合法参数，已被网站安全狗拦截</p>"),
    "english": (403, "<h1>Access Denied</h1><p>Reference #18</p>"),
    "attack": (200, "<p>您的请求疑似攻击行为，如有疑问请联系管理员</p>"),
    "safedog, set by the master": (
        200,
        "<title>网站防火墙</title><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>"
        "<p>可能原因：您提交的内容包含危险的攻击请求</p><p>如何解决：检查提交内容；联系网站管理员</p>",
    ),
    "yunsuo": (200, "<title>提示</title><p>您的访问可能对网站造成危险，已被云锁拦截</p>"),
    "chuangyu": (200, "<title>创宇盾</title><h1>您当前的访问行为存在异常</h1>"),
    "wangzhan 360": (493, "<p>抱歉！您的访问可能对网站造成威胁，已被云防护拦截</p>"),
    "qianxin": (200, "<p>您访问的URL存在安全风险，安域云防护节点已拦截</p>"),
    "aliyun": (405, "<h2>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</h2>"),
    "tencent": (202, "<p>您提交的请求可能对网站造成威胁，请求已被管理员设置的策略阻断</p>"),
    "huawei": (418, "<title>访问被拦截！</title><p>您的请求疑似攻击行为！事件ID: 12-34</p>"),
    "safeline": (200, "<p>请求存在威胁，已被拦截</p><!-- event_id: x -->"),
    "bt panel": (200, "<p>检测到IP访问异常, 请稍候再试</p>"),
    "d shield": (200, "<title>D盾_拦截提示</title><p>您的请求被拦截</p>"),
    "nsfocus": (200, "<p>网站安全防护系统：您的访问存在安全隐患，已被阻止</p>"),
    "wangsu": (200, "<p>Sorry, your request has been blocked as it may cause potential threats</p>"),
    "f5": (200, "<title>Request Rejected</title>The requested URL was rejected. Your support ID is: 1"),
    "forti": (200, "<h1>Web Page Blocked!</h1><p>Attack ID: 2</p>"),
    "incapsula": (200, "<iframe src='/x'></iframe>Request unsuccessful. Incapsula incident ID: 4"),
    "fast": (200, "<p>您的访问速度过快，请休息一会再来</p>"),
    "too many": (200, "<h1>429 Too Many Requests</h1>"),
    "region": (200, "<p>您所在的地区暂不支持访问</p>"),
    "mainland": (200, "<p>本网站仅限中国大陆地区访问</p>"),
    "too often": (200, "<p>您今日请求次数过多</p>"),
    "black list": (200, "<p>您的IP已被列入黑名单</p>"),
    "no right": (200, "<p>对不起，您没有权限访问该页面</p>"),
    "log in": (200, "<title>用户登录</title><form>用户名<input>密码<input type='password'></form>"),
    "one account": (200, "<title>统一身份认证平台</title><form>账号<input>密码<input type=password></form>"),
    "not logged in": (200, "<p>您尚未登录，请先登录后再访问</p>"),
    "logged out": (200, "<p>登录超时，请重新登录</p>"),
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_challenge_of_any_make_and_status_is_named(name: str) -> None:
    status, text = CHALLENGES[name]
    body = text.encode("gb18030" if "gb2312" in text else "utf-8")
    assert (read_refusal(status, body) or "").startswith("challenge_")
    assert read_shell_target(body) is None


@pytest.mark.parametrize("name", BLOCKED)
def test_a_page_that_turns_its_visitor_away_is_named(name: str) -> None:
    status, text = BLOCKED[name]
    assert read_refusal(status, text.encode()) == "blocked_page"


@pytest.mark.parametrize(
    "path", ["/verify.html", "/waf/warning", "/captcha?u=1", "/safe_verify/", "/warn.html", "/_block/x.html"]
)
def test_being_sent_to_a_page_for_checking_visitors_is_a_challenge(path: str) -> None:
    body = f"<p>{'欢迎访问' * 300}</p>".encode()
    sent = "http://www.xx.gov.cn" + path
    assert read_refusal(200, body, url=sent, asked=URL) == "challenge_redirect"
    assert read_refusal(200, body, url=sent, asked=sent) is None
    assert read_refusal(200, body, url=URL, asked=URL) is None


@pytest.mark.parametrize(
    "path", ["/wafangdian/nb/", "/zwgk/blockchain/1.html", "/warnings/", "/x.html?verify=1"]
)
def test_being_sent_elsewhere_is_no_challenge(path: str) -> None:
    body = f"<p>{'欢迎访问' * 300}</p>".encode()
    assert read_refusal(200, body, url="http://www.xx.gov.cn" + path, asked=URL) is None


SUBSTITUTES = {
    "title": ("soft_404", "<title>404-页面不存在</title><p>返回首页</p>"),
    "text": ("soft_404", f"<title>某县人民政府</title><ul>{LINKS}</ul><h2>您访问的页面不存在或已被删除</h2>"),
    "building": ("soft_404", "<title>某县人民政府</title><p>栏目正在建设中……</p>"),
    "column": ("soft_404", "<div>该栏目建设中，敬请期待</div>"),
    "empty": ("soft_404", "<title>某局</title><p>暂无相关内容</p>"),
    "not found": ("soft_404", "<h1>Not Found</h1><p>The resource was not found.</p>"),
    "fault": ("soft_404", "<title>错误</title><p>参数错误</p>"),
    "cannot find": ("soft_404", "<p>抱歉，找不到您要访问的网页</p>"),
    "gbk": ("soft_404", "<meta charset='gb2312'><p>对不起，页面不存在</p>"),
    "walked away": ("soft_404", "<p>很抱歉，您要访问的页面已经走丢了</p>"),
    "by the master": ("soft_404", "<p>此文章已被管理员删除</p>"),
    "not approved": ("soft_404", "<p>文章未审核或不存在</p>"),
    "not looked for": ("soft_404", "<p>没有您要查看的信息</p>"),
    "closed for good": ("soft_404", "<p>本站已关停，请访问新网站</p>"),
    "not registered": ("soft_404", "<p>该网站未根据工信部相关法规进行备案</p>"),
    "name for sale": ("soft_404", "<p>该域名正在出售</p>"),
    "nginx": ("soft_404", "<h1>Welcome to nginx!</h1>"),
    "apache": ("soft_404", "<title>Apache2 Ubuntu Default Page: It works</title>"),
    "no site": ("soft_404", "<h1>没有找到站点</h1>"),
    "folder": ("soft_404", "<h1>Index of /zwgk</h1><a href='../'>../</a>"),
    "tomcat": ("maintenance", "<h1>HTTP Status 500 - Internal Server Error</h1>"),
    "database": ("maintenance", "<p>数据库连接失败</p>"),
    "php": ("maintenance", "<b>Fatal error</b>: Uncaught PDOException in x.php on line 5"),
    "not for now": ("maintenance", "<h1>该网站暂时无法进行访问</h1>"),
    "upgrade": ("maintenance", "<title>通知</title><p>本站正在进行系统升级，预计20日恢复</p>"),
    "closed": ("maintenance", "<h1>网站维护中</h1>"),
    "busy": ("maintenance", "<p>系统繁忙，请稍后再试</p>"),
    "gateway": ("maintenance", "<h1>502 Bad Gateway</h1><hr>nginx"),
    "index": ("index_page", f"<title>某县人民政府</title><ul>{LINKS}</ul>"),
    "column list": (
        "index_page",
        f"<meta name='ColumnName' content='政府信息公开年报'><title>年报</title>{LINKS}<p>{FOOTER}</p>",
    ),
    "list with its own link": (
        "index_page",
        f"<title>政府信息公开年报</title>{LINKS}<li><a href='/7.html' title='{TITLE}'>{TITLE}</a></li>",
    ),
    "canonical": ("index_page", f"<link rel='canonical' href='/'><title>某县</title><p>{'要闻' * 999}</p>"),
}


@pytest.mark.parametrize("name", SUBSTITUTES)
def test_a_page_in_place_of_the_report_is_named(name: str) -> None:
    reason, text = SUBSTITUTES[name]
    body = text.encode("gb18030" if "gb2312" in text else "utf-8")
    assert read_refusal(200, body) is None
    assert read_substitute(body, url=URL, asked=URL, link_title=TITLE) == reason


def frame(inside: str, *, head: str = f"<title>{TITLE}</title>") -> str:
    return f"<html><head>{head}</head><body>{inside}</body></html>"


FOOT = (
    "<div>主办单位：清水县人民政府　网站维护：清水县大数据中心　网站维护电话：0938-1　系统维护单位：某公司"
    "　技术支持：清水县网站运行维护中心、清水县信息建设中心　未经授权不得转载"
    "　陇ICP备案号05000001　网站地图　关闭</div>"
)
TOP = "<div>您好，请登录 | 注册 当前状态：未登录</div><form><input type='password'></form>"

SANE = {
    "a frame and the foot of the site": frame(
        f"<iframe src='/v.html'></iframe>{FOOT}", head="<title>县</title>"
    ),
    "a file and the foot": frame(f"{TOP}<embed src='a.pdf'>{FOOT}", head="<title>县</title>"),
    "pictures and the foot": frame(f"<img src='1.jpg'><img src='2.jpg'>{FOOT}", head="<title>县</title>"),
    "help with a file": frame(
        "<embed src='a.pdf'><p>如页面无法显示，请点击下载文件</p>", head="<title>县</title>"
    ),
    "more help": frame("<embed src='a.pdf'><p>如果无法显示内容，请下载文件</p>", head="<title>县</title>"),
    "talks of crime": frame(
        "<p>拦截诈骗电话，域名过期，未进行备案，网站已关停，恶意请求，异常访问，已被列入黑名单。</p>"
    ),
    "talks of accounts": frame(
        f"<p>{BODY}请先登录，没有权限，请输入验证码</p><form><input type=password></form>"
    ),
    "short": frame(f"<h1>{TITLE}</h1><p>{BODY}</p>"),
    "very short": frame("<p>无</p>"),
    "cookie banner": frame(
        "<script>if(!ok){document.cookie='banner=1';window.location.reload()}</script>"
        f"<p>{BODY}</p><p>本站使用 cookie</p>"
    ),
    "comment form": frame(f"<p>{BODY}</p><form>请输入验证码<input><img src='/yzm.jpg'></form>"),
    "refresh later": frame(
        f"<p>{BODY}</p>", head=f"<meta http-equiv='refresh' content='300'><title>{TITLE}</title>"
    ),
    "refresh to itself later": frame(
        f"<p>{BODY}</p>", head=f"<meta http-equiv='refresh' content='300;url=/'><title>{TITLE}</title>"
    ),
    "bot script": frame(f"<script src='/_bot_sbu/sbu_fpcm.js'></script><p>{BODY}</p>"),
    "accelerator": frame(f"<script>var __jsluid_s='x';</script><p>{BODY}</p>"),
    "ruishu round a page": frame(f"<script r='m'>$_ts={{}}</script><h1>{TITLE}</h1><p>{BODY}</p>"),
    "edgeone round a page": frame(f"<script>EO_Bot=1</script><p>{BODY}</p>"),
    "title only in meta": frame(
        f"<p>{BODY}</p>", head=f"<meta content='{TITLE}' name='ArticleTitle'><title>某县人民政府</title>"
    ),
    "title only in a line": frame(
        f"<div><span>{TITLE}</span></div><p>{BODY}</p>", head="<title>某县</title>"
    ),
    "title in a script": frame(
        f'<script>var detail={{"title":"{TITLE}","content":""}}</script>{LINKS}', head="<title>x</title>"
    ),
    "title escaped in a script": frame(
        '<script>_CONFIG={"t":"' + TITLE.encode("unicode_escape").decode() + f'"}}</script>{LINKS}',
        head="<title>x</title>",
    ),
    "attachment": frame(f"{LINKS}<a href='/P020230110.pdf'>{TITLE}.pdf</a>", head="<title>某县</title>"),
    "viewer": frame(f"{LINKS}<iframe src='/viewer.html?file=a'></iframe>", head="<title>某县</title>"),
    "many links": frame(f"{LINKS * 3}<h1>{TITLE}</h1><p>{BODY}</p>", head="<title>某县</title>"),
    "talks of repairs": frame(f"<p>{BODY}本年度门户网站升级改造，系统维护中暂停服务三日。</p>"),
    "talks of 404": frame(f"<p>{BODY}整改404错误链接，页面不存在的已删除。</p>"),
    "talks of checks": frame(f"<p>{BODY}网站增设身份验证、人机验证，拒绝访问的请求被拦截。</p>"),
    "talks of requests refused": frame(f"<p>{BODY}请求被拒绝的零件，访问过于频繁的已提醒。</p>"),
    "no title but text": frame(f"<p>{'一、总体情况。' + BODY}</p>" * 20, head="<title>某县</title>"),
    "year in Chinese": frame(f"<p>{BODY}</p>", head="<title>某局二〇二二年政府信息公开工作年度报告</title>"),
    "upper case": frame(f"<P>{BODY}</P>", head=f"<TITLE>{TITLE}</TITLE>").upper(),
    "plain text": f"{TITLE}\n\n{BODY}",
    "pdf": "%PDF-1.7 " + "验证码 captcha <img " * 5,
    "home canonical of itself": frame(
        f"<p>{BODY}</p>", head=f"<link rel=canonical href='{URL}'><title>{TITLE}</title>"
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("name", SANE)
def test_a_sane_page_is_no_obstacle(name: str, encoding: str) -> None:
    text = SANE[name] if encoding == "utf-8" else SANE[name].replace("<head>", "<head><meta charset=gbk>")
    body = text.encode(encoding)
    assert read_refusal(200, body, url=URL, asked=URL) is None
    assert read_shell_target(body) is None
    assert read_substitute(body, url=URL, asked=URL, link_title=TITLE) is None


LISTS = {
    "talks of visits": "<title>某县</title><p>网站访问量过多，操作频繁，系统平稳。</p><script>go()</script>",
    "rows to come, and the foot": f"<title>列表</title><ul id='l'></ul><script>load('/api')</script>{FOOT}",
    "a form to log in": f"<title>栏目列表</title>{TOP}<ul id='l'></ul><script>load('/api')</script>{FOOT}",
    "titles that sound so": (
        '{"code":0,"rows":[{"title":"请先登录系统的通知"},{"title":"关于网站已关停的公告"},{"title":"系统维护管理"}]}'
    ),
    "short list": f"<title>政府信息公开年报</title><ul><li><a href='7.html'>{TITLE}</a></li></ul>",
    "empty list": "<title>政府信息公开年报</title><p>暂无内容</p>",
    "rows in a script": f"<title>年报</title><script type='text/xml'><datastore>{TITLE}</datastore></script>",
    "json": '{"message": "not found", "html": "<p>404</p>"}',
    "notice among links": f"<p>网站升级改造公告</p>{LINKS}",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_sane_list_is_no_obstacle(name: str) -> None:
    assert read_refusal(200, LISTS[name].encode()) is None
    assert read_empty_list(LISTS[name].encode()) is None


def test_a_list_that_is_gone_or_closed_is_told() -> None:
    assert read_empty_list("<title>404</title><a href='/'>首页</a>".encode()) == "soft_404"
    assert read_empty_list("<h1>网站维护中</h1>".encode()) == "maintenance"


def test_a_shell_that_sends_on_later_is_not_followed() -> None:
    later = b"<html><meta http-equiv='refresh' content='300;url=/x/'></html>"
    assert read_shell_target(later) is None
    assert read_shell_target(later.replace(b"300", b"3")) == "/x/"
    turned = b"<meta content='0;url=/y/' http-equiv=refresh>"
    assert read_shell_target(turned) == "/y/"


@pytest.mark.parametrize("is_escaped", [True, False])
@pytest.mark.parametrize("frame", ["{}", "cb({});", " \ufeff{}"])
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"code": 404, "msg": "文章不存在"}, "soft_404"),
        ({"code": "500", "message": "操作没有成功"}, "soft_404"),
        ({"success": False, "data": None}, "soft_404"),
        ({"status": 1, "error": "Not Found", "path": "/api/1"}, "soft_404"),
        ({"code": 200, "data": {}}, "soft_404"),
        ({"code": 200, "msg": "暂无数据", "data": []}, "soft_404"),
        ([], "soft_404"),
        ({"code": 503, "msg": "系统维护中，请稍后再试"}, "maintenance"),
        ({"code": 200, "data": {"title": TITLE, "content": "<p>见附件</p>"}}, None),
        ({"code": 404, "data": {"title": "某局2022年政府信息公开工作年度报告"}}, None),
        ({"code": 0, "data": {"url": "/files/2023.pdf"}}, None),
        ({"code": 0, "content": "本年度按时公开，未收到申请。" * 60}, None),
        ({"success": False, "content": "本年度按时公开，未收到申请。" * 60}, None),
    ],
)
def test_an_answer_to_a_script_that_holds_no_report_is_none(
    answer: object, reason: str | None, frame: str, is_escaped: bool
) -> None:
    body = frame.replace("{}", json.dumps(answer, ensure_ascii=is_escaped)).encode()
    assert read_substitute(body, url=URL, asked=URL, link_title=TITLE) == reason


@pytest.mark.parametrize(
    "body", [b"%PDF-1.4", b"{\\rtf1 x}", b"plain words", "某局2023年年报".encode(), b"{"]
)
def test_what_is_no_answer_to_a_script_is_left_to_the_parser(body: bytes) -> None:
    assert read_substitute(body, url=URL, asked=URL, link_title=TITLE) is None


@pytest.mark.parametrize(
    "piece",
    [b"<", b"<a>", b"<a ", b"<!--", b"<script>", b"<title>", b"<h1>", b"<meta ", b"document.cookie=", b"\0",
     b"<link rel=canonical ", b"</a>", b"&#1;", "验证".encode(), "页面".encode(), b"<p>", b"<meta r"],
)  # fmt: skip
def test_no_body_takes_long_to_judge(piece: bytes) -> None:
    body = b"<" + piece * (200_000 // len(piece))
    began = time.process_time()
    read_refusal(200, body)
    read_substitute(body, url=URL, asked=URL, link_title=TITLE)
    read_empty_list(body)
    assert time.process_time() - began < 10  # the bar of one document; what is quadratic takes minutes
