"""Five intervals for the same statistic of clustered rows, for ADR 0006. Writes docs/coverage/jackknife.csv."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TypeAlias

import numpy as np
from coverage_reliability import ITEMS, Run
from coverage_run import Add, Regime, run
from numpy.typing import NDArray
from scipy import special

from motivelab.numerics.cluster_jackknife import jackknife_error
from motivelab.numerics.cluster_resampling import bca_interval, cluster_moments, percentile_interval
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
Generator: TypeAlias = np.random.Generator
RESAMPLES = 499


def log_unreliability(mean: Floats, cov: Floats) -> Floats:
    """Log of 1 - alpha."""
    k = cov.shape[-1]
    alpha = k / (k - 1) * (1 - np.trace(cov, axis1=1, axis2=2) / cov.sum(axis=(1, 2)))
    return np.asarray(np.log(1 - alpha))


def fisher_z(mean: Floats, cov: Floats) -> Floats:
    """Of the correlation of the first two columns."""
    return np.asarray(np.arctanh(cov[:, 0, 1] / np.sqrt(cov[:, 0, 0] * cov[:, 1, 1])))


def log_disagreement(mean: Floats, cov: Floats) -> Floats:
    """Log of 1 - ICC(3,1) of the first two columns."""
    return np.asarray(np.log(1 - 2 * cov[:, 0, 1] / (cov[:, 0, 0] + cov[:, 1, 1])))


def log_variance(mean: Floats, cov: Floats) -> Floats:
    """Log of the variance of the columns' sum."""
    return np.asarray(np.log(cov.sum(axis=(1, 2))))


def standardised_shift(mean: Floats, cov: Floats) -> Floats:
    """d_av of the last column against the first."""
    return np.asarray((mean[:, -1] - mean[:, 0]) / np.sqrt((cov[:, 0, 0] + cov[:, -1, -1]) / 2))


STATISTICS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "alpha": log_unreliability,
    "correlation": fisher_z,
    "icc": log_disagreement,
    "variance": log_variance,
    "d_av": standardised_shift,
}


@cache
def truths(table: Run) -> dict[str, float]:
    """Values of a very large table."""
    rng = np.random.default_rng(1)
    big = np.concatenate([table.draw(rng, 4, families=20_000).reshape(-1, len(table.loadings)) for _ in range(10)])
    mean, cov = big.mean(axis=0)[None], np.cov(big, rowvar=False)[None]
    return {name: float(statistic(mean, cov)[0]) for name, statistic in STATISTICS.items()}


def ways(add: Add, rng: Generator, sets: int, *, table: Run) -> None:
    """Percentiles, BCa, the jackknife with clusters - 1 df, with df of its own, and leaning too, on the same data."""
    g = table.families
    weights = np.vstack([np.ones((1, g)), 1 - np.eye(g), rng.multinomial(g, np.full(g, 1 / g), size=RESAMPLES)])
    for x in table.draw(rng, sets):
        moments = cluster_moments(x, table.codes, weights.astype(np.float64))
        for name, statistic in STATISTICS.items():
            every = statistic(moments.mean, moments.cov)
            value, left_out, draws = float(every[0]), every[1 : g + 1], every[g + 1 :]
            pseudo = g * value - (g - 1) * left_out
            se, centre = float(pseudo.std(ddof=1)) / np.sqrt(g), float(pseudo.mean())
            plain = float(special.stdtrit(g - 1, 0.975)) * se
            error = jackknife_error(left_out, level=0.95)
            own = float(special.stdtrit(float(error.df), 0.975)) * se
            below, above = float(error.below) * se, float(error.above) * se
            percentiles = percentile_interval(draws, level=0.95)
            bca = bca_interval(draws, estimate=value, jackknife=left_out, level=0.95)
            for way, low, high in (
                ("percentile bootstrap", percentiles.low, percentiles.high),
                ("BCa bootstrap", bca.low, bca.high),
                ("jackknife, clusters - 1 df", centre - plain, centre + plain),
                ("jackknife, own df", centre - own, centre + own),
                ("jackknife, own df, leaning", min(centre - below, value), max(centre + above, value)),
            ):
                e = Estimate(
                    statistic=f"{name}, {way}",
                    value=value,
                    low=low,
                    high=high,
                    n=len(x),
                    unit="family",
                    method=way,
                    flags=("heavy_tails",) if way.endswith("leaning") and error.heavy_tails else (),
                )
                add(e, truths(table)[name])


REGIMES: dict[str, Regime] = {
    f"{n} families of 5, heaped{', skewed' * skewed}": partial(
        ways, table=Run(n, 5, 0.7, ITEMS, 10, heaped=True, skewed=skewed)
    )
    for n in (15, 40, 264)
    for skewed in (False, True)
}

if __name__ == "__main__":
    run("jackknife", REGIMES)
