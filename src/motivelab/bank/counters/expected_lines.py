"""Lines with known content: sums, conversions, copies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from motivelab.bank.answer_text import bare_line, work_of
from motivelab.bank.common_run import LONGEST


def count(answer: str, *, units: int, expected: Sequence[str]) -> int:
    """How many of the expected lines were written, in order; at most `units`.

    A line is right if it is the expected one, or ends in it after an equals sign, a colon, an arrow, a table bar or a
    blank. Numbers may carry thousands commas.

    Example:
        >>> count("1. 3 x 7 = 21\\n2. 4 x 7 = 27\\n3. 5 x 7 = 35", units=3, expected=["21", "28", "35"])
        2
    """
    readings = [_readings(line) for line in work_of(answer).splitlines()[:LONGEST] if line.strip()]
    wanted = [_folded(line) for line in expected[:units]]
    # Longest common subsequence, with "is among the readings" for equality.
    previous = [0] * (len(wanted) + 1)
    for reading in readings:
        current = [0]
        for place, line in enumerate(wanted):
            current.append(previous[place] + 1 if line in reading else max(current[-1], previous[place + 1]))
        previous = current
    return previous[-1]


def _readings(line: str) -> frozenset[str]:
    bare = bare_line(line)
    tails = re.split(r"=|:|→|->|\||\t", bare)
    return frozenset(_folded(text) for text in (line, bare, tails[-1], bare.split()[-1] if bare.split() else ""))


def _folded(text: str) -> str:
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return " ".join(text.casefold().split()).strip(" .;,*`\"'“”|$€£")
