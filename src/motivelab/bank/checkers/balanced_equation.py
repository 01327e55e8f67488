"""A chemical equation with whole coefficients."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import gcd

from motivelab.bank.answer_text import work_of

_ARROW = re.compile(r"\\(?:long)?rightarrow|\\to\b|--?>|⟶|→|⇌|=")
_TERM = re.compile(r"^(\d{0,4})\s*[*·]?\s*((?:[A-Z][a-z]?\d{0,3}|\((?:[A-Z][a-z]?\d{0,3})+\)\d{0,3})+)$")
_ATOM = re.compile(r"([A-Z][a-z]?)(\d*)|\(((?:[A-Z][a-z]?\d*)+)\)(\d*)")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def check(answer: str, *, left: Sequence[str], right: Sequence[str]) -> float:
    """1 for these substances, balanced in smallest whole numbers; a half for balanced in larger ones; else 0.

    >>> check("2 H2 + O2 -> 2 H2O", left=["H2", "O2"], right=["H2O"])
    1.0
    """
    scores = [_score(line, left=left, right=right) for line in work_of(answer).splitlines()]
    return max(scores, default=0.0)


def _score(line: str, *, left: Sequence[str], right: Sequence[str]) -> float:
    line = re.sub(
        r"\\(?:text|mathrm|ce)\b|[{}$_*`]|\\[,;!: ]|\((?:s|l|g|aq)\)", "", line.translate(_SUBSCRIPTS)
    ).rsplit(": ", 1)[-1]
    sides = _ARROW.split(line)
    if len(sides) != 2:
        return 0.0
    one, other = (_side(side) for side in sides)
    if set(one) != set(left) or set(other) != set(right) or 0 in (*one.values(), *other.values()):
        return 0.0
    if _atoms(one) != _atoms(other):
        return 0.0
    return 1.0 if gcd(*one.values(), *other.values()) == 1 else 0.5


def _side(text: str) -> dict[str, int]:
    terms = [_TERM.match(part.strip(" .\\")) for part in text.split("+")]
    return {term[2]: int(term[1] or 1) for term in terms if term}


def _atoms(side: dict[str, int]) -> Counter[str]:
    total: Counter[str] = Counter()
    for formula, times in side.items():
        for element, n, group, n_groups in _ATOM.findall(formula):
            if element:
                total[element] += times * int(n or 1)
            for inner, m in re.findall(r"([A-Z][a-z]?)(\d*)", group):
                total[inner] += times * int(m or 1) * int(n_groups or 1)
    return total
