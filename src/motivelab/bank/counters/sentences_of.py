"""Sentences of a fixed number of words."""

from __future__ import annotations

from motivelab.bank.answer_text import bare_line, work_of
from motivelab.bank.words import words_in


def count(answer: str, *, units: int, words: int) -> int:
    """How many different lines have exactly `words` words; beyond `units` they count too.

    >>> count("1. Rain fell on us.\\n2. Rain fell.\\n3. Snow lay on hills.", units=3, words=4)
    2
    """
    lines = {bare_line(line).casefold() for line in work_of(answer).splitlines()}
    return sum(len(words_in(line)) == words for line in lines)
