"""Coverage of the dimensionality intervals in regimes that look like a run. Writes docs/coverage/dimensionality.csv."""

from __future__ import annotations

from functools import cache, partial
from typing import TypeAlias

import numpy as np
from coverage_run import Add, Regime, run
from numpy.typing import NDArray

from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.confirmatory_factor_analysis import confirmatory_factor_analysis
from motivelab.stats.factor_analysis import factor_analysis
from motivelab.stats.measurement_invariance import measurement_invariance

Floats: TypeAlias = NDArray[np.float64]
Generator: TypeAlias = np.random.Generator
LOADINGS = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.8], [0, 0.7], [0, 0.6]])
ROOT = np.linalg.cholesky(np.array([[1, 0.5], [0.5, 1]])).T
MODEL = {"want": [0, 1, 2], "able": [3, 4, 5]}


def items(
    rng: Generator, families: int, size: int, *, between: float, heaped: bool = False, extra: float = 0.0
) -> Floats:
    """Six items of two factors, families sharing part of factors and of items' own variance; unit variances."""

    def shared(columns: int) -> Floats:
        family = np.repeat(rng.normal(size=(families, columns)), size, axis=0)
        return np.asarray(
            np.sqrt(between) * family + np.sqrt(1 - between) * rng.normal(size=(families * size, columns))
        )

    specific = shared(6)
    # A residual correlation between items 0 and 3 that the model leaves out: misfit of known size.
    specific[:, 3] = extra * specific[:, 0] + np.sqrt(1 - extra**2) * specific[:, 3]
    x = shared(2) @ ROOT @ LOADINGS.T + specific * np.sqrt(1 - (LOADINGS**2).sum(axis=1))
    return np.asarray(np.clip(np.round((62 + 18 * x) / 5) * 5, 1, 100) if heaped else x, dtype=np.float64)


def as_estimate(value: float, low: float, high: float, flags: tuple[str, ...]) -> Estimate:
    """One loading of an exploratory analysis as an estimate."""
    return Estimate(
        statistic="efa_loading", value=value, low=low, high=high, n=0, unit="family", method="", flags=flags
    )


def exploratory(add: Add, rng: Generator, sets: int, *, families: int) -> None:
    """Jackknife intervals of rotated loadings."""
    codes = np.repeat(np.arange(families), 5)
    for _ in range(sets):
        try:
            fa = factor_analysis(items(rng, families, 5, between=0.6), n_factors=2, clusters=codes)
        except StatisticsError:
            continue
        if fa.loading_low is None or fa.loading_high is None:
            continue
        factor = int(np.argmax(np.abs(fa.loadings[0])))
        for name, row, column, truth in (
            ("0.8", 0, factor, 0.8),
            ("0.6", 2, factor, 0.6),
            ("cross", 1, 1 - factor, 0.0),
        ):
            e = as_estimate(
                float(fa.loadings[row, column]),
                float(fa.loading_low[row, column]),
                float(fa.loading_high[row, column]),
                fa.flags,
            )
            add(e, truth, name=f"efa loading, {name}")


def confirmatory(
    add: Add, rng: Generator, sets: int, *, families: int, size: int = 1, between: float = 0.0, told: bool = False
) -> None:
    """Standardised loadings and factor correlation: delta method for rows, jackknife for families."""
    codes = np.repeat(np.arange(families), size) if told else None
    for _ in range(sets):
        try:
            cfa = confirmatory_factor_analysis(items(rng, families, size, between=between), model=MODEL, clusters=codes)
        except StatisticsError:
            continue
        for k, truth in ((0, 0.8), (2, 0.6)):
            add(cfa.loadings[k].standardised, truth, name=f"standardised loading {truth}")
        add(cfa.correlations[0], 0.5, name="factor correlation")


@cache
def misfit_truth(extra: float) -> float:
    """The rmsea of the population; 0 where the model is true."""
    if extra <= 0:
        return 0.0
    big = items(np.random.default_rng(1), 400_000, 1, between=0.0, extra=extra)
    return confirmatory_factor_analysis(big, model=MODEL).fit.rmsea.value


def misfit(add: Add, rng: Generator, sets: int, *, extra: float, n: int) -> None:
    """90% intervals of rmsea, where the model is false by a known amount and where it is true (a boundary)."""
    for _ in range(sets):
        x = items(rng, n, 1, between=0.0, extra=extra)
        try:
            fit = confirmatory_factor_analysis(x, model=MODEL).fit
            add(fit.rmsea, misfit_truth(extra), name="rmsea, confirmatory")
            if extra > 0:
                continue
            fa = factor_analysis(x, n_factors=2, method="ml", rotation="none")
        except StatisticsError:
            continue
        if fa.fit.rmsea is not None:
            add(fa.fit.rmsea, 0.0, name="rmsea, exploratory ml")


WEIGHTS = np.array([1.0, 0.9, 1.1, 0.8])


def groups(add: Add, rng: Generator, sets: int, *, n: int) -> None:
    """Factor means of two groups under scalar invariance."""
    group = np.repeat([0, 1], n // 2)
    for _ in range(sets):
        x = (rng.normal(size=n) + 0.4 * group)[:, None] * WEIGHTS + 0.8 * rng.normal(size=(n, 4))
        try:
            found = measurement_invariance(x, model={"f": [0, 1, 2, 3]}, groups=group)
        except StatisticsError:
            continue
        add(found.factor_means[0][2], 0.4)


def conditions(add: Add, rng: Generator, sets: int) -> None:
    """Factor means of two conditions of the same rows under scalar invariance."""
    for _ in range(sets):
        f = 0.8 * rng.normal(size=(150, 1)) + 0.6 * rng.normal(size=(150, 2)) + [0.0, 0.4]
        own = 0.5 * rng.normal(size=(150, 1, 4)) + 0.6 * rng.normal(size=(150, 2, 4))
        try:
            found = measurement_invariance(f[:, :, None] * WEIGHTS + own, model={"f": [0, 1, 2, 3]})
        except StatisticsError:
            continue
        add(found.factor_means[0][2], 0.4)


REGIMES: dict[str, Regime] = {
    "300 independent rows": partial(confirmatory, families=300),
    "100 independent rows": partial(confirmatory, families=100),
    "40 families of 5, families not told": partial(confirmatory, families=40, size=5, between=0.6),
    **{f"{n} families of 5": partial(confirmatory, families=n, size=5, between=0.6, told=True) for n in (40, 20)},
    "400 rows, model false": partial(misfit, extra=0.35, n=400),
    "150 rows, model false": partial(misfit, extra=0.35, n=150),
    "400 rows, model true: rmsea 0": partial(misfit, extra=0.0, n=400),
    "two groups, 400 rows": partial(groups, n=400),
    "two groups, 120 rows": partial(groups, n=120),
    "two conditions of the same 150 rows": conditions,
    "40 families of 5, 6 items": partial(exploratory, families=40),
    "10 families of 5, 6 items": partial(exploratory, families=10),
}

if __name__ == "__main__":
    run("dimensionality", REGIMES)
