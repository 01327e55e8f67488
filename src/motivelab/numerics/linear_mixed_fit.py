"""A linear mixed model at the optimum of its likelihood, and how uncertain its variances are.

The search begins at moment estimates, which on balanced data are already the answer, and comes close by quasi-Newton
steps in units of about a standard error. There the curvature is taken by differences, which Satterthwaite's degrees of
freedom need in any case, and serves for the last steps.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from mixedlm.estimation.reml import LMMOptimizer
from numpy.typing import NDArray
from scipy import linalg

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.numerics.mixed_terms import RandomTerm, Start, moment_start, oriented
from motivelab.numerics.optimise import minimise
from motivelab.numerics.satterthwaite import VarianceUncertainty, inverse_on

Floats: TypeAlias = NDArray[np.float64]
ValueAndGradient: TypeAlias = Callable[[Floats], tuple[float, Floats]]
# Of the gradient of the deviance by standard errors: within some thousandths of one from the optimum.
CLOSE = 5e-4
# What a Newton step may still gain in deviance.
FLAT = 1e-9
# Of differences, in standard errors: far above rounding, far below what shows in a degree of freedom.
STEP = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinearMixedFit:
    """A linear mixed model at its optimum.

    Attributes:
        theta: relative parameters of the random terms, diagonal elements not negative.
        coefficients: (p,) fixed effects.
        covariance: (p, p) of the fixed effects.
        sigma: residual standard deviation.
        deviance: minus twice the log likelihood (restricted for REML).
        uncertainty: of the variance parameters.
    """

    theta: Floats
    coefficients: Floats
    covariance: Floats
    sigma: float
    deviance: float
    uncertainty: VarianceUncertainty


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Likelihood:
    """The likelihood of least-squares residuals in units of their spread, on orthonormal columns.

    Offsets and units of outcome and predictors then cost no digits; `estimates` puts them back.
    """

    library: LMMOptimizer
    with_gradient: ValueAndGradient
    start: Start
    unit: float
    least_squares: Floats
    back: Floats
    lost: float
    df: int

    def estimates(self, theta: Floats) -> tuple[float, Floats, Floats, float]:
        """Deviance, fixed effects, their covariance and the residual standard deviation."""
        core: Any = self.library._evaluate_core(theta)
        if core is None:
            raise ConvergenceError("the likelihood of the mixed model cannot be evaluated near its maximum")
        sigma = float(core.sigma) * self.unit
        information = (core.fixed_information + core.fixed_information.T) / 2
        covariance = self.back @ np.linalg.inv(information) @ self.back.T * sigma**2
        return (
            float(core.deviance) + self.lost,
            self.least_squares + self.back @ core.beta * self.unit,
            np.asarray(covariance, dtype=np.float64),
            sigma,
        )

    def curvature(self, theta: Floats) -> Floats:
        """Second derivatives of the deviance, by differences of its gradient."""
        step = STEP * self.start.scale
        _, slope = self.with_gradient(theta)
        rows = np.array([(self.with_gradient(theta + h)[1] - slope) / h.sum() for h in np.diag(step)])
        return np.asarray((rows + rows.T) / 2, dtype=np.float64)

    def uncertainty(self, theta: Floats, curvature: Floats) -> VarianceUncertainty:
        """How covariance and residual deviation move with theta, and how far theta may be from the truth."""
        step = STEP * self.start.scale
        _, _, covariance, sigma = self.estimates(theta)
        beside = [self.estimates(theta + h) for h in np.diag(step)]
        return VarianceUncertainty.of_derivatives(
            curvature=curvature,
            covariance_gradients=np.array([(b[2] - covariance) / h for b, h in zip(beside, step, strict=True)]),
            log_sigma_gradient=np.array([math.log(b[3] / sigma) / h for b, h in zip(beside, step, strict=True)]),
            unit=self.start.scale,
            residual_df=self.df,
        )


def linear_mixed_fit(matrices: Any, terms: tuple[RandomTerm, ...], *, reml: bool) -> LinearMixedFit:
    """Fit.

    Args:
        matrices: mixedlm's, the fixed columns of full rank.
        terms: layout of the random terms.
        reml: restricted likelihood, else full.

    Raises:
        DegenerateDataError: the fixed effects explain the outcome to the last digit.
        ConvergenceError: no optimum found.
    """
    n, p = matrices.X.shape
    basis, triangle = np.linalg.qr(matrices.X)
    projected = basis.T @ matrices.y
    residual = matrices.y - basis @ projected
    unit = math.sqrt(float(residual @ residual) / n)
    if n <= p or unit <= 1e-13 * float(np.abs(matrices.y).max()):
        raise DegenerateDataError(f"{p} fixed effects explain all {n} values of the outcome; nothing is left to vary")
    library = LMMOptimizer(replace(matrices, y=residual / unit, X=basis), REML=reml)
    back: Floats = linalg.solve_triangular(triangle, np.eye(p))
    df = n - p if reml else n
    likelihood = _Likelihood(
        library=library,
        with_gradient=_remembered(library, reml=reml),
        start=moment_start(residual / unit, basis, matrices.Z.tocsc(), terms),
        unit=unit,
        least_squares=back @ projected,
        back=back,
        lost=2 * df * math.log(unit) + (2 * float(np.log(np.abs(np.diag(triangle))).sum()) if reml else 0.0),
        df=df,
    )
    theta, curvature = _optimum(likelihood, terms)
    deviance, coefficients, covariance, sigma = likelihood.estimates(theta)
    return LinearMixedFit(
        theta=theta,
        coefficients=coefficients,
        covariance=covariance,
        sigma=sigma,
        deviance=deviance,
        uncertainty=likelihood.uncertainty(theta, curvature),
    )


def _remembered(library: LMMOptimizer, *, reml: bool) -> ValueAndGradient:
    """The library's deviance and gradient, answers kept: one costs as much as six deviances."""
    native: Any = library._rust_cache
    known: dict[bytes, tuple[float, Floats]] = {}

    def at(theta: Floats) -> tuple[float, Floats]:
        key = theta.tobytes()
        if key not in known:
            value, gradient = native.response.deviance_with_gradient(theta, reml)
            usable = math.isfinite(value) and bool(np.isfinite(gradient).all())
            known[key] = (float(value), np.asarray(gradient)) if usable else (math.inf, np.zeros_like(theta))
        return known[key]

    return at


def _optimum(likelihood: _Likelihood, terms: tuple[RandomTerm, ...]) -> tuple[Floats, Floats]:
    """Where the deviance is smallest, and its curvature within a thousandth of a standard error from there."""
    scale = likelihood.start.scale

    def scaled(x: Floats) -> tuple[float, Floats]:
        value, gradient = likelihood.with_gradient(x * scale)
        return value, gradient * scale

    # In standard errors the curvature is about 2: a first step for each parameter by itself.
    theta = likelihood.start.theta
    value, slope = scaled(theta / scale)
    trial = theta - slope / 2 * scale
    theta = trial if likelihood.with_gradient(trial)[0] < value else theta
    for _ in range(3):
        try:
            close = minimise(scaled, start=theta / scale, gradient_tolerance=CLOSE, what="the mixed model")
        except ConvergenceError:
            break
        theta = oriented(close.x * scale, terms)
        _require_residual(likelihood, theta, terms)
        curvature = likelihood.curvature(theta)
        values, directions = np.linalg.eigh(curvature * np.outer(scale, scale))
        # The gradient also vanishes, by symmetry, at a variance of 0 from which the deviance falls.
        if values[0] < -1e-3 * np.abs(values).max():
            theta = theta + scale * directions[:, 0]
            continue
        polished = _newton(likelihood.with_gradient, theta, inverse_on(curvature, scale))
        if polished is not None:
            return oriented(polished, terms), curvature
        break
    found = likelihood.library.optimize(method="auto")
    if not found.converged:
        raise ConvergenceError("the mixed model: the optimiser stopped without converging; try fewer random terms")
    theta = np.ascontiguousarray(found.theta, dtype=np.float64)
    _require_residual(likelihood, theta, terms)
    return theta, likelihood.curvature(theta)


def _newton(with_gradient: ValueAndGradient, theta: Floats, inverse: Floats) -> Floats | None:
    """Steps by the inverse curvature until none gains anything; None where they do not get there."""
    before, _ = with_gradient(theta)
    for _ in range(6):
        value, gradient = with_gradient(theta)
        step = inverse @ gradient
        if not (math.isfinite(value) and value <= before + 1e-6):
            return None
        if float(gradient @ step) / 2 < FLAT:
            return theta - step
        theta = theta - step
    return None


def _require_residual(likelihood: _Likelihood, theta: Floats, terms: tuple[RandomTerm, ...]) -> None:
    """Refuse a likelihood that grows without end while the residual variance goes to 0."""
    largest = max(abs(float(theta[r[-1]])) * size for t in terms for r, size in zip(t.rows, t.sizes, strict=True))
    if largest > 1e3 and likelihood.with_gradient(10 * theta)[0] < likelihood.with_gradient(theta)[0]:
        names = [term.grouping for term in terms]
        raise DegenerateDataError(
            f"{names!r} explain the outcome to the last digit; no residual variance is left, leave a grouping out"
        )
