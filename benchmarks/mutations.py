"""Ways of damaging a page or a text, for the fuzzer: bytes in, bytes out, by a seeded chance."""

from __future__ import annotations

import random
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]

_TOKENS = (
    b"<table>",
    b"</td>",
    b"<td colspan=9999>",
    b"<td rowspan=0>",
    b"|",
    b"\n\n",
    b"99",
    b"\x00",
    b"<!--",
)
_LABELS = tuple(
    label.encode()
    for label in (
        "规章",
        "行政许可",
        "（七）总计",
        "自然人",
        "其他",
        "结果维持",
        "一、本年新收政府信息公开申请数量",
    )
)
_SEPARATORS = (b"|", b" | ", b"\t", b"\n|\n", b"\xc2\xa0", b"  ", b"\n\n\n", b"/")


def flip(data: bytes, rng: random.Random) -> bytes:
    """Change a few bytes."""
    mutant = bytearray(data)
    for _ in range(rng.randint(1, 30)):
        mutant[rng.randrange(len(mutant))] = rng.randrange(256)
    return bytes(mutant)


def cut(data: bytes, rng: random.Random) -> bytes:
    """Keep a part."""
    start, end = _span(data, rng)
    return data[start:end]


def repeat(data: bytes, rng: random.Random) -> bytes:
    """Write a part several times."""
    start, end = _span(data, rng)
    piece = data[start : min(end, start + 2000)]
    return data[:end] + piece * rng.randint(1, 40) + data[end:]


def swap_tokens(data: bytes, rng: random.Random) -> bytes:
    """Put markup and numbers where they do not belong."""
    mutant = data
    for _ in range(rng.randint(1, 20)):
        at = rng.randrange(len(mutant) + 1)
        mutant = mutant[:at] + rng.choice(_TOKENS) + mutant[at:]
    return mutant


def drop_lines(data: bytes, rng: random.Random) -> bytes:
    """Lose every tenth line or so."""
    return b"\n".join(line for line in data.split(b"\n") if rng.random() > 0.1)


def swap_lines(data: bytes, rng: random.Random) -> bytes:
    """Let lines change places."""
    lines = data.split(b"\n")
    for _ in range(rng.randint(1, 12)):
        i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[i], lines[j] = lines[j], lines[i]
    return b"\n".join(lines)


def glue(data: bytes, rng: random.Random) -> bytes:
    """Join a line in ten to the next."""
    lines = data.split(b"\n")
    return b"".join(line if rng.random() < 0.1 else line + b"\n" for line in lines)


def glue_numbers(data: bytes, rng: random.Random) -> bytes:
    """Join lines of digits, so that the numbers of many cells run together."""
    lines = [line for line in data.split(b"\n") if line.strip()]
    share = rng.choice((0.05, 0.3, 1.0))
    joined = [line if line.strip().isdigit() and rng.random() < share else line + b"\n" for line in lines]
    return b"".join(joined)


def double_labels(data: bytes, rng: random.Random) -> bytes:
    """Write lines twice, and labels of the form among them."""
    lines = data.split(b"\n")
    for _ in range(rng.randint(1, 40)):
        line = rng.choice(_LABELS) if rng.random() < 0.5 else rng.choice(lines)
        lines.insert(rng.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def long_digits(data: bytes, rng: random.Random) -> bytes:
    """Put digits without end into a line."""
    digits = bytes(rng.choice(b"0000123456789") for _ in range(rng.choice((16, 60, 400, 5000, 40000))))
    return _inserted(data, digits, rng)


def many_separators(data: bytes, rng: random.Random) -> bytes:
    """Put thousands of pipes, tabs or spaces between two lines."""
    return _inserted(data, rng.choice(_SEPARATORS) * rng.choice((50, 1000, 8000)), rng)


def many_labels(data: bytes, rng: random.Random) -> bytes:
    """Put thousands of label lines, some with a number, between two lines."""
    pieces = [
        rng.choice(_LABELS) + b"\n" + (b"%d\n" % rng.randrange(99) if rng.random() < 0.5 else b"")
        for _ in range(rng.choice((20, 300, 3000)))
    ]
    return _inserted(data, b"".join(pieces), rng)


def many_numbers(data: bytes, rng: random.Random) -> bytes:
    """Put thousands of numbers between two lines, by line breaks, spaces or pipes."""
    numbers = [b"%d" % rng.randrange(3) for _ in range(rng.choice((8, 30, 300, 4000)))]
    return _inserted(data, rng.choice((b"\n", b" ", b" | ", b"\n\n")).join(numbers), rng)


def change_separators(data: bytes, rng: random.Random) -> bytes:
    """Replace one separator by another everywhere."""
    old = rng.choice((b"\n", b"\n\n", b"|", b"\t", b" ", b"</td><td>"))
    return data.replace(old, rng.choice((*_SEPARATORS, b"\n", b"")))


def _span(data: bytes, rng: random.Random) -> tuple[int, int]:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return start, end


def _inserted(data: bytes, piece: bytes, rng: random.Random) -> bytes:
    """The data with a piece before one of its lines."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines) + 1)
    return b"\n".join((*lines[:at], piece, *lines[at:]))


MUTATIONS: tuple[Mutation, ...] = (
    flip,
    cut,
    repeat,
    swap_tokens,
    drop_lines,
    swap_lines,
    glue,
    glue_numbers,
    double_labels,
    long_digits,
    many_separators,
    many_labels,
    many_numbers,
    change_separators,
)
