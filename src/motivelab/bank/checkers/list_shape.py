"""A list of a given length, its entries kept to a form."""

from __future__ import annotations

from motivelab.bank.listed import items_of
from motivelab.bank.words import words_in


def check(
    answer: str, *, count: int, least_words: int = 1, most_words: int = 1000, initial: str = "", contain: str = ""
) -> float:
    """Share of `count` different entries that keep to the form; surplus entries lower it.

    Args:
        answer: the reply.
        count: entries wanted.
        least_words: the fewest words of an entry.
        most_words: the most words of an entry.
        initial: the letter that entries begin with, or nothing.
        contain: letters that every entry contains, or nothing.

    Example:
        >>> check("1. tin raft\\n2. tame river\\n3. oak", count=2, most_words=2, initial="t")
        0.6666666666666666
    """
    entries = list(dict.fromkeys(item.casefold() for item in items_of(answer)))
    good = sum(
        least_words <= len(words_in(entry)) <= most_words
        and entry.lstrip("\"'“‘(").startswith(initial.casefold())
        and contain.casefold() in entry
        for entry in entries
    )
    return min(good, count) / max(count, len(entries))
