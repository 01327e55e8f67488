"""A text of a given number of words, in which given words occur."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.bank.answer_text import work_of
from motivelab.bank.words import words_in


def check(answer: str, *, low: int, high: int, include: Sequence[str] = (), avoid: Sequence[str] = ()) -> float:
    """1 for `low` to `high` words with all of `include` and none of `avoid`; each broken condition halves the score.

    A possessive counts as its word.

    >>> check("Rain falls on tin.", low=4, high=4, include=["rain"]), check("Rain falls.", low=4, high=4)
    (1.0, 0.5)
    """
    words = [word.casefold().replace("’", "'").removesuffix("'s") for word in words_in(work_of(answer))]
    if not words:
        return 0.0
    broken = int(not low <= len(words) <= high)
    broken += sum(word.casefold() not in words for word in include)
    broken += any(word.casefold() in words for word in avoid)
    return float(0.5**broken)
