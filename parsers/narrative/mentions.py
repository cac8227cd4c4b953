"""Where a section's text says how many: of requests received, carried, handled, and of disputes.

Promises: a mention is a figure whose words leave no doubt: its clause holds nothing but known words, it
speaks of the report's own year, of all requests, and of the body that reports.
Refuses: figures of another year, of a part (其中, 自然人, 上半年), of other things (信访, 提案), comparisons.
Caveat: whose figure it is, the body's or the area's, is told by the last scope word before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from parsers.narrative.amounts import Amount, read_amount
from parsers.narrative.scopes import Scope, scope_of
from parsers.narrative.sentences import APART, Sentence, sentences_of
from parsers.narrative.words import (
    ABOUT_OPENNESS,
    BEFORE,
    CHANNEL,
    END,
    FILL,
    LAST_YEAR,
    NEXT_YEAR,
    OTHER_BODY,
    OTHER_THING,
    OURSELVES,
    PART,
    PART_OF_YEAR,
    TAIL,
    UNIT,
    UNTIL,
    WHOLE_YEAR,
    N,
)  # fmt: skip
from parsers.report import Section
from parsers.titles import to_year

LOOK_BACK = 400  # characters of the sentence before a figure that are looked at
NEAR = 200  # characters before a sentence in which a year still holds for it
TOPIC_BACK = 1500  # characters in which the heading of a paragraph is looked for


class Kind(Enum):
    """What a figure counts; the value is what messages call it."""

    NEWLY_RECEIVED = "本年新收"
    RECEIVED = "收到申请"
    ACCEPTED = "受理申请"
    CARRIED_IN = "上年结转"
    PART_CARRIED_IN = "含上年结转"
    CARRIED_OUT = "结转下年度"
    HANDLED = "办结"
    IN_TIME = "按时办结"
    ANSWERED = "答复"
    PROCESSED = "办理"
    RECONSIDERATION = "行政复议"
    LITIGATION = "行政诉讼"
    LITIGATION_DIRECT = "未经复议直接起诉"
    LITIGATION_AFTER = "复议后起诉"


class Told(NamedTuple):
    """One sentence with what is needed to judge its figures; `text` has the body's own names covered."""

    section: str
    sentence: Sentence
    text: str
    year: int | None


class Mention(NamedTuple):
    """A figure in a text, from `start` to `end` of its sentence; `outcome` (upheld ...) only of disputes.

    `words` names the list of words that may stand before it. Whether it is certain, and whose it is, is asked
    only of figures that do not fit the tables: most do.
    """

    told: Told
    kind: Kind
    amount: Amount
    start: int
    end: int
    words: str
    outcome: str | None = None

    @property
    def quote(self) -> str:
        """The words that hold the figure."""
        return self.told.sentence.text[self.start : self.end]

    @property
    def at(self) -> int:
        """The place of the figure in the section's text."""
        return self.told.sentence.place(self.start)

    @property
    def clause(self) -> str:
        """What stands before the figure in its clause."""
        return _clause(self.told.text, self.start)

    @property
    def scope(self) -> Scope | None:
        """Whose figure it is, by the last word that says so."""
        clause = self.clause
        before = self.told.text[max(0, self.start - LOOK_BACK) : self.start - len(clause)]
        return scope_of(clause) or scope_of(before, earlier=True)

    @property
    def is_certain(self) -> bool:
        """True where no word before the figure leaves a doubt about what it counts."""
        clause = self.clause
        if BEFORE[self.words].fullmatch(clause) is None:
            return False
        before = self.told.text[max(0, self.start - LOOK_BACK) : self.start]
        if PART_OF_YEAR.search(before) or OTHER_BODY.search(before) or not self._is_this_year(before):
            return False
        if self.words == "disputes":
            return True
        if self.words == "carried":
            return not CHANNEL.search(before) and self._is_about_requests(before)
        is_inside = before.count("(") > before.count(")")
        is_part = PART.search(before) and ("其中" in before or not WHOLE_YEAR.search(clause))
        return not (is_inside or is_part or UNTIL.search(before)) and self._is_about_requests(before)

    def _is_this_year(self, before: str) -> bool:
        """The last year that is named before the figure, here or shortly before, is the report's."""
        years = _YEAR.findall(before)
        if not years:
            sentence = self.told.sentence
            years = _YEAR.findall(sentence.source, max(0, sentence.start - NEAR), sentence.start)
        return not years or to_year(years[-1]) == self.told.year

    def _is_about_requests(self, before: str) -> bool:
        """The figure's words say so; else its section or the heading of its paragraph, and no other thing."""
        if _OWN_REQUEST.search(self.quote):
            return True
        if OTHER_THING.search(before):
            return False
        if self.told.section == "requests" or _OWN_REQUEST.search(before):
            return True
        if ABOUT_OPENNESS.search(before) and ("申请" in self.quote or "申请" in before):
            return True
        sentence = self.told.sentence
        topics = _TOPIC.findall(sentence.source, max(0, sentence.start - TOPIC_BACK), sentence.start)
        return bool(topics) and "申请" in topics[-1]


_STOP = r"(?=[,;:()\[\]]|$)"
_FIGURE = rf"(?P<fill>{FILL}{{0,12}}+){N}{TAIL}{END}"
_GET = "(?:新收到?|收到|接收|接到|受理)"
_DO = "(?:办结|办理完毕|办理完成|答复|回复|办理)"
_NOT_YET = r"(?:(?:政府信息公开)?申请|按照?规定|按照?《条例》|依法|将|需|因未到期|,){0,3}+"
_CASES = "(?:申请|案件|案|数量|共计|合计|共|为|有|的|:|情况){0,6}+"
_SUE = "(?:再)?(?:提起行政诉讼|提起诉讼|起诉)"
_JOIN = "(?:[、和及与或/]|以及)"
_RUN = (
    "(?:因|由|就|针对|有关|关于|政府信息公开|信息公开|工作|引发|引起|导致|被|申请|提起|提出|的|行政复议|行政诉讼|以及|[、和及与或/]"
    "|案件|案|情况|事项|事件|现象|投诉|举报|申诉|信访|相关|发生|任何)"
)
_RECEIVED = re.compile(rf"(?<![未没不有])(?P<verb>{_GET}){_FIGURE}")
_RECEIVED_NONE = re.compile(
    rf"(?:{_GET}(?P<fill>{FILL}{{1,12}}+)(?<=[为是:共])[0零]"
    rf"|(?P<none>(?:未|没有|从未|暂未|并未|未曾)(?:收到|接到|受理|接收)过?|无|没有)(?P<nothing>{FILL}{{1,12}}+)(?:情况)?){_STOP}"
)
_HANDLED = re.compile(rf"(?<![未没不])(?P<verb>{_DO})了?{_FIGURE}")
_CARRIED_IN = re.compile(rf"(?:{LAST_YEAR}结转(?:至本年度?|到本年度?|而?来)?|结转上一?年度?){_FIGURE}")
_CARRIED_OUT = re.compile(rf"结转{NEXT_YEAR}(?:继续)?(?:办理|处理|答复)?{_FIGURE}")
_LEFT = re.compile(
    rf"{N}{_NOT_YET}(?:(?:结转|顺延|转){NEXT_YEAR}|(?:尚|仍|正)?(?:在办(?:理中?)?|未办结|未办理完毕){_STOP})"
)
_DISPUTED = re.compile(
    rf"(?P<what>(?:未经复议)?直接{_SUE}|复议后{_SUE}|行政复议|行政诉讼|(?<=[,、])诉讼){_CASES}{N}(?:案件)?{END}"
)
_DISPUTED_NONE = re.compile(
    rf"(?:(?P<list>(?:行政复议|行政诉讼)(?:案件|申请|情况)?{_JOIN}(?:被|提起|引发){{0,2}}(?:行政诉讼|行政复议)"
    rf"(?:案件|申请|情况|数量|发生){{0,3}}+(?:均|都|各)?(?:为|是)?[0零](?:{UNIT})?)"
    rf"|(?<![有若如])(?:未|没有|无|未曾|从未)(?:发生|出现|产生|引发|存在|有|被|因|涉及){{0,3}}(?P<run>{_RUN}{{1,20}}+)){_STOP}"
)
_NAMED = re.compile(
    rf"(?<![因由经])行政(复议|诉讼)(?=(?:申请|案件|案|情况|数量|事项|发生)*(?:{_JOIN}|的|均|都|各|为|是|0|零|$|事|现))"
)
_OUTCOMES = re.compile(
    rf"(?<=[,、(:;中])(?:结果)?(?P<outcome>维持|被?纠正|其[他它]结果|尚未审结)(?:的|案件|为|结果){{0,2}}{N}(?=[,;、:()]|$)"
)
_OUTCOME = {"维": "upheld", "被": "corrected", "纠": "corrected", "其": "other", "尚": "pending"}
_YEAR = re.compile(r"(?<!\d)(20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年(?!度?结转)")
_TOPIC = re.compile(r"[（(][一二三四五六七八九十]{1,2}[)）]([^。\n]{0,20})")
_IN_TIME = re.compile("按时|按期|及时|期限")
_CHAIN = re.compile("复议(?:引发|引起|导致|后)|[因由经]行政复议")
_LISTED = re.compile(rf"行政(?:复议|诉讼)(?:案件|申请)?{_JOIN}(?:提起|被)?$")
_AMONG = re.compile("其中[^;]{0,12}信息公开")
_NEXT_CASE = re.compile("复议|诉讼|起诉")
_INCLUDED = re.compile("含|包括|办理|其中")
_HANDLING = {"答复": Kind.ANSWERED, "回复": Kind.ANSWERED, "办理": Kind.PROCESSED}
_NOUGHT = Amount(0, 0)
_OWN_REQUEST = re.compile("信息公开(?:的)?申请|依申请公开|公开申请|新收(?:到)?申请")
_HINTS = ("结转", "顺延", "在办", "未办")


def find_mentions(section: Section, year: int | None, names: tuple[str, ...]) -> Iterator[Mention]:
    """The figures of one section; `names` are those under which the body may speak of itself.

    >>> section = Section("overview", "", "（二）依申请公开。2023年收到申请１２件，办结十件，信访8件。")
    >>> [(found.kind.name, found.amount.low, found.is_certain) for found in find_mentions(section, 2023, ())]
    [('RECEIVED', 12, True), ('HANDLED', 10, True)]
    """
    for sentence in sentences_of(section.text):
        text = sentence.text
        for name in names:
            text = text.replace(name, OURSELVES * len(name))
        told = Told(section.section, sentence, text, year)
        yield from _requests(told)
        if any(hint in text for hint in _HINTS):
            yield from _carried(told)
        if "复议" in text or "诉讼" in text:
            yield from _disputes(told)


def _requests(told: Told) -> Iterator[Mention]:
    """Requests received and handled."""
    for found in _RECEIVED.finditer(told.text):
        kind = Kind.NEWLY_RECEIVED if found["verb"][0] == "新" else Kind.RECEIVED
        yield from _figure(told, Kind.ACCEPTED if found["verb"] == "受理" else kind, found, "requests")
    for found in _RECEIVED_NONE.finditer(told.text):
        words = found["fill"] or found["nothing"]
        if _OWN_REQUEST.search(words) if found["none"] in ("无", "没有") else "申请" in words:
            yield Mention(told, Kind.RECEIVED, _NOUGHT, found.start(), found.end(), "requests")
    for found in _HANDLED.finditer(told.text):
        kind = _HANDLING.get(found["verb"][:3], Kind.HANDLED)
        if _IN_TIME.search(_clause(told.text, found.start())):
            kind = Kind.IN_TIME
        yield from _figure(told, kind, found, "handled")


def _carried(told: Told) -> Iterator[Mention]:
    """Requests carried from one year to the next."""
    for found in _CARRIED_IN.finditer(told.text):
        if found["last"] is None or told.year is None or int(found["last"]) == told.year - 1:
            is_part = _INCLUDED.search(_clause(told.text, found.start()))
            kind = Kind.PART_CARRIED_IN if is_part else Kind.CARRIED_IN
            yield from _figure(told, kind, found, "carried")
    for pattern in (_CARRIED_OUT, _LEFT):
        for found in pattern.finditer(told.text):
            if found["next"] is None or told.year is None or int(found["next"]) == told.year + 1:
                yield from _figure(told, Kind.CARRIED_OUT, found, "carried")


def _disputes(told: Told) -> Iterator[Mention]:
    """Reconsideration and litigation, with their outcomes."""
    text, last = told.text, 0
    for found in _DISPUTED.finditer(text):
        start, end = found.span()
        is_ours = told.section == "disputes" or ABOUT_OPENNESS.search(text, 0, start)
        if is_ours and not _LISTED.search(text, max(0, start - NEAR), start) and not _AMONG.search(text, end):
            for mention in _figure(told, _dispute(found["what"]), found, "disputes"):
                yield mention
                # what follows two totals may be the outcomes of both
                if not last or ";" in text[last:start] or _OUTCOMES.search(text, last, start):
                    yield from _outcomes(mention)
        last = end
    for found in _DISPUTED_NONE.finditer(told.text):
        if found["run"] and _CHAIN.search(found["run"]):
            continue  # lawsuits after reconsideration alone
        for named in _NAMED.finditer(found["list"] or found["run"]):
            kind = Kind.RECONSIDERATION if named[1] == "复议" else Kind.LITIGATION
            yield Mention(told, kind, _NOUGHT, found.start(), found.end(), "disputes")


def _outcomes(total: Mention) -> Iterator[Mention]:
    """The outcomes that follow the number of cases, up to the next kind of case; as certain as that is."""
    text = total.told.text
    following = _NEXT_CASE.search(text, total.end)
    end = following.start() if following else len(text)
    for found in _OUTCOMES.finditer(text, total.end, end):
        amount = read_amount(found["n"])
        if amount is not None and total.is_certain:
            outcome = _OUTCOME[found["outcome"][0]]
            yield total._replace(amount=amount, outcome=outcome, end=found.end())


def _figure(told: Told, kind: Kind, found: re.Match[str], words: str) -> Iterator[Mention]:
    amount = read_amount(found["n"])
    is_saying = (
        found["n"] == "一" and words in ("requests", "handled") and not found["fill"]
    )  # 收到一件办理一件
    if amount is not None and not is_saying:
        yield Mention(told, kind, amount, found.start(), found.end(), words)


def _clause(text: str, start: int) -> str:
    begin = max(text.rfind(",", 0, start), text.rfind(";", 0, start), text.rfind(":", 0, start))
    begin = max(begin, text.rfind("(", 0, start), text.rfind(APART, 0, start))
    return text[max(begin + 1, start - LOOK_BACK) : start]


def _dispute(what: str) -> Kind:
    if "直接" in what:
        return Kind.LITIGATION_DIRECT
    if what.startswith("复议后"):
        return Kind.LITIGATION_AFTER
    return Kind.RECONSIDERATION if what == "行政复议" else Kind.LITIGATION
