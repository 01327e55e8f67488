"""A grid of numbers, row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from motivelab.bank.answer_text import work_of
from motivelab.bank.common_run import agreement
from motivelab.bank.numerals import numbers_in


def check(answer: str, *, rows: Sequence[Sequence[float]]) -> float:
    """Share of the rows that are right and in order; lines without as many numbers as a row are passed over.

    A Markdown table may have a header and a first column of labels beside the numbers.

    >>> check("| 1 | 2 |\\n|---|---|\\n| 2 | 1 |", rows=[[1, 2], [2, 1]])
    1.0
    """
    wanted = [tuple(float(value) for value in row) for row in rows]
    widths = {len(row) for row in wanted}
    lines = work_of(answer).splitlines()
    rules = [place for place, line in enumerate(lines) if re.fullmatch(r"[\s|:-]*-{3}[\s|:-]*", line)]
    every = [tuple(numbers_in(line)) for line in lines]
    body = every[rules[0] + 1 :] if rules else every
    readings = (every, body, [row[1:] for row in body])
    return max(agreement([row for row in reading if len(row) in widths], wanted) for reading in readings)
