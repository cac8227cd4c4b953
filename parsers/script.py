"""Copies in traditional script, back to the simplified one that every reporting body writes.

Promises: only a text whose own word for 公开申请 is in traditional script is touched; pinyin set in brackets
behind a character by such copies (數(shù)) is taken out. Refuses: to guess at words that a copy replaced.
Caveat: a name whose simplified form keeps a traditional character (乾县) is left to opencc's phrases.
"""

from __future__ import annotations

import re
from functools import cache

import opencc

MIN_SIGNS = 3  # 開 and 請 stand in every title and heading of a report

_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿêɡ]{1,7}[)）]")


def needs_cleaning(gist: bytes) -> bool:
    """True where a text with this gist may hold traditional script or characters that no reader sees.

    >>> needs_cleaning("開".encode()), needs_cleaning("1\u200b".encode()), needs_cleaning("开".encode())
    (True, True, False)
    """
    text = gist.decode("utf-8", "ignore")  # a character is found in a tenth of the time of its bytes
    return any(sign in text for sign in _SIGNS)


def is_traditional(text: str) -> bool:
    """True where the text is a copy in traditional script.

    >>> is_traditional("政府信息公開申請，公開"), is_traditional("政府信息公开申请")
    (True, False)
    """
    if "開" not in text and "請" not in text:
        return False
    signs = text.count("開") + text.count("請")
    return signs >= MIN_SIGNS and signs > text.count("开") + text.count("请")


def to_simplified(text: str) -> str:
    """The text in simplified script, without pinyin.

    >>> to_simplified("行政規范性文件數(shù)量總計")
    '行政规范性文件数量总计'
    """
    return str(_converter().convert(_PINYIN.sub("", text)))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u00ad\ufeff"
_SIGNS = ("開", "請", *_UNSEEN)
_WITHOUT = {ord(character): None for character in _UNSEEN}


def without_unseen(text: str) -> str:
    """The text without characters that no reader sees: zero-width ones, marks of direction, soft hyphens.

    >>> without_unseen("1\u200b2\u200e")
    '12'
    """
    return text.translate(_WITHOUT) if any(character in text for character in _UNSEEN) else text
