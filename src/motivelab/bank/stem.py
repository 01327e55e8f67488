"""A light stemmer: plural and verb endings fall, nothing else."""

from __future__ import annotations

from functools import cache

_SHORTEST = 3


@cache
def stem(word: str) -> str:
    """The word without its plural, -ing, -ed or final -e; short words stay as they are.

    A doubled final consonant left behind by an ending is made single, and a final y becomes i, so that the forms of one
    word meet. Forms of different words may meet too (`sing` and `sings` do, `caring` and `cars` do not).

    Example:
        >>> [stem(w) for w in ("cities", "city", "planning", "plans", "baked", "bakes", "boss")]
        ['citi', 'citi', 'plan', 'plan', 'bak', 'bak', 'bos']
    """
    word = word.lower()
    if word.endswith("ies") and len(word) > _SHORTEST + 1:
        word = word[:-3] + "y"
    elif word.endswith("es") and len(word) > _SHORTEST + 1 and word[-3] in "sxzh":
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORTEST:
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            break
    if word.endswith("e") and len(word) > _SHORTEST:
        word = word[:-1]
    if len(word) > _SHORTEST and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > _SHORTEST else word
