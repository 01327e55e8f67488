"""Numbers picked from a list so that they add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from motivelab.bank.answer_text import final_answer
from motivelab.bank.numerals import numbers_in


def check(answer: str, *, numbers: Sequence[int], total: int, size: int) -> float:
    """1 where the concluding words name `size` of the numbers that add up to `total`; a half for so many that do not.

    >>> check("Take 4, 9 and 12: 4 + 9 + 12 = 25.", numbers=[4, 7, 9, 12], total=25, size=3)
    1.0
    """
    span = final_answer(answer, holds=lambda text: len(numbers_in(text)) >= size)
    # The sum itself, and a repetition of the numbers, may stand in the sentence too.
    found = Counter(int(n) for n in numbers_in(span) if n in numbers)
    picked = [number for number in found if number != total or numbers.count(total)]
    if len(picked) != size:
        return 0.0
    return 1.0 if sum(picked) == total else 0.5
