"""Literals as scripts and answers write them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.sites.literals import Expression, Name, read_json, read_literal

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4))
def test_json_is_a_literal(value: dict[str, Any]) -> None:
    text = json.dumps(value)
    assert read_json(text) == value
    assert read_literal(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ("\ufeff [1, 2] ", [1, 2]),
        ('cb({"a": 1})', {"a": 1}),
        ('/**/jQuery1_2( {"a": 1} ) ;', {"a": 1}),
        ("{'a': 'b\"c', d: [1, 2,],}", {"a": 'b"c', "d": [1, 2]}),
        ('"{\\"a\\": \\"\\u5e74\\"}"', {"a": "年"}),
        ('{"a": "line\nbreak"}', {"a": "line\nbreak"}),
        ("<html>", None),
        ("alert(1)", None),
        ("var a = {};", None),
        ("{", None),
        ('{"a": "no end', None),
        ("", None),
        ("[" * 5000, None),
    ],
)
def test_what_answers_hold(text: str, value: Any) -> None:
    assert read_json(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: -3, b: 1.5, c: undefined, d: true}", {"a": -3, "b": 1.5, "c": None, "d": True}),
        ("{/* x */ a: 1, // y\n b: 2}; rest", {"a": 1, "b": 2}),
        ("{a: function (x) { return {b: 1}; }, c: 2}", {"c": 2}),
        ("{a(x) { return 1 }, b, c: 2}", {"c": 2}),
        ("{a: '\\x41\\u5e74\\'', b: `x`}", {"a": "A年'", "b": "x"}),
    ],
)
def test_what_scripts_hold(text: str, value: dict[str, Any]) -> None:
    read = read_literal(text)
    assert {key: inner for key, inner in read.items() if not isinstance(inner, Expression)} == value


@pytest.mark.parametrize(
    ("text", "pieces", "less"),
    [
        ("channelId", (Name("channelId"),), 0),
        ("this.form.channelId", (Name("channelId"),), 0),
        ("$('#channelId').val()", (Name("channelId"),), 0),
        ("jQuery('#channelId').attr('value')", (Name("channelId"),), 0),
        ("document.getElementById('list').dataset.cid", (Name("cid"),), 0),
        ("$('#list').data('cid')", (Name("cid"),), 0),
        ("$('#list').attr('data-cid')", (Name("cid"),), 0),
        ("el.getAttribute('data-cid')", (Name("cid"),), 0),
        (
            "'/s?w=' + encodeURIComponent('年报') + '&p=' + Number(a.page)",
            ("/s?w=", "年报", "&p=", Name("page")),
            0,
        ),
        ("getQueryString('deptcode')", (Name("deptcode"),), 0),
        ("'/a/' + id + '?p=' + page", ("/a/", Name("id"), "?p=", Name("page")), 0),
        ("`/a/${site.id}/b`", ("/a/", Name("id"), "/b"), 0),
        ("pageIndex - 1", (Name("pageIndex"),), 1),
    ],
)
def test_what_is_no_literal_is_kept_as_its_pieces(
    text: str, pieces: tuple[str | Name, ...], less: int
) -> None:
    assert read_literal(f"{{a: {text}, b: 1}}") == {"a": Expression(pieces, less), "b": 1}
