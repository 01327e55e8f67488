"""A copy, true to the letter."""

from __future__ import annotations

from difflib import SequenceMatcher

from motivelab.bank.answer_text import work_of


def check(answer: str, *, text: str) -> float:
    """1 for the very text, blanks at the ends of lines aside; else how alike the words are, at most 0.9.

    >>> check("> teh cat", text="the cat") < check('"the cat"', text="the cat") == 1
    True
    """
    wanted = _lines(text)
    found = _lines(work_of(answer))
    if found == wanted or [line.strip('"“”>` ') for line in found] == wanted:
        return 1.0
    # Compared by words, and only so far, since comparing letters of a long reply could take minutes.
    words = " ".join(found).split()[: 4 * len(text)]
    return 0.9 * SequenceMatcher(None, words, " ".join(wanted).split(), autojunk=False).ratio()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines() if line.strip()]
