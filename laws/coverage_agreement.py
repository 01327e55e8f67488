"""Coverage of the agreement intervals in regimes that look like judged work. Writes docs/coverage/agreement.csv."""

from __future__ import annotations

from functools import cache, partial
from typing import Literal, TypeAlias

import numpy as np
from coverage_run import Add, Regime, run
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.numerics.coincidences import Metric
from motivelab.stats.fleiss_kappa import fleiss_kappa
from motivelab.stats.krippendorff_alpha import krippendorff_alpha
from motivelab.stats.weighted_kappa import weighted_kappa

Floats: TypeAlias = NDArray[np.float64]
Generator: TypeAlias = np.random.Generator
WEIGHTS: tuple[Literal["unweighted", "linear", "quadratic"], ...] = ("unweighted", "linear", "quadratic")
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval")


def ratings(
    rng: Generator, families: int, size: int, *, judges: int, between: float, noise: float, sets: int
) -> Floats:
    """Ratings 1 to 7, skewed to the top as judges give them, (sets, units, judges)."""
    true = np.sqrt(between) * rng.normal(size=(sets, families, 1)) + np.sqrt(1 - between) * rng.normal(
        size=(sets, families, size)
    )
    x = 5.2 + 1.3 * true[..., None] + noise * rng.normal(size=(sets, families, size, judges))
    return np.asarray(np.clip(np.round(x), 1, 7).reshape(sets, families * size, judges))


def labels(
    rng: Generator, units: int, *, judges: int, faithful: float, sets: int, families: int | None = None
) -> NDArray[np.int64]:
    """Four categories; a judge says the true one with this probability, else any."""
    share = [0.5, 0.25, 0.15, 0.1]
    groups = families or units
    true = np.repeat(rng.choice(4, p=share, size=(sets, groups)), units // groups, axis=1)
    return np.where(
        rng.random((sets, units, judges)) < faithful,
        true[..., None],
        rng.choice(4, p=share, size=(sets, units, judges)),
    )


@cache
def kappa_truth(noise: float) -> dict[str, float]:
    """Kappas of a very large table."""
    big = ratings(np.random.default_rng(1), 400_000, 1, judges=2, between=0.0, noise=noise, sets=1)[0]
    return {w: weighted_kappa(big[:, 0], big[:, 1], weights=w).value for w in WEIGHTS}


def two_judges(
    add: Add, rng: Generator, sets: int, *, families: int, size: int = 1, between: float = 0.0, noise: float = 0.7
) -> None:
    """Weighted kappa of two judges."""
    codes = None if size == 1 else np.repeat(np.arange(families), size)
    for x in ratings(rng, families, size, judges=2, between=between, noise=noise, sets=sets):
        for w in WEIGHTS:
            judged = partial(weighted_kappa, x[:, 0], x[:, 1], weights=w, categories=range(1, 8), clusters=codes)
            try:
                add(judged(), kappa_truth(noise)[w], name=f"kappa {w}")
                if codes is None:
                    add(judged(interval="jackknife"), kappa_truth(noise)[w], name=f"kappa {w}, jackknife")
            except DegenerateDataError:
                continue


@cache
def alpha_truth() -> dict[str, float]:
    """Alphas of a very large table."""
    big = ratings(np.random.default_rng(1), 200_000, 1, judges=3, between=0.0, noise=0.9, sets=1)[0]
    return {m: krippendorff_alpha(big, metric=m).value for m in METRICS}


def panels(add: Add, rng: Generator, sets: int, *, families: int, size: int = 1, between: float = 0.0) -> None:
    """Krippendorff's alpha of three judges with a tenth of the ratings missing."""
    codes = np.repeat(np.arange(families), size)
    shared = cluster_weights(codes.tolist(), n_resamples=1000, rng=rng)
    for x in ratings(rng, families, size, judges=3, between=between, noise=0.9, sets=sets):
        x[rng.random(x.shape) < 0.1] = np.nan
        for m in METRICS:
            e = krippendorff_alpha(x, metric=m, clusters=None if size == 1 else codes)
            add(e, alpha_truth()[m], name=f"alpha {m}, jackknife")
        e = krippendorff_alpha(x, metric="interval", clusters=shared, interval="bootstrap")
        add(e, alpha_truth()["interval"], name="alpha interval, bootstrap")


def categories(
    add: Add, rng: Generator, sets: int, *, units: int, families: int | None = None, faithful: float = 0.8
) -> None:
    """Fleiss' kappa of three judges on four categories."""
    codes = None if families is None else np.repeat(np.arange(families), units // families)
    for x in labels(rng, units, judges=3, faithful=faithful, sets=sets, families=families):
        try:
            e = fleiss_kappa(x, clusters=codes)
        except DegenerateDataError:
            continue
        add(e, faithful**2)


REGIMES: dict[str, Regime] = {
    **{f"{n} independent works": partial(two_judges, families=n) for n in (300, 150, 100, 50, 25)},
    "100 works, almost perfect": partial(two_judges, families=100, noise=0.25),
    **{f"{n} families of 5": partial(two_judges, families=n, size=5, between=0.7) for n in (40, 20, 8)},
    **{f"{n} independent works, 3 judges, gaps": partial(panels, families=n) for n in (200, 50)},
    **{f"{n} families of 5, 3 judges, gaps": partial(panels, families=n, size=5, between=0.7) for n in (40, 20, 8)},
    **{f"{n} independent texts": partial(categories, units=n) for n in (200, 50, 25)},
    "100 texts, judges guess": partial(categories, units=100, faithful=0.0),
    "100 texts, almost perfect": partial(categories, units=100, faithful=0.98),
    "200 texts in 40 families": partial(categories, units=200, families=40),
    "50 texts in 10 families": partial(categories, units=50, families=10),
}

if __name__ == "__main__":
    run("agreement", REGIMES)
