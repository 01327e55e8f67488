"""Words and numbers of a text, in order."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’\-‑][^\W_]+)*")


def words_in(text: str) -> list[str]:
    """Words and numbers as written; a hyphenated or apostrophised one counts once.

    >>> words_in("Don't sort twenty-one items: sort 5.")
    ["Don't", 'sort', 'twenty-one', 'items', 'sort', '5']
    """
    return _WORD.findall(text)
