"""The list of 2014 (政府信息公开情况统计表), which no body of the sample site prints: its rows and sums.

Promises: indicator ids as in the codebook (tested against it), rows in the order of the form, and which of
them add up others.
Refuses: to borrow from the parser's own form of the list.
Caveat: a row that says 其中 is a part of the one above it, and need not make it up with others.
"""

from __future__ import annotations

from dataclasses import dataclass

LAYOUT = "2014"
STEM = "annex_"
MONEY = ("annex_fees", "annex_funds")  # all the others are counts
MONEY_UNIT = "万元"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A printed row; `key` None: a heading, which has no number. `depth` counts what it stands below."""

    key: str | None
    label: str
    unit: str
    depth: int = 0

    @property
    def indicator(self) -> str | None:
        """The id of the row's number."""
        return f"{STEM}{self.key}" if self.key else None


def _rows(text: str) -> tuple[ListRow, ...]:
    """Rows from lines of `key label unit`, indented by what they stand below; `-` is a heading's key."""
    rows = []
    for line in text.strip("\n").split("\n"):
        key, label, unit = line.split()
        depth = len(line) - len(line.lstrip())
        rows.append(ListRow(None if key == "-" else key, label, "" if unit == "-" else unit, depth))
    return tuple(rows)


ROWS = _rows("""
- 一、主动公开情况 -
 disclosed （一）主动公开政府信息数（不同渠道和方式公开相同信息计1条） 条
  disclosed_normative_documents 其中：主动公开规范性文件数 条
  normative_documents_made 制发规范性文件总数 件
 - （二）通过不同渠道和方式公开政府信息的情况 -
  disclosed_gazette 1.政府公报公开政府信息数 条
  disclosed_website 2.政府网站公开政府信息数 条
  disclosed_weibo 3.政务微博公开政府信息数 条
  disclosed_wechat 4.政务微信公开政府信息数 条
  disclosed_other_channels 5.其他方式公开政府信息数 条
- 二、回应解读情况 -
 responses （一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次） 次
 - （二）通过不同渠道和方式回应解读的情况 -
  press_conferences 1.参加或举办新闻发布会总次数 次
   press_conferences_by_leaders 其中：主要负责同志参加新闻发布会次数 次
  online_interviews 2.政府网站在线访谈次数 次
   online_interviews_by_leaders 其中：主要负责同志参加政府网站在线访谈次数 次
  policy_interpretations 3.政策解读稿件发布数 篇
  responses_weibo_wechat 4.微博微信回应事件数 次
  responses_other_channels 5.其他方式回应事件数 次
- 三、依申请公开情况 -
 requests_received （一）收到申请数 件
  requests_in_person 1.当面申请数 件
  requests_by_fax 2.传真申请数 件
  requests_online 3.网络申请数 件
  requests_by_letter 4.信函申请数 件
 requests_closed （二）申请办结数 件
  closed_on_time 1.按时办结数 件
  closed_extended 2.延期办结数 件
 replies （三）申请答复数 件
  replies_already_disclosed 1.属于已主动公开范围数 件
  replies_granted 2.同意公开答复数 件
  replies_granted_in_part 3.同意部分公开答复数 件
  replies_refused 4.不同意公开答复数 件
   refused_state_secret 其中：1.涉及国家秘密 件
   refused_trade_secret 2.涉及商业秘密 件
   refused_privacy 3.涉及个人隐私 件
   refused_security_stability 4.危及国家安全、公共安全、经济安全和社会稳定 件
   refused_no_government_information 5.不是《条例》所指政府信息 件
   refused_other_law 6.法律法规规定的其他情形 件
  replies_other_body 5.不属于本行政机关公开数 件
  replies_no_such_information 6.申请信息不存在数 件
  replies_correction_asked 7.告知作出更改补充数 件
  replies_other_channels 8.告知通过其他途径办理数 件
reconsideration 四、行政复议数量 件
 reconsideration_upheld （一）维持具体行政行为数 件
 reconsideration_corrected （二）被依法纠错数 件
 reconsideration_other （三）其他情形数 件
litigation 五、行政诉讼数量 件
 litigation_upheld （一）维持具体行政行为或者驳回原告诉讼请求数 件
 litigation_corrected （二）被依法纠错数 件
 litigation_other （三）其他情形数 件
complaints 六、举报投诉数量 件
fees 七、依申请公开信息收取的费用 万元
- 八、机构建设和保障经费情况 -
 offices （一）政府信息公开工作专门机构数 个
 reading_points （二）设置政府信息公开查阅点数 个
 staff （三）从事政府信息公开工作人员数 人
  staff_full_time 1.专职人员数（不包括政府公报及政府网站工作人员数） 人
  staff_part_time 2.兼职人员数 人
 funds （四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费） 万元
- 九、政府信息公开会议和培训情况 -
 meetings （一）召开政府信息公开工作会议或专题会议数 次
 trainings （二）举办各类培训班数 次
 trained （三）接受培训人员数 人次
""")
_TOTALS = {
    "requests_received": 4,
    "requests_closed": 2,
    "replies": 8,
    "replies_refused": 6,
    "reconsideration": 3,
    "litigation": 3,
    "staff": 2,
}  # rows that add up others, and how many: those right below it, one step deeper


def _parts(total: str, count: int) -> tuple[str, ...]:
    at = next(place for place, row in enumerate(ROWS) if row.key == total)
    below = [row.indicator for row in ROWS[at + 1 :] if row.depth == ROWS[at].depth + 1 and row.indicator]
    return tuple(below[:count])


SUMS = {f"{STEM}{total}": _parts(total, count) for total, count in _TOTALS.items()}
INDICATORS = tuple(row.indicator for row in ROWS if row.indicator)  # in reading order
