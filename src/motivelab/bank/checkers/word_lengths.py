"""A sentence whose words have prescribed lengths."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.bank.answer_text import work_of
from motivelab.bank.common_run import agreement
from motivelab.bank.words import words_in


def check(answer: str, *, lengths: Sequence[int]) -> float:
    """Share of the words with the right length in the right order; apostrophes and hyphens are no letters.

    >>> check("Yes, I know a local.", lengths=[3, 1, 4, 1, 5])
    1.0
    """
    found = [sum(character.isalnum() for character in word) for word in words_in(work_of(answer))]
    return agreement(found, list(lengths))
