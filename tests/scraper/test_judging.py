from __future__ import annotations

import json

import pytest

from scraper.judging import Judgement, has_sections, is_report_page, judge_report
from scraper.sites import ListText

SECTIONS = "<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
ROWS = "".join(f"<li><a href='{n}.html'>第{n}局2023年政府信息公开年报</a></li>" for n in range(4))
NEIGHBOURS = (
    "<p><a href='1.html'>上一篇：甲局2022年政府信息公开年报</a></p>"
    "<p><a href='2.html'>下一篇：乙局2021年政府信息公开年报</a></p>"
)
NAMES = ("教育局", "民政局", "白石镇")
BODIES = "".join(f"<li><a href='b{n}.html'>{name}</a></li>" for n, name in enumerate(NAMES))


@pytest.mark.parametrize(
    ("link_title", "page", "judgement"),
    [
        ("某局2023年政府信息公开工作年度报告", "<p>正文见附件</p>", Judgement.REPORT),
        (None, "<p>x</p>", Judgement.REPORT),
        ("2023年年报", f"<h1>2023年年报</h1>{SECTIONS}", Judgement.REPORT),
        ("2023年年报", "<h1>2023年年报</h1><a href='1.pdf'>附件</a>", Judgement.REPORT),
        ("2023年年报", "<h1>某局2023年法治政府建设年报</h1>", Judgement.OTHER),
        ("2023年年报", "<title>某局2023年度部门决算-某县人民政府</title>", Judgement.OTHER),
        ("某局2023年度工作报告", "<h1>某局2023年度工作报告</h1><p>经济增长</p>", Judgement.OTHER),
        ("某局2023年度工作报告", f"<h1>某局2023年度工作报告</h1>{SECTIONS}", Judgement.REPORT),
        ("县教育局", f"<h1>县教育局</h1>{SECTIONS}", Judgement.REPORT),
        ("县教育局", "<h1>县教育局</h1><p>机构职能</p>", Judgement.OTHER),
        ("县教育局", f"<h1>县教育局</h1><ul>{ROWS}</ul>", Judgement.LIST),
        ("县教育局", "<a href='a.html'>2023年</a><a href='b.html'>2022年</a>", Judgement.LIST),
        ("2023年年报", "<h1>2023年年报</h1><p>公司简介</p>", Judgement.OTHER),
        ("2023年各部门政府信息公开年报汇总", f"<ul>{BODIES}</ul>", Judgement.LIST),
        ("2023年各部门政府信息公开年报汇总", f"{SECTIONS}<ul>{BODIES}</ul>", Judgement.REPORT),
        ("教育局2023年政府信息公开年报", f"<a href='1.pdf'>附件</a><ul>{BODIES}</ul>", Judgement.REPORT),
        ("2023年政府信息公开年报", f"<ul>{ROWS}</ul>", Judgement.LIST),
        ("2023年政府信息公开年报", f"{SECTIONS}<ul>{ROWS}</ul>", Judgement.REPORT),
        ("2023年政府信息公开年报", f"<h1>2023年政府信息公开年报</h1>{NEIGHBOURS}", Judgement.REPORT),
    ],
)
def test_a_page_is_judged_by_its_own_words(link_title: str | None, page: str, judgement: Judgement) -> None:
    assert judge_report(link_title, "http://a.example/1.html", page.encode(), "text/html") is judgement


def test_what_is_no_text_is_left_to_the_parser() -> None:
    assert judge_report("2023年年报", "http://a.example/1.pdf", b"%PDF-1.4", None) is Judgement.REPORT


def test_a_menu_has_none_of_the_sections_of_the_form() -> None:
    menu = "政府信息公开 依申请公开 主动公开 政府信息公开年报 行政复议 存在问题"
    assert not has_sections(menu)
    assert has_sections("<p>三、收到和处理<b>政府信息公开申请</b>情况</p>主动公开政府信息的情况")


@pytest.mark.parametrize("is_escaped", [True, False])
@pytest.mark.parametrize("member", ["content", "articleContent"])
def test_an_answer_to_a_script_is_judged_by_what_it_says(member: str, is_escaped: bool) -> None:
    answer = {"code": 200, "data": {"title": "2023年年报", member: SECTIONS}}
    body = json.dumps(answer, ensure_ascii=is_escaped).encode()
    assert is_report_page(ListText("http://a.example/api", body.decode()))
    assert judge_report("2023年年报", "http://a.example/api", body, "application/json") is Judgement.REPORT
    other = json.dumps({"title": "某局2023年法治政府建设年报"}, ensure_ascii=is_escaped).encode()
    assert judge_report("2023年年报", "http://a.example/api", other, "application/json") is Judgement.OTHER
    assert not is_report_page(ListText("http://a.example/api", other.decode()))
