"""One line, written many times."""

from __future__ import annotations

from motivelab.bank.answer_text import bare_line, work_of


def check(answer: str, *, line: str, times: int) -> float:
    """Share of `times` lines that are the line, to the letter; surplus and other lines lower it.

    >>> check("I must knock.\\nI must knock.", line="I must knock.", times=2)
    1.0
    """
    found = [bare_line(each) for each in work_of(answer).splitlines() if each.strip()]
    good = sum(each == line for each in found)
    return good / max(times, len(found)) if good <= times else times / len(found)
