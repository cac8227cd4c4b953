"""Pages without looks: the tree is the same but for attributes that no reader asks for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from parsers.html_scraps import is_telling
from parsers.lean import lean

_LOOKS = ("style", "class", "lang", "align", "width", "size", "color", "face", "nowrap")
_PIECES = (
    *(
        "<p>",
        "<p class=a>",
        "</p>",
        "<td style='a:b' rowspan=2>",
        '<td\tSTYLE="a>b"\nwidth=3>',
        "<table><tr>",
    ),
    *(
        "</td>",
        "<br/>",
        '<br class="x"/>',
        "<br class=x/>",
        "<span lang=EN-US style='font:\"a b\"'>",
        "</span>",
    ),
    *(
        '<i style="color:red"b" title=1>',
        "<a title='x > <b style=\"q\"' href=#_ftn1>",
        "<a href='?a=1&b=2' class=k>",
    ),
    *(
        "<b title=\" style='x' \">",
        "<b style = 'x' title=2>",
        "<font size=3 color=red face='宋体'>",
        "<!-- <p class='x'> -->",
    ),
    *(
        "<script>x = '<p style=\"y\">'</script>",
        "<p style>",
        "<p style= class=a>",
        '<p style="a" style="b">',
        "<td nowrap>",
    ),
    *('规章 style="x"', "1", " ", '"', "'", "<", ">", "=", "/", "&lt;", "a=b"),
)


def tree(page: bytes) -> list[tuple[object, ...]]:
    root = etree.fromstring(page, etree.HTMLParser(encoding="utf-8", remove_comments=True))
    if root is None:
        return []
    return [
        (
            one.tag,
            one.text,
            one.tail,
            sorted((k, v) for k, v in one.attrib.items() if k not in _LOOKS or is_telling(v)),
        )
        for one in root.iter()
        if one.tag not in ("script", "style")
    ]


@given(st.lists(st.sampled_from(_PIECES), max_size=30))
@settings(max_examples=1000)
def test_the_tree_is_the_same_but_for_looks(pieces: list[str]) -> None:
    page = "".join(pieces).encode()
    assert tree(lean(b"<html><body>" + page)[0]) == tree(b"<html><body>" + page)


@pytest.mark.parametrize(
    "attributes",
    [
        "style='display:none'",
        'style="mso-hide : all" class=x',
        "class=MsoFootnoteReference",
        "style='vertical-align: super'",
        "style='font-size:  0'",
        "style='display&#58;none'",
        "hidden",
    ],
)
def test_what_hides_or_raises_stays(attributes: str) -> None:
    page = f"<p><span {attributes}>5</span>".encode()
    assert lean(page)[0] == page


def test_a_page_from_word_loses_its_looks() -> None:
    tag = "<p class=MsoNormal align=center style='text-align:center;font-family:\"Times New Roman\"'>"
    page = "".join(f"{tag}<span lang=EN-US style='font-size:10.5pt'>{n}</span></p>" for n in range(9))
    assert lean(page.encode())[0] == b"".join(b"<p><span>%d</span></p>" % n for n in range(9))


def test_a_page_with_a_quote_that_does_not_pair_stays_as_it_is() -> None:
    page = b"<p class=a>1<td style='x>2<p class='b'>3"
    assert lean(page)[0] == page
    attack = b"<p class=a" + b" a" * 40_000 + b" '"
    assert lean(attack)[0] == attack


def test_what_stands_in_a_script_does_not_matter() -> None:
    script = b'<script>if (a < b) x = "<td class=\'";</script>'
    assert lean(b"<p class=a>" + script + b"<p class=b>")[0] == b"<p>" + script + b"<p>"


def test_the_gist_has_every_piece_once() -> None:
    page, gist = lean(b"<p><i>1</i><p><i>2</i>")
    assert page == b"<p><i>1</i><p><i>2</i>"
    assert sorted(gist.split(b">")) == [b"", b"1</i", b"2</i", b"<i", b"<p"]
