"""A sentence whose words begin with prescribed letters."""

from __future__ import annotations

from motivelab.bank.answer_text import work_of
from motivelab.bank.common_run import agreement
from motivelab.bank.words import words_in


def check(answer: str, *, initials: str) -> float:
    """Share of the words with the right first letter in the right order.

    >>> check("All bakers can dance.", initials="abcd"), check("All bakers dance.", initials="abcd")
    (1.0, 0.75)
    """
    return agreement([word[0].casefold() for word in words_in(work_of(answer))], list(initials.casefold()))
