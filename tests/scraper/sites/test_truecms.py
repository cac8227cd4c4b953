"""TrueCMS: records of the page first, then those that the service gives."""

from __future__ import annotations

import json

import pytest

from scraper.sites import ListPage, ListText, read_list

HOST = "http://www.xx.gov.cn"
COLUMN = f"{HOST}/tjx/zfxxgknb/zfxxgknb.html"
ID = "5ba1f1b2-6e6c-4f7c-8d53-3f0c6d1a7a10"
SERVICE = f"{HOST}/TrueCMS/messageController/getMessage.do"


def store(*numbers: int) -> str:
    records = "".join(
        f"<record><![CDATA[<li><a href='/tjx/{n}.html' title='某局{n}'>某…</a></li>]]></record>"
        for n in numbers
    )
    return f"<datastore><recordset>{records}</recordset></datastore>"


def read(text: str, url: str = COLUMN) -> ListPage:
    return read_list(ListText(url, text, COLUMN))


def window(first: int, last: int) -> str:
    return f"startrecord={first}&endrecord={last}&perpage={last - first + 1}"


@pytest.mark.parametrize(
    ("setup", "windows"),
    [
        (f"proxyUrl:'/TrueCMS/messageController/getMessage.do',columnId:'{ID}',perPage:20", [(4, 23)]),
        (f'"columnId" : "{ID}", "proxyUrl" : "{SERVICE}", "perPage" : "15"', [(4, 18)]),
        (f"columnId:'{ID}',proxyUrl:'../../TrueCMS/messageController/getMessage.do'", [(4, 23)]),
        (
            f"proxyUrl:'/TrueCMS/messageController/getMessage.do',columnId:'{ID}',perPage:50",
            [(4, 53), (4, 23)],
        ),
        (f"proxyUrl:'/TrueCMS/messageController/getMessage.do?columnId={ID}',perPage:20", [(4, 23)]),
    ],
)
def test_the_records_after_those_of_the_page_are_asked_for(
    setup: str, windows: list[tuple[int, int]]
) -> None:
    shown = read(f"<script type='text/xml'>{store(1, 2, 3)}</script><script>page({{{setup}}})</script>")
    assert shown.family == "truecms"
    assert [link.title for link in shown.links] == ["某局1", "某局2", "某局3"]
    assert [sorted(url.partition("?")[2].split("&")) for url in shown.next_pages] == [
        sorted([*window(*one).split("&"), f"columnId={ID}", "callback=cb"]) for one in windows
    ]
    assert {url.partition("?")[0] for url in shown.next_pages} == {SERVICE}


@pytest.mark.parametrize(
    "wrap",
    ["cb({});", "cb( {} )", "{}", "/**/cb({})"],
)
def test_an_answer_is_a_datastore_in_a_string(wrap: str) -> None:
    url = f"{SERVICE}?{window(4, 5)}&columnId={ID}&callback=cb"
    shown = read(wrap.replace("{}", json.dumps({"result": store(4, 5)})), url)
    assert [link.url for link in shown.links] == [f"{HOST}/tjx/4.html", f"{HOST}/tjx/5.html"]
    assert shown.next_pages == (f"{SERVICE}?{window(6, 7)}&columnId={ID}&callback=cb",)


@pytest.mark.parametrize(
    ("records", "total", "following"),
    [
        ((), "9", None),
        ((4,), "4", None),
        ((4,), "9", window(5, 6)),
        ((4,), "0", window(5, 6)),
        ((4,), "", window(5, 6)),
        ((4, 5), "5", window(6, 7)),
    ],
)
def test_an_answer_that_is_short_is_gone_on_with_where_it_ends(
    records: tuple[int, ...], total: str, following: str | None
) -> None:
    url = f"{SERVICE}?{window(4, 5)}&columnId={ID}&callback=cb"
    result = f"<totalrecord>{total}</totalrecord>{store(*records)}"
    shown = read(f"cb({json.dumps({'result': result})})", url)
    expected = (f"{SERVICE}?{following}&columnId={ID}&callback=cb",) if following else ()
    assert (len(shown.links), shown.next_pages) == (len(records), expected)


def test_without_a_column_only_the_page_itself_is_read() -> None:
    shown = read(f"<script>{store(1)} proxyUrl:'{SERVICE}'</script>")
    assert (len(shown.links), shown.next_pages) == (1, ())


def test_a_datastore_without_this_service_is_of_another_family() -> None:
    assert read(f"<script type='text/xml'>{store(1)}</script>").family == "hanweb"
