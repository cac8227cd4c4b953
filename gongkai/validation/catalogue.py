"""Every check of a release: its id, what it demands, and what to do where it fails, in English and Chinese.

Promises: an id means one thing for good; what is not in here is not checked under that name.
Refuses: to let an operator accept what is wrong in itself: only checks that compare with the last release or
with the neighbouring years (`can_accept`) may be waved through, because the world may have changed.
Caveat: a check of the second kind has thresholds; they are in `docs/validation.md`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One check; where it fails, the release is not published unless `can_accept` and it was accepted."""

    id: str
    en: str
    zh: str
    can_accept: bool = False

    @property
    def todo_en(self) -> str:
        """What to do where it fails."""
        if self.can_accept:
            return (
                "Look at the rows. If it is rightly so, build once more with "
                f'`gongkai build --accept "{self.id}: why"`; else mend the archive or the sources file.'
            )
        return (
            "The tables contradict themselves: a fault of the disk, or of gongkai. Build again; where it "
            "stays, report it with this page. It cannot be accepted."
        )

    @property
    def todo_zh(self) -> str:
        """What to do where it fails, in Chinese."""
        if self.can_accept:
            return (
                f'请查看所列各行。如属实，请用 `gongkai build --accept "{self.id}: 理由"` 重新生成；'
                "否则请修复存档或来源文件。"
            )
        return "数据表自相矛盾，原因在磁盘或本程序。请重新生成；如仍失败，请附此页报告。此项不可放行。"


_WRONG = (
    ("file_lost", "every table has its files, and there is no other file", "各数据表文件齐全，且无多余文件"),
    (
        "file_unreadable",
        "every file can be read, and its pages keep their checksums",
        "各文件可读，校验和无误",
    ),
    ("sums_differ", "every file has the digest that SHA256SUMS states", "各文件摘要与 SHA256SUMS 一致"),
    ("rows_stated", "datapackage.json states the rows of every file", "datapackage.json 所列行数与文件一致"),
    ("columns", "a file has the columns and types of its table, in order", "文件的列、类型及次序符合定义"),
    ("keys", "rows are sorted by the key, and no key comes twice", "各行按主键排序，主键不重复"),
    ("type", "a column holds its type", "列的类型正确"),
    ("null", "a column that must be filled has no gaps", "必填列无空值"),
    ("words", "a column of fixed words holds no others", "取值限于规定词语"),
    ("pattern", "ids and codes have their shape", "编号与代码格式正确"),
    ("range", "numbers are within what they can be", "数值在合理范围内"),
    ("text", "texts have no control characters", "文本不含控制字符"),
    (
        "languages",
        "the Chinese message of a finding is Chinese, the English one English",
        "问题的中文说明为中文，英文说明为英文",
    ),
    (
        "dates",
        "no date is after the archive's newest, and times are in order",
        "日期不晚于存档最新日期，先后有序",
    ),
    ("report_unknown", "every report_id is one of `reports`", "各报告编号均见于 reports"),
    (
        "organization_unknown",
        "every organization_id is one of `organizations`",
        "各机构编号均见于 organizations",
    ),
    (
        "organization_years",
        "the years of an organisation are those of its reports",
        "机构起止年度与其报告一致",
    ),
    ("year_folder", "rows lie in the folder of their report's year", "各行所在年度文件夹与报告年度一致"),
    (
        "cell_counts",
        "the counts of cells in `reports` are those of `cells`",
        "reports 的单元格计数与 cells 一致",
    ),
    (
        "finding_counts",
        "the count of findings in `reports` is that of `findings`",
        "reports 的问题数与 findings 一致",
    ),
    ("form_cells", "a report has every cell of its form", "报告包含其表样的全部单元格"),
    ("status_value", "status, value, text and place of a cell agree", "单元格的状态、数值、原文与位置相符"),
    ("raw_value", "the text of a cell reads as its number", "单元格原文与数值相符"),
    ("unit", "a count has the codebook's unit, money one of yuan", "计数单位同指标表，金额单位为元类"),
    (
        "panel_rows",
        "`indicators` has the newest version of every report, once",
        "indicators 恰含各机构年度的最新版本",
    ),
    ("panel_values", "the numbers of `indicators` are those of `cells`", "indicators 的数值与 cells 一致"),
    (
        "panel_counts",
        "the quality columns of `indicators` are what cells and findings say",
        "indicators 的质量列与 cells、findings 一致",
    ),
    (
        "addresses",
        "`same_as` and `addresses_differ` are what the cells say",
        "same_as 与 addresses_differ 符合单元格内容",
    ),
    (
        "versions",
        "replaced versions lead to the newest of their address",
        "被替换版本均指向同一网址的最新版本",
    ),
    (
        "changes_values",
        "`changes` shows every cell in which two versions differ, and when both were seen",
        "changes 恰含前后版本不同的单元格，采集时间与 reports 一致",
    ),
    ("ledger_values", "`ledger` is what the panel of both years says", "ledger 与两个年度的指标一致"),
    (
        "ledger_findings",
        "each break of the ledger is a finding, and each finding a break",
        "ledger 的每处差额均有对应问题，反之亦然",
    ),
    (
        "prior",
        "cells that agree with the year before carry that witness, no others",
        "仅与上年相符的单元格带 prior 依据",
    ),
    (
        "coverage_states",
        "`coverage` calls read what is read, and nothing else",
        "coverage 的状态与实际读取情况一致",
    ),
    (
        "coverage_names",
        "`coverage` names a body that reports as `organizations` does",
        "coverage 中有报告的机构名称与 organizations 一致",
    ),
    (
        "codebook",
        "`codebook` and `series` are those of the code",
        "codebook、series 与程序的指标表、序列表一致",
    ),
    ("restated_by_us", "the same code reads the same document as before", "同一程序对同一文档读数不变"),
)
_UNLIKELY = (
    ("last_release", "the last release can be compared with", "可与上一版本比较"),
    (
        "rows_fell",
        "no province and year lost rows against the last release",
        "与上一版本相比，各省各年度行数未明显减少",
    ),
    (
        "table_fell",
        "no table lost many rows against the last release",
        "与上一版本相比，各数据表行数未明显减少",
    ),
    (
        "column_empty",
        "no column is empty that held something in the last release",
        "上一版本有值的列未变为全空",
    ),
    (
        "texts_lost",
        "a report has sections, or a finding says which it lacks",
        "报告有正文各部分，或有问题说明所缺部分",
    ),
    ("restated", "a document that was read before is read as before", "既有文档的读数与上一版本基本一致"),
    ("organizations_changed", "organisations keep name, kind and area", "机构名称、类别与区划基本不变"),
    ("names", "names of organisations are Chinese names", "机构名称为中文名称"),
    ("negative", "counts that cannot be negative are not", "不应为负的计数不为负"),
    ("jumps", "no number is a thousand times those of both neighbouring years", "数值不达前后两年的千倍"),
)
CHECKS = {
    **{id_: Check(id_, en, zh) for id_, en, zh in _WRONG},
    **{id_: Check(id_, en, zh, can_accept=True) for id_, en, zh in _UNLIKELY},
}
