"""One line written again and again."""

from __future__ import annotations

from motivelab.bank.answer_text import bare_line, work_of


def count(answer: str, *, units: int, line: str) -> int:
    """How many lines are the line to the letter, numbering and quotation marks aside; at most `units`.

    >>> count("1. I knocked.\\n2. I knocked.\\n3. I knock.", units=3, line="I knocked.")
    2
    """
    found = (bare_line(each).strip('"“”') for each in work_of(answer).splitlines())
    return min(units, sum(each == line for each in found))
