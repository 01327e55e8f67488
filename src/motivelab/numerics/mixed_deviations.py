"""Standard deviations of a fitted mixed model's random effects, how uncertain they are, and how effects correlate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.numerics.mixed_terms import ZERO, RandomTerm
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.satterthwaite import VarianceUncertainty

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One standard deviation.

    Attributes:
        name: `family`, `family[x]` for a random slope, or `residual`.
        unit: the grouping, or `row`.
        levels: of the grouping; None for the residual.
        value: standard deviation.
        low: lower end, None for effects that may correlate or at the boundary.
        high: upper end, likewise.
        boundary: whether the variance was estimated as 0.
    """

    name: str
    unit: str
    levels: int | None
    value: float
    low: float | None
    high: float | None
    boundary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectCorrelation:
    """How two random effects of one grouping go together.

    Attributes:
        name: `family[intercept, x]`.
        unit: the grouping.
        levels: of the grouping.
        value: correlation, NaN where a variance is 0.
    """

    name: str
    unit: str
    levels: int
    value: float


def correlations(terms: Sequence[RandomTerm], theta: Floats) -> list[EffectCorrelation]:
    """Correlations of the effects of each term that may correlate.

    Args:
        terms: layout of theta.
        theta: relative parameters.
    """
    out = []
    for term in terms:
        size = len(term.names)
        factor = np.zeros((size, size))
        for i, row in enumerate(term.rows):
            factor[i, : len(row)] = theta[list(row)]
        spread = np.linalg.norm(factor, axis=1)
        for i in range(size if term.correlated else 0):
            for j in range(i):
                none = min(spread[i] * term.sizes[i], spread[j] * term.sizes[j]) <= ZERO
                out.append(
                    EffectCorrelation(
                        name=f"{term.grouping}[{term.names[j]}, {term.names[i]}]",
                        unit=term.grouping,
                        levels=term.levels,
                        value=math.nan if none else float(factor[i] @ factor[j] / (spread[i] * spread[j])),
                    )
                )
    return out


def deviations(
    terms: Sequence[RandomTerm],
    theta: Floats,
    *,
    sigma: float | None,
    uncertainty: VarianceUncertainty | None,
    level: float,
) -> list[Deviation]:
    """Standard deviations by term, the residual last; intervals normal on the log scale.

    Args:
        terms: layout of theta.
        theta: relative parameters.
        sigma: residual standard deviation; None for a logistic fit, which has none.
        uncertainty: of the variance parameters; None for a logistic fit, which has no intervals.
        level: nominal coverage.
    """
    z = float(special.ndtri(upper_tail(level)))
    out: list[Deviation] = []
    for term in terms:
        for name, row, size in zip(term.names, term.rows, term.sizes, strict=True):
            relative = float(np.linalg.norm(theta[list(row)]))
            boundary = relative * size <= ZERO
            alone = len(term.names) == 1 or not term.correlated
            value = relative * (1.0 if sigma is None else sigma)
            reach: float | None = None
            if alone and uncertainty is not None and not boundary:
                reach = math.exp(z * uncertainty.log_sd_error(row[0], relative))
            out.append(
                Deviation(
                    name=term.grouping if name == "intercept" else f"{term.grouping}[{name}]",
                    unit=term.grouping,
                    levels=term.levels,
                    value=value,
                    low=None if reach is None else value / reach,
                    high=None if reach is None else value * reach,
                    boundary=boundary,
                )
            )
    if sigma is not None and uncertainty is not None:
        reach = math.exp(z * uncertainty.log_sd_error())
        out.append(
            Deviation(
                name="residual",
                unit="row",
                levels=None,
                value=sigma,
                low=sigma / reach,
                high=sigma * reach,
                boundary=False,
            )
        )
    return out
