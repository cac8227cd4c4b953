"""Who reports, from all that a document and the way to it say: title, signature, card, trail, tags, sources.

Promises: a name in the title goes before every other; 我局 is a body whose name ends so, or nobody. What
decides the area is, in this order: the name, the sources file, what is printed (index number, issuer, the
link's title), the steps that lead to the page, the site's tags; of one rank, all must agree.
Refuses: tags alone, unless name and code of the site agree: they are copied from site to site.
Caveat: an index number tells an area only where it begins with a unified social credit code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from gongkai.divisions import Divisions
from gongkai.locating import Witnesses
from gongkai.organizations import Organization, Placed, place
from parsers.report import Code, Finding, Report, Severity
from parsers.titles import read_title, squeeze
from scraper.records import Hints

MOST_NAMED = 5  # areas that a finding names
_CREDIT_CODE = re.compile(r"1[1-9]([1-9]\d{5})[0-9A-Z]{10}(?![0-9A-Z])")
_SITE_CODE = re.compile(r"^(\d{6})\d{4}$")
_PORTAL = re.compile(r"(?:政府)?(?:公众信息|信息)?(?:门户)?(?:网站|网)$")
_SELF = re.compile(r"^(?:关于)?[我本](街道|镇|乡|苏木|局|委|办|院|队|县|区|市|旗|州|省|[^的])")
_GROUP = re.compile("各|部门|单位|机构|委办|乡镇|镇街|镇乡|[县市区]镇$|信息|公开|年报|动态|栏")
_OWN_ENDS = {
    "局": ("局",), "委": ("委", "委员会"), "办": ("办", "办公室"), "院": ("院",), "队": ("队",),
    "镇": ("镇", "镇人民政府"), "乡": ("乡", "乡人民政府"), "苏木": ("苏木", "苏木人民政府"),
    "街道": ("街道", "街道办", "街道办事处"), "县": ("县", "县人民政府"), "区": ("区", "区人民政府"),
    "市": ("市", "市人民政府"), "旗": ("旗", "旗人民政府"), "州": ("州", "州人民政府"),
    "省": ("省", "省人民政府"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: the name as it was met, the body, and what is uncertain about it."""

    name: str | None
    organization: Organization | None
    findings: tuple[Finding, ...] = ()


def who_reports(report: Report, hints: Hints, divisions: Divisions) -> Reporter:
    """The body that a report is of; None where nothing says who that is."""
    name = next((name for name in _names(report, hints) if _is_own(report.title, name)), None)
    if name is None:
        return Reporter(None, None)
    ask = partial(_witnesses, report, hints, divisions)
    placed = place(name, hints.division_code, divisions, report.year, ask)
    return Reporter(name, placed.organization, tuple(_findings(name, placed)))


def _names(report: Report, hints: Hints) -> Iterator[str]:
    """The names that may be the reporter's, the surest first."""
    is_named = not any(finding.code is Code.ORGANIZATION_UNCLEAR for finding in report.findings)
    linked = read_title(hints.link_title) if hints.link_title else None
    if report.organization and (is_named or report.organization != report.issuer):
        yield report.organization
    for name in (hints.organization, linked and linked.organization, report.organization, report.issuer):
        if name and not _SELF.match(name):
            yield name
    if report.title and _SELF.match(squeeze(report.title)):
        steps = [step for step in report.trail if _is_step(report.title, step)]
        yield from steps if len(steps) == 1 else ()


def _is_step(title: str, step: str) -> bool:
    """True for a step of the trail to the page that is the body which 我局 in the title stands for.

    >>> [_is_step("我局2023年年报", step) for step in ("统计局", "各委办局", "县政府信息公开")]
    [True, False, False]
    """
    own = _SELF.match(squeeze(title))
    is_named = own is not None and step.endswith(_OWN_ENDS.get(own[1], ()))
    return is_named and step not in _OWN_ENDS and _GROUP.search(step) is None


def _is_own(title: str | None, name: str) -> bool:
    """True for a name that 我局 in the title may stand for, and where no such word stands there.

    >>> [_is_own("我局2023年年报", name) for name in ("清河县统计局", "清河县人民政府")]
    [True, False]
    """
    own = _SELF.match(squeeze(title)) if title else None
    return own is None or own[1] not in _OWN_ENDS or squeeze(name).endswith(_OWN_ENDS[own[1]])


def _witnesses(report: Report, hints: Hints, divisions: Divisions) -> Witnesses:
    linked = read_title(hints.link_title) if hints.link_title else None
    credit = _CREDIT_CODE.match(squeeze(report.index_number or "").upper())
    printed = {
        credit[1] if credit and divisions.is_known(credit[1]) else None,
        _area_of(report.issuer, report.year, divisions),
        _area_of(linked.organization if linked else None, report.year, divisions),
    }
    site = _SITE_CODE.match(report.site_code or "")
    tags = (
        site[1] if site and divisions.is_known(site[1]) else None,
        _area_of(_PORTAL.sub("", report.site_name or ""), report.year, divisions),
    )
    steps = (_area_of(step, report.year, divisions) for step in reversed(report.trail))
    return Witnesses(
        tuple(sorted(code for code in printed if code)),
        tuple(islice((code for code in steps if code), 1)),
        tuple(code for code in tags if code),
    )


def _area_of(name: str | None, year: int | None, divisions: Divisions) -> str | None:
    """The code of the one area that a name begins with."""
    reading = next(divisions.read(squeeze(name), year), None) if name else None
    return reading.areas[0].id if reading and len(reading.areas) == 1 else None


def _findings(name: str, placed: Placed) -> Iterator[Finding]:
    if placed.problem is None:
        return
    paths = [f"{a.province or ''}{a.prefecture or ''}{a.county or ''}" for a in placed.areas]
    shown = "、".join(sorted(paths)[:MOST_NAMED]) + ("等" if len(paths) > MOST_NAMED else "")
    yield Finding(
        Code.AREA_UNCLEAR,
        Severity.WARNING,
        f"“{name}”属于哪个地区不明确" + (f"，可能是：{shown}" if shown else ""),
        f"it is not certain which area “{name}” belongs to" + (f"; perhaps {shown}" if shown else ""),
    )
