"""What a text is about: its content words, and how many two texts share."""

from __future__ import annotations

import re

from motivelab.bank.lint_words import FUNCTION_WORDS
from motivelab.bank.stem import stem

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that are neither closed-class words nor shorter than three letters; numbers do not count.

    >>> sorted(content_words("Bake the two cakes, then describe 3 baked ones."))
    ['bak', 'cak', 'describ', 'one', 'two']
    """
    words = (match.group().lower().replace("’", "'").removesuffix("'s") for match in _WORD.finditer(text))
    return frozenset(stem(word) for word in words if len(word) >= 3 and word not in FUNCTION_WORDS)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared content words as a share of the smaller set: 0 for disjoint, 1 where one contains the other.

    An empty set overlaps with nothing (0).

    >>> overlap(frozenset("abc"), frozenset("cdef"))
    0.3333333333333333
    """
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
