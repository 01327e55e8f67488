"""Two draws of one report: their distance and Pearson correlation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.correlations import fisher_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """One respondent's agreement with itself; NaN where fewer than two tasks have both draws."""

    respondent: str
    mean_difference: float
    correlation: float
    p: float
    n: int


def retest(cells: PublishedCells) -> tuple[Retest, ...]:
    """One a respondent; no listwise deletion, every task with two numbers counts."""
    return tuple(_of(name, cells.draws[r]) for r, name in enumerate(cells.respondents))


def mean_retest(found: tuple[Retest, ...]) -> tuple[float, float]:
    """Mean correlation by Fisher's z, and mean distance; every respondent weighs the same."""
    known = [r for r in found if r.n > 0]
    if not known:
        return float("nan"), float("nan")
    return fisher_mean([r.correlation for r in known]), float(np.mean([r.mean_difference for r in known]))


def _of(name: str, draws: NDArray[np.float64]) -> Retest:
    both = draws[~np.isnan(draws).any(axis=1)]
    gap = float(np.abs(both[:, 0] - both[:, 1]).mean()) if len(both) else float("nan")
    r, p = pearson(both[:, 0], both[:, 1])
    return Retest(respondent=name, mean_difference=gap, correlation=r, p=p, n=len(both))


def pearson(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Correlation and its p; NaN with fewer than two pairs or without variance."""
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan"), float("nan")
    a, b = x - x.mean(), y - y.mean()
    r = float(np.clip((a / np.linalg.norm(a)) @ (b / np.linalg.norm(b)), -1, 1))
    half = len(x) / 2 - 1  # of n normal pairs r is beta distributed between -1 and 1, both parameters n / 2 - 1
    return r, float(2 * special.betainc(half, half, (1 - abs(r)) / 2)) if half > 0 else 1.0
