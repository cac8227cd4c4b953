"""The columns of every table but those of the panel that the codebook gives: name, type, unit, meaning.

Promises: each is defined here once; `fields.py` makes the tables of them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One column: `type` is a key of ARROW_TYPES, `unit` that of its numbers."""

    name: str
    type: str
    en: str
    zh: str
    unit: str | None = None
    nullable: bool = True


def _field(name: str, type_: str, en: str, zh: str, *, unit: str | None = None, null: bool = True) -> Field:
    return Field(name, type_, en, zh, unit, nullable=null)


REPORT_ID = _field(
    "report_id", "string", "Version of a report: sha256 of its text and address.", "报告版本编号", null=False
)
INDICATOR = _field("indicator", "string", "Indicator, as in the codebook.", "指标", null=False)
ORGANIZATION_ID = _field(
    "organization_id",
    "string",
    "`<area code>:<name>`, for good; `-:<name>` while the area is unknown.",
    "机构编号",
    null=False,
)

REPORTS = (
    REPORT_ID,
    _field("organization_id", "string", "Who reports; null where the document does not say.", "机构编号"),
    _field(
        "organization", "string", "The name as the document or the sources file has it.", "机构名称（原文）"
    ),
    _field("year", "integer", "The year reported on; null where it is unclear.", "报告年度"),
    _field(
        "form",
        "string",
        "The national form: 2014, 2019 or 2021; null where no table of one was seen.",
        "表样版本",
    ),
    _field("title", "string", "The title as printed.", "标题"),
    _field("url", "string", "The address; `file:` and the path for imported files.", "网址", null=False),
    _field(
        "fetched_at",
        "datetime",
        "When the text of this version was last fetched anew.",
        "采集时间",
        null=False,
    ),
    _field("first_seen_at", "datetime", "When this version was first seen.", "首次采集时间", null=False),
    _field(
        "last_seen_at", "datetime", "When this version was last seen, unchanged.", "末次采集时间", null=False
    ),
    _field("superseded_by", "string", "The report_id of the version that took its place.", "被替换为"),
    _field(
        "same_as",
        "string",
        "The first report_id, by address, with the same organisation, year and cells at another address.",
        "内容相同的报告",
    ),
    _field("published_on", "date", "The date that the page gives.", "发布日期"),
    _field("signed_on", "date", "The date under the text.", "落款日期"),
    _field("issuer", "string", "The issuing body in the page's index card.", "发布机构"),
    _field("index_number", "string", "The index number (索引号).", "索引号"),
    _field("site_name", "string", "The site's name, from its meta tags: a hint only.", "网站名称"),
    _field("site_code", "string", "The site's code, from its meta tags: a hint only.", "网站标识码"),
    _field("content_type", "string", "The declared media type.", "媒体类型"),
    _field("encoding", "string", "The encoding that the text was read with.", "字符编码"),
    _field("sha256", "string", "sha256 of the bytes that were parsed.", "原始文件摘要", null=False),
    _field(
        "cells_published", "integer", "Cells with a printed number.", "有数单元格", unit="cells", null=False
    ),
    _field("cells_blank", "integer", "Cells left blank.", "空白单元格", unit="cells", null=False),
    _field(
        "cells_unreadable",
        "integer",
        "Cells that are not one number.",
        "不可读单元格",
        unit="cells",
        null=False,
    ),
    _field(
        "cells_recovered",
        "integer",
        "Lost cells that the sums force.",
        "恢复的单元格",
        unit="cells",
        null=False,
    ),
    _field("cells_missing", "integer", "Lost cells without a value.", "缺失单元格", unit="cells", null=False),
    _field("findings", "integer", "Findings about this version.", "问题数", unit="findings", null=False),
)

CELLS = (
    REPORT_ID,
    INDICATOR,
    _field("value", "number", "The number as printed, or recovered; null otherwise.", "数值"),
    _field("implied", "integer", "What the other printed cells force here, where unique.", "推算值"),
    _field("raw", "string", "The text of the cell as printed.", "原文"),
    _field("unit", "string", "The unit; for money only where the report states it.", "单位"),
    _field("status", "string", "published, blank, unreadable, recovered or missing.", "状态", null=False),
    _field("evidence", "string", "What supports the place of the value, `+`-joined.", "依据", null=False),
    _field("where", "string", "Where in the document the cell stands.", "位置"),
)

ORGANIZATIONS = (
    ORGANIZATION_ID,
    _field("name", "string", "The canonical name.", "机构名称", null=False),
    _field(
        "kind",
        "string",
        "government, office, department, town, street, zone, village or other.",
        "机构类别",
        null=False,
    ),
    _field(
        "level",
        "string",
        "nation, province, prefecture, county, township, village; null while unknown.",
        "层级",
    ),
    _field("division_code", "string", "Newest code of the county-level or higher area.", "行政区划代码"),
    _field("province", "string", "Province.", "省级"),
    _field("prefecture", "string", "Prefecture.", "地级"),
    _field("county", "string", "County.", "县级"),
    _field("township", "string", "Town or street.", "乡级"),
    _field("township_code", "string", "Code of the town, of 2023, else of 2026.", "乡级代码"),
    _field("first_year", "integer", "The first year reported on.", "首个报告年度"),
    _field("last_year", "integer", "The last year reported on.", "最近报告年度"),
    _field(
        "aliases",
        "string",
        "Other names, `;`-joined, each with its years: `洪泽县统计局 (2014-2015)`.",
        "别名及年度",
    ),
    _field("successor", "string", "The organisation that took its place.", "继任机构"),
)

FINDINGS = (
    REPORT_ID,
    _field("code", "string", "What is odd; the meanings are in docs/findings.md.", "问题代码", null=False),
    _field("ordinal", "integer", "Counts findings of one code in a report, from 0.", "序号", null=False),
    _field("severity", "string", "info, warning or error.", "严重程度", null=False),
    _field("indicators", "string", "The cells that it touches, `;`-joined.", "涉及指标"),
    _field("message_zh", "string", "The finding in Chinese.", "中文说明", null=False),
    _field("message_en", "string", "The finding in English.", "英文说明", null=False),
    _field("where", "string", "Where in the document.", "位置"),
)

COVERAGE = (
    ORGANIZATION_ID,
    _field("year", "integer", "The year to report on.", "报告年度", null=False),
    _field("organization", "string", "The name, as the longest that was met.", "机构名称", null=False),
    _field("state", "string", "read, unreadable, refused, found or not_found.", "状态", null=False),
    _field(
        "reason", "string", "Why it is not read, for machines (docs/coverage.md); null where it is.", "原因"
    ),
    _field("doubt", "string", "Where the register and the rest disagree, `;`-joined words.", "存疑"),
    _field("url", "string", "The report's address, where one is known.", "网址"),
    _field(
        "expected_by",
        "string",
        "What makes the body expected: register, list or known_body.",
        "应公布依据",
        null=False,
    ),
    _field("register", "string", "The address of the newest register that names it.", "公布情况页网址"),
    _field("seen_at", "datetime", "When what decided the state was last seen.", "依据采集时间"),
)

NARRATIVES = (
    REPORT_ID,
    _field(
        "section", "string", "overview, proactive, requests, disputes, problems or other.", "部分", null=False
    ),
    _field("title", "string", "The section's title as printed.", "小标题", null=False),
    _field("text", "string", "The section's text, tables left out.", "正文", null=False),
)

LEDGER = (
    ORGANIZATION_ID,
    _field("year", "integer", "The year that hands on.", "转出年度", null=False),
    _field("indicator", "string", "The cell of the next year that begins with it.", "指标", null=False),
    _field("carried_out", "integer", "What the year hands on.", "转出数"),
    _field("carried_in_next", "integer", "What the next year begins with.", "次年转入数"),
    _field("difference", "integer", "What the next year has more; 0 where they agree.", "差额"),
    _field("report_id", "string", "The report of the year.", "本年报告", null=False),
    _field("next_report_id", "string", "The report of the next year.", "次年报告", null=False),
)

CHANGES = (
    _field("report_id", "string", "The version that took the place.", "新版本", null=False),
    _field("seen_at", "datetime", "When it was first met in that place.", "新版本采集时间", null=False),
    INDICATOR,
    _field("replaced", "string", "The version whose place it took.", "被替换的版本", null=False),
    _field("replaced_last_seen_at", "datetime", "When that was last seen.", "原版本末次采集时间", null=False),
    _field("organization_id", "string", "Who reports.", "机构编号"),
    _field("year", "integer", "The year reported on.", "报告年度"),
    _field("url", "string", "The address of both.", "网址", null=False),
    _field("value_before", "number", "The number before.", "原数值"),
    _field("value", "number", "The number now.", "现数值"),
    _field("raw_before", "string", "The text of the cell before.", "原文本"),
    _field("raw", "string", "The text of the cell now.", "现文本"),
    _field("status_before", "string", "The status before.", "原状态"),
    _field("status", "string", "The status now.", "现状态"),
)

CODEBOOK = (
    INDICATOR,
    _field("short_name", "string", "A name of at most 32 characters.", "短名", null=False),
    _field("forms", "string", "The forms that have it, `;`-joined.", "表样版本", null=False),
    _field("table", "string", "proactive, requests, disputes or annex (2014).", "表", null=False),
    _field("row", "string", "Row.", "行", null=False),
    _field("column", "string", "Column; null in a list.", "列"),
    _field("row_zh", "string", "The row's official label.", "行标题", null=False),
    _field("column_zh", "string", "The column's official label.", "列标题", null=False),
    _field("unit", "string", "The unit in the table `indicators`.", "单位", null=False),
    _field("place", "string", "The official table, row and column.", "表中位置", null=False),
    _field("definition", "string", "What it counts, in Chinese.", "定义", null=False),
    _field("definition_en", "string", "What it counts, in English.", "英文定义", null=False),
    _field("legal_basis", "string", "Article or notice, in Chinese.", "依据", null=False),
    _field("legal_basis_en", "string", "Article or notice, in English.", "英文依据", null=False),
    _field("example", "number", "Its number in one made-up report.", "示例", null=False),
    _field(
        "confirmed", "boolean", "True where its label was read on published reports.", "已证实", null=False
    ),
    _field("label_en", "string", "English label.", "英文名称", null=False),
    _field("is_total", "boolean", "True where it adds up other cells.", "是否合计", null=False),
    _field(
        "series",
        "string",
        "The series that it belongs to across forms; null where no other form has the same.",
        "跨表样序列",
    ),
)

SERIES = (
    _field("series", "string", "A series across forms, named for one of its indicators.", "序列", null=False),
    _field("indicator", "string", "An indicator that is, or looks like, a part of it.", "指标", null=False),
    _field("form", "string", "The form on which it stands.", "表样版本", null=False),
    _field(
        "joined", "boolean", "True where it means the same; False for a look-alike.", "是否衔接", null=False
    ),
    _field("why_zh", "string", "Why, in Chinese.", "理由", null=False),
    _field("why_en", "string", "Why, in English.", "英文理由", null=False),
)

PANEL_HEAD = (
    ORGANIZATION_ID,
    _field("report_id", "string", "The version that the numbers are taken from.", "报告版本编号", null=False),
    _field("form", "string", "The national form of the report.", "表样版本", null=False),
    _field(
        "values_recovered",
        "integer",
        "How many of the numbers were recovered.",
        "恢复的数值个数",
        unit="cells",
        null=False,
    ),
    _field(
        "cells_without_value",
        "integer",
        "Blank, unreadable and missing cells.",
        "无数值单元格",
        unit="cells",
        null=False,
    ),
    _field(
        "findings_warning", "integer", "Findings of severity warning.", "警告数", unit="findings", null=False
    ),
    _field("findings_error", "integer", "Findings of severity error.", "错误数", unit="findings", null=False),
    _field(
        "sums_hold",
        "boolean",
        "False where the report breaks its own arithmetic.",
        "勾稽是否成立",
        null=False,
    ),
    _field(
        "addresses_differ",
        "boolean",
        "True where another address gives other cells.",
        "不同网址数据不一致",
        null=False,
    ),
)
