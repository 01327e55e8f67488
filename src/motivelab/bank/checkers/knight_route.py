"""A knight's way over the board."""

from __future__ import annotations

import re
from itertools import pairwise

from motivelab.bank.answer_text import work_of

_SQUARE = re.compile(r"(?<![a-zA-Z0-9])[NK]?([a-h])([1-8])(?![a-zA-Z0-9])")


def check(answer: str, *, start: str, end: str, moves: int) -> float:
    """1 for a route from `start` to `end` in `moves` knight's moves; else the share of lawful moves, at most a half.

    >>> check("a1 - b3 - c5", start="a1", end="c5", moves=2), check("a1, c5", start="a1", end="c5", moves=1)
    (1.0, 0.0)
    """
    route = [(ord(file), int(rank)) for file, rank in _SQUARE.findall(work_of(answer))]
    if len(route) < 2:
        return 0.0
    lawful = sum({abs(a[0] - b[0]), abs(a[1] - b[1])} == {1, 2} for a, b in pairwise(route)) / (len(route) - 1)
    asked = route[0] == _square(start) and route[-1] == _square(end) and len(route) == moves + 1
    return lawful if asked and lawful == 1 else lawful / 2


def _square(name: str) -> tuple[int, int]:
    return ord(name[0]), int(name[1])
