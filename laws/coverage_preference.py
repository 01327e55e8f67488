"""Coverage of utilities, position bias and word contrasts. Writes docs/coverage/preference.csv."""

from __future__ import annotations

from functools import cache, partial
from itertools import combinations
from typing import TypeAlias

import numpy as np
from coverage_run import Add, Regime, run
from numpy.typing import NDArray
from scipy import special

from motivelab.errors import StatisticsError
from motivelab.stats.bradley_terry import bradley_terry
from motivelab.stats.log_odds_words import log_odds_words
from motivelab.stats.position_bias import position_bias
from motivelab.stats.thurstone import thurstone

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Generator: TypeAlias = np.random.Generator


def both_orders(pairs: Integers, draws: int) -> Integers:
    """Every pair in both orders, `draws` times: (n, 3) first, second, pair."""
    number = np.arange(len(pairs))[:, None]
    once = np.vstack([np.hstack([pairs, number]), np.hstack([pairs[:, ::-1], number])])
    return np.repeat(once, draws, axis=0)


BLOCK = np.array(list(combinations(range(12), 2)))
RING = np.array(sorted({tuple(sorted((i, (i + s) % 30))) for i in range(30) for s in (1, 4, 7, 11, 13)}))


@cache
def settled_truth() -> tuple[float, ...]:
    """What the logit estimates where pairs have likings of their own: the fit to very many such data sets."""
    rng = np.random.default_rng(1)
    u = np.linspace(-1.5, 1.5, 12)
    many = np.tile(both_orders(BLOCK, 2), (400, 1))
    liking = rng.normal(0, 1, len(many)) * np.where(many[:, 0] < many[:, 1], 1, -1)
    chosen = rng.random(len(many)) < special.expit(u[many[:, 0]] - u[many[:, 1]] + 0.6 + liking)
    fitted = bradley_terry(many[:, 0], many[:, 1], chosen.astype(float)).utilities
    return tuple(fitted[i].value for i in range(12))


def utilities(add: Add, rng: Generator, sets: int, *, pairs: Integers, k: int, draws: int, settled: bool) -> None:
    """Utilities of the logit model with position bias; `settled`: all draws of a pair share a liking of the pair's."""
    first, second, pair = both_orders(pairs, draws).T
    u = np.linspace(-1.5, 1.5, k)
    truth = settled_truth() if settled else tuple(u)
    for _ in range(sets):
        d = u[first] - u[second] + 0.6
        if settled:
            d = d + rng.normal(0, 1, len(pairs))[pair] * np.where(first < second, 1, -1)
        y = (rng.random(len(d)) < special.expit(d)).astype(float)
        try:
            plain = bradley_terry(first, second, y)
            robust = bradley_terry(first, second, y, clusters=pair)
        except StatisticsError:
            continue
        for fit, how in ((plain, "independent"), (robust, "by pair")):
            add(fit.utilities[0], float(truth[0]), name=f"Bradley-Terry, lowest, {how}")
            add(fit.utilities[k // 2], float(truth[k // 2]), name=f"Bradley-Terry, middle, {how}")
            if fit.position is not None and not settled:
                add(fit.position, 0.6, name=f"Bradley-Terry, position, {how}")
            share = float(special.expit(truth[k - 1] - truth[k // 2]))
            add(fit.probability(k - 1, k // 2), share, name=f"Bradley-Terry, probability, {how}")


def other_models(add: Add, rng: Generator, sets: int, *, pairs: Integers, k: int, draws: int) -> None:
    """Ties after Davidson and normal utilities, on data that follow them."""
    first, second, pair = both_orders(pairs, draws).T
    u = np.linspace(-1.5, 1.5, k)
    nu, d = 0.5, u[first] - u[second] + 0.6
    weight = np.column_stack([np.exp(d / 2), np.exp(-d / 2), np.full(len(d), nu)])
    for _ in range(sets):
        cut = rng.random(len(d))[:, None] * weight.sum(axis=1, keepdims=True) > weight.cumsum(axis=1)
        tied = np.array([1.0, 0.0, 0.5])[cut.sum(axis=1)]
        normal = (d / 1.7 + rng.normal(size=len(d)) > 0).astype(float)
        for clusters, how in ((None, "independent"), (pair, "by pair")):
            try:
                ties = bradley_terry(first, second, tied, clusters=clusters)
                probit = thurstone(first, second, normal, clusters=clusters)
            except StatisticsError:
                continue
            add(ties.utilities[0], float(u[0]), name=f"Davidson, lowest, {how}")
            if ties.ties is not None:
                add(ties.ties, float(np.log(nu)), name=f"Davidson, log nu, {how}")
            add(probit.utilities[0], float(u[0]) / 1.7, name=f"Thurstone, lowest, {how}")
            if probit.position is not None:
                add(probit.position, 0.6 / 1.7, name=f"Thurstone, position, {how}")


def ordered(rng: Generator, families: int) -> tuple[NDArray[np.bool_], Integers, Integers, Integers]:
    """Pairs in both orders, likings of many sizes, families: chosen, pair, order, family."""
    f = np.repeat(np.arange(families), 5)
    pair = np.repeat(np.arange(len(f)), 2)
    order = np.tile([0, 1], len(f))
    bias = 0.5 + rng.normal(0, 0.7, families)[f]
    liking = rng.normal(0, 2, len(f))
    y = rng.random(len(pair)) < special.expit(bias[pair] + liking[pair] * (1 - 2 * order))
    return y, pair, order, f[pair]


SHARES = ("first_share", "consistent", "always_first", "always_second")


@cache
def ordered_truth() -> dict[str, float]:
    """Shares of a very large table."""
    y, pair, order, f = ordered(np.random.default_rng(1), 100_000)
    big = position_bias(y, pairs=pair, swapped=order, clusters=f)
    return {name: getattr(big, name).value for name in SHARES}


def positions(add: Add, rng: Generator, sets: int, *, families: int) -> None:
    """Shares of pairs by what their two orders say."""
    for _ in range(sets):
        y, pair, order, f = ordered(rng, families)
        b = position_bias(y, pairs=pair, swapped=order, clusters=f)
        for name in SHARES:
            add(getattr(b, name), ordered_truth()[name])


VOCABULARY = np.array([f"word{j:02d}" for j in range(40)])


def words(add: Add, rng: Generator, sets: int) -> None:
    """A word that one group uses more, and one that a fifth of the texts say five times; the prior is small."""
    truth = {}
    for name, rate in (("enjoy", (0.5, 0.3)), ("chatty", (1.0, 1.0))):
        odds = [rate[k] / (20.0 + r + 1.0 - rate[k]) for k, r in ((0, 0.5), (1, 0.3))]
        truth[name] = float(np.log(odds[0] / odds[1]))
    for _ in range(sets):
        texts = []
        for i in range(200):
            said = list(VOCABULARY[rng.integers(0, 40, 20)])
            said += ["enjoy"] * int(rng.random() < (0.5 if i < 100 else 0.3))
            said += ["chatty"] * (5 * int(rng.random() < 0.2))
            texts.append(" ".join(said))
        group = [1] * 100 + [0] * 100
        clustered = log_odds_words(texts, in_first=group, prior_size=1, errors="clustered")
        published = log_odds_words(texts, in_first=group, prior_size=1, errors="published")
        for word, value in truth.items():
            add(clustered[word], value, name=f"log odds, {word}, clustered")
            add(published[word], value, name=f"log odds, {word}, published")


REGIMES: dict[str, Regime] = {
    "complete block of 12, both orders x 2": partial(utilities, pairs=BLOCK, k=12, draws=2, settled=False),
    "30 items, 10 opponents, both orders x 1": partial(utilities, pairs=RING, k=30, draws=1, settled=False),
    "complete block of 12, settled pairs x 2": partial(utilities, pairs=BLOCK, k=12, draws=2, settled=True),
    "complete block of 12, both orders x 2, ties or probit": partial(other_models, pairs=BLOCK, k=12, draws=2),
    "30 items, 10 opponents, both orders x 1, ties or probit": partial(other_models, pairs=RING, k=30, draws=1),
    "60 families x 5 pairs, both orders": partial(positions, families=60),
    "8 families x 5 pairs, both orders (few clusters)": partial(positions, families=8),
    "100 + 100 texts of 20 words": words,
}

if __name__ == "__main__":
    run("preference", REGIMES)
