"""A table of a given shape."""

from __future__ import annotations

import re
from collections.abc import Sequence

from motivelab.bank.answer_text import work_of


def check(answer: str, *, header: Sequence[str], rows: int) -> float:
    """Share of the conditions kept by a Markdown table: its header, its number of rows, no ragged row, no empty cell.

    >>> check("| Day | Dish |\\n|---|---|\\n| Mon | soup |", header=["Day", "Dish"], rows=1)
    1.0
    """
    lines = [line.strip().strip("|") for line in work_of(answer).splitlines() if line.count("|") >= len(header) - 1 > 0]
    cells = [[cell.strip(" *") for cell in line.split("|")] for line in lines]
    table = [row for row in cells if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    if not table:
        return 0.0
    body = table[1:]
    kept = (
        [cell.casefold() for cell in table[0]] == [name.casefold() for name in header],
        len(body) == rows,
        all(len(row) == len(header) for row in body),
        bool(body) and all(cell for row in body for cell in row),
    )
    return sum(kept) / len(kept)
