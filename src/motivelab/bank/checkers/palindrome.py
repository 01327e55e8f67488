"""A text that reads the same from both ends."""

from __future__ import annotations

from motivelab.bank.answer_text import final_answer


def check(answer: str, *, least_letters: int, include: str = "") -> float:
    """1 for a palindrome of at least `least_letters` letters that contains `include`; blanks, case and stops aside.

    Else the share of letters that mirror, at most a half.

    >>> check("Never odd or even", least_letters=10), check("Never odd or evil", least_letters=10) < 1
    (1.0, True)
    """
    letters = [character for character in final_answer(answer).casefold() if character.isalnum()]
    if not letters:
        return 0.0
    mirrored = sum(one == other for one, other in zip(letters, reversed(letters), strict=True)) / len(letters)
    whole = mirrored == 1 and len(letters) >= least_letters and include.casefold() in "".join(letters)
    return 1.0 if whole else mirrored / 2
