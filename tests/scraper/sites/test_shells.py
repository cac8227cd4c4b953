"""Articles that are shells: their text is asked for by their id."""

from __future__ import annotations

from scraper.posting import Request, read_request
from scraper.sites import ListText, read_list

HOST = "http://www.xx.gov.cn"
ROW = "<li><a href='/art/info/2031/{}'>{}</a></li>"


def test_the_text_of_what_may_be_a_report_is_asked_for() -> None:
    names = ("某局2023年政府信息公开工作年度报告", "2023年政府网站工作年度报表", "某局召开会议")
    rows = "".join(ROW.format(f"i20240109-{n}", name) for n, name in enumerate(names))
    shown = read_list(ListText(f"{HOST}/html/nb.html", f"<ul>{rows}</ul><a href='?page=2'>下一页</a>"))
    (column,) = shown.columns
    asked = Request(f"{HOST}/html/info/detail", b"id=i20240109-0", "application/x-www-form-urlencoded")
    assert (read_request(column.url), column.title) == (asked, names[0])
    assert [link.url for link in shown.links] == [
        column.url,
        f"{HOST}/art/info/2031/i20240109-1",
        f"{HOST}/art/info/2031/i20240109-2",
    ]
    assert shown.next_pages == (f"{HOST}/html/nb.html?page=2",)


def test_other_articles_are_left_as_they_are() -> None:
    row = ROW.format("../../art/2024/1/9/art_1_2.html", "某局2023年政府信息公开工作年度报告")
    shown = read_list(ListText(f"{HOST}/html/nb.html", row))
    assert (shown.family, shown.columns) == ("anchors", ())
