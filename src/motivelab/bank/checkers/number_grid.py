"""A grid of numbers, row by row."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.bank.answer_text import work_of
from motivelab.bank.common_run import agreement
from motivelab.bank.numerals import numbers_in


def check(answer: str, *, rows: Sequence[Sequence[float]]) -> float:
    """Share of the rows that are right and in order; lines without as many numbers as a row are passed over.

    >>> check("| 1 | 2 |\\n|---|---|\\n| 2 | 1 |", rows=[[1, 2], [2, 1]])
    1.0
    """
    wanted = [tuple(float(value) for value in row) for row in rows]
    widths = {len(row) for row in wanted}
    found = [tuple(numbers_in(line)) for line in work_of(answer).splitlines()]
    return agreement([row for row in found if len(row) in widths], wanted)
