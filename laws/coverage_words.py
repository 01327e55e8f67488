"""Coverage of differences in the odds of words. Writes docs/coverage/words.csv."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

import numpy as np
from coverage_run import Add, Regime, run
from numpy.typing import NDArray

from motivelab.stats.log_odds_words import WordErrors, log_odds_words

Floats: TypeAlias = NDArray[np.float64]
Generator: TypeAlias = np.random.Generator
WORDS = [f"word{i:02d}" for i in range(40)]
# A few words are common and most are rare, as in any text.
BACKGROUND = 1 / np.arange(1, 41) / (1 / np.arange(1, 41)).sum()
PRIOR = 200.0
LENGTH = 30
ERRORS: tuple[WordErrors, ...] = ("clustered", "published")


def shares(*, first: bool) -> Floats:
    """Of each word in the texts of a group; the second word is twice as common in the first group."""
    share = BACKGROUND.copy()
    share[1] *= 2.0 if first else 1.0
    return np.asarray(share / share.sum())


def expected(texts: int, word: int) -> float:
    """The log-odds difference at the expected counts of so many texts a group: what the prior leaves of the truth."""
    a = PRIOR * BACKGROUND[word]
    odds = []
    for first in (True, False):
        n = texts * LENGTH
        y = n * shares(first=first)[word]
        odds.append(np.log((y + a) / (n + PRIOR - y - a)))
    return float(odds[0] - odds[1])


def texts(add: Add, rng: Generator, sets: int, *, each: int, bursts: float, family: int = 1) -> None:
    """Texts of two groups; `bursts`: how evenly a text (family of texts) draws its words, fewer repeats when larger."""
    in_first = np.repeat([1, 0], each)
    families = np.arange(2 * each) // family
    background = {w: 1e4 * share for w, share in zip(WORDS, BACKGROUND, strict=True)}
    for _ in range(sets):
        spoken = []
        for group in (True, False):
            own = rng.dirichlet(bursts * shares(first=group), size=each // family)
            spoken += [rng.choice(WORDS, LENGTH, p=own[i // family]) for i in range(each)]
        lines = [" ".join(words) for words in spoken]
        for errors in ERRORS:
            found = log_odds_words(
                lines, in_first=in_first, background=background, prior_size=PRIOR, errors=errors, clusters=families
            )
            for word, kind in ((1, "twice as common"), (9, "alike"), (30, "rare")):
                if WORDS[word] in found:
                    add(found[WORDS[word]], expected(each, word), name=f"log_odds, word {kind}, {errors}")


REGIMES: dict[str, Regime] = {
    "60 texts a group": partial(texts, each=60, bursts=30.0),
    "60 texts a group, in families of 3": partial(texts, each=60, bursts=30.0, family=3),
    "20 texts a group (few texts)": partial(texts, each=20, bursts=30.0),
}

if __name__ == "__main__":
    run("words", REGIMES)
