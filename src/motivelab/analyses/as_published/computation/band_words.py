"""Words with the highest mean TF-IDF in each band of motivation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.reason_bands import BANDS

_SET_ASIDE: Final = frozenset({"motivation", "motivated", "motivating", "motivates"})
_LONGEST: Final = 2_000
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class BandWord:
    """A word's mean TF-IDF over the reasons of a band."""

    band: str
    word: str
    weight: float
    n: int


def band_words(cells: PublishedCells, *, top: int = 20) -> tuple[BandWord, ...]:
    """Words with the highest mean TF-IDF in each band; of words that hold one another only the first stays.

    Words are runs of letters in lower case, longer than two, without English stop words (scikit-learn's list) and
    without forms of "motivation". The published computation also kept adjectives and singular nouns only, by a tagger
    whose model has to be fetched; that step is left out. Of a reason the first 2,000 characters count.
    """
    told = cells.replies.filter(pl.col("reason").is_not_null())
    if told.is_empty():
        return ()
    texts = [" ".join(_words(text[:_LONGEST])) for text in told["reason"]]
    vectorizer = TfidfVectorizer(max_features=5000, token_pattern=r"\S+")
    try:
        weights = vectorizer.fit_transform(texts)
    except ValueError:  # no word is left in any reason
        return ()
    words = vectorizer.get_feature_names_out()
    scores = told["value"].to_numpy()
    found: list[BandWord] = []
    for band, (low, high) in BANDS.items():
        inside = np.flatnonzero((scores >= low) & (scores < high))
        if not len(inside):
            continue
        means = np.asarray(weights[inside].mean(axis=0)).ravel()
        taken: list[str] = []
        for at in np.argsort(means, kind="stable")[::-1]:
            word = str(words[at])
            if len(taken) == top or means[at] == 0:
                break
            if all(word not in other and other not in word for other in taken):
                taken.append(word)
                found.append(BandWord(band=band, word=word, weight=float(means[at]), n=len(inside)))
    return tuple(found)


def _words(text: str) -> list[str]:
    found = _WORD.findall(text.lower())
    return [w for w in found if len(w) > 2 and w not in ENGLISH_STOP_WORDS and w not in _SET_ASIDE]
