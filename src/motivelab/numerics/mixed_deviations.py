"""Standard deviations of a fitted mixed model's random terms, and how uncertain they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from mixedlm.estimation.reml import LMMOptimizer
from numpy.typing import NDArray
from scipy import special

from motivelab.errors import ConvergenceError
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.satterthwaite import VarianceUncertainty

Floats: TypeAlias = NDArray[np.float64]
# Relative deviations below this are a variance of 0 that the optimiser came close to.
ZERO = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One standard deviation.

    Attributes:
        name: `family`, `family[x]` for a random slope, or `residual`.
        unit: the grouping, or `row`.
        levels: of the grouping; None for the residual.
        value: standard deviation.
        low: lower end, None for terms with slopes or at the boundary.
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


def differentiated(fit: Any, *, n: int, reml: bool) -> VarianceUncertainty:
    """Differentiate deviance, covariance of fixed effects and log residual sd by the relative covariance parameters.

    Args:
        fit: a linear fit of mixedlm.
        n: rows.
        reml: whether the deviance is the restricted one.

    Raises:
        ConvergenceError: the likelihood cannot be evaluated beside its maximum.
    """
    evaluator = LMMOptimizer(fit.matrices, REML=reml)

    def evaluate(theta: Floats) -> tuple[float, Floats, float]:
        core: Any = evaluator._evaluate_core(theta)
        if core is None:
            raise ConvergenceError("the likelihood cannot be evaluated beside its maximum")
        information = (core.fixed_information + core.fixed_information.T) / (2 * core.sigma**2)
        return float(core.deviance), np.asarray(np.linalg.inv(information), np.float64), math.log(core.sigma)

    p = len(fit.beta)
    return VarianceUncertainty.by_differences(
        evaluate, np.asarray(fit.theta, dtype=np.float64), residual_df=n - p if reml else n
    )


def deviations(fit: Any, uncertainty: VarianceUncertainty | None, *, level: float) -> list[Deviation]:
    """Standard deviations by term, the residual last; intervals normal on the log scale.

    Args:
        fit: a fit of mixedlm.
        uncertainty: of its variance parameters; None for a logistic fit, which has no intervals and no residual.
        level: nominal coverage.
    """
    z = float(special.ndtri(upper_tail(level)))
    theta = np.asarray(fit.theta, dtype=np.float64)
    out: list[Deviation] = []
    position = 0
    for structure in fit.matrices.random_structures:
        width = int(structure.n_terms)
        name = str(structure.grouping_factor)
        sds = fit.VarCorr().groups
        for term in structure.term_names:
            sd = float(next(v for v in sds.values() if v.grouping_factor == name and term in v.stddev).stddev[term])
            relative = abs(float(theta[position]))
            boundary = width == 1 and relative <= ZERO
            reach: float | None = None
            if width == 1 and uncertainty is not None and not boundary:
                reach = math.exp(z * uncertainty.log_sd_error(position, relative))
            out.append(
                Deviation(
                    name=name if term == "(Intercept)" else f"{name}[{term}]",
                    unit=name,
                    levels=int(structure.n_levels),
                    value=sd,
                    low=None if reach is None else sd / reach,
                    high=None if reach is None else sd * reach,
                    boundary=boundary,
                )
            )
        position += width * (width + 1) // 2 if structure.correlated else width
    if uncertainty is not None:
        sigma, reach = float(fit.sigma), math.exp(z * uncertainty.log_sd_error())
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
