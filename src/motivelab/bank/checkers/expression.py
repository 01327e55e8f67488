"""An expression that reaches a number from given ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from motivelab.bank.answer_text import final_answer

_EXPRESSION = re.compile(r"[\d(][\d+*/()\s-]{1,80}[\d)]")
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_DEEPEST = 4
_SIGNS = (
    (r"\\times|\\cdot|[×·∙✕]", "*"),
    (r"\\div|[÷:]", "/"),
    ("[−–]", "-"),
    (r"\\(?:left|right)", ""),
    (r"\[", "("),
    ("]", ")"),
)
_TOKEN = re.compile(r"\d+|[-+*/()]")


def check(answer: str, *, numbers: Sequence[int], target: int) -> float:
    """1 for an expression of plus, minus, times, divided by and brackets that uses each number once and gives `target`.

    A half where the numbers are right and the value is not, 0 otherwise. The reply is read by a small parser of its own
    and never evaluated as code.

    >>> check("Easily: 8 / (3 - 8 / 3) = 24", numbers=[3, 3, 8, 8], target=24)
    1.0
    """
    text = final_answer(answer, holds=lambda span: bool(_expressions(span)))
    scores = [_score(expression, numbers=numbers, target=target) for expression in _expressions(text)]
    return max(scores, default=0.0)


def _expressions(text: str) -> list[str]:
    for _ in range(_DEEPEST):
        text = _FRACTION.sub(r"((\1)/(\2))", text)
    for signs, plain in _SIGNS:
        text = re.sub(signs, plain, text)
    return [found for found in _EXPRESSION.findall(text) if re.search(r"[-+*/]", found)]


def _score(expression: str, *, numbers: Sequence[int], target: int) -> float:
    tokens = _TOKEN.findall(expression)
    if sorted(int(token) for token in tokens if token.isdigit()) != sorted(numbers):
        return 0.0
    return 1.0 if _value(tokens) == target else 0.5


def _value(tokens: list[str]) -> Fraction | None:
    """The value by the school's rules, or None where the tokens are no expression or divide by zero."""
    rest = list(tokens)
    try:
        value = _sum(rest)
    except (ZeroDivisionError, ValueError, IndexError):
        return None
    return None if rest else value


def _sum(rest: list[str]) -> Fraction:
    value = _product(rest)
    while rest and rest[0] in "+-":
        value = value + _product(rest) if rest.pop(0) == "+" else value - _product(rest)
    return value


def _product(rest: list[str]) -> Fraction:
    value = _atom(rest)
    while rest and rest[0] in "*/":
        value = value * _atom(rest) if rest.pop(0) == "*" else value / _atom(rest)
    return value


def _atom(rest: list[str]) -> Fraction:
    token = rest.pop(0)
    if token == "(":
        value = _sum(rest)
        if rest.pop(0) != ")":
            raise ValueError("a bracket is not closed")
        return value
    return Fraction(int(token))
