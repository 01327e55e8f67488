"""A poem whose lines begin with the letters of a word."""

from __future__ import annotations

from motivelab.bank.answer_text import bare_line, work_of
from motivelab.bank.common_run import agreement
from motivelab.bank.words import words_in


def check(answer: str, *, word: str, least_words: int = 1) -> float:
    """Share of the letters that begin a line in the right order; shorter lines than `least_words` do not count.

    >>> check("Over hills\\n**W**ind runs\\nLow and long", word="owl", least_words=2)
    1.0
    """
    lines = [bare_line(line.replace("*", "")) for line in work_of(answer).splitlines()]
    initials = [words_in(line)[0][0].casefold() for line in lines if len(words_in(line)) >= max(1, least_words)]
    return agreement(initials, list(word.casefold()))
