"""Each fault by name: how the page answers, and the ends that a crawl may come to."""

from __future__ import annotations

import gzip
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from badserver.server import Answerer, Ask, BadServer, http_date

CAP = 1 << 20  # bytes that a body may have in these tests
IN_CHINESE = "名=年; Path=/".encode().decode("latin-1")
ODD_BYTES = 'a="\x80;' + "".join(map(chr, range(0xA0, 0x100))) + '"; b=\xff'
LONG = "本年度按时公开，未收到申请。" * 120


def report(name: str) -> bytes:
    title = f"{name}2022年政府信息公开工作年度报告"
    body = f"<body><h1>{title}</h1><p>{LONG}</p>全文完</body>"
    return f"<html><head><title>{title}</title></head>{body}</html>".encode()


class Certificates(NamedTuple):
    """Server contexts by what is wrong with their certificate."""

    good: ssl.SSLContext
    expired: ssl.SSLContext
    self_signed: ssl.SSLContext
    wrong_host: ssl.SSLContext


@dataclass(frozen=True)
class World:
    """What faults point at beside their own site."""

    bad: BadServer
    certificates: Certificates
    now: datetime


Maker = Callable[[bytes, World], Answerer]


@dataclass(frozen=True)
class Fault:
    """`make` is given the whole page; `ends` are `state` or `state:reason`, `later` of a later crawl."""

    make: Maker
    ends: tuple[str, ...]
    later: tuple[str, ...] = ()
    is_slow: bool = False  # waits for a timeout of the client


def whole(**options: object) -> Maker:
    """The page itself, sent in some odd way."""
    return lambda page, world: lambda ask: ask.answer(page, **options)  # type: ignore[arg-type]


def fixed(body: str | bytes, status: str = "200 OK", **options: object) -> Maker:
    data = body if isinstance(body, bytes) else body.encode()
    return lambda page, world: lambda ask: ask.answer(data, status, **options)  # type: ignore[arg-type]


def raw(data: bytes, then: str = "close") -> Maker:
    """Bytes as they are; `%PAGE` stands for the page."""

    def make(page: bytes, world: World) -> Answerer:
        async def answer(ask: Ask) -> None:
            await ask.send(data.replace(b"%PAGE", page).replace(b"%LENGTH", b"%d" % len(page)))
            if then == "hang":
                await ask.hang()
            elif then != "keep":
                ask.reset() if then == "reset" else ask.close()

        return answer

    return make


def packed(pack: Callable[[bytes], bytes], encoding: str | None) -> Maker:
    headers = {"Content-Encoding": encoding} if encoding else {}
    return lambda page, world: lambda ask: ask.answer(pack(page), headers=headers)


def redirect(location: str, *, lands: bool = False) -> Maker:
    """To `location`, where the page is if it `lands` there; {path} is the address itself."""

    def make(page: bytes, world: World) -> Answerer:
        async def answer(ask: Ask) -> None:
            target = location.format(path=ask.path)
            if lands:
                ask.site.pages[quote(ask.path.rpartition("/")[0] + "/" + target)] = page
            raw_target = target.encode().decode("latin-1")  # servers write UTF-8 here
            await ask.answer(b"", "302 Found", headers={"Location": raw_target})

        return answer

    return make


def ring(page: bytes, world: World) -> Answerer:
    async def answer(ask: Ask) -> None:
        path, _, back = ask.path.partition("?")
        ask.site.faults[f"{path}?there"] = answer
        await ask.answer(b"", "302 Found", headers={"Location": path if back else f"{path}?there"})

    return answer


def chain(hops: int) -> Maker:
    """So many redirects, then the page."""

    def make(page: bytes, world: World) -> Answerer:
        async def answer(ask: Ask) -> None:
            at = int(ask.path.partition("?hop=")[2] or 0)
            following = f"{ask.path.partition('?')[0]}?hop={at + 1}"
            ask.site.faults[following] = answer
            if at == hops:
                await ask.answer(page)
            else:
                await ask.answer(b"", "302 Found", headers={"Location": following})

        return answer

    return make


def secure(name: str) -> Maker:
    """To an https site with the certificate of that name."""

    def make_site(page: bytes, world: World) -> Answerer:
        site = world.bad.site(tls=getattr(world.certificates, name))
        site.pages["/p.html"] = page
        return lambda ask: ask.answer(b"", "302 Found", headers={"Location": f"{site.url}/p.html"})

    return make_site


def refusing_port() -> Maker:
    return lambda page, world: redirect(f"http://127.0.0.1:{world.bad.closed_port()}/p.html")(page, world)


def resetting_port() -> Maker:
    def make(page: bytes, world: World) -> Answerer:
        return redirect(f"{world.bad.site(on_accept='reset').url}/p.html")(page, world)

    return make


def busy(status: str, retry_after: str | Callable[[datetime], str] | None, times: int = 99) -> Maker:
    """Not now, `times` times; then the page."""

    def make(page: bytes, world: World) -> Answerer:
        text = retry_after(world.now) if callable(retry_after) else retry_after
        headers = {"Retry-After": text} if text is not None else {}
        asked: list[int] = []

        async def answer(ask: Ask) -> None:
            asked.append(1)
            if len(asked) > times:
                await ask.answer(page)
            else:
                await ask.answer(b"busy", status, headers=headers)

        return answer

    return make


def own_cookie(page: bytes, world: World) -> Answerer:
    async def answer(ask: Ask) -> None:
        if "CT6T=1" in ask.headers.get("Cookie", ""):
            await ask.answer(page)
        else:
            headers = {"Location": ask.path, "Set-Cookie": f"CT6T=1; Path={ask.path}"}
            await ask.answer(b"", "302 Found", headers=headers)

    return answer


def the_list(page: bytes, world: World) -> Answerer:
    """The very list that led here."""
    return lambda ask: ask.answer(ask.site.pages[ask.path.rpartition("/")[0] + "/"])


def shell(text: str) -> Maker:
    """A page that sends on to where the page is; {new} is that address."""

    def make(page: bytes, world: World) -> Answerer:
        async def answer(ask: Ask) -> None:
            new = f"{ask.path}x.html"
            ask.site.pages[new] = page
            await ask.answer(text.replace("{new}", new).encode())

        return answer

    return make


def in_gb(head: str, meta: str) -> Maker:
    """The page in GB 18030, declared where said."""

    def make(page: bytes, world: World) -> Answerer:
        body = page.decode().replace("<head>", f"<head>{meta}〇㎡").encode("gb18030")
        return lambda ask: ask.answer(body, headers={"Content-Type": head})

    return make


def drip(page: bytes, world: World) -> Answerer:
    return lambda ask: ask.drip(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(page) + page)


def chunked(body: bytes) -> bytes:
    pieces = (body[at : at + 60_000] for at in range(0, len(body), 60_000))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def bomb(wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(16)) + packer.flush()


def bare(page: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(page) + packer.flush()


def whole_in_chunks(page: bytes, world: World) -> Answerer:
    """With a length that is not theirs."""
    return raw(CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 9\r\n\r\n") + chunked(page), "keep")(
        page, world
    )


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
SIZED = HEAD + b"Content-Length: %LENGTH\r\n\r\n"
FORGED = HEAD + b"Content-Length: 21\r\n\r\n<title>forged</title>"
LINKS = "".join(f"<li><a href='/x/{n}.html'>关于某某工作第{n}号的通知</a></li>" for n in range(30))
TRUNCATED, LOST, LARGE = ("failed:truncated_body",), ("failed:unreachable",), ("failed:body_too_large",)
BAD_WAY, CLOSED, STORED = ("failed:bad_redirect",), ("failed:robots_unreachable",), ("stored",)
FORBIDDEN, CODING = ("failed:forbidden_address",), ("failed:unknown_encoding",)
LIKE_LIST = ("failed:soft_404",)

FAULTS: dict[str, Fault] = {
    # connections
    "refused port": Fault(refusing_port(), CLOSED),
    "reset at connect": Fault(resetting_port(), CLOSED),
    "reset before the head": Fault(raw(b"", "reset"), LOST),
    "closed before the head": Fault(raw(b""), LOST),
    "reset in the head": Fault(raw(b"HTTP/1.1 200 OK\r\nConte", "reset"), LOST),
    "closed in the head": Fault(raw(b"HTTP/1.1 200 OK\r\nConte"), LOST),
    "reset in the body": Fault(raw(SIZED + b"<title>half", "reset"), TRUNCATED),
    "slow drip": Fault(drip, LOST, is_slow=True),
    "hang before the head": Fault(raw(b"", "hang"), LOST, is_slow=True),
    "hang in the head": Fault(raw(b"HTTP/1.1 200 OK\r\nCon", "hang"), LOST, is_slow=True),
    "hang in the body": Fault(raw(SIZED + b"<title>half", "hang"), LOST, is_slow=True),
    # lengths and chunks
    "length too long": Fault(raw(HEAD + b"Content-Length: 999999\r\n\r\n%PAGE"), TRUNCATED),
    "length too short": Fault(raw(HEAD + b"Content-Length: 500\r\n\r\n%PAGE", "keep"), TRUNCATED),
    "length too short by far": Fault(
        raw(HEAD + b"Content-Length: 100000\r\n\r\n" + b"%PAGE" * 50, "keep"), TRUNCATED
    ),
    "length of zero": Fault(raw(HEAD + b"Content-Length: 0\r\n\r\n%PAGE", "keep"), ("failed:empty_body",)),
    "length in characters": Fault(
        lambda page, world: lambda ask: ask.answer(page, length=len(page.decode())), TRUNCATED
    ),
    "line breaks after the length": Fault(raw(SIZED + b"%PAGE\r\n\r\n", "keep"), STORED),
    "an answer forged behind a short one": Fault(
        raw(HEAD + b"Content-Length: 20\r\n\r\n<title>forged</title" + FORGED, "keep"), TRUNCATED,
    ),
    "negative length": Fault(raw(HEAD + b"Content-Length: -5\r\n\r\n%PAGE"), LOST),
    "two lengths": Fault(raw(HEAD + b"Content-Length: 5\r\nContent-Length: %LENGTH\r\n\r\n%PAGE"), LOST),
    "length in words": Fault(raw(HEAD + b"Content-Length: long\r\n\r\n%PAGE"), LOST),
    "no length": Fault(raw(HEAD + b"\r\n%PAGE"), STORED),
    "cut chunk": Fault(raw(CHUNKED + b"ffff\r\n%PAGE"), TRUNCATED),
    "no last chunk": Fault(raw(CHUNKED + b"5\r\n<html\r\n"), TRUNCATED),
    "bad chunk size": Fault(raw(CHUNKED + b"zz\r\n%PAGE\r\n0\r\n\r\n"), TRUNCATED),
    "endless chunk size": Fault(raw(CHUNKED + b"f" * 40 + b"\r\n%PAGE"), TRUNCATED),
    "wrong chunk end": Fault(raw(CHUNKED + b"5\r\n<htmlXX0\r\n\r\n"), TRUNCATED),
    # codings
    "gzip cut": Fault(packed(lambda page: gzip.compress(page)[:-20], "gzip"), TRUNCATED),
    "gzip garbled": Fault(packed(lambda page: gzip.compress(page)[:40] + bytes(400), "gzip"), TRUNCATED),
    "gzip, bytes after it": Fault(packed(lambda page: gzip.compress(page) + bytes(9), "gzip"), STORED),
    "gzip bomb": Fault(packed(lambda _: bomb(31), "gzip"), LARGE),
    "deflate bomb": Fault(packed(lambda _: bomb(15), "deflate"), LARGE),
    "bare deflate": Fault(packed(bare, "deflate"), STORED),
    "br bomb": Fault(fixed(b"\x8b\xff\x07\x80" * 50, headers={"Content-Encoding": "br"}), CODING),
    "zstd bomb": Fault(fixed(b"\x28\xb5\x2f\xfd" * 50, headers={"Content-Encoding": "zstd"}), CODING),
    "gzip twice": Fault(packed(lambda page: gzip.compress(gzip.compress(page)), "gzip, gzip"), STORED),
    "gzip bomb twice": Fault(packed(lambda _: gzip.compress(bomb(31)), "gzip, gzip"), LARGE),
    "three codings": Fault(packed(gzip.compress, "gzip, gzip, gzip"), CODING),
    "unknown coding": Fault(whole(headers={"Content-Encoding": "compress"}), CODING),
    "gzip not said": Fault(packed(gzip.compress, None), STORED),
    "gzip bomb not said": Fault(packed(lambda _: bomb(31), None), LARGE),
    "gzip said and not done": Fault(whole(headers={"Content-Encoding": "gzip"}), TRUNCATED),
    "identity": Fault(whole(headers={"Content-Encoding": "identity"}), STORED),
    "a charset as coding": Fault(whole(headers={"Content-Encoding": "utf-8"}), STORED),
    "gzip not said, of no type": Fault(
        lambda page, world: lambda ask: ask.answer(gzip.compress(page), headers={"Content-Type": ""}), STORED
    ),
    "nothing, packed without an end": Fault(packed(lambda _: gzip.compress(b"") * 200_000, "gzip"), LARGE),
    "a length beside chunks": Fault(whole_in_chunks, STORED),
    # redirects
    "redirects in a ring": Fault(ring, BAD_WAY),
    "redirects to itself": Fault(redirect("{path}"), BAD_WAY),
    "redirects to itself with a cookie": Fault(own_cookie, STORED),
    "a chain of 5": Fault(chain(5), STORED),
    "a chain of 6": Fault(chain(6), BAD_WAY),
    "to a private address": Fault(redirect("http://10.0.0.1/"), FORBIDDEN),
    "to the metadata service": Fault(redirect("http://169.254.169.254/latest/"), FORBIDDEN),
    "to another host": Fault(redirect("https://www.yy.gov.cn/"), FORBIDDEN),
    "to a user name": Fault(redirect("http://a:b@127.0.0.1/"), FORBIDDEN),
    "to file:": Fault(redirect("file:///etc/passwd"), BAD_WAY),
    "to javascript:": Fault(redirect("javascript:alert(1)"), BAD_WAY),
    "to data:": Fault(redirect("data:text/html,x"), BAD_WAY),
    "to nowhere": Fault(fixed(b"", "302 Found"), ("failed:http_302",)),
    "to a name with spaces": Fault(redirect("a b 年.html", lands=True), STORED),
    "to the home page": Fault(redirect("/"), ("failed:redirected_home",)),
    "to too long an address": Fault(redirect("/" + "x" * 3000), BAD_WAY),
    "to a page that checks": Fault(redirect("/waf_verify.html"), ("refused:challenge_redirect",)),
    # statuses of a moment
    "429 with seconds": Fault(busy("429 Too Many", "120"), ("failed:http_429",)),
    "429 with a date": Fault(
        busy("429 Too Many", lambda now: http_date(now + timedelta(minutes=9))), ("failed:http_429",)
    ),
    "429 with a past date": Fault(
        busy("429 Too Many", lambda now: http_date(now - timedelta(days=9))), ("failed:http_429",)
    ),
    "429 with nonsense": Fault(busy("429 Too Many", "soon"), ("failed:http_429",)),
    "429 with a huge number": Fault(busy("429 Too Many", "9" * 40), ("failed:http_429",)),
    "429 once": Fault(busy("429 Too Many", "5", times=1), STORED),
    "503": Fault(busy("503 Unavailable", None), ("failed:http_503",)),
    "500 once": Fault(busy("500 Fault", None, times=1), STORED),
    "304 unasked": Fault(fixed(b"", "304 Not Modified"), ("failed:http_304",), ("unchanged",)),
    "304 with a body": Fault(
        raw(b"HTTP/1.1 304 Not Modified\r\n\r\n" + FORGED, "keep"), ("failed:http_304",), ("unchanged",)
    ),
    "204": Fault(fixed(b"", "204 No Content", length=None), ("failed:http_204",)),
    "206": Fault(whole(status="206 Partial Content"), ("failed:http_206",)),
    "404": Fault(fixed("<p>404</p>", "404 Not Found"), ("failed:http_404",)),
    "404 in another coding": Fault(
        fixed(b"\x8b\0", "404 Not Found", headers={"Content-Encoding": "br"}), ("failed:http_404",)
    ),
    "403 said to be packed": Fault(
        fixed(b"no", "403 Forbidden", headers={"Content-Encoding": "gzip"}), ("refused:http_403",)
    ),
    "429 with a date of no zone on earth": Fault(
        busy("429 Too Many", "Mon, 23 Nov 2026 12:00:00 +99999999999999999999"), ("failed:http_429",)
    ),
    "429 with a fraction": Fault(busy("429 Too Many", "7.5", times=1), STORED),
    "410": Fault(fixed("", "410 Gone"), ("failed:http_410",)),
    "550": Fault(fixed("", "550 Odd"), ("failed:http_550",)),
    # text
    "gb in the header": Fault(in_gb("text/html; charset=gb2312", ""), STORED),
    "gb in the page": Fault(in_gb("text/html", "<meta charset=gbk>"), STORED),
    "gb nowhere": Fault(in_gb("text/html", ""), STORED),
    "gb in the page, utf-8 in the header": Fault(
        in_gb("text/html; charset=utf-8", "<meta charset=gb2312>"), STORED
    ),
    "NUL in the body": Fault(packed(lambda page: page.replace(b"<p>", b"<p>\0"), None), STORED),
    # heads
    "a header of 8 KiB": Fault(whole(headers={"X-Long": "x" * 8192}), STORED),
    "200 headers": Fault(whole(headers={f"X-{n}": "y" for n in range(200)}), STORED),
    "70 KiB of headers": Fault(whole(headers={f"X-{n}": "y" * 1000 for n in range(70)}), LARGE),
    "an endless header": Fault(raw(HEAD + b"X: " + b"y" * 300_000), LOST),
    "NUL in a header": Fault(raw(HEAD + b"X: a\0b\r\n\r\n%PAGE"), LOST),
    "bare line feeds": Fault(
        raw(HEAD.replace(b"\r", b"") + b"Content-Length: %LENGTH\n\n%PAGE", "keep"), STORED
    ),
    "no status line": Fault(raw(b"Content-Type: text/html\r\n\r\n%PAGE"), LOST),
    "HTTP/0.9": Fault(raw(b"%PAGE"), LOST),
    "another protocol": Fault(raw(b"SSH-2.0-OpenSSH_9.0\r\n"), LOST),
    "hints before the answer": Fault(
        raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + SIZED + b"%PAGE", "keep"), STORED
    ),
    "cookies for another host": Fault(
        whole(headers={"Set-Cookie": "spy=1; Domain=.yy.gov.cn; Path=/"}), STORED
    ),
    "a cookie in Chinese": Fault(whole(headers={"Set-Cookie": IN_CHINESE}), STORED),
    "a header of all bytes": Fault(whole(headers={"X-Odd": ODD_BYTES}), STORED),
    "a header of 40 KiB": Fault(whole(headers={"X-Long": "x" * (40 << 10)}), STORED),
    "an ETag in Chinese": Fault(whole(headers={"ETag": '"\xe5\xb9\xb4"'}), STORED),
    # certificates
    "a good certificate": Fault(secure("good"), STORED),
    "an expired certificate": Fault(secure("expired"), CLOSED),
    "a self-signed certificate": Fault(secure("self_signed"), CLOSED),
    "a certificate of another host": Fault(secure("wrong_host"), CLOSED),
    # sizes and shells
    "empty": Fault(fixed(b""), ("failed:empty_body",)),
    "white space": Fault(fixed(b" \r\n\t" * 50), ("failed:empty_body",)),
    "over the cap": Fault(fixed(b"x" * (CAP + 1)), LARGE),
    "over the cap, no length": Fault(fixed(b"x" * (CAP + 1), length=None), LARGE),
    "over the cap, chunked": Fault(raw(CHUNKED + chunked(b"x" * (CAP + 1))), LARGE),
    "an empty shell": Fault(fixed("<html><script>go('./x/')</script></html>"), ("refused:tiny_shell",)),
    "a refresh to its own site": Fault(
        shell("<meta http-equiv='refresh' content='0;url={new}'>"), STORED
    ),
    "location.replace to its own site": Fault(shell("<script>location.replace('{new}')</script>"), STORED),
    "a script with a name for its own site": Fault(
        shell("<script>var u='{new}';window['location']['href']=u</script>"), STORED
    ),
    "a body that goes on when loaded": Fault(shell("<body onload=\"location.href='{new}'\">"), STORED),
    "a refresh to another site": Fault(
        shell("<meta http-equiv='refresh' content='0;url=https://www.yy.gov.cn/'>"), ("refused:tiny_shell",)
    ),
    "location.replace to another site": Fault(
        shell("<script>location.replace('https://www.yy.gov.cn/')</script>"), ("refused:tiny_shell",)
    ),
    # obstacles
    "401": Fault(fixed("", "401 No"), ("refused:http_401",)),
    "403": Fault(fixed("no", "403 Forbidden"), ("refused:http_403",)),
    "412": Fault(fixed("<script>x()</script>", "412 Precondition"), ("refused:challenge_412",)),
    "468": Fault(fixed("", "468 Odd"), ("refused:challenge_468",)),
    "521": Fault(fixed("<script>document.cookie='a'</script>", "521 Odd"), ("refused:challenge_521",)),
    "202 with a script": Fault(fixed("<script>$_ts={}</script>", "202 Ok"), ("refused:challenge_ruishu",)),
    "a script that sets a cookie": Fault(
        fixed("<script>document.cookie='C3VK=1';location.reload()</script>"), ("refused:challenge_cookie",)
    ),
    "a captcha": Fault(fixed("<p>请输入验证码</p><img src='c.jpg'>"), ("refused:challenge_captcha",)),
    "a page to log in at": Fault(
        fixed("<title>登录</title><form><input type=password></form>"), ("refused:blocked_page",)
    ),
    "turned away": Fault(fixed("<p>您的请求已被网站防火墙拦截</p>"), ("refused:blocked_page",)),
    "a bot script in a whole page": Fault(
        packed(lambda page: page.replace(b"<h1>", b"<script src='/_bot_sbu/x.js'></script><h1>"), None),
        STORED,
    ),
    "maintenance": Fault(fixed("<h1>网站维护中</h1>"), ("failed:maintenance",)),
    "soft 404": Fault(fixed("<title>提示</title><p>您访问的页面不存在</p>"), ("failed:soft_404",)),
    "being built": Fault(fixed("<p>栏目正在建设中</p>"), ("failed:soft_404",)),
    "an index page": Fault(fixed(f"<title>某县人民政府</title>{LINKS}"), ("failed:index_page",)),
    "the list itself": Fault(the_list, LIKE_LIST),
}  # fmt: skip
