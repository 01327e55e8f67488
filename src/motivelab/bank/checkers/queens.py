"""Queens on a board, none of which attacks another."""

from __future__ import annotations

import re
from itertools import combinations

from motivelab.bank.answer_text import work_of

_SQUARE = re.compile(r"(?<![a-z0-9])[qQ]?([a-l])(\d{1,2})(?![a-z0-9])")


def check(answer: str, *, size: int, taken: str = "") -> float:
    """1 for `size` peaceful queens in algebraic notation, one of them on `taken`; else the share of peaceful pairs.

    >>> check("Qa2, Qb4, Qc1, Qd3", size=4), check("a1 b3 c2 d4", size=4) < 1
    (1.0, True)
    """
    named = dict.fromkeys((ord(file) - 96, int(rank)) for file, rank in _SQUARE.findall(work_of(answer)))
    queens = [square for square in named if square[0] <= size and 1 <= square[1] <= size]
    if len(queens) != size or len(named) != size:
        return 0.0
    if taken and (ord(taken[0]) - 96, int(taken[1:])) not in queens:
        return 0.0
    pairs = list(combinations(queens, 2))
    return sum(one[0] != two[0] and one[1] != two[1] and _slant(one, two) for one, two in pairs) / len(pairs)


def _slant(one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Whether no diagonal joins them."""
    return abs(one[0] - two[0]) != abs(one[1] - two[1])
