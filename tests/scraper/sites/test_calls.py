"""Requests of a page's script: what a call is given, directly and by names."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs

import pytest

from scraper.posting import FORM, JSON, read_request
from scraper.sites import ListText
from scraper.sites.calls import find_call
from scraper.sites.turning import next_request
from scraper.sites.variables import find_value, value_at

PAGE = "http://www.xx.gov.cn/nb/index.html"
ASKED = {"id": "7", "pageIndex": 1}


def asked(script: str) -> str:
    address = find_call(ListText(PAGE, f"<script>{script}</script>"), re.compile("/load"))
    assert address is not None
    return address


@pytest.mark.parametrize(
    "script",
    [
        "$.post('/x/load', {id: '7', pageIndex: n}, show)",
        "var param = {id: '7', pageIndex: n}; $.post('/x/load', param, show)",
        "function load(n) { $.post('/x/load', param, show) } var param = {id: '7', pageIndex: 1}",
        "let p = new Object(); p.id = '7'; p.pageIndex = n; $.post('/x/load', p, show)",
        "var p = {}; p['id'] = '7'; p['pageIndex'] = n; $.post('/x/load', p, show)",
        "var p = {id: '7'}; p.pageIndex = n; p.back = function () {}; $.post('/x/load', p, show)",
        "var url = '/x/load', p = {id: '7', pageIndex: n}; $.ajax({url: url, type: 'post', data: p})",
        "var data = 'id=7&pageIndex=' + 1; $.post('/x/load', data, show)",
        "$.ajax({url: '/x/load', type: 'post', data: 'id=7&pageIndex=' + n})",
    ],
)
def test_fields_of_a_form(script: str) -> None:
    request = read_request(asked(script))
    assert (request.method, request.content_type) == ("POST", FORM)
    sent = parse_qs((request.body or b"").decode(), keep_blank_values=True)
    assert sent["id"] == ["7"]
    assert sent["pageIndex"] in (["1"], [""])


@pytest.mark.parametrize(
    "script",
    [
        "$.ajax({url: '/x/load', type: 'post', data: {params: JSON.stringify({id: '7', pageIndex: n})}})",
        "$.post('/x/load', {params: JSON.stringify({id: '7', pageIndex: n}, null, 2)}, show)",
        "var p = {id: '7', pageIndex: n}; $.ajax({type: 'post', url: '/x/load', "
        "data: {params: JSON.stringify(p)}})",
        "var p = {id: '7'}; p.pageIndex = n; $.post('/x/load', {params: JSON.stringify(p)})",
        "var params = JSON.stringify({id: '7', pageIndex: n}); $.post('/x/load', {params: params}, show)",
    ],
)
def test_a_field_that_holds_json(script: str) -> None:
    address = asked(script)
    request = read_request(address)
    assert (request.method, request.content_type) == ("POST", FORM)
    assert json.loads(parse_qs((request.body or b"").decode())["params"][0]) == ASKED
    following = read_request(next_request(address) or "")
    assert json.loads(parse_qs((following.body or b"").decode())["params"][0]) == {**ASKED, "pageIndex": 2}


@pytest.mark.parametrize(
    "script",
    [
        "$.ajax({url: '/x/load', type: 'post', data: JSON.stringify({params: {id: '7', pageIndex: n}})})",
        "var p = {id: '7', pageIndex: n}; $.ajax({type: 'post', url: '/x/load', "
        "data: JSON.stringify({params: p})})",
    ],
)
def test_posted_json(script: str) -> None:
    request = read_request(asked(script))
    assert request.content_type == JSON
    assert json.loads(request.body or b"") == {"params": ASKED}


def test_names_that_stand_for_each_other_come_to_an_end() -> None:
    page = ListText(PAGE, "<script>var p = {params: p, id: '7'}; $.post('/load', {params: p}, show)</script>")
    assert (
        '"id": "7"'
        in parse_qs((read_request(find_call(page, re.compile("/load")) or "").body or b"").decode())[
            "params"
        ][0]
    )


def test_a_page_is_no_object_whatever_else_has_its_name() -> None:
    script = "var n = {a: 1}; n.b = 2; $.post('/x/load', {pageIndex: n, id: '7'}, show)"
    sent = parse_qs((read_request(asked(script)).body or b"").decode())
    assert sent == {"id": ["7"], "pageIndex": ["1"]}


@pytest.mark.parametrize(
    "text", ["post(q)", "function q() {}; post(q)", "q == 7; post(q)", "q => {a}; post(q)"]
)
def test_what_is_no_object_is_none(text: str) -> None:
    assert value_at(ListText(PAGE, text), text.rindex("q)")) is None


def test_a_name_that_is_not_told_has_no_value() -> None:
    assert find_value(ListText(PAGE, "<script>var a = b;</script>"), "a") is None
