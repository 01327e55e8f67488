"""Work that says under which condition it was made."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
RUN = 4
"""Words in a row that work and manipulation share before the work counts as betraying its condition."""


def betrays_condition(work: str, manipulation: str, *, task: str = "") -> bool:
    """Whether a work repeats a stretch of the manipulation's text, so that a judge of it is not blind.

    A stretch is four words in a row, case and punctuation aside; what the task itself says does not count.
    Paraphrase is not seen.

    Args:
        work: the work as a judge gets it.
        manipulation: text that was added to the task; "" betrays nothing.
        task: the task's text.

    Example:
        >>> betrays_condition("Since you pay me fifty dollars for it: done.", "I will pay you fifty dollars for it.")
        True
    """
    told = _runs(manipulation) - _runs(task)
    return bool(told & _runs(work)) if told else False


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [w.casefold() for w in _WORD.findall(text)]
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
