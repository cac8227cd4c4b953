"""Bytes to text: no declaration, true or false, may cost a table."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
from itertools import product

import pytest
from papers import make_figures, make_tables, page_html, table_html, wrong

from parsers import parse
from parsers.decode import Decoded, canonical_encoding, decode
from parsers.errors import DocumentTooLarge, EmptyDocument, ParseError, UnsupportedFormat
from parsers.reading import MAX_BYTES
from parsers.report import Code, Status

BEYOND_GB2312 = "〇㎡昇镕喆囧㈱嘢"
LABELS = ("gb2312", "GBK", "x-gbk", "gb18030")
PLACES = ("header", "meta charset", "meta http-equiv", "nowhere")
TABLE = (
    "<table><tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数"
    "<tr><td>规章<td>41<td>42<td>43</table>"
)


def declared_page(text: str, label: str, place: str) -> tuple[bytes, str | None]:
    head = {
        "meta charset": f'<meta charset="{label}">',
        "meta http-equiv": f'<meta http-equiv="Content-Type" content="text/html; charset={label}">',
    }.get(place, "")
    page = f"<html><head>{head}</head><body><p>{text}</p>{TABLE}<p>完</p></body></html>"
    return page.encode("gb18030"), f"text/html; charset={label}" if place == "header" else "text/html"


@pytest.mark.parametrize("character", BEYOND_GB2312)
@pytest.mark.parametrize(("label", "place"), list(product(LABELS, PLACES)))
def test_a_character_beyond_gb2312_costs_no_table(character: str, label: str, place: str) -> None:
    data, header = declared_page(f"清河县{character}局2022年政府信息公开工作年度报告", label, place)
    report = parse(data, content_type=header)
    values = {c.indicator: c.value for c in report.cells if c.value is not None}
    assert values == {
        "proactive_regulations_issued": 41,
        "proactive_regulations_repealed": 42,
        "proactive_regulations_in_force": 43,
    }
    assert report.organization == f"清河县{character}局".replace("㎡", "m2").replace("㈱", "(株)")
    assert report.source.encoding == "gb18030"
    assert Code.ENCODING_UNCLEAR not in {f.code for f in report.findings}


def test_the_dash_that_stands_for_blank_keeps_its_code_under_gb2312() -> None:
    data = "<meta charset=gb2312><p>政府信息公开——·</p>".encode("gb18030")
    assert decode(data).text.endswith("政府信息公开——·</p>")


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
        ("\ufeff".encode("gb18030"), "gb18030", "gb18030"),
    ],
)
def test_a_byte_order_mark_outweighs_header_and_meta(mark: bytes, codec: str, name: str) -> None:
    data = mark + "<meta charset=big5>二〇二三年政府信息公开".encode(codec)
    assert decode(data, "text/html; charset=x-gbk") == Decoded(
        "<meta charset=big5>二〇二三年政府信息公开", name, name, 0
    )


TEXT = "某局2022年政府信息公开工作年度报告，二〇二三年一月"


@pytest.mark.parametrize("header", [None, "text/html", "text/html; charset=utf-8", "text/html;charset=GBK"])
@pytest.mark.parametrize("meta", ["", "utf-8", "gb2312", "iso-8859-1", "big5"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_the_bytes_outweigh_a_false_header_and_a_false_meta(
    codec: str, meta: str, header: str | None
) -> None:
    text = f"<meta charset={meta}>{TEXT}"
    assert decode(text.encode(codec), header).text == text


def test_the_header_is_the_witness_before_the_meta() -> None:
    data = f"<meta charset=gbk>{TEXT}".encode()
    assert decode(data, "text/html; charset=utf-8").declared == "utf-8"
    assert decode(data).declared == "gb18030"
    assert decode(data, "text/html; charset=x-unheard-of").declared == "gb18030"


def test_declared_big5_is_read_as_big5() -> None:
    text = f"<meta charset=big5>{'政府資訊公開工作年度報告' * 3}"
    assert decode(text.encode("big5")).text == text


@pytest.mark.parametrize("label", ["x-unheard-of", "", "utf-9", "none", "klingon-8859"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_an_unknown_label_is_no_witness(label: str, codec: str) -> None:
    assert canonical_encoding(label) is None
    assert decode(TEXT.encode(codec), f"text/html; charset={label}").text == TEXT


@pytest.mark.parametrize("cut", [1, 2])
def test_utf8_cut_inside_a_character_loses_that_character_alone(cut: int) -> None:
    decoded = decode(TEXT.encode()[:-cut])
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(TEXT[:-1])
    assert decoded.lost == 1


def test_gbk_cut_inside_a_character_loses_that_character_alone() -> None:
    decoded = decode(TEXT.encode("gb18030")[:-1])
    assert (decoded.encoding, decoded.lost) == ("gb18030", 1)
    assert decoded.text.startswith(TEXT[:-1])


def test_a_stray_byte_costs_one_character_and_is_told() -> None:
    figures = make_figures("2021")
    data = page_html("2021", make_tables("2021", figures)).encode()
    broken = data.replace("略。".encode(), "略。".encode() + b"\xff", 1)
    report = parse(broken)
    assert wrong(report, figures) == []
    assert {c.status for c in report.cells} == {Status.PUBLISHED}
    assert [f.code for f in report.findings] == [Code.ENCODING_UNCLEAR]


def test_a_whole_page_says_the_same_in_every_encoding() -> None:
    figures = make_figures("2019")
    text = page_html("2019", make_tables("2019", figures))
    pages = [text.encode(), text.encode("gb18030"), text.encode("utf-8-sig"), text.encode("utf-16")]
    cells = {parse(page).cells for page in pages}
    assert len(cells) == 1


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("word/document.xml", "<w/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n",
        _zip(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"\xff\xd8\xff\xe0" + bytes(64),
        b"GIF89a" + bytes(64),
        gzip.compress(TEXT.encode()),
        b"Rar!\x1a\x07\x00",
        bytes(range(256)) * 40,
        bytes(4096),
    ],
    ids=["pdf", "zip", "doc", "png", "jpeg", "gif", "gzip", "rar", "all bytes", "zeros"],
)
def test_what_is_no_text_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="HTML and plain text are read"):
        parse(data)


def test_a_file_that_is_filled_up_with_zeros_is_read() -> None:
    figures = make_figures("2021")
    page = page_html("2021", make_tables("2021", figures)).encode()
    assert wrong(parse(page.ljust(1 << 17) + bytes(4096)), figures) == []


@pytest.mark.parametrize("data", [b"", b"   ", b"\r\n\t \n"])
def test_nothing_but_white_space_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        parse(data)


@pytest.mark.parametrize(
    "data", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"\xef\xbb\xbf \n", "\u3000\u3000\n\u00a0".encode()]
)
def test_a_mark_or_wide_spaces_alone_are_empty_too(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        parse(data)


def test_more_bytes_than_a_report_has_are_refused_before_they_are_read() -> None:
    with pytest.raises(DocumentTooLarge):
        parse(b"a" * (MAX_BYTES + 1))


def test_every_error_names_itself_for_machines() -> None:
    errors = (ParseError, EmptyDocument, UnsupportedFormat, DocumentTooLarge)
    assert len({error.code for error in errors}) == 4
    assert all(issubclass(error, ParseError) for error in errors)


def test_a_declaration_beyond_kilobytes_of_pasted_word_is_seen() -> None:
    padding = "<!-- " + "x" * 6000 + " -->"
    data = f"{padding}<meta charset=big5>政府資訊公開工作年度報告".encode("big5")
    assert decode(data).declared == "big5hkscs"


def test_the_table_of_this_test_is_the_one_of_the_renderer() -> None:
    figures = make_figures("2021")
    first = make_tables("2021", figures)["proactive"][1:3]
    assert table_html(first).count("<td") == TABLE.count("<td")
