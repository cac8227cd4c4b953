"""Challenges, notices and substitutes of many makes; and pages that look like them and are none."""

from __future__ import annotations

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
    "gb": (200, "<meta charset=gb2312><title>身份验证</title><p>请拖动滑块完成拼图</p>"),
}
BLOCKED = {
    "waf": (200, "<title>提示</title><p>您的访问请求已被网站防火墙拦截，事件编号 12</p>"),
    "frequency": (200, "<h3>访问过于频繁，请稍后再试</h3>"),
    "safedog": (200, "<title>网站防火墙</title><p>您的请求带有不合法参数，已被网站安全狗拦截</p>"),
    "english": (403, "<h1>Access Denied</h1><p>Reference #18</p>"),
    "attack": (200, "<p>您的请求疑似攻击行为，如有疑问请联系管理员</p>"),
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


SANE = {
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
    assert time.process_time() - began < 2
