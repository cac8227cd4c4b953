"""Where a page without words sends its reader: by a refresh, a script, or the one frame that it consists of.

Promises: what is named is what a browser would open at once; a script is read for the addresses that it
writes out, also in pieces and by a name that it gave one, and is never run.
Refuses: to guess: an address that a script computes is none; what stands in a comment, or is meant for
telephones, is not followed.
Caveat: for shells of a few hundred bytes; of several addresses the first counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin

AT_ONCE = 10  # seconds; a page that sends its reader on later is a page to be read
_FLAGS = re.IGNORECASE | re.DOTALL
_COMMENT_OR_SCRIPT = re.compile(  # whichever begins first holds the other
    r"<!--.*?(?:-->|\Z)|<script\b[^<>]*>(?P<script>.*?)(?:</script\s*>|\Z)", _FLAGS
)
_NOSCRIPT = re.compile(r"<noscript\b.*?(?:</noscript\s*>|\Z)", _FLAGS)
_ONLOAD = re.compile(r"""\bonload\s*=\s*(?:"([^"]*)"|'([^']*)')""", _FLAGS)
_REMARK = re.compile(r"/\*.*?\*/|(?<![:'\"`\\])//[^\r\n]*|<!--[^\r\n]*", _FLAGS)
_REFRESH = re.compile(r"""<meta\b(?=[^<>]*?\bhttp-equiv\s*=\s*["']?\s*refresh)[^<>]*>""", _FLAGS)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", _FLAGS)
_SENT = re.compile(r"""\s*([\d.]*)[\s;,]*(?:url\s*=\s*)?["']?([^"']*)""", re.IGNORECASE)
_FRAME = re.compile(r"""<i?frame\b[^<>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", _FLAGS)
_BASE = re.compile(r"""<base\b[^<>]*?\bhref\s*=\s*["']?([^"'\s>]+)""", _FLAGS)
_OWN_FRAME = "/_"  # /_guard/ and the like: a firewall's own frame, not a page
_GOES = re.compile(
    r"""location(?:["']\s*\])?(?:\s*\.\s*href|\s*\[\s*["']href["']\s*\])?\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()"""
    r"""|\bwindow\s*\.\s*navigate\s*\(|\bopen\s*\((?=[^()]*,\s*["']_(?:self|top|parent)["'])""",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"""(?:window\s*\.\s*)?location\s*\.\s*(?:origin|protocol\s*\+\s*["']//["']\s*\+\s*"""
    r"""(?:window\s*\.\s*)?location\s*\.\s*host)\b"""
)
_ATOM = re.compile(r"""\s*(?:"([^"\n]*)"|'([^'\n]*)'|`([^`$]*)`|([A-Za-z_$][\w$]*))\s*([+;,)}\n"'`]|$)?""")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_MOBILE = re.compile(r"(?:^|//|/)(?:m|wap|mobile|3g)(?:\.|/|$)", re.IGNORECASE)


def read_sent_on(body: bytes) -> str | None:
    """The address as the page writes it; None where it sends nobody on at once.

    >>> read_sent_on(b"<script>var u = '/new/'; window['location'].href = u + 'nb/'</script>")
    '/new/nb/'
    >>> read_sent_on(b"<meta http-equiv='refresh' content='300;url=/'>") is None
    True
    """
    text = _decode(body)
    scripts = [found["script"] for found in _COMMENT_OR_SCRIPT.finditer(text) if found["script"]]
    page = _COMMENT_OR_SCRIPT.sub(" ", text)
    seen = _NOSCRIPT.sub(" ", page)
    found = next(_targets(scripts, seen, page), None)
    base = _BASE.search(seen)
    return found if found is None or base is None else urljoin(unescape(base[1]), found)


def _targets(scripts: list[str], seen: str, page: str) -> Iterator[str]:
    on_load = [unescape(one or two) for one, two in _ONLOAD.findall(seen)]
    for script in (*scripts, *on_load):
        yield from _from_script(script)
    for part in (seen, page):  # what is written for readers without scripts comes last
        yield from _from_refresh(part)
    for frame in _FRAME.finditer(seen):
        target = unescape(_one_of(frame)).strip()
        if target and not target.startswith(_OWN_FRAME):
            yield target


def _from_refresh(page: str) -> Iterator[str]:
    for tag in _REFRESH.findall(page):
        content = _CONTENT.search(tag)
        sent = _SENT.match(unescape(_one_of(content))) if content else None
        if sent is not None and sent[2].strip() and int(sent[1].partition(".")[0][:4] or 0) <= AT_ONCE:
            yield sent[2].strip()


def _from_script(script: str) -> Iterator[str]:
    script = _HERE.sub("''", _REMARK.sub(" ", re.sub(r"\\(?=['\"])", "", script)))
    for goes in _GOES.finditer(script):
        target = _read_text(script, goes.end())
        if target and not _MOBILE.search(target):
            yield target


def _read_text(script: str, start: int, depth: int = 0) -> str | None:
    """The text that an expression writes out: pieces joined by +, and names of such; None for any other."""
    parts: list[str] = []
    while (atom := _ATOM.match(script, start)) is not None:
        name, end = atom[4], atom[5]
        part = _read_name(script, name, depth) if name else _plain(atom[1] or atom[2] or atom[3] or "")
        if part is None or end is None:
            return None
        parts.append(part)
        if end != "+":
            return "".join(parts).strip()
        start = atom.end()
    return None


def _read_name(script: str, name: str, depth: int) -> str | None:
    given = re.search(rf"(?<![\w.$]){re.escape(name)}\s*=(?!=)", script)
    return _read_text(script, given.end(), depth + 1) if given is not None and depth < 2 else None


def _plain(text: str) -> str:
    return _ESCAPE.sub(
        lambda found: chr(int(found[1] or found[2], 16)) if found[3] is None else found[3], text
    )


def _one_of(found: re.Match[str]) -> str:
    return next((text for text in found.groups() if text is not None), "")


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")
