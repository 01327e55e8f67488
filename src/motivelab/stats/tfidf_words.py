"""Words with the highest mean TF-IDF in each group of texts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from motivelab.errors import DegenerateDataError
from motivelab.numerics.label_codes import label_codes
from motivelab.numerics.word_counts import require_texts

StopWords: TypeAlias = Literal["english"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordWeight:
    """One word of one group.

    Attributes:
        word: the word.
        weight: mean TF-IDF over the group's texts.
        n_texts: texts of the group that hold it.
    """

    word: str
    weight: float
    n_texts: int


def tfidf_words(
    texts: Sequence[str],
    *,
    groups: Sequence[Hashable],
    top: int = 20,
    stop_words: StopWords = None,
    max_features: int | None = None,
) -> Mapping[Hashable, tuple[WordWeight, ...]]:
    """Mean TF-IDF of each word over the texts of each group, strongest first.

    Formula: scikit-learn's: tf (ln((1 + n)/(1 + df)) + 1), each text's vector scaled to length 1; mean over a group.
    Descriptive: no interval, and common words win in every group. `log_odds_words` says what sets groups apart; this is
    kept to repeat published tables.

    Args:
        texts: (n,) texts.
        groups: (n,) group of each text.
        top: words a group.
        stop_words: `english` leaves scikit-learn's list out, or None.
        max_features: keep only so many of the most frequent words, or None.

    Raises:
        DegenerateDataError: lengths differ, an entry that is no text, no words, top or max_features below 1, another
            list of stop words.

    Example:
        >>> t = tfidf_words(["fun fun task", "a task", "dull task"], groups=["high", "high", "low"], top=1)
        >>> t["low"][0].word, t["low"][0].n_texts
        ('dull', 1)

    In R:
        By hand; `tm::weightTfIdf` has another formula.

    Reference:
        Pedregosa et al. (2011), JMLR 12; scikit-learn, `TfidfVectorizer`.
    """
    require_texts(texts, name="texts")
    if len(groups) != len(texts):
        raise DegenerateDataError(f"{len(groups)} groups for {len(texts)} texts; give one a text")
    for name, number in (("top", top), ("max_features", 1 if max_features is None else max_features)):
        if number < 1 or number != int(number):
            raise DegenerateDataError(f"{name} is {number!r}; give a whole number, at least 1")
    if stop_words not in ("english", None):
        raise DegenerateDataError(f"stop_words is {stop_words!r}; give 'english' or None")
    codes, labels = label_codes(groups, name="groups")
    vectorizer = TfidfVectorizer(stop_words=stop_words, max_features=max_features)
    try:
        weights = vectorizer.fit_transform(list(texts)).tocsr()
    except ValueError as error:
        raise DegenerateDataError(
            f"the {len(texts)} texts hold no word of two letters or more besides stop words"
        ) from error
    words = vectorizer.get_feature_names_out().tolist()
    out: dict[Hashable, tuple[WordWeight, ...]] = {}
    for g, label in enumerate(labels):
        rows = weights[np.flatnonzero(codes == g)]
        mean = np.asarray(rows.mean(axis=0)).ravel()
        held = np.asarray((rows > 0).sum(axis=0)).ravel()
        order = np.argsort(-mean, kind="stable")[: int(top)]
        out[label] = tuple(
            WordWeight(word=words[j], weight=float(mean[j]), n_texts=int(held[j])) for j in order if mean[j] > 0
        )
    return out
