"""A list of numbers in a given order."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.bank.listed import best_agreement
from motivelab.bank.numerals import numbers_in


def check(answer: str, *, values: Sequence[float]) -> float:
    """Share of the numbers that stand in the right order: 1 for exactly the list.

    A line that holds a calculation counts with what stands after its last equals sign.

    >>> check("1. 2\\n2. 3\\n3. 2 + 3 = 5", values=[2, 3, 5])
    1.0
    """

    def numbers(items: Sequence[str]) -> list[float]:
        return [number for item in items for number in numbers_in(item.rsplit("=", 1)[-1])]

    return best_agreement(answer, [float(value) for value in values], read=numbers)
