"""Coverage of utilities, position bias and word contrasts. Writes docs/coverage/preference.csv."""

from __future__ import annotations

import os
from itertools import combinations
from typing import TypeAlias

import numpy as np
from coverage_tally import Tally
from numpy.typing import NDArray
from scipy import special

from motivelab.errors import StatisticsError
from motivelab.stats.bradley_terry import bradley_terry
from motivelab.stats.log_odds_words import log_odds_words
from motivelab.stats.position_bias import position_bias
from motivelab.stats.thurstone import thurstone

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
N = int(os.environ.get("NSETS", "4000"))
RNG = np.random.default_rng(20260603)


def both_orders(pairs: Integers, draws: int) -> Integers:
    """Every pair in both orders, `draws` times: (n, 3) first, second, pair."""
    number = np.arange(len(pairs))[:, None]
    once = np.vstack([np.hstack([pairs, number]), np.hstack([pairs[:, ::-1], number])])
    return np.repeat(once, draws, axis=0)


def utilities(tally: Tally) -> None:
    """A complete block of 12, and 30 items with ten opponents each; position bias throughout."""
    block = np.array(list(combinations(range(12), 2)))
    ring = np.array(sorted({tuple(sorted((i, (i + s) % 30))) for i in range(30) for s in (1, 4, 7, 11, 13)}))
    for title, pairs, k, draws, spread in (
        ("complete block of 12, both orders x 2", block, 12, 2, 1.0),
        ("30 items, 10 opponents, both orders x 1", ring, 30, 1, 1.0),
        ("complete block of 12, settled pairs x 2", block, 12, 2, 1.0),
    ):
        settled = "settled" in title
        trials = both_orders(pairs, draws)
        u = np.linspace(-1.5, 1.5, k) * spread
        first, second, pair = trials.T
        shrunk = u
        if settled:
            # What the logit estimates when pairs have likings of their own: the fit to very many such data sets.
            many = np.tile(trials, (400, 1))
            liking = RNG.normal(0, 1, len(many)) * np.where(many[:, 0] < many[:, 1], 1, -1)
            large = RNG.random(len(many)) < special.expit(u[many[:, 0]] - u[many[:, 1]] + 0.6 + liking)
            fitted = bradley_terry(many[:, 0], many[:, 1], large.astype(float)).utilities
            shrunk = np.array([fitted[i].value for i in range(k)])
        for _ in range(N // 2):
            d = u[first] - u[second] + 0.6
            if settled:
                # A liking of the pair's own that all its draws share: the logit's slope shrinks and draws depend.
                own = RNG.normal(0, 1, len(pairs))[pair] * np.where(first < second, 1, -1)
                noise = RNG.random(len(d)) < special.expit(d + own)
                y = noise.astype(float)
            else:
                y = (RNG.random(len(d)) < special.expit(d)).astype(float)
            try:
                plain = bradley_terry(first, second, y)
                robust = bradley_terry(first, second, y, clusters=pair)
            except StatisticsError:
                continue
            for fit, how in ((plain, "independent"), (robust, "by pair")):
                tally.add(title, fit.utilities[0], float(shrunk[0]), name=f"Bradley-Terry, lowest, {how}")
                tally.add(title, fit.utilities[k // 2], float(shrunk[k // 2]), name=f"Bradley-Terry, middle, {how}")
                if fit.position is not None and not settled:
                    tally.add(title, fit.position, 0.6, name=f"Bradley-Terry, position, {how}")
            share = float(special.expit(shrunk[k - 1] - shrunk[k // 2]))
            tally.add(title, plain.probability(k - 1, k // 2), share, name="Bradley-Terry, probability")
            if settled:
                continue
            nu = 0.5
            weight = np.column_stack([np.exp(d / 2), np.exp(-d / 2), np.full(len(d), nu)])
            cut = RNG.random(len(d))[:, None] * weight.sum(axis=1, keepdims=True) > weight.cumsum(axis=1)
            tied = np.array([1.0, 0.0, 0.5])[cut.sum(axis=1)]
            normal = (d / 1.7 + RNG.normal(size=len(d)) > 0).astype(float)
            try:
                ties = bradley_terry(first, second, tied)
                probit = thurstone(first, second, normal)
            except StatisticsError:
                continue
            tally.add(title, ties.utilities[0], float(u[0]), name="Davidson, lowest")
            if ties.ties is not None:
                tally.add(title, ties.ties, float(np.log(nu)), name="Davidson, log nu")
            tally.add(title, probit.utilities[0], float(u[0]) / 1.7, name="Thurstone, lowest")
            if probit.position is not None:
                tally.add(title, probit.position, 0.6 / 1.7, name="Thurstone, position")
        tally.said(title)


def positions(tally: Tally) -> None:
    """Pairs in both orders, likings of many sizes, families."""

    def draw(families: int) -> tuple[NDArray[np.bool_], Integers, Integers, Integers]:
        f = np.repeat(np.arange(families), 5)
        pair = np.repeat(np.arange(len(f)), 2)
        order = np.tile([0, 1], len(f))
        bias = 0.5 + RNG.normal(0, 0.7, families)[f]
        liking = RNG.normal(0, 2, len(f))
        y = RNG.random(len(pair)) < special.expit(bias[pair] + liking[pair] * (1 - 2 * order))
        return y, pair, order, f[pair]

    y, pair, order, f = draw(40_000)
    big = position_bias(y, pairs=pair, swapped=order, clusters=f)
    for families in (60, 8):
        regime = f"{families} families x 5 pairs, both orders" + (" (few clusters)" if families < 10 else "")
        for _ in range(N):
            y, pair, order, f = draw(families)
            b = position_bias(y, pairs=pair, swapped=order, clusters=f)
            for name in ("first_share", "consistent", "always_first", "always_second"):
                tally.add(regime, getattr(b, name), getattr(big, name).value)
        tally.said(regime)


def words(tally: Tally) -> None:
    """A word that one group uses more, said once or ten times a text; the prior is small."""
    vocabulary = np.array([f"word{j:02d}" for j in range(40)])
    regime = "100 + 100 texts of 20 words"
    truth = {}
    for name, rate in (("enjoy", (0.5, 0.3)), ("chatty", (1.0, 1.0))):
        other = (20.0 + 0.5 + 1.0, 20.0 + 0.3 + 1.0)
        odds = [rate[k] / (other[k] - rate[k]) for k in (0, 1)]
        truth[name] = float(np.log(odds[0] / odds[1]))
    for _ in range(N // 8):
        texts = []
        for i in range(200):
            said = list(vocabulary[RNG.integers(0, 40, 20)])
            said += ["enjoy"] * int(RNG.random() < (0.5 if i < 100 else 0.3))
            said += ["chatty"] * (5 * int(RNG.random() < 0.2))
            texts.append(" ".join(said))
        group = [1] * 100 + [0] * 100
        for errors in ("clustered", "published"):
            e = log_odds_words(
                texts, in_first=group, prior_size=1, errors="clustered" if errors == "clustered" else "published"
            )
            for word, value in truth.items():
                tally.add(regime, e[word], value, name=f"log odds, {word}, {errors}")
    tally.said(regime)


if __name__ == "__main__":
    counted = Tally()
    utilities(counted)
    positions(counted)
    words(counted)
    counted.write("preference")
