"""The other yearly papers that lie in the same columns, which nobody may take for a report.

Promises: for each year a 网站年度报表, a 法治政府建设年度报告, a notice and a 公布情况 page.
Refuses: tables that look like the national form's.
Caveat: the 公布情况 page names every body that should have reported, as it was called, the missing one too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from gongkai.samplesite.bodies import BODIES, YEARS, County
from gongkai.samplesite.catalogue import MISSING


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A paper that is no report: its title, its day, its HTML, and the column that it lies in."""

    title: str
    published: date
    slug: str
    html: str


def near_misses(county: County) -> Iterator[NearMiss]:
    """Every near miss of a county's site, year by year."""
    for year in YEARS:
        website = f"{county.name}{year}年政府网站工作年度报表"
        yield NearMiss(website, date(year + 1, 1, 10), "zf", _website_table(county))
        rule_of_law = f"{county.name}司法局{year}年法治政府建设年度报告"
        text = "本年度修订执法流程图，开展案卷互评，培训执法人员。"
        yield NearMiss(rule_of_law, date(year + 1, 1, 30), "bm", f"<p>{text}</p>")
        notice = f"关于做好{year}年度政府信息公开工作年度报告编制工作的通知"
        text = "各单位请于明年一月底前完成编制，并对照上年数字核对结转数。"
        yield NearMiss(notice, date(year, 12, 15), "xz", f"<p>各镇、街道：</p><p>{text}</p>")
        published = f"{county.name}{year}年政府信息公开工作年度报告公布情况"
        yield NearMiss(published, date(year + 1, 4, 2), "zf", _publication_list(county, year))


def _website_table(county: County) -> str:
    rows = (
        ("网站名称", f"{county.name}人民政府"),
        ("信息发布总数", "1204"),
        ("栏目数量", "86"),
        ("留言数量", "37"),
    )
    cells = "".join(f"<tr><td>{label}</td><td>{escape(value)}</td></tr>" for label, value in rows)
    return f'<table border="1">{cells}</table>'


def _publication_list(county: County, year: int) -> str:
    bodies = [body for body in BODIES if body.county == county and body.reports_on(year)]
    rows = ""
    for number, body in enumerate(bodies, start=1):
        state = "未公布" if (body.name, year) in MISSING else "已公布"
        rows += f"<tr><td>{number}</td><td>{body.name_in(year)}</td><td>{state}</td></tr>"
    head = "<tr><td>序号</td><td>单位</td><td>公布情况</td></tr>"
    return f'<p>应公布年度报告的单位共{len(bodies)}个，名单如下。</p><table border="1">{head}{rows}</table>'
