"""Paragraphs of prose."""

from __future__ import annotations

import re

from motivelab.bank.answer_text import work_of
from motivelab.bank.words import words_in


def count(answer: str, *, units: int, least_words: int) -> int:
    """How many different paragraphs have at least `least_words` words; beyond `units` they count too.

    Paragraphs are parted by an empty line.

    >>> count("One two three.\\n\\nFour five six.\\n\\nSeven.", units=3, least_words=3)
    2
    """
    blocks = {" ".join(block.split()) for block in re.split(r"\n\s*\n", work_of(answer))}
    return sum(len(words_in(block)) >= least_words for block in blocks)
