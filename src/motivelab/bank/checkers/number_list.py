"""A list of numbers in a given order."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.bank.answer_text import items_of
from motivelab.bank.common_run import agreement
from motivelab.bank.numerals import numbers_in


def check(answer: str, *, values: Sequence[float]) -> float:
    """Share of the numbers that stand in the right order: 1 for exactly the list.

    A line that holds a calculation counts with what stands after its last equals sign.

    >>> check("1. 2\\n2. 3\\n3. 2 + 3 = 5", values=[2, 3, 5])
    1.0
    """
    found = [number for item in items_of(answer) for number in numbers_in(item.rsplit("=", 1)[-1])]
    return agreement(found, [float(value) for value in values])
