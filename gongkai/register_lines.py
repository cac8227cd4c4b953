"""The prose of a 公布情况 page: sentences and lines that name bodies, and what is said of them.

Promises: names are taken from a sentence or a list that says what it is a list of, and from nowhere else.
Refuses: menus and links that stand before such a line, or behind the end of its list.
Caveat: a list whose heading comes after it (以上单位均已公布) is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.names import bare_name, is_body_name, split_names
from gongkai.register_tables import Statement, read_status
from parsers.titles import read_title, squeeze

_SAYS = re.compile(
    r"(应|未|尚未|没有|已|均已|实际|按时|逾期)[^,。;:]{0,12}?(?:公布|公开|发布|报送)"
    r"|(?:公布|发布)[^,。;:]{0,10}(?:名单|单位|情况如下)"
)
_PASSING = re.compile(
    r"[^。\w]*$|[一二三四五六七八九十]{1,3}、|\(|\d|(?:序号|单位|名单|查看|链接|详情|点击查看)$"
)
_ANSWERED = re.compile(r"^(.{2,40}?)[:—\-]+(.{1,12})$")
_NOTED = re.compile(r"^(.+?)\(([^()]+)\)$")
_LISTED = re.compile(r"[：:]([^。；;：:]+)|[（(]([^（）()]+)[）)]")
_CLAUSES = re.compile(r"[，。；;,]")
MAX_CLAUSE = 100  # characters before a list that are looked at for what it lists
END = "。"  # a line that no list goes on behind; it stands where a table was taken out


def read_lines(lines: list[str], links: dict[str, str]) -> Iterator[Statement]:
    """Names in sentences (未公布1家：某局), and lines of names below a line that says what they are."""
    is_open, said = False, None
    for line in lines:
        names = [(name, said) for name in split_names(line)] or _with_answers(line)
        if names and is_open:
            yield from (_stated(name, one, links) for name, one in map(_without_note, names))
            continue
        if is_open and (titled := _titled(line, links)) is not None:
            yield titled
            continue
        spoken = list(_read_sentences(line, links))
        yield from spoken
        says = _SAYS.search(squeeze(line))
        if says and not names:
            is_open, said = not spoken or line.endswith((":", "：")), _said_by(squeeze(line))
        elif not _is_passing(line):
            is_open = False


def _with_answers(line: str) -> list[tuple[str, bool | None]]:
    """A name and what is said of it on one line: 城关镇：未公布."""
    found = _ANSWERED.match(squeeze(line))
    said = read_status(found[2]) if found else None
    if found is None or not isinstance(said, bool) or not is_body_name(found[1]):
        return []
    return [(bare_name(found[1]), said)]


def _without_note(pair: tuple[str, bool | None]) -> tuple[str, bool | None]:
    """What stands in brackets behind a name, where it is an answer: 城关镇（未公布）."""
    found = _NOTED.match(pair[0])
    said = read_status(found[2]) if found else None
    return (found[1], said) if found and isinstance(said, bool) else pair


def _titled(line: str, links: dict[str, str]) -> Statement | None:
    """A line that is the title of a report, and leads to it."""
    title, url = read_title(line), links.get(squeeze(line))
    return Statement(title.organization, True, url) if title and title.organization and url else None


def _is_passing(line: str) -> bool:
    """True for a line that stands between names: a number, a heading of a group, a word such as 查看."""
    plain = squeeze(line)
    return bool(_PASSING.match(plain)) and len(plain) <= 24


def _read_sentences(line: str, links: dict[str, str]) -> Iterator[Statement]:
    for listed in _LISTED.finditer(line):
        before = _CLAUSES.split(line[max(0, listed.start() - MAX_CLAUSE) : listed.start()])[-1]
        names = split_names(listed[1] or listed[2])
        if names and _SAYS.search(squeeze(before)):
            said = _said_by(squeeze(before))
            yield from (_stated(name, said, links) for name in names)


def _said_by(words: str) -> bool | None:
    """What the last clause before the names says: 应公布 and 情况 name bodies and say no more."""
    clause = _CLAUSES.split(words.rstrip("：:"))[-1]
    if re.search(r"应(?:当|该)?.{0,6}(?:公布|公开|发布)|公布情况", clause):
        return None
    said = read_status(clause)
    return said if isinstance(said, bool) else None


def _stated(name: str, said: bool | None, links: dict[str, str]) -> Statement:
    url = links.get(name)
    return Statement(name, True if said is None and url else said, url)
