"""Coverage of the agreement intervals in regimes that look like judged work. Writes docs/coverage/agreement.csv."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from coverage_tally import Tally
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.numerics.coincidences import Metric
from motivelab.stats.fleiss_kappa import fleiss_kappa
from motivelab.stats.krippendorff_alpha import krippendorff_alpha
from motivelab.stats.weighted_kappa import weighted_kappa

Floats: TypeAlias = NDArray[np.float64]
N = 4000
RNG = np.random.default_rng(20260502)
BIG = 100_000
WEIGHTS: tuple[Literal["unweighted", "linear", "quadratic"], ...] = ("unweighted", "linear", "quadratic")
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval")


def ratings(families: int, size: int, *, judges: int, between: float, noise: float, sets: int) -> Floats:
    """Ratings 1 to 7, skewed to the top as judges give them, (sets, units, judges)."""
    true = np.sqrt(between) * RNG.normal(size=(sets, families, 1)) + np.sqrt(1 - between) * RNG.normal(
        size=(sets, families, size)
    )
    x = 5.2 + 1.3 * true[..., None] + noise * RNG.normal(size=(sets, families, size, judges))
    return np.asarray(np.clip(np.round(x), 1, 7).reshape(sets, families * size, judges))


def labels(units: int, *, judges: int, faithful: float, sets: int, families: int | None = None) -> NDArray[np.int64]:
    """Four categories; a judge says the true one with this probability, else any."""
    share = [0.5, 0.25, 0.15, 0.1]
    groups = families or units
    true = np.repeat(RNG.choice(4, p=share, size=(sets, groups)), units // groups, axis=1)
    return np.where(
        RNG.random((sets, units, judges)) < faithful,
        true[..., None],
        RNG.choice(4, p=share, size=(sets, units, judges)),
    )


def two_judges(tally: Tally) -> None:
    """Weighted kappa of two judges."""
    for regime, families, size, between, noise in (
        ("300 independent works", 300, 1, 0.0, 0.7),
        ("100 independent works", 100, 1, 0.0, 0.7),
        ("50 independent works", 50, 1, 0.0, 0.7),
        ("25 independent works", 25, 1, 0.0, 0.7),
        ("100 works, almost perfect", 100, 1, 0.0, 0.25),
        ("40 families of 5", 40, 5, 0.7, 0.7),
        ("20 families of 5", 20, 5, 0.7, 0.7),
        ("8 families of 5", 8, 5, 0.7, 0.7),
    ):
        big = ratings(BIG, 1, judges=2, between=0.0, noise=noise, sets=1)[0]
        truth = {
            w: weighted_kappa(big[:, 0], big[:, 1], weights=w).value for w in ("unweighted", "linear", "quadratic")
        }
        codes = None if size == 1 else np.repeat(np.arange(families), size)
        for x in ratings(families, size, judges=2, between=between, noise=noise, sets=N):
            for w in WEIGHTS:
                try:
                    e = weighted_kappa(x[:, 0], x[:, 1], weights=w, categories=range(1, 8), clusters=codes)
                except DegenerateDataError:
                    continue
                tally.add(regime, e, truth[w], name=f"kappa {w}")
        tally.said(regime)


def panels(tally: Tally) -> None:
    """Krippendorff's alpha of three judges with a tenth of the ratings missing."""
    for regime, families, size, between in (
        ("200 independent works, 3 judges, gaps", 200, 1, 0.0),
        ("50 independent works, 3 judges, gaps", 50, 1, 0.0),
        ("40 families of 5, 3 judges, gaps", 40, 5, 0.7),
        ("20 families of 5, 3 judges, gaps", 20, 5, 0.7),
        ("8 families of 5, 3 judges, gaps", 8, 5, 0.7),
    ):
        big = ratings(60_000, 1, judges=3, between=0.0, noise=0.9, sets=1)[0]
        truth = {m: krippendorff_alpha(big, metric=m).value for m in METRICS}
        codes = np.repeat(np.arange(families), size)
        shared = cluster_weights(codes.tolist(), n_resamples=500, rng=RNG)
        for x in ratings(families, size, judges=3, between=between, noise=0.9, sets=N):
            x[RNG.random(x.shape) < 0.1] = np.nan
            for m in METRICS:
                e = krippendorff_alpha(x, metric=m, clusters=None if size == 1 else codes)
                tally.add(regime, e, truth[m], name=f"alpha {m}, jackknife")
            e = krippendorff_alpha(x, metric="interval", clusters=shared, interval="bootstrap")
            tally.add(regime, e, truth["interval"], name="alpha interval, bootstrap")
        tally.said(regime)


def categories(tally: Tally) -> None:
    """Fleiss' kappa of three judges on four categories."""
    for regime, units, families, faithful in (
        ("200 independent texts", 200, None, 0.8),
        ("50 independent texts", 50, None, 0.8),
        ("25 independent texts", 25, None, 0.8),
        ("100 texts, judges guess", 100, None, 0.0),
        ("100 texts, almost perfect", 100, None, 0.98),
        ("200 texts in 40 families", 200, 40, 0.8),
        ("50 texts in 10 families", 50, 10, 0.8),
    ):
        codes = None if families is None else np.repeat(np.arange(families), units // families)
        for x in labels(units, judges=3, faithful=faithful, sets=N, families=families):
            try:
                e = fleiss_kappa(x, clusters=codes)
            except DegenerateDataError:
                continue
            tally.add(regime, e, faithful**2)
        tally.said(regime)


def main() -> None:
    """Run all parts and write the table."""
    tally = Tally()
    for part in (two_judges, panels, categories):
        part(tally)
    tally.write("agreement")


if __name__ == "__main__":
    main()
