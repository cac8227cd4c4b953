"""Prose of invented reports: sentences that agree with the numbers they are given, in many wordings."""

from __future__ import annotations

import random
from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"
_FULL = str.maketrans("0123456789,", "０１２３４５６７８９，")


def chinese(number: int) -> str:
    """A number in Chinese numerals, as it is read aloud."""
    if number == 0:
        return "零"
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return f"{chinese(number // 10_000)}万{gap}{_below(rest, first=False) if rest else ''}"
    return _below(number, first=True)


def _below(number: int, *, first: bool) -> str:
    text, is_gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if is_gap and text else "") + _DIGITS[digit] + sign
            is_gap = False
        else:
            is_gap = True
    return text.removeprefix("一") if first and text.startswith("一十") else text


WRITERS = {
    "plain": str,
    "thousands": lambda number: f"{number:,}",
    "full width": lambda number: str(number).translate(_FULL),
    "full width thousands": lambda number: f"{number:,}".translate(_FULL),
    "spaced": lambda number: f" {number} ",
    "Chinese": chinese,
}


@dataclass(frozen=True)
class Numbers:
    """The totals of a report; what is handled follows from the others."""

    received: int
    carried_in: int
    carried_out: int
    reconsideration: int
    direct: int
    after: int

    @property
    def handled(self) -> int:
        return self.received + self.carried_in - self.carried_out

    def cells(self) -> dict[str, int]:
        """The cells of the tables, by indicator; all was granted, all disputes were upheld."""
        return {
            "requests_received_total": self.received,
            "requests_carried_in_total": self.carried_in,
            "requests_granted_total": self.handled,
            "requests_handled_total_total": self.handled,
            "requests_carried_out_total": self.carried_out,
            "disputes_reconsideration_total": self.reconsideration,
            "disputes_reconsideration_upheld": self.reconsideration,
            "disputes_litigation_direct_total": self.direct,
            "disputes_litigation_direct_upheld": self.direct,
            "disputes_litigation_after_reconsideration_total": self.after,
            "disputes_litigation_after_reconsideration_upheld": self.after,
        }


def draw(rng: random.Random) -> Numbers:
    """Numbers of a report, small more often than large."""
    most = rng.choice((0, 5, 40, 900, 30_000))
    received, carried_in = rng.randint(0, most), rng.randint(0, most // 10)
    out = rng.randint(0, min(received, most // 10))
    return Numbers(received, carried_in, out, *(rng.randint(0, most // 20) for _ in range(3)))


# {r} received, {i} carried in, {o} carried out, {h} handled, {c} reconsideration, {d} direct, {a} after,
# {l} lawsuits, {x} {y} any numbers, {s} the subject, {u} a unit
REQUESTS = (
    "{s}收到政府信息公开申请{r}{u}，办结{h}{u}，结转下年度继续办理{o}{u}。",
    "{s}新收政府信息公开申请{r}{u}，上年结转{i}{u}，办结{h}{u}。",
    "{s}共收到依申请公开{r}{u}，上年度结转{i}{u}，结转下一年度{o}{u}。",
    "{s}受理公民、法人和其他组织的政府信息公开申请共{r}{u}，同比增长{x}%，均依法答复。",
    "依申请公开方面，{s}收到政府信息公开申请{r}{u}（其中自然人{x}{u}、法人{y}{u}），答复{h}{u}。",
    "{s}收到政府信息公开申请{r}{u}，较上年增加{x}{u}，另有{o}{u}申请结转下年度办理。",
    "{s}办理政府信息公开申请{h}{u}，其中予以公开{x}{u}、部分公开{y}{u}，尚有{o}{u}正在办理。",
    "{s}新收申请{r}{u}，连同上年结转的{i}{u}一并办理，年末尚有{o}{u}在办。",
)
DISPUTES = (
    "{s}因政府信息公开被申请行政复议{c}{u}，被提起行政诉讼{l}{u}。",
    "政府信息公开类行政复议{c}件，其中结果维持{c}件、尚未审结0件；未经复议直接起诉{d}件，复议后起诉{a}件。",
    "{s}发生因政府信息公开引发的行政复议案件{c}{u}、行政诉讼案件{l}{u}，无行政赔偿。",
)
OTHERS = (
    "{s}主动公开政府信息{x}条，微信公众号发布{y}条，办理人大建议{x}件、政协提案{y}件，答复率100%。",
    "受理信访事项{x}件，办结{y}件；12345热线诉求{x}件，已办结{y}件。",
    "去年收到政府信息公开申请{x}件，办结{y}件。",
    "2019年，我局收到政府信息公开申请{x}件，被申请行政复议{y}件。",
    "根据国办发〔2021〕30号文件，{x}月{y}日修订指南{x}次。",
    "其中，网站收到申请{x}件，信函收到申请{y}件，当面收到申请{x}件。",
    "上半年收到政府信息公开申请{x}件，第三季度收到政府信息公开申请{y}件。",
    "司法局收到行政复议申请{x}件，审结{y}件，与信息公开无关的行政诉讼{x}件。",
    "自2008年以来，累计收到政府信息公开申请{x}件，答复{y}件。",
    "县教育局收到政府信息公开申请{x}件，水务局办结{y}件。",
    "收到政府信息公开申请数十件，平均每件{x}天办结，最长{y}天。",
    "收到行政许可申请{x}件，办结{y}件，依申请公开栏目更新{x}次。",
    "收到政府信息公开申请中涉及土地{x}件、拆迁{y}件，申请公开内容{x}项。",
    "未收到不予公开的申请投诉，没有超期答复的申请，无行政诉讼败诉案件。",
)
SUBJECTS = (
    "",
    "全年",
    "2023年，",
    "本年度",
    "2023年度，我局",
    "我局",
    "2023年，清河县统计局",
    "本机关全年共",
    "一年来，我局共",
)
UNITS = ("件", "件", "件", "宗", "份", "条", "件次")


def write(numbers: Numbers, rng: random.Random, *, others: bool = True) -> str:
    """A section that says what the tables say, among other things."""
    sentences = [rng.choice(REQUESTS), rng.choice(DISPUTES), rng.choice(REQUESTS)]
    if others:
        sentences += rng.sample(OTHERS, 4)
        rng.shuffle(sentences)
    return "一、总体情况\n" + rng.choice(("", "\n")).join(fill(one, numbers, rng) for one in sentences)


def fill(sentence: str, numbers: Numbers, rng: random.Random) -> str:
    """One sentence with its numbers."""
    form = WRITERS[rng.choice(sorted(WRITERS))]
    return sentence.format(
        r=form(numbers.received), i=form(numbers.carried_in), o=form(numbers.carried_out),
        h=form(numbers.handled), c=form(numbers.reconsideration), d=form(numbers.direct),
        a=form(numbers.after), l=form(numbers.direct + numbers.after),
        x=rng.randint(1, 300), y=rng.randint(1, 12), s=rng.choice(SUBJECTS), u=rng.choice(UNITS),
    )  # fmt: skip
