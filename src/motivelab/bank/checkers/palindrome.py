"""A text that reads the same from both ends."""

from __future__ import annotations

import re

from motivelab.bank.answer_text import bare_line, final_answer, work_of

_SET_OFF = re.compile(r"\"([^\"\n]+)\"|“([^”\n]+)”|\*\*([^*\n]+)\*\*|: ([^\n]+)")
_MOST = 200


def check(answer: str, *, least_letters: int, include: str = "") -> float:
    """1 for a palindrome of at least `least_letters` letters that contains `include`; blanks, case and stops aside.

    It may be the concluding words, a line, or set off by quotation marks, bold type or a colon. Where there is none,
    the share of letters that mirror in the best of these, at most a half.

    >>> check('Try "Never odd or even"!', least_letters=10), check("Never odd or evil", least_letters=10) < 1
    (1.0, True)
    """
    spans = [final_answer(answer), *map(bare_line, work_of(answer).splitlines())]
    spans += [span for groups in _SET_OFF.findall(answer) for span in groups if span]
    return max((_score(span, least_letters=least_letters, include=include) for span in spans[:_MOST]), default=0.0)


def _score(span: str, *, least_letters: int, include: str) -> float:
    letters = [character for character in span.casefold() if character.isalnum()]
    if not letters:
        return 0.0
    mirrored = sum(one == other for one, other in zip(letters, reversed(letters), strict=True)) / len(letters)
    varied = len(set(letters)) > 2
    whole = mirrored == 1 and varied and len(letters) >= least_letters and include.casefold() in "".join(letters)
    return 1.0 if whole else mirrored / 2
