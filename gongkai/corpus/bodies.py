"""Who reports in the corpus: invented bodies, and the papers that they would write.

Promises: names that no real place has; the sample site's prose and tables, for other bodies and numbers.
Refuses: to reuse the bodies of the sample site, whose names seed its numbers.
Caveat: their narrative repeats the totals of table 3, as the sample site's does.
"""

from __future__ import annotations

import random

from gongkai.samplesite import prose
from gongkai.samplesite.bodies import COUNTIES, Body
from gongkai.samplesite.layout import SECTION_TITLES
from gongkai.samplesite.numbers import Figures
from gongkai.samplesite.paper import Entries, Paper, Paragraph, Table, build_tables

_AREAS = ("云浦县", "临澜市", "青砚区", "望鹤县", "澄溪市", "柏棠区", "石雁县", "锦桐区")
_UNITS = (
    "人民政府",
    "人民政府办公室",
    "财政局",
    "教育局",
    "自然资源局",
    "住房和城乡建设局",
    "市场监督管理局",
    "交通运输局",
    "民政局",
    "统计局",
    "南渡镇人民政府",
    "白石镇人民政府",
    "柳湾乡人民政府",
    "河东街道办事处",
)


def draw_body(rng: random.Random) -> Body:
    """A body of the corpus."""
    area, unit = rng.choice(_AREAS), rng.choice(_UNITS)
    return Body(area + unit, "department", COUNTIES[1], "corpus", 1, area, "990199")


def write_paper(body: Body, year: int, figures: Figures, entries: Entries, layout: str) -> Paper:
    """The report as the body wrote it: title, six sections, three tables, signature."""
    tables: dict[int, Table] = dict(enumerate(build_tables(entries, layout), start=1))
    blocks: list[Paragraph | Table] = []
    for number, texts in enumerate(prose.write_sections(body, year, figures)):
        blocks.append(Paragraph(SECTION_TITLES[number], "heading"))
        blocks += [Paragraph(text) for text in texts]
        if number in tables:
            blocks.append(tables[number])
    blocks += [Paragraph(text, "signature") for text in prose.write_signature(body, year)]
    return Paper(prose.write_title(body, year), tuple(blocks))
