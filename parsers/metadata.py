"""Who reports, for which year, and when it was published: from titles, meta tags, index card and signature.

Promises: the year comes from a title, then from the 统计期限 sentence, then from the text's own naming of the
report; never from an address. Where two of them disagree, a finding names both.
Refuses: to make a name out of 我局.
Caveat: meta tags (国办发〔2017〕47号) are copied between sites; they are hints beside what is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise

from parsers.documents import Document, Grid, Paragraph
from parsers.report import Code, Finding, Severity
from parsers.sections import is_furniture, read_heading
from parsers.titles import MAX_TITLE, Title, read_title, squeeze, to_year

MAX_PIECES = 4  # lines, blank ones included, over which a title is looked for above its last piece

_PERIOD = re.compile(r"(?<![与比较同])(20\d\d)年1月1日(?:起)?(?:至|到|-|—|~|－)+(?:(20\d\d)年)?12月31日")
_NAMED = re.compile(r"(20\d\d)年度?(?:政府)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)")
_DATE = re.compile(r"(20\d\d)\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})(?!\d)")
_TENS = re.compile(r"([一二三]?)十([一二三四五六七八九]?)")
_SIGNATURE = re.compile(
    r"(?:20\d\d|二[〇○零0][〇○零一二三四五六七八九]{2})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_SELF = re.compile(r"^(?:我|本)(?:局|县|区|市|镇|乡|街|街道|委|办|院|单位|机关|旗|州|部门)|^(?:本|我)")
MAX_TRAIL = 200  # characters of the steps from a home page
_STEP = re.compile(r"(?:->|[>＞»›≫》→])+")
_HOME = re.compile(rf"(?:首\s?页|主\s?页)\s*{_STEP.pattern}")
MIN_LABEL, MAX_LABEL = 2, 12  # characters; blanks and a colon stand between and after the five of 信息索引号
_CARD = {
    "索引号": "index_number",
    "信息索引号": "index_number",
    "发布机构": "issuer",
    "发文机关": "issuer",
    "信息来源": "issuer",
    "来源": "issuer",
    "发布日期": "published_on",
    "发布时间": "published_on",
    "发文日期": "published_on",
}
_CARD_LINE = re.compile(
    r"(索引号|信息索引号|发布机构|发文机关|信息来源|来源|发布日期|发布时间|发文日期)[:：]\s*([^\s:：|]*(?:\s\d\d?:\d\d)?)"
)
_BODY_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,30}(?:人民政府|政府|局|委员会|办公室|街道办事处|办事处|管委会|中心|厅|院|队|社|会|部|署|行)"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself; None where it does not."""

    title: str | None = None
    organization: str | None = None
    year: int | None = None
    issuer: str | None = None
    index_number: str | None = None
    published_on: str | None = None
    signed_on: str | None = None
    site_name: str | None = None
    site_code: str | None = None
    trail: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def read_metadata(
    document: Document, lines: Sequence[Paragraph], body: range, titles: Sequence[Title]
) -> Metadata:
    """Collect the metadata of a document that is taken for a report; `lines` and `body` are its `lines()`."""
    card = _card(document, lines)
    signed_by, signed_on = _signature(lines[body.start : body.stop])
    issuer = card.get("issuer") or document.meta.get("contentsource")
    published = _iso(document.meta.get("pubdate")) or _iso(card.get("published_on"))
    organization, unclear = _organization(titles, signed_by, issuer)
    year, findings = _year(titles, lines, published)
    return Metadata(
        titles[0].text if titles else None,
        organization,
        year,
        issuer,
        card.get("index_number"),
        published,
        signed_on,
        document.meta.get("sitename"),
        document.meta.get("siteidcode"),
        _trail(lines),
        (*findings, *unclear),
    )


def read_titles(document: Document, lines: Sequence[Paragraph]) -> list[Title]:
    """Title lines, best first: printed above the first section and nearest to it, then the meta tags."""
    first = next(
        (i for i, line in enumerate(lines) if read_heading(line.text) and not line.in_link), len(lines)
    )
    printed = [t for t in _printed(lines[:first]) if t is not None][::-1]
    tags = [document.meta.get("articletitle"), document.page_title]
    tagged = [t for text in tags if text for t in [read_title(_before_site_name(text))] if t]
    found = [*printed, *tagged]
    year = next((title.year for title in found if title.year), None)
    return [title for title in found if title.year in (None, year)]  # others are of other reports


def _printed(lines: Sequence[Paragraph]) -> Iterator[Title | None]:
    """Each line as a title, alone or, where it is none, together with the one or two lines above."""
    ends = -MAX_PIECES  # the last line that can end the words of a title
    for i, line in enumerate(lines):
        ends = i if "报" in line.text or "告" in line.text else ends
        if i - ends > MAX_PIECES or not line.text or line.in_link or len(line.text) > 2 * MAX_TITLE:
            continue
        if is_furniture(line.text):
            continue
        above = [other.text for other in reversed(lines[max(0, i - MAX_PIECES) : i]) if other.text][:2]
        alone = read_title(line.text)
        if _is_whole(alone):
            yield alone
            continue
        pieces = [above[:n] for n in (1, 2) if len(above) >= n and _is_short([line.text, *above[:n]])]
        tries = (read_title("".join(reversed(piece)) + line.text) for piece in pieces)
        yield next((t for t in tries if t and t.organization and t.year), alone)


def _is_short(lines: Iterable[str]) -> bool:
    """True for lines that can be pieces of a title, none of them a whole one."""
    return all(
        len(line) <= 30 and "。" not in line and ":" not in squeeze(line) and not _is_whole(read_title(line))
        for line in lines
    )


def _is_whole(title: Title | None) -> bool:
    return title is not None and bool(title.organization and title.year)


def _before_site_name(text: str) -> str:
    return re.split(r"\s*[_|—]+\s*|\s+-+\s+|-(?=[^-]*(?:网|门户|政府)$)", text)[0]


def _organization(
    titles: Sequence[Title], signed_by: str | None, issuer: str | None
) -> tuple[str | None, list[Finding]]:
    names = [t.organization for t in titles if t.organization and not _SELF.match(t.organization)]
    if names:
        return names[0], []
    fallback = next((name for name in (signed_by, issuer) if name and _BODY_NAME.fullmatch(name)), None)
    said = f"，暂取“{fallback}”" if fallback else ""
    finding = Finding(
        Code.ORGANIZATION_UNCLEAR,
        Severity.WARNING,
        f"标题未写明单位名称{said}",
        "the title does not name the body"
        + (f"; “{fallback}” is taken from the signature or source" if fallback else ""),
    )
    return fallback, [finding]


def _year(
    titles: Sequence[Title], lines: Sequence[Paragraph], published: str | None
) -> tuple[int | None, list[Finding]]:
    text = squeeze("\n".join(line.text for line in lines if len(line.text) > 8 and "年" in line.text))
    periods = {int(end or begin) for begin, end in _PERIOD.findall(text)}
    named = {year for found in _NAMED.findall(text) if (year := to_year(found))}
    titled = [t.year for t in titles if t.year]
    witnesses = [*titled[:1], *(periods if len(periods) == 1 else ())]
    if not witnesses:
        witnesses = list(named) if len(named) == 1 else []
    if not witnesses:
        return None, [_year_unclear()]
    if len(set(witnesses)) == 1:
        return witnesses[0], []
    expected = int(published[:4]) - 1 if published else None
    return (expected if expected in witnesses else witnesses[0]), [_year_conflict(witnesses)]


def _year_unclear() -> Finding:
    return Finding(
        Code.YEAR_UNCLEAR,
        Severity.WARNING,
        "标题与正文均未写明报告年度",
        "neither title nor text says the report's year",
    )


def _year_conflict(years: Sequence[int]) -> Finding:
    return Finding(
        Code.YEAR_CONFLICT,
        Severity.WARNING,
        f"标题写{years[0]}年，统计期限为{years[1]}年",
        f"the title says {years[0]}, the period of the figures {years[1]}",
    )


def _card(document: Document, lines: Iterable[Paragraph]) -> dict[str, str]:
    """Labelled lines and cells above the text: 索引号, 发布机构, 发布日期."""
    found: dict[str, str] = {}
    for line in lines:
        if len(line.text) < 200 and ("：" in line.text or ":" in line.text):
            for label, value in _CARD_LINE.findall(line.text):
                _note(found, label, value)
    for block in document.blocks:
        if isinstance(block, Grid) and block.rows <= 12:
            for label, value in pairwise(block.cells):
                if label.row == value.row and MIN_LABEL <= len(label.text) <= MAX_LABEL:
                    _note(found, _card_label(label.text), value.text)
    return found


@lru_cache(maxsize=4096)  # the short tables of a report have a hundred cells, which all reports share
def _card_label(text: str) -> str:
    return squeeze(text).rstrip(":")


def _note(found: dict[str, str], label: str, value: str) -> None:
    name = _CARD.get(label)
    if name and value.strip():
        found.setdefault(name, value.strip())


def _trail(lines: Iterable[Paragraph]) -> tuple[str, ...]:
    """The steps that lead to the page from its site's home, without that.

    >>> _trail([Paragraph("您当前的位置：首页 > 统计局>政府信息公开年报", "")])
    ('统计局', '政府信息公开年报')
    """
    for line in lines:
        home = _HOME.search(line.text) if len(line.text) <= MAX_TRAIL else None
        if home:
            return tuple(step for step in map(squeeze, _STEP.split(line.text[home.end() :])) if step)
    return ()


def _signature(lines: Sequence[Paragraph]) -> tuple[str | None, str | None]:
    """The body and the date that stand under the text, alone on their lines."""
    tail = [line.text for line in lines if line.text][-12:]
    for i in range(len(tail) - 1, -1, -1):
        text = squeeze(tail[i])
        found = _SIGNATURE.search(text)
        if found and len(text) <= 45 and found.end() == len(text):
            before = text[: found.start()] or (squeeze(tail[i - 1]) if i else "")
            return (before if _BODY_NAME.fullmatch(before) else None), _iso(found[0])
    return None, None


def _iso(text: str | None) -> str | None:
    """An ISO date from `2021年1月31日`, `2021-01-31 10:00` or None.

    >>> _iso("2021年1月31日"), _iso("2021-02-30"), _iso("二〇二一年一月三十一日")
    ('2021-01-31', None, '2021-01-31')
    """
    found = _DATE.search(_arabic(text) if text else "")
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def _arabic(text: str) -> str:
    """Chinese dates in Arabic digits: 三十一 is 31, 二〇二一 is 2021."""
    plain = _TENS.sub(lambda m: f"{m[1] or '一'}{m[2] or '〇'}", text)
    return plain.translate(str.maketrans("〇○零一二三四五六七八九", "000123456789"))
