"""Rows of a table."""

from __future__ import annotations

import re

from motivelab.bank.answer_text import work_of


def count(answer: str, *, units: int, columns: int) -> int:
    """How many different rows below the header have `columns` filled cells; beyond `units` they count too.

    >>> count("| Dish | Price |\\n|---|---|\\n| Soup | 4 |\\n| Stew |  |", units=2, columns=2)
    1
    """
    lines = [line.strip().strip("|") for line in work_of(answer).splitlines() if "|" in line]
    rows = [tuple(cell.strip(" *").casefold() for cell in line.split("|")) for line in lines]
    rules = [place for place, row in enumerate(rows) if all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    body = rows[rules[0] + 1 :] if rules else rows[1:]
    return len({row for row in body if len(row) == columns and all(row)})
