"""Columns whose texts come from a short list, and what each text means in English and Chinese.

Promises: `datapackage.json`, CODEBOOK.md and the value labels of exports come from these lists alone; the
order of a list is that of the codes in exports, and only grows at its end.
Refuses: lists that the data decides (names, codes of findings, reasons): those are no categories.
"""

from __future__ import annotations

from gongkai.codebook import TABLES_ZH
from gongkai.reasons import STATES, STATES_ZH

Labels = dict[str, tuple[str, str]]  # text: English, Chinese

_STATUS: Labels = {
    "published": ("printed number", "有数"),
    "blank": ("left blank", "空白"),
    "unreadable": ("not one number", "不可读"),
    "recovered": ("lost, but forced by the sums", "由勾稽关系恢复"),
    "missing": ("lost, without a value", "缺失"),
}
_FORM: Labels = {
    "2019": ("form of 2019, for 2019 and 2020", "2019年表样（用于2019、2020年度）"),
    "2021": ("form of 2021, since 2021", "2021年表样（2021年度起）"),
    "2014": ("list of 2014, for the years before 2019", "2014年统计表（用于2018年度及以前）"),
}
_STATE: Labels = {state: (state.replace("_", " "), STATES_ZH[state]) for state in STATES}

CATEGORIES: dict[tuple[str, str], Labels] = {
    ("reports", "form"): _FORM,
    ("cells", "status"): _STATUS,
    ("indicators", "form"): _FORM,
    ("series", "form"): _FORM,
    ("organizations", "kind"): {
        "government": ("people's government", "人民政府"),
        "office": ("office of a government", "政府办公室"),
        "department": ("department", "部门"),
        "town": ("town or township government", "乡镇人民政府"),
        "street": ("street office", "街道办事处"),
        "zone": ("administration of a zone", "开发区等管理委员会"),
        "other": ("other body", "其他"),
        "village": ("village or community", "村、社区"),
    },
    ("organizations", "level"): {
        "province": ("province", "省级"),
        "prefecture": ("prefecture", "地级"),
        "county": ("county", "县级"),
        "township": ("township", "乡级"),
        "village": ("village", "村级"),
        "nation": ("nation", "国家级"),
    },
    ("findings", "severity"): {
        "info": ("worth knowing", "提示"),
        "warning": ("look before use", "警告"),
        "error": ("something is wrong", "错误"),
    },
    ("narratives", "section"): {
        "overview": ("1 overview", "一、总体情况"),
        "proactive": ("2 proactive disclosure", "二、主动公开"),
        "requests": ("3 requests", "三、依申请公开"),
        "disputes": ("4 reconsideration and litigation", "四、行政复议、行政诉讼"),
        "problems": ("5 problems and improvements", "五、主要问题及改进"),
        "other": ("6 other matters", "六、其他事项"),
    },
    ("coverage", "state"): _STATE,
    ("coverage", "expected_by"): {
        "register": ("a register of the site", "公布情况页"),
        "list": ("a list of the site", "列表"),
        "known_body": ("a report of another year", "其他年度已有报告"),
    },
    ("changes", "status_before"): _STATUS,
    ("changes", "status"): _STATUS,
    ("codebook", "table"): {
        "proactive": ("proactive disclosure", TABLES_ZH["proactive"]),
        "requests": ("requests", TABLES_ZH["requests"]),
        "disputes": ("reconsideration and litigation", TABLES_ZH["disputes"]),
        "annex": ("list of statistics of 2014", TABLES_ZH["annex"]),
    },
}


def labels_of(table: str, column: str) -> Labels:
    """What the texts of a column mean; empty for a column that is no category.

    >>> labels_of("organizations", "level")["county"], labels_of("reports", "url")
    (('county', '县级'), {})
    """
    return CATEGORIES.get((table, column), {})
