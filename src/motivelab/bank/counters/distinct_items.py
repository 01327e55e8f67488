"""List entries that differ from one another and keep to a form."""

from __future__ import annotations

from motivelab.bank.answer_text import bare_line, work_of
from motivelab.bank.words import words_in


def count(
    answer: str,
    *,
    units: int,
    least_words: int = 1,
    most_words: int = 1000,
    initial: str = "",
    contain: str = "",
    end: str = "",
    letters: int = 0,
) -> int:
    """How many different entries keep to the form; entries beyond the rung's `units` count too.

    Args:
        answer: the reply, an entry a line; a single line is parted at its commas.
        units: how many the rung asks for; one entry alone may contain commas.
        least_words: the fewest words of an entry.
        most_words: the most words of an entry.
        initial: letters that the entry begins with.
        contain: letters that the entry contains.
        end: letters that the entry ends with.
        letters: how many letters the entry has, or 0 for any number.

    Example:
        >>> count("1. quill\\n2. quay\\n3. quay\\n4. oak", units=4, initial="q")
        2
    """
    entries = [bare_line(line) for line in work_of(answer).splitlines() if line.strip()]
    if len(entries) == 1 and units > 1:
        entries = [part.strip() for part in entries[0].split(",")]
    distinct = {entry.casefold().strip(" .,;:!?\"'“”‘’") for entry in entries} - {""}
    return sum(
        least_words <= len(words_in(entry)) <= most_words
        and entry.startswith(initial.casefold())
        and contain.casefold() in entry
        and entry.endswith(end.casefold())
        and letters in (0, sum(character.isalpha() for character in entry))
        for entry in distinct
    )
