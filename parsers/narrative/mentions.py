"""Where a section's text says how many: of requests received, carried, handled, and of disputes.

Promises: a mention is a figure whose words leave no doubt: its clause holds nothing but known words, it
speaks of the report's own year, of all requests, and of the body that reports.
Refuses: figures of another year, of a part (其中, 自然人, 上半年), of other things (信访, 提案), comparisons.
Caveat: whose figure it is, the body's or the area's, is told by the last scope word before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from parsers.narrative.amounts import Amount, read_amount
from parsers.narrative.scopes import Scope, scope_of
from parsers.narrative.sentences import Sentence, sentences_of
from parsers.narrative.words import (
    ABOUT_OPENNESS,
    BEFORE,
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
    WHOLE_YEAR,
    N,
)  # fmt: skip
from parsers.report import Section
from parsers.titles import to_year

LOOK_BACK = 400  # characters of the sentence before a figure that are looked at
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


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure in a text; `outcome` (upheld ...) only of disputes, `at` is its place in the section."""

    kind: Kind
    amount: Amount
    section: str
    at: int
    quote: str
    scope: Scope | None = None
    outcome: str | None = None


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
    rf"|(?:未|没有|无|未曾|从未)(?:发生|出现|产生|引发|存在|有|被|因|涉及){{0,3}}(?P<run>{_RUN}{{1,20}}+)){_STOP}"
)
_NAMED = re.compile(
    rf"(?<![因由经])行政(复议|诉讼)(?=(?:申请|案件|案|情况|数量|事项|发生)*(?:{_JOIN}|的|均|都|各|为|是|0|零|$|事|现))"
)
_OUTCOMES = re.compile(
    rf"(?<=[,、(:;中])(?:结果)?(?P<outcome>维持|被?纠正|其[他它]结果|尚未审结)(?:的|案件|为|结果){{0,2}}{N}(?=[,;、:()]|$)"
)
_OUTCOME = {"维": "upheld", "被": "corrected", "纠": "corrected", "其": "other", "尚": "pending"}
_YEAR = re.compile(r"(?<!\d)(20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年")
_TOPIC = re.compile(r"[（(][一二三四五六七八九十]{1,2}[)）]([^。\n]{0,20})")
_IN_TIME = re.compile("按时|按期|及时|期限")
_CHAIN = re.compile("复议(?:引发|引起|导致|后)|[因由经]行政复议")
_OWN_REQUEST = re.compile("信息公开(?:的)?申请|依申请公开|公开申请|新收(?:到)?申请")
_HINTS = (
    re.compile("申请|收到|新收|办结|答复|办理"),
    re.compile("结转|顺延|在办|未办"),
    re.compile("复议|诉讼"),
)


def find_mentions(section: Section, year: int | None, names: tuple[str, ...]) -> Iterator[Mention]:
    """The figures of one section; `names` are those under which the body may speak of itself.

    >>> section = Section("overview", "", "（二）依申请公开。2023年收到申请１２件，办结一十件。其中网络8件。")
    >>> [(found.kind.name, found.amount.low) for found in find_mentions(section, 2023, ())]
    [('RECEIVED', 12), ('HANDLED', 10)]
    """
    for sentence in sentences_of(section.text):
        text = sentence.text
        for name in names:
            text = text.replace(name, OURSELVES * len(name))
        finder = _Finder(section, sentence, text, year)
        for hint, find in zip(_HINTS, (finder.requests, finder.carried, finder.disputes), strict=True):
            if hint.search(text):
                yield from find()


@dataclass(frozen=True, slots=True)
class _Finder:
    """Reads one sentence; `text` is it with the body's own names covered."""

    section: Section
    sentence: Sentence
    text: str
    year: int | None

    def requests(self) -> Iterator[Mention]:
        """Requests received and handled."""
        for found in _RECEIVED.finditer(self.text):
            is_new = found["verb"].startswith("新")
            kind = Kind.NEWLY_RECEIVED if is_new else Kind.RECEIVED
            kind = Kind.ACCEPTED if found["verb"] == "受理" else kind
            if self._is_about_requests(found, found.group()):
                yield from self._figure(kind, found, "requests")
        for found in _RECEIVED_NONE.finditer(self.text):
            words = found["fill"] or found["nothing"]
            is_sure = _OWN_REQUEST.search(words) if found["none"] in ("无", "没有") else "申请" in words
            if is_sure and self._is_about_requests(found, words):
                yield from self._nought(Kind.RECEIVED, found, "requests")
        for found in _HANDLED.finditer(self.text):
            verb = found["verb"]
            kind = Kind.HANDLED if verb.startswith(("办结", "办理完")) else Kind.ANSWERED
            kind = Kind.PROCESSED if verb == "办理" else kind
            kind = Kind.IN_TIME if _IN_TIME.search(self._clause(found.start())) else kind
            if self._is_about_requests(found, found.group()):
                yield from self._figure(kind, found, "handled")

    def carried(self) -> Iterator[Mention]:
        """Requests carried from one year to the next."""
        for found in _CARRIED_IN.finditer(self.text):
            if found["last"] is None or self.year is None or int(found["last"]) == self.year - 1:
                before = self._clause(found.start())
                is_part = re.search("含|包括|办理|其中", before) is not None
                yield from self._figure(
                    Kind.PART_CARRIED_IN if is_part else Kind.CARRIED_IN, found, "carried"
                )
        for pattern in (_CARRIED_OUT, _LEFT):
            for found in pattern.finditer(self.text):
                if found["next"] is None or self.year is None or int(found["next"]) == self.year + 1:
                    yield from self._figure(Kind.CARRIED_OUT, found, "carried")

    def disputes(self) -> Iterator[Mention]:
        """Reconsideration and litigation, with their outcomes."""
        for found in _DISPUTED.finditer(self.text):
            kind = _dispute(found["what"])
            is_ours = self.section.section == "disputes" or ABOUT_OPENNESS.search(self.text, 0, found.start())
            if not is_ours or re.search(
                rf"行政[复诉][议讼](?:案件|申请)?{_JOIN}(?:提起|被)?$", self.text[: found.start()]
            ):
                continue
            for mention in self._figure(kind, found, "disputes"):
                yield mention
                yield from self._outcomes(mention, found.end())
        for found in _DISPUTED_NONE.finditer(self.text):
            if found["run"] and _CHAIN.search(found["run"]):
                continue  # lawsuits after reconsideration alone
            for named in _NAMED.finditer(found["list"] or found["run"]):
                kind = Kind.RECONSIDERATION if named[1] == "复议" else Kind.LITIGATION
                yield from self._nought(kind, found, "disputes")

    def _outcomes(self, total: Mention, start: int) -> Iterator[Mention]:
        following = re.compile("复议|诉讼|起诉").search(self.text, start)
        for found in _OUTCOMES.finditer(self.text, start, following.start() if following else len(self.text)):
            amount = read_amount(found["n"])
            if amount is not None:
                outcome = _OUTCOME[found["outcome"][0]]
                yield self._mention(total.kind, amount, found, total.scope, outcome)

    def _figure(self, kind: Kind, found: re.Match[str], words: str) -> Iterator[Mention]:
        amount = read_amount(found["n"])
        if amount is not None and self._is_certain(found.start(), words):
            yield self._mention(kind, amount, found, self._scope(found.start()))

    def _nought(self, kind: Kind, found: re.Match[str], words: str) -> Iterator[Mention]:
        if self._is_certain(found.start(), words):
            yield self._mention(kind, Amount(0, 0), found, self._scope(found.start()))

    def _mention(
        self,
        kind: Kind,
        amount: Amount,
        found: re.Match[str],
        scope: Scope | None,
        outcome: str | None = None,
    ) -> Mention:
        at = self.sentence.place(found.start())
        quote = self.sentence.text[found.start() : found.end()]
        return Mention(kind, amount, self.section.section, at, quote, scope, outcome)

    def _clause(self, start: int) -> str:
        """What stands in the clause before a figure."""
        begin = max(self.text.rfind(mark, 0, start) for mark in ",;:(|")
        return self.text[max(begin + 1, start - LOOK_BACK) : start]

    def _is_certain(self, start: int, words: str) -> bool:
        clause = self._clause(start)
        if BEFORE[words].fullmatch(clause) is None:
            return False
        before = self.text[max(0, start - LOOK_BACK) : start]
        if PART_OF_YEAR.search(before) or OTHER_BODY.search(before) or not self._is_this_year(before):
            return False
        if words in ("requests", "handled"):
            is_inside = before.count("(") > before.count(")")
            is_part = PART.search(before) and ("其中" in before or not WHOLE_YEAR.search(clause))
            return not is_inside and not is_part
        return True

    def _is_this_year(self, before: str) -> bool:
        """The last year that is named before a figure, here or shortly before, is the report's."""
        years = _YEAR.findall(before)
        if not years:
            start = self.sentence.start
            years = _YEAR.findall(self.sentence.source, max(0, start - LOOK_BACK // 2), start)
        return not years or to_year(years[-1]) == self.year

    def _is_about_requests(self, found: re.Match[str], words: str) -> bool:
        """The figure's words say so; else its section or the heading of its paragraph, and no other thing."""
        if _OWN_REQUEST.search(words):
            return True
        before = self.text[max(0, found.start() - LOOK_BACK) : found.start()]
        if OTHER_THING.search(before):
            return False
        if self.section.section == "requests" or ABOUT_OPENNESS.search(before):
            return "申请" in words or "申请" in before or self.section.section == "requests"
        start = self.sentence.start
        topics = _TOPIC.findall(self.sentence.source, max(0, start - TOPIC_BACK), start)
        return bool(topics) and "申请" in topics[-1]

    def _scope(self, start: int) -> Scope | None:
        clause = self._clause(start)
        return scope_of(clause) or scope_of(
            self.text[max(0, start - LOOK_BACK) : start - len(clause)], earlier=True
        )


def _dispute(what: str) -> Kind:
    if "直接" in what:
        return Kind.LITIGATION_DIRECT
    if what.startswith("复议后"):
        return Kind.LITIGATION_AFTER
    return Kind.RECONSIDERATION if what == "行政复议" else Kind.LITIGATION
