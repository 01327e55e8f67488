"""A text that does without certain letters."""

from __future__ import annotations

import unicodedata

from motivelab.bank.answer_text import work_of
from motivelab.bank.words import words_in


def check(answer: str, *, without: str, least_words: int) -> float:
    """1 for at least `least_words` words free of the letters; else the share of words free of them, or of the length.

    Accents do not save a letter: é counts as e.

    >>> check("A cold fog sat on our town.", without="e", least_words=7)
    1.0
    """
    words = words_in(work_of(answer))
    if not words:
        return 0.0
    banned = set(without.casefold())
    free = sum(not banned & set(unicodedata.normalize("NFD", word).casefold()) for word in words)
    # The same few words over and over are no text, so each counts at most twice.
    length = min(len(words), 2 * len({word.casefold() for word in words}))
    return min(free / len(words), length / least_words, 1.0)
