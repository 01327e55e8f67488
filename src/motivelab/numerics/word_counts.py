"""Texts as counts of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.feature_extraction.text import CountVectorizer

from motivelab.errors import DegenerateDataError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordCounts:
    """Counts of each word in each text.

    Attributes:
        words: (n_words,) in alphabetical order.
        counts: (n_texts, n_words) sparse matrix.
    """

    words: tuple[str, ...]
    counts: Any


def require_texts(texts: Sequence[str], *, name: str) -> None:
    """Refuse what is no list of texts.

    Raises:
        DegenerateDataError: one text alone, or an entry that is none (None, a number).

    Example:
        >>> require_texts(["I like it", ""], name="reasons")
    """
    if isinstance(texts, str):
        raise DegenerateDataError(f"{name} is the one text {texts[:40]!r}; give a list of texts")
    for row, text in enumerate(texts):
        if not isinstance(text, str):
            raise DegenerateDataError(f"{name}: row {row} holds {text!r}, which is no text; leave the row out")


def word_counts(texts: Sequence[str], *, what: str) -> WordCounts:
    """Lower-cased words of two letters or more (scikit-learn's default token pattern).

    Raises:
        DegenerateDataError: an entry that is no text, or no word in any of them.

    Example:
        >>> c = word_counts(["I like it", "I like maths"], what="reasons")
        >>> c.words, c.counts.sum(axis=0).tolist()
        (('it', 'like', 'maths'), [[1, 2, 1]])
    """
    require_texts(texts, name=what)
    vectorizer = CountVectorizer()
    try:
        counts = vectorizer.fit_transform(list(texts))
    except ValueError as error:
        raise DegenerateDataError(f"{what} hold no word of two letters or more ({len(texts)} texts)") from error
    return WordCounts(words=tuple(vectorizer.get_feature_names_out().tolist()), counts=counts)
