"""The tables of a 公布情况 page: who is named in them, and what is said of each.

Promises: columns are told by their headers, in any order and side by side; spans are spread out.
Refuses: a table without a column of names and a word on publication: it says nothing here.
Caveat: a mark (√, 是) in a column that is not headed by a word on publication is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from gongkai.names import bare_name, is_body_name, split_names
from parsers.titles import squeeze
from scraper.sites.base import read_target

BREAK = "\x1f"  # stands for a line break in the text of a page; no page prints it
MAX_SPAN = 200  # places; the longest register seen has 98 rows
MAX_PLACES = 200_000  # of a table with its spans spread out
HEAD_ROWS = 4  # rows in which the headers stand, a title above them counted
EXEMPT = "exempt"
COUNT = "count"
NAMES = {"name": None, "yes_names": True, "no_names": False}  # what such a header says of all below it

_BLANK = re.compile(r"[\r\n\t]+")
_NEGATIVE = re.compile(r"未(?!按时|按期|及时)|没有|暂无|^无$|^否|不公开|[×✗✘✖╳☒]|^[XxNn]$|^(?:NO|No|no)$|^0$")
_UNSURE = re.compile(r"未(?:按时|按期|及时)|部分|整改|待")
_EXEMPT = re.compile(r"不涉及|无需|免于?公布|已?撤销|已合并|不适用|不作要求")
_POSITIVE = re.compile(
    r"已|按时|按期|逾期|延期|公布|公开|发布|上网|完成|^是|^有$|[√✓✔☑☆★●○]|^[YyVv]$|^1$|20\d\d[-.年/]\d"
)
_PRINTED_URL = re.compile(r"https?://[\w.\-/:%?=&+~]+", re.ASCII)
_HEADS = (  # the first that matches
    (COUNT, re.compile(r"^(?:应|已|未|实际).{0,14}(?:数|数量|家数|个数|率)(?:\(.{0,3}\))?$|公布率|公开率")),
    ("index", re.compile(r"^(?:序号|编号|序|号|NO\.?)$", re.IGNORECASE)),
    ("yes_names", re.compile(r"^(?:已|按时|按期).{0,14}(?:单位|部门|机关|名单|名称|主体)")),
    ("no_names", re.compile(r"^(?:未|尚未|没有).{0,14}(?:单位|部门|机关|名单|名称|主体)")),
    ("yes", re.compile(r"^(?:已|按时|按期|是(?!否)).{0,10}$")),
    ("no", re.compile(r"^(?:未|尚未|否|没有).{0,10}$")),
    ("link", re.compile(r"链接|网址|地址|网页|查看|URL", re.IGNORECASE)),
    ("note", re.compile(r"备注|说明|备考|联系|电话|原因|类别|类型|系统|份数|数量|得分|字数")),
    (
        "status",
        re.compile(
            r"(?:公布|公开|发布|编制|报送|完成|上网).{0,4}(?:情况|状态|结果|与否)|是否|情况|状态|年报"
        ),
    ),
    ("date", re.compile(r"时间|日期")),
    (
        "name",
        re.compile(r"单位|名称|部门|机构|机关|主体|乡镇|镇街|街道|镇\(|区县|县区|市县|旗县|名单|公布者"),
    ),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a register says of one body; `published` is None where it only names it."""

    name: str
    published: bool | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """The columns that belong to one column of names; `fixed` is what its header says of all of them."""

    name: int
    fixed: bool | None
    roles: tuple[tuple[str, int], ...]


def read_status(text: str) -> bool | str | None:
    """What a cell says: True published, False not, EXEMPT not expected, None nothing certain.

    >>> [read_status(text) for text in ("已公布", "未公布", "√", "否", "未按时公布", "无需公布", "")]
    [True, False, True, False, None, 'exempt', None]
    """
    plain = squeeze(text)
    if not plain or len(plain) > 40:
        return None
    for answer, pattern in ((EXEMPT, _EXEMPT), (None, _UNSURE), (False, _NEGATIVE), (True, _POSITIVE)):
        if pattern.search(plain):
            return answer
    return None


def read_table(table: Tag, base: str) -> list[Statement] | None:
    """The statements of one table; empty where it is no register, None where it counts those of areas."""
    rows = _spread(table, base)
    for number, row in enumerate(rows[:HEAD_ROWS]):
        roles = [_role(cell) for cell in row]
        if COUNT in roles:
            return None
        if _groups(row, roles):
            end, roles = _whole_head(rows, number, roles)
            groups = _groups(row, roles)
            body = [one for one in rows[end:] if not _is_one_cell(one)]
            return [found for one in body for group in groups for found in _statements(one, group)]
    return list(_by_labels(rows)) or list(_without_head(rows))


def _whole_head(rows: Sequence[Sequence[_Cell | None]], at: int, roles: list[str]) -> tuple[int, list[str]]:
    """Where the body begins, and the roles by the lowest header of each column (公布情况 over 是 and 否)."""
    name = roles.index(next(role for role in roles if role in NAMES))
    end = at + 1
    while end < len(rows) and _is_head_still(rows[at][name], rows[end], name):
        below = [_role(cell) for cell in rows[end]]
        roles = [under or above for above, under in zip(roles, below, strict=True)]
        end += 1
    return end, roles


def _is_head_still(head: _Cell | None, row: Sequence[_Cell | None], name: int) -> bool:
    cell = row[name]
    if cell is head:  # it spans rows
        return True
    texts = [squeeze(one.text) for one in row if one is not None]
    return (cell is None or not squeeze(cell.text)) and any(texts) and all(map(_is_answer_head, texts))


def _is_answer_head(text: str) -> bool:
    return not text or bool(re.match(r"^(?:是|否|已|未|按时|逾期)\S{0,6}$", text))


def _spread(table: Tag, base: str) -> list[list[_Cell | None]]:
    """The places of a table, row by row; a cell stands at each place that it spans."""
    grid: list[dict[int, _Cell]] = []
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    grid = [{} for _ in own]
    places = 0
    for number, row in enumerate(own):
        column = 0
        for tag in row.find_all(["td", "th"], recursive=False):
            while column in grid[number]:
                column += 1
            cell = _Cell(_text(tag), _urls(tag, base))
            across, down = _span(tag, "colspan"), _span(tag, "rowspan")
            for below in grid[number : number + down]:
                below.update(dict.fromkeys(range(column, column + across), cell))
            places += across * down
            column += across
            if places > MAX_PLACES:
                return []
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    return [[row.get(column) for column in range(width)] for row in grid]


def _text(tag: Tag) -> str:
    """The words of a cell; only a break of the page is one, not the end of a line of its source."""
    return _BLANK.sub(" ", tag.get_text()).strip(f" {BREAK}")


def _span(tag: Tag, name: str) -> int:
    text = str(tag.get(name) or "1").strip()
    return min(max(int(text), 1), MAX_SPAN) if text.isascii() and text.isdigit() else 1


def _urls(tag: Tag, base: str) -> tuple[str, ...]:
    found = [read_target(anchor, base) for anchor in tag.find_all("a")]
    return tuple(url for url in found if url) or tuple(_PRINTED_URL.findall(tag.get_text()))


def _is_one_cell(row: Sequence[_Cell | None]) -> bool:
    """True for a heading across the table (一、政府部门); a row of one column is none."""
    return len(row) > 2 and len({id(cell) for cell in row}) == 1


def _groups(row: Sequence[_Cell | None], roles: Sequence[str]) -> list[_Group]:
    """The columns of names, each with those that speak of it: up to the next one, the first from the left."""
    names = [place for place, role in enumerate(roles) if role in NAMES]
    names = [place for place in names if not place or row[place] is not row[place - 1]]
    groups = []
    for number, place in enumerate(names):
        end = names[number + 1] if number + 1 < len(names) else len(roles)
        near = tuple((roles[at], at) for at in range(place if number else 0, end) if at != place)
        groups.append(_Group(place, NAMES[roles[place]], near))
    speak = {"status", "yes", "no", "link", "date", "index", "yes_names", "no_names"}
    return groups if speak.intersection(roles) else []


def _role(cell: _Cell | None) -> str:
    text = squeeze(cell.text) if cell is not None else ""
    if not text or len(text) > 24 or (is_body_name(text) and not text.endswith(("单位", "部门", "街道"))):
        return ""
    return next((role for role, pattern in _HEADS if pattern.search(text)), "")


def _statements(row: Sequence[_Cell | None], group: _Group) -> Iterator[Statement]:
    cell = row[group.name] if group.name < len(row) else None
    if cell is None:
        return
    is_alone = not any(one is not None and one is not cell and squeeze(one.text) for one in row)
    if is_alone and len(row) > 1 and not is_body_name(bare_name(cell.text)) and not split_names(cell.text):
        return  # a heading in a row of its own
    names = _names(cell)
    said = _said(row, group)
    if said == EXEMPT:
        return
    for name in names:
        url = _url_of(row, group) if len(names) == 1 else None
        published = said if isinstance(said, bool) else None
        yield Statement(name, True if published is None and url else published, url)


def _names(cell: _Cell) -> list[str]:
    """The names in a cell: each of its lines, or one name that a break cuts."""
    found = split_names(cell.text.replace(BREAK, "\n"))
    if found:
        return found
    name = bare_name(cell.text.replace(BREAK, ""))
    has_words = len(name) >= 2 and any("\u4e00" <= sign <= "\u9fff" for sign in name)
    return [name] if has_words and (is_body_name(name) or _may_be_name(name)) else []


def _may_be_name(name: str) -> bool:
    """In a column of names an unusual name is one too, but no sum, no sentence, and no header again."""
    return (
        len(name) <= 30
        and not re.search(r"[。?!:]|合计|总计|小计|共计|名称|单位$", name)
        and name[-1] != "计"
    )


def _said(row: Sequence[_Cell | None], group: _Group) -> bool | str | None:
    if group.fixed is not None:
        return group.fixed
    answers: list[bool | str | None] = []
    for role, at in group.roles:
        cell = row[at] if at < len(row) else None
        text = squeeze(cell.text) if cell is not None else ""
        if role in ("status", "date"):
            answers.append(read_status(text))
        elif role == "note" and read_status(text) == EXEMPT:
            return EXEMPT
        elif role in ("yes", "no") and text and read_status(text) is True:
            answers.append(role == "yes")
    told = {answer for answer in answers if answer is not None}
    return told.pop() if len(told) == 1 else None  # two columns that contradict each other say nothing


def _url_of(row: Sequence[_Cell | None], group: _Group) -> str | None:
    places = [at for role, at in group.roles if role == "link"]
    places += [at for role, at in group.roles if role in ("status", "yes", "date", "")]
    cells = [row[at] for at in (*places, group.name) if at < len(row)]
    return next((cell.urls[0] for cell in cells if cell is not None and cell.urls), None)


def _by_labels(rows: Sequence[Sequence[_Cell | None]]) -> Iterator[Statement]:
    """A table of rows such as 未公布单位 | 某局、某镇."""
    for row in rows:
        cells = list({id(cell): cell for cell in row if cell is not None and squeeze(cell.text)}.values())
        if len(cells) != 2:
            continue
        label, said = squeeze(cells[0].text), read_status(cells[0].text)
        if len(label) <= 24 and not is_body_name(label) and isinstance(said, bool):
            names = _names(cells[1]) if split_names(cells[1].text.replace(BREAK, "\n")) else []
            yield from (Statement(name, said) for name in names)


def _without_head(rows: Sequence[Sequence[_Cell | None]]) -> Iterator[Statement]:
    """A table that begins at once: the column of names and the one whose every cell is a statement."""
    columns = range(max(map(len, rows), default=0))
    texts = [[squeeze(cell.text) if (cell := row[at]) else "" for row in rows] for at in columns]
    names = [at for at in columns if sum(map(is_body_name, texts[at])) * 2 > len(rows)]
    statuses = [at for at in columns if all(isinstance(read_status(text), bool) for text in texts[at])]
    if len(names) == 1 and statuses and len(rows) > 1:
        group = _Group(names[0], None, tuple(("status", at) for at in statuses))
        for row in rows:
            yield from _statements(row, group)
