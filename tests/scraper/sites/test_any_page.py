"""Whatever a page or an answer holds, it is read as a list, and what it leads to are addresses."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.address import read_address
from scraper.posting import JSON, post_address
from scraper.sites import ListText, read_list

HOST = "http://www.xx.gov.cn"
PIECES = (
    *(
        "<script>",
        "</script>",
        "<li>",
        "<a href='",
        "/public/column/1?type=4",
        "'>某局年报</a>",
        "'",
        '"',
        "`",
        "${id}",
    ),
    *("{", "}", "[", "]", ":", ",", "(", ")", ";", "+", "=", "\\", "\\u5e", "id", "page", "data", "1", "年"),
    *("$.ajax({url:'/x/y',", "data:{page:n,", "type:'post'", "fetch('/x/y?page=1'", "JSON.stringify("),
    *("_CONFIG = {SID:'1',", "TREE:[{id:2,name:'年报'}]", "new CMS({", "channelList:", "'/common/search/'"),
    *(
        "'/igs/front/search/list.html'",
        "'/a/messageController/getMessage.do'",
        "columnId:'7'",
        "getgovinfolist",
    ),
    *(
        "siteGuid:'7'",
        "<script src='/js/webBuilderCommon.js'>",
        "getFileListByCodeId",
        "<meta name='channelId'>",
    ),
    *('{"title":"某局","url":"/1"}', '"result":"<datastore>', "<record><![CDATA[", "]]></record>", "共9页"),
)
ADDRESSES = (
    f"{HOST}/",
    f"{HOST}/hlj/c108371/list.shtml",
    f"{HOST}/common/search/7?page=1&_pageSize=2",
    f"{HOST}/gkmlpt/annualreport#2629",
    f"{HOST}/gkmlpt/api/all/2629?page=1&sid=1",
    f"{HOST}/public/column/1?type=3&pageIndex=2",
    f"{HOST}/News/showList/5/page_1.html",
    f"{HOST}/js/webBuilderCommon.js#!categorynum=1",
    f"{HOST}/001/002/subPage.html?categorynum=003",
    f"{HOST}/a/messageController/getMessage.do?startrecord=1&endrecord=2",
    f"{HOST}/info/iList.jsp?cat_id=1&cur_page=1",
    *(
        post_address(f"{HOST}/rest/lightfrontaction/getgovinfolist", body, JSON)
        for body in (b"", b"[]", b'{"params": 1}')
    ),
    post_address(f"{HOST}/front/api/data/search", b'{"pageNo": 1, "pageSize": 2}', JSON),
)


@pytest.mark.parametrize("url", ADDRESSES)
@settings(max_examples=40)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25))
def test_any_page_is_a_list_that_leads_to_addresses(url: str, pieces: list[str]) -> None:
    shown = read_list(ListText(url, "".join(pieces), f"{HOST}/nb/"))
    following = [*shown.next_pages, *(link.url for link in (*shown.links, *shown.columns))]
    assert [address for address in following if read_address(address, url) is None] == []
    assert shown.family


@pytest.mark.parametrize("url", ADDRESSES)
@settings(max_examples=40)
@given(
    value=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=9)
        | st.sampled_from(("/1.html", "http://[", "1e9")),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ("title", "url", "data", "list", "total", "custom", "result", "articles", "date")
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=15,
    )
)
def test_any_answer_is_a_list(url: str, value: object) -> None:
    shown = read_list(ListText(url, json.dumps(value), f"{HOST}/nb/"))
    assert all(read_address(link.url, url) for link in shown.links)
