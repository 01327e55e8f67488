"""A path of primes, one digit changed at each step."""

from __future__ import annotations

from itertools import pairwise

from motivelab.bank.listed import items_of
from motivelab.bank.numerals import numbers_in

_LARGEST = 10**6


def check(answer: str, *, start: int, end: int) -> float:
    """1 for primes from `start` to `end`, each one digit from the last; else the share of good steps.

    >>> check("13 -> 17 -> 37", start=13, end=37), check("13, 37", start=13, end=37)
    (1.0, 0.0)
    """
    path = [int(n) for item in items_of(answer) for n in numbers_in(item) if 0 < n < _LARGEST and n == int(n)]
    if len(path) < 2 or path[0] != start:
        return 0.0
    good = sum(_is_prime(right) and _one_digit_apart(left, right) for left, right in pairwise(path)) / (len(path) - 1)
    return good if path[-1] == end else good / 2


def _is_prime(n: int) -> bool:
    return n > 1 and all(n % divisor for divisor in range(2, int(n**0.5) + 1))


def _one_digit_apart(left: int, right: int) -> bool:
    one, other = str(left), str(right)
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
