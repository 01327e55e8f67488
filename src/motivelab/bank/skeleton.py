"""A sentence's build, with what it is about masked."""

from __future__ import annotations

import re

from motivelab.bank.lint_words import FUNCTION_WORDS, TASK_VERBS
from motivelab.bank.quoted import without_quotes
from motivelab.bank.stem import stem

MASK = "_"
_QUOTATION = "quotation"
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+|\n+")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*")
_VERB_STEMS = frozenset(stem(verb) for verb in TASK_VERBS)


def skeletons(text: str) -> tuple[str, ...]:
    """The skeleton of each sentence.

    Kept, in lower case: closed-class words, the verbs in which tasks are put (whatever their ending, as stems), and the
    first word of the sentence, which in this bank is a command. Everything else (nouns, names, numbers, adjectives,
    quotations) becomes a mask, and neighbouring masks become one. Colons and semicolons end a sentence too.

    Example:
        >>> skeletons("Write a short letter to Ada about 3 cats. Name her in every line.")
        ('writ a _ to _ about _', 'nam her in every _')
    """
    return tuple(
        " ".join(kept)
        for sentence in _SENTENCE_END.split(without_quotes(text, _QUOTATION))
        if (kept := _masked(sentence))
    )


def kept_words(skeleton: str) -> int:
    """How many words of a skeleton are no masks.

    >>> kept_words("writ a _ to _ about _")
    4
    """
    return sum(word != MASK for word in skeleton.split())


def _masked(sentence: str) -> list[str]:
    kept: list[str] = []
    for place, token in enumerate(_TOKEN.findall(sentence.lower())):
        if token in FUNCTION_WORDS:
            kept.append(token)
        elif (place == 0 and not token[0].isdigit()) or stem(token) in _VERB_STEMS:
            kept.append(stem(token))
        elif not kept or kept[-1] != MASK:
            kept.append(MASK)
    return kept
