"""Coverage of the dimensionality intervals in regimes that look like a run. Writes docs/coverage/dimensionality.csv."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from coverage_tally import Tally
from numpy.typing import NDArray

from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.confirmatory_factor_analysis import confirmatory_factor_analysis
from motivelab.stats.factor_analysis import factor_analysis
from motivelab.stats.measurement_invariance import measurement_invariance

Floats: TypeAlias = NDArray[np.float64]
N = 4000
RNG = np.random.default_rng(20260503)
LOADINGS = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.8], [0, 0.7], [0, 0.6]])
ROOT = np.linalg.cholesky(np.array([[1, 0.5], [0.5, 1]])).T
MODEL = {"want": [0, 1, 2], "able": [3, 4, 5]}


def items(families: int, size: int, *, between: float, heaped: bool = False, extra: float = 0.0) -> Floats:
    """Six items of two factors, families sharing part of factors and of items' own variance; unit variances."""

    def shared(columns: int) -> Floats:
        family = np.repeat(RNG.normal(size=(families, columns)), size, axis=0)
        return np.asarray(
            np.sqrt(between) * family + np.sqrt(1 - between) * RNG.normal(size=(families * size, columns))
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


def exploratory(tally: Tally) -> None:
    """Jackknife intervals of rotated loadings."""
    for families in (40, 10):
        regime = f"{families} families of 5, 6 items"
        for _ in range(N):
            try:
                fa = factor_analysis(
                    items(families, 5, between=0.6), n_factors=2, clusters=np.repeat(np.arange(families), 5)
                )
            except StatisticsError:
                continue
            if fa.loading_low is None or fa.loading_high is None:
                continue
            factor = int(np.argmax(np.abs(fa.loadings[0])))
            for name, row, column, truth in (
                ("main", 0, factor, 0.8),
                ("main", 2, factor, 0.6),
                ("cross", 1, 1 - factor, 0.0),
            ):
                e = as_estimate(
                    float(fa.loadings[row, column]),
                    float(fa.loading_low[row, column]),
                    float(fa.loading_high[row, column]),
                    fa.flags,
                )
                tally.add(regime, e, truth, name=f"efa loading, {name}")
        tally.said(regime)


def confirmatory(tally: Tally) -> None:
    """Standardised loadings and factor correlation: delta method for rows, jackknife for families."""
    for regime, families, size, between, told in (
        ("300 independent rows", 300, 1, 0.0, False),
        ("100 independent rows", 100, 1, 0.0, False),
        ("40 families of 5, families not told", 40, 5, 0.6, False),
        ("40 families of 5", 40, 5, 0.6, True),
        ("20 families of 5", 20, 5, 0.6, True),
        ("10 families of 5", 10, 5, 0.6, True),
    ):
        codes = np.repeat(np.arange(families), size) if told else None
        for _ in range(N):
            try:
                cfa = confirmatory_factor_analysis(items(families, size, between=between), model=MODEL, clusters=codes)
            except StatisticsError:
                continue
            for k, truth in ((0, 0.8), (2, 0.6)):
                tally.add(regime, cfa.loadings[k].standardised, truth, name=f"standardised loading {truth}")
            tally.add(regime, cfa.correlations[0], 0.5, name="factor correlation")
        tally.said(regime)


def misfit(tally: Tally) -> None:
    """90% intervals of rmsea, where the model is false by a known amount and where it is true (a boundary)."""
    extra = 0.35
    for regime, correlation, n in (
        ("400 rows, model false", extra, 400),
        ("150 rows, model false", extra, 150),
        ("400 rows, model true: rmsea 0", 0.0, 400),
    ):
        big = confirmatory_factor_analysis(items(400_000, 1, between=0.0, extra=correlation), model=MODEL)
        truth = big.fit.rmsea.value if correlation else 0.0
        efa_truth = 0.0
        for _ in range(N):
            x = items(n, 1, between=0.0, extra=correlation)
            try:
                tally.add(
                    regime, confirmatory_factor_analysis(x, model=MODEL).fit.rmsea, truth, name="rmsea, confirmatory"
                )
                if not correlation:
                    fa = factor_analysis(x, n_factors=2, method="ml", rotation="none")
                    if fa.fit.rmsea is not None:
                        tally.add(regime, fa.fit.rmsea, efa_truth, name="rmsea, exploratory ml")
            except StatisticsError:
                continue
        tally.said(regime)


def means(tally: Tally) -> None:
    """Factor means under scalar invariance: between groups, and between conditions of the same rows."""
    loadings = np.array([1.0, 0.9, 1.1, 0.8])
    for n in (400, 120):
        group = np.repeat([0, 1], n // 2)
        for _ in range(N):
            x = (RNG.normal(size=n) + 0.4 * group)[:, None] * loadings + 0.8 * RNG.normal(size=(n, 4))
            try:
                found = measurement_invariance(x, model={"f": [0, 1, 2, 3]}, groups=group)
            except StatisticsError:
                continue
            tally.add(f"two groups, {n} rows", found.factor_means[0][2], 0.4)
        tally.said(f"two groups, {n} rows")
    for _ in range(N):
        f = 0.8 * RNG.normal(size=(150, 1)) + 0.6 * RNG.normal(size=(150, 2)) + [0.0, 0.4]
        own = 0.5 * RNG.normal(size=(150, 1, 4)) + 0.6 * RNG.normal(size=(150, 2, 4))
        try:
            found = measurement_invariance(f[:, :, None] * loadings + own, model={"f": [0, 1, 2, 3]})
        except StatisticsError:
            continue
        tally.add("two conditions of the same 150 rows", found.factor_means[0][2], 0.4)
    tally.said("conditions")


def main() -> None:
    """Run all parts and write the table."""
    tally = Tally()
    for part in (confirmatory, misfit, means, exploratory):
        part(tally)
    tally.write("dimensionality")


if __name__ == "__main__":
    main()
