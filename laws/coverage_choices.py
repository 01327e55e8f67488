"""Coverage of models of choice, shares and means over choices. Writes docs/coverage/choices.csv."""

from __future__ import annotations

from functools import cache, partial
from typing import TypeAlias

import numpy as np
from coverage_run import Add, Regime, run
from numpy.typing import NDArray
from scipy import special

from motivelab.errors import StatisticsError
from motivelab.stats.choice_model import ChoiceModel, choice_model
from motivelab.stats.correlation import correlation
from motivelab.stats.pair_mean import pair_mean
from motivelab.stats.pair_share import pair_share
from motivelab.stats.spearman_brown import spearman_brown

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Generator: TypeAlias = np.random.Generator


def pairs(
    rng: Generator, families: int, trials: int, *, strong: bool = False, uneven: bool = False
) -> tuple[Floats, Floats, Integers, Integers]:
    """Trials that share families: utilities that the scores only partly know; `uneven`: some families in most."""
    often = np.arange(1, families + 1) ** (-0.7 if uneven else 0.0)
    a, b = (rng.choice(families, trials, p=often / often.sum()) for _ in range(2))
    keep = a != b
    a, b = a[keep], b[keep]
    score, liking = rng.normal(size=families), rng.normal(0, 1.5 if strong else 0.7, families)
    d = score[a] - score[b] + rng.normal(0, 0.3, len(a))
    y = rng.random(len(a)) < special.expit(0.5 + score[a] - score[b] + liking[a] - liking[b])
    return y.astype(float), d / np.sqrt(2.09), a, b


@cache
def pairs_truth(*, strong: bool = False) -> ChoiceModel:
    """The fit to a very large table."""
    y, d, a, b = pairs(np.random.default_rng(1), 40_000, 600_000, strong=strong)
    return choice_model(y, difference=d, first=a, second=b, errors="dyadic")


def choices(
    add: Add,
    rng: Generator,
    sets: int,
    *,
    families: int,
    trials: int,
    strong: bool = False,
    uneven: bool = False,
    published: bool = False,
) -> None:
    """Errors from leaving families out; `published`: the dyadic sum."""
    big = pairs_truth(strong=strong)
    how = "dyadic" if published else "jackknife"
    for _ in range(sets):
        y, d, a, b = pairs(rng, families, trials, strong=strong, uneven=uneven)
        try:
            m = choice_model(y, difference=d, first=a, second=b, errors="dyadic" if published else "dyadic_jackknife")
        except StatisticsError:
            continue
        # The slope is per standard deviation of the very differences drawn; put on the population's here.
        scale = m.sd_difference / big.sd_difference
        add(m.slope, big.slope.value * scale, name=f"choice slope, {how}")
        add(m.position, big.position.value, name=f"choice position, {how}")
        add(m.auc, big.auc.value, name=f"choice auc, {how}")
        add(m.marginal_effect, big.marginal_effect.value * scale, name=f"average marginal effect, {how}")


def tossed(add: Add, rng: Generator, sets: int, *, families: int, pairs: int, published: bool = False) -> None:
    """Coin tosses: pairs in both orders, three draws each, nothing predicts anything."""
    how = "dyadic" if published else "jackknife"
    for _ in range(sets):
        a, b = rng.integers(0, families, pairs), rng.integers(1, families, pairs)
        b = (a + b) % families
        a, b = np.tile(np.r_[a, b], 3), np.tile(np.r_[b, a], 3)
        score = rng.normal(size=families)
        y = rng.integers(0, 2, len(a)).astype(float)
        try:
            m = choice_model(
                y,
                difference=score[a] - score[b],
                first=a,
                second=b,
                errors="dyadic" if published else "dyadic_jackknife",
            )
        except StatisticsError:
            continue
        add(m.slope, 0.0, name=f"choice slope, {how}")
        add(m.position, 0.0, name=f"choice position, {how}")
        add(m.auc, 0.5, name=f"choice auc, {how}")
        if not published:
            add(pair_share(y == (score[a] > score[b]), first=a, second=b), 0.5, name="pair_share")


@cache
def noisy_truth() -> float:
    """Slope per point of the difference that was measured without error."""
    y, d, a, b, _ = noisy(np.random.default_rng(1), 40_000, 600_000)
    m = choice_model(y, difference=d, first=a, second=b, errors="dyadic")
    return m.slope.value / m.sd_difference


def noisy(rng: Generator, families: int, trials: int) -> tuple[Floats, Floats, Integers, Integers, Floats]:
    """Choices by the true difference of two tasks and a liking of families; two reports of it with their own noise."""
    a, b = rng.integers(0, families, trials), rng.integers(1, families, trials)
    b = (a + b) % families
    score, liking = rng.normal(size=families), rng.normal(0, 0.5, families)
    d = score[a] - score[b] + rng.normal(0, 0.7, trials)
    y = (rng.random(trials) < special.expit(0.3 + 0.8 * d + liking[a] - liking[b])).astype(float)
    return y, d, a, b, d[:, None] + rng.normal(0, 1.4, (trials, 2))


def corrected(add: Add, rng: Generator, sets: int, *, families: int, trials: int) -> None:
    """The slope corrected for the noise of a report whose reliability is estimated from two of it."""
    for _ in range(sets):
        y, _, a, b, reports = noisy(rng, families, trials)
        known = spearman_brown(correlation(*reports.T, clusters=a), factor=2)
        for reliability, how in ((known, "its interval"), (known.value, "its value")):
            try:
                m = choice_model(y, difference=reports.mean(axis=1), first=a, second=b, reliability=reliability)
            except StatisticsError:
                continue
            if m.corrected_slope:
                # The formula's slope is per standard deviation of what was observed.
                add(m.corrected_slope, noisy_truth() * m.sd_difference, name=f"corrected slope, reliability by {how}")


@cache
def share_truth() -> float:
    """Share of a very large table that chose the task with the higher score."""
    y, d, _, _ = pairs(np.random.default_rng(2), 200_000, 3_000_000)
    return float((y == (d > 0)).mean())


def shares(add: Add, rng: Generator, sets: int, *, families: int, trials: int, uneven: bool = False) -> None:
    """Share of choices of the task with the higher score."""
    for _ in range(sets):
        y, d, a, b = pairs(rng, families, trials, uneven=uneven)
        right = (y == (d > 0)).astype(float)
        add(pair_share(right, first=a, second=b), share_truth(), name="pair_share")
        noisy = 10 * right + rng.exponential(3, len(right)) - 3
        add(pair_mean(noisy, first=a, second=b), 10 * share_truth(), name="pair_mean")


def resampled_choices(add: Add, rng: Generator, sets: int, *, families: int, trials: int) -> None:
    """Intervals of the node bootstrap, with its usual 1,000 resamples."""
    big = pairs_truth()
    for _ in range(sets):
        y, d, a, b = pairs(rng, families, trials)
        try:
            m = choice_model(y, difference=d, first=a, second=b, errors="node_bootstrap", rng=rng)
        except StatisticsError:
            continue
        truth = big.slope.value * m.sd_difference / big.sd_difference
        add(m.slope, truth, name="choice slope, node bootstrap")
        add(m.position, big.position.value, name="choice position, node bootstrap")


SIZES = {
    "150 families, 1500 trials, unknown liking": (150, 1500),
    "60 families, 600 trials, unknown liking": (60, 600),
    "40 families, 400 trials, unknown liking": (40, 400),
    "25 families, 300 trials, unknown liking": (25, 300),
    "15 families, 200 trials, unknown liking (few clusters)": (15, 200),
    "8 families, 100 trials, unknown liking (few clusters)": (8, 100),
}
REGIMES: dict[str, Regime] = {
    **{title: partial(choices, families=f, trials=t) for title, (f, t) in SIZES.items()},
    "25 families, 300 trials, strong liking": partial(choices, families=25, trials=300, strong=True),
    "25 families, 300 trials, few families in most": partial(choices, families=25, trials=300, uneven=True),
    "60 families, 600 trials, few families in most": partial(choices, families=60, trials=600, uneven=True),
    "24 families, 60 pairs, coin tosses": partial(tossed, families=24, pairs=60),
    "60 families, 150 pairs, coin tosses": partial(tossed, families=60, pairs=150),
    **{f"{t}, published": partial(choices, families=f, trials=n, published=True) for t, (f, n) in SIZES.items()},
    "24 families, 60 pairs, coin tosses, published": partial(tossed, families=24, pairs=60, published=True),
    "60 families, 800 trials, noisy reports": partial(corrected, families=60, trials=800),
    "25 families, 400 trials, noisy reports": partial(corrected, families=25, trials=400),
    **{f"{title}, share": partial(shares, families=f, trials=t) for title, (f, t) in SIZES.items()},
    "25 families, 300 trials, few families in most, share": partial(shares, families=25, trials=300, uneven=True),
    **{
        f"{title}, node bootstrap": partial(resampled_choices, families=f, trials=t)
        for title, (f, t) in SIZES.items()
        if f == 15
    },
}

if __name__ == "__main__":
    run("choices", REGIMES)
