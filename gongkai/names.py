"""Names of bodies as registers print them: which texts are names, how lists are cut, what each may mean.

Promises: a text is a name by its ending; a list is cut only where every piece of it is a name.
Refuses: to choose: `readings_of` gives every full name that a printed one may stand for, and the caller takes
one that the dataset knows, or the first.
Caveat: abbreviations that no rule explains (人社局) are names of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.titles import squeeze

MAX_NAME = 40  # characters; the longest seen, with a city and two boards, has 34
_ENDING = re.compile(
    r"(?:[省市县区旗州盟]|[局厅委办部室队院所站署社馆处台校园]|[镇乡]|中心|政府|街道|苏木|嘎查|公署|会|公司|集团"
    r"|大学|法庭|林场|农场|机构|银行)$"
)
_SUMS = re.compile(r"^(?:合计|总计|小计|共计|总数|单位名称|单位|名称|部门|备注|序号|无|\W*)$")
_NOT_A_NAME = re.compile(
    r"公布|发布|年度报告|年报|信息公开(?!办|局|处|中心)|网站|首页|[。？！：:?!]|20\d\d年"
)
_NUMBERED = re.compile(
    r"^(?:\(?\d{1,4}\)?[.、．)]?|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))"
)
_NOTE = re.compile(r"\([^()]*\)$")
_AREA = re.compile(
    r"(?!全|各|本|我|关于)(.{1,11}?(?:自治[州县区旗]|[省市县旗盟州]|(?<!地)(?<!社)区))(?![场容辖域]|政(?!府|协))"
)
_WITHIN = re.compile(r"^[省市县区旗州盟](?![场容辖域划块]|政(?!府|协)).{2,}")
_SEGMENTS = re.compile(r"[^()]*\)|[^()]*\(|[^()]+")  # up to a bracket, which tells if they stand inside
_MARKS = re.compile(r"[、,;]")
_IS_AREA = re.compile(r"[省市县区旗州盟]$")
_SPACES = re.compile(r"[\s\u3000]+")


def is_body_name(text: str) -> bool:
    """True for a text that is the name of a body and nothing else.

    >>> [is_body_name(text) for text in ("清河县统计局", "城关镇", "合计", "应公布单位12家", "联系我们")]
    [True, True, False, False, False]
    """
    name = _NOTE.sub("", squeeze(text))
    if not 2 <= len(name) <= MAX_NAME or _SUMS.match(name) or _NOT_A_NAME.search(name):
        return False
    return bool(_ENDING.search(name))


def bare_name(text: str) -> str:
    """A printed name without the number before it.

    >>> bare_name("（一）清河县统计局"), bare_name(" 12、城关镇 ")
    ('清河县统计局', '城关镇')
    """
    return _NUMBERED.sub("", squeeze(text)).strip("·•*-、,;。")


def split_names(text: str) -> list[str]:
    """The names that a line or a cell lists; empty where it holds anything else.

    >>> split_names("清河县统计局、城关镇，城北街道（含城南、城西）")
    ['清河县统计局', '城关镇', '城北街道(含城南、城西)']
    >>> split_names("清河县 教育局"), split_names("统计局  教育局 住房和 城乡建设局")
    (['清河县教育局'], [])
    """
    pieces = [piece for raw in _SPACES.split(text) for piece in _names_in(raw)]
    if pieces and all(map(is_body_name, pieces)) and not _is_one_name(pieces):
        return pieces
    names = _names_in(text)
    is_list = bool(names) and all(map(is_body_name, names))
    # pieces that are names by themselves are not one longer name because a blank stands between them
    glued = len(names) == 1 and sum(map(is_body_name, pieces)) > 1 and not _is_one_name(pieces)
    return names if is_list and not glued else []


def _names_in(text: str) -> list[str]:
    return [name for piece in _split_at_marks(squeeze(text)) if (name := bare_name(piece))]


def _split_at_marks(text: str) -> list[str]:
    """The pieces between marks that stand outside of brackets."""
    pieces = [""]
    for segment in _SEGMENTS.findall(text):
        first, *others = [segment] if segment.endswith(")") else _MARKS.split(segment)
        pieces[-1] += first
        pieces += others
    return pieces


def _is_one_name(pieces: list[str]) -> bool:
    """True for an area and the body in it, with a blank between them."""
    return len(pieces) == 2 and bool(_IS_AREA.search(pieces[0])) and not _IS_AREA.search(pieces[1])


def areas_of(title: str) -> tuple[str, ...]:
    """The area that a register's title begins with: its own name, and that with the areas above it.

    >>> areas_of("清河县2023年政府信息公开工作年度报告公布情况"), areas_of("各单位2023年年报公布情况")
    (('清河县',), ())
    >>> areas_of("望澜市清河县2023年政府信息公开工作年度报告公布情况")
    ('清河县', '望澜市清河县')
    """
    line, parts, at = squeeze(title), list[str](), 0
    while found := _AREA.match(line, at):
        parts.append(found[1])
        at = found.end()
    return tuple(dict.fromkeys((parts[-1], "".join(parts)))) if parts else ()


def readings_of(printed: str, areas: Sequence[str]) -> list[str]:
    """Full names that a printed one may stand for on a page of these areas, the likeliest first.

    >>> readings_of("县教育局", ["清河县"])
    ['清河县教育局', '清河县县教育局', '县教育局']
    >>> readings_of("城关镇(含城南)", [])
    ['城关镇(含城南)', '城关镇']
    """
    name = bare_name(printed)
    wholes = []
    for area in areas:
        if name.startswith(area):
            continue
        is_within = name[0] == area[-1] and _WITHIN.match(name)
        wholes += [area + name[1:], area + name] if is_within else [area + name]
    if any(name.startswith(area) for area in areas):
        wholes = []
    whole = [*wholes, name]
    return list(dict.fromkeys([*whole, *(_NOTE.sub("", one) for one in whole)]))
