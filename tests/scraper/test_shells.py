"""Pages that only send their reader on, in the spellings that servers and scripts have for it."""

from __future__ import annotations

import time

import pytest

from scraper.address import read_address
from scraper.challenge import read_refusal, read_shell_target
from scraper.shells import read_sent_on

HERE = "http://www.xx.gov.cn/zwgk/"
NEW = "//www.xx.gov.cn/n/"

META = "<meta http-equiv=refresh content='0;url={}'>"

SENT_ON = {
    "meta std": "<meta http-equiv='refresh' content='0;url=/n/'>",
    "meta dq": '<META HTTP-EQUIV="Refresh" CONTENT="0; URL=/n/">',
    "meta unq": "<meta http-equiv=refresh content=0;url=/n/>",
    "meta no url=": '<meta http-equiv="refresh" content="0;/n/">',
    "meta comma": '<meta http-equiv="refresh" content="0,url=/n/">',
    "meta inner quotes": '<meta http-equiv="refresh" content="0;url=\'/n/\'">',
    "meta inner dq": "<meta http-equiv='refresh' content='0;url=\"/n/\"'>",
    "meta space": '<meta http-equiv = "refresh" content = " 0 ; url = /n/ ">',
    "meta turned": '<meta content="0;url=/n/" http-equiv="refresh"/>',
    "meta newline": '<meta\nhttp-equiv="refresh"\ncontent="0;\nurl=/n/"\n>',
    "meta float": '<meta http-equiv="refresh" content="0.1;url=/n/">',
    "meta .": '<meta http-equiv="refresh" content=".5;url=/n/">',
    "meta entity": '<meta http-equiv="refresh" content="0;url=/n/?a=1&amp;b=2">',
    "meta spaces url": '<meta http-equiv="refresh" content="0;url=/n/a b/">',
    "meta id between": '<meta http-equiv="refresh" id="x" content="0;url=/n/">',
    "meta base": '<base href="/q/"><meta http-equiv="refresh" content="0;url=../n/">',
    "js href": "<script>location.href='/n/'</script>",
    "js loc": "<script>location='/n/';</script>",
    "js window": '<script>window.location.href = "/n/";</script>',
    "js window loc": '<script>window.location="/n/"</script>',
    "js top": "<script>top.location.href='/n/'</script>",
    "js parent": "<script>parent.location.href='/n/'</script>",
    "js self": "<script>self.location='/n/'</script>",
    "js document": "<script>document.location='/n/'</script>",
    "js doc href": "<script>document.location.href='/n/'</script>",
    "js replace": "<script>location.replace('/n/')</script>",
    "js replace sp": '<script>window.location.replace( "/n/" );</script>',
    "js assign": "<script>location.assign('/n/')</script>",
    "js bracket": "<script>window['location']='/n/'</script>",
    "js bracket href": "<script>window.location['href']='/n/'</script>",
    "js bracket2": '<script>window["location"]["href"] = \'/n/\'</script>',
    "js open self": "<script>window.open('/n/','_self')</script>",
    "js navigate": "<script>window.navigate('/n/')</script>",
    "js var": "<script>var url='/n/';location.href=url;</script>",
    "js var replace": '<script>var u = "/n/"; window.location.replace(u)</script>',
    "js template": "<script>location.href=`/n/`</script>",
    "js setTimeout str": "<script>setTimeout(\"location.href='/n/'\",0)</script>",
    "js setTimeout esc": "<script>setTimeout(\"location.href=\\'/n/\\'\",0)</script>",
    "js fn": "<script>setTimeout(function(){location.href='/n/'},100)</script>",
    "js escaped slash": "<script>location.href='\\/n\\/'</script>",
    "js onload": "<body onload=\"location.href='/n/'\">",
    "js onload2": "<body onload=\"javascript:location.replace('/n/')\"></body>",
    "js comment": "<script><!--\nlocation.href='/n/'\n//--></script>",
    "iframe": "<iframe src='/n/'></iframe>",
    "frameset": "<frameset><frame src=/n/></frameset>",
    "js concat": "<script>location.href='/n'+'/'</script>",
    "js origin": "<script>location.href=location.origin+'/n/'</script>",
    "js proto": "<script>location.href='//www.xx.gov.cn/n/'</script>",
    "js abs": "<script>location.href='http://www.xx.gov.cn/n/'</script>",
    "js commented out": "<script>//location.href='/old/'\nlocation.href='/n/'</script>",
    "html commented": "<!-- <script>location='/o/'</script> --><script>location='/n/'</script>",
    "js block comment": "<script>/* location.href='/old/' */location.href='/n/'</script>",
    "noscript": f"<noscript>{META.format('/old/')}</noscript><script>location='/n/'</script>",
    "js mobile": "<script>if(isMobile()){location.href='/m/'}else{location.href='/n/'}</script>",
    "js https": "<script>if(location.protocol=='http:'){location.href='https://www.xx.gov.cn/n/'}</script>",
    "js ==": "<script>if(location.href=='/old/'){}location.href='/n/'</script>",
    "js hostname": "<script>if (location.hostname=='x.gov.cn') location.href='/n/'</script>",
}


@pytest.mark.parametrize("name", SENT_ON)
def test_a_shell_is_followed_to_where_a_browser_would_go(name: str) -> None:
    body = f"<html><head>{SENT_ON[name]}</head><body></body></html>".encode()
    target = read_address(read_shell_target(body) or "", HERE) or ""
    assert target.partition(":")[2].startswith(NEW)


def test_an_address_in_chinese_is_read_in_either_encoding() -> None:
    for encoding in ("utf-8", "gb18030"):
        body = "<html><meta http-equiv=refresh content='0;url=/年报/'></html>".encode(encoding)
        assert read_shell_target(body) == "/年报/"


NOWHERE = {
    "later": "<meta http-equiv='refresh' content='11;url=/n/'>",
    "to itself": "<meta http-equiv='refresh' content='0'>",
    "no address": "<meta http-equiv='refresh' content='0;url='>",
    "another meta": "<meta name='description' content='0;url=/n/'><script src='/x.js'></script>",
    "computed": "<script>location.href = '/n/' + next()</script>",
    "an argument": "<script>function go(u){location.href = u}</script>",
    "chosen": "<script>location.href = ok ? '/n/' : '/m/'</script>",
    "a number": "<script>location.href = 12</script>",
    "compared": "<script>if(location.href == '/n/'){x()}</script>",
    "by a name of a name of a name": "<script>a=b;b=c;c=d;d=a;location.href=a</script>",
    "a telephone's": "<script>if(/mobile/.test(navigator.userAgent))location.href='http://m.xx.gov.cn/'</script>",
    "a new window": "<script>window.open('/n/','_blank')</script>",
    "a firewall's frame": "<iframe src='/_guard/x'></iframe>",
    "a remark": "<script>// location.href='/n/'</script><script>/* location='/n/' */</script>",
    "a script in a comment": "<!-- <script>location='/n/'</script> --><script></script>",
    "a comment": "<!-- <meta http-equiv=refresh content='0;url=/n/'> --><script></script>",
}


@pytest.mark.parametrize("name", NOWHERE)
def test_what_sends_nobody_on_is_not_followed(name: str) -> None:
    body = f"<html><head>{NOWHERE[name]}</head><body></body></html>".encode()
    assert read_refusal(200, body) == "tiny_shell"
    assert read_shell_target(body) is None


@pytest.mark.parametrize(
    "piece", ["location=", "<meta ", "'+'", "a=b;", "<script>", "/*", "\\", "location=a+", "(", "<!--"]
)
def test_no_shell_takes_long(piece: str) -> None:
    body = f"<script>location.href='x'+{piece * (2000 // len(piece))}".encode()
    began = time.process_time()
    read_sent_on(body)
    read_sent_on(body.replace(b"<script>", b"<meta http-equiv=refresh "))
    assert time.process_time() - began < 0.5
