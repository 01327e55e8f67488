"""Laplace's likelihood of a logistic mixed model: evaluated by damped Newton steps, and its optimum.

The library's own steps to the mode of the random effects have no damping that works in every table: where they fail it
calls the place impossible, and its search may stop beside it. Its fit is therefore a start; here it is checked, and led
on where the likelihood still rises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from mixedlm.estimation.reml import _build_lambda
from mixedlm.models.shared_utils import _RandomEffectFactor
from numpy.typing import NDArray
from scipy import sparse, special

from motivelab.errors import ConvergenceError, DegenerateDataError
from motivelab.numerics.optimise import minimise

Floats: TypeAlias = NDArray[np.float64]
# Of the deviance's gradient by standard errors: some thousandths of one from the optimum.
CLOSE = 5e-4
# Of central differences, in standard errors: of the gradient, and of the curvature, where rounding counts for more.
STEP = 1e-2
WIDE_STEP = 3e-2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaplaceFit:
    """A logistic mixed model at given or at best parameters.

    Attributes:
        theta: relative parameters of the random terms.
        coefficients: (p,) fixed effects.
        covariance: (p, p) of them, theta estimated along with them; given theta where the likelihood has no curvature
            (a variance or a correlation at its bound).
        deviance: minus twice Laplace's log likelihood.
    """

    theta: Floats
    coefficients: Floats
    covariance: Floats
    deviance: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Mode:
    """Where the random effects are most likely, and what is needed there."""

    u: Floats
    weights: Floats
    loadings: sparse.csc_matrix
    factor: Any
    deviance: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaplaceLikelihood:
    """Laplace's likelihood of one table.

    Attributes:
        y: (n,) 0 or 1.
        x: (n, p) fixed columns, orthogonal, their mean squares 1.
        z: (n, q) random columns.
        structures: mixedlm's, the layout of theta.
    """

    y: Floats
    x: Floats
    z: sparse.csc_matrix
    structures: Sequence[Any]

    def mode(self, theta: Floats, coefficients: Floats, u: Floats) -> _Mode:
        """Newton's steps to the mode of spherical random effects, halved until they climb.

        Args:
            theta: relative parameters.
            coefficients: fixed effects.
            u: (q,) where to begin.

        Raises:
            ConvergenceError: the mode is not reached.
        """
        fixed = self.x @ coefficients
        loadings = sparse.csc_matrix(self.z @ _build_lambda(theta, list(self.structures)))
        identity = sparse.eye_array(loadings.shape[1], format="csc")

        def penalised(at: Floats) -> float:
            eta = fixed + loadings @ at
            return float(2 * (np.logaddexp(0, eta) - self.y * eta).sum() + at @ at)

        now = penalised(u)
        for _ in range(100):
            mean = special.expit(fixed + loadings @ u)
            weights = mean * (1 - mean)
            precision = loadings.T @ sparse.csc_matrix(loadings.multiply(weights[:, None])) + identity
            factor = _RandomEffectFactor(sparse.csc_matrix(precision))
            uphill = loadings.T @ (self.y - mean) - u
            step = factor.solve(uphill)
            # The determinant, unlike the penalised likelihood, moves with u to first order: the mode must be exact.
            if float(np.abs(step).max()) < 1e-8:
                deviance = now + float(factor.logdet)
                return _Mode(u=u, weights=weights, loadings=loadings, factor=factor, deviance=deviance)
            share = 1.0
            while penalised(u + share * step) > now + 1e-12 * (1 + abs(now)) and share > 1e-9:
                share /= 2
            u = u + share * step
            now = penalised(u)
        raise ConvergenceError("the mode of the random effects of a logistic mixed model is not reached")

    def covariance_given_theta(self, mode: _Mode) -> Floats:
        """Of the fixed effects.

        Raises:
            DegenerateDataError: a log odds of a column of size 1 is known to no better than 30.
        """
        weighted = self.x * mode.weights[:, None]
        across = mode.loadings.T @ weighted
        information = self.x.T @ weighted - across.T @ mode.factor.solve(across)
        information = (information + information.T) / 2
        if float(np.linalg.eigvalsh(information)[0]) < 1 / 30**2:
            raise DegenerateDataError(
                "the outcomes are separated by the fixed effects; an odds ratio has no finite estimate"
            )
        return np.asarray(np.linalg.inv(information), dtype=np.float64)

    def fit(
        self, theta: Floats, coefficients: Floats, *, levels: Sequence[int], variances: Sequence[int]
    ) -> LaplaceFit:
        """Lead parameters to the optimum and take the covariance of the fixed effects there.

        Args:
            theta: where to begin.
            coefficients: where to begin.
            levels: (k,) of the grouping that each element of theta belongs to.
            variances: which elements of theta stand alone for a variance.

        Raises:
            DegenerateDataError: outcomes are separated by the fixed effects.
            ConvergenceError: no optimum found.
        """
        k = len(theta)
        start = np.concatenate([theta, coefficients])
        begin = self.mode(theta, coefficients, np.zeros(self.z.shape[1]))
        near = begin.u
        # About a standard error of each parameter.
        spread = np.maximum(np.abs(theta), 0.2) / np.sqrt(2 * np.array(levels, dtype=np.float64))
        scale = np.concatenate([spread, np.sqrt(np.diag(self.covariance_given_theta(begin)))])

        def deviance(parameters: Floats) -> float:
            return self.mode(parameters[:k], parameters[k:], near).deviance

        def value_and_gradient(x: Floats) -> tuple[float, Floats]:
            nonlocal near
            at = start + x * scale
            here = self.mode(at[:k], at[k:], near)
            near = here.u
            steps = STEP * np.diag(scale)
            return here.deviance, np.array([(deviance(at + h) - deviance(at - h)) / (2 * STEP) for h in steps])

        best = (
            start
            + scale
            * minimise(
                value_and_gradient,
                start=np.zeros(len(start)),
                gradient_tolerance=CLOSE,
                max_iterations=200,
                what="the logistic mixed model (are outcomes separated by a fixed effect?)",
            ).x
        )
        for place in variances:
            # The deviance is flat beside a variance of 0: the search stops before it gets there.
            without = best.copy()
            without[place] = 0.0
            if deviance(without) <= deviance(best):
                best = without
        mode = self.mode(best[:k], best[k:], near)
        near = mode.u
        given = self.covariance_given_theta(mode)
        scale[k:] = np.sqrt(np.diag(given))
        joint = _inverse(_curvature(deviance, best, WIDE_STEP * scale) / 2)
        return LaplaceFit(
            theta=best[:k],
            coefficients=best[k:],
            covariance=given if joint is None else joint[k:, k:],
            deviance=mode.deviance,
        )


def _curvature(value: Callable[[Floats], float], at: Floats, steps: Floats) -> Floats:
    """(m, m) second derivatives by central differences."""
    m = len(at)
    moves = np.diag(steps)
    centre = value(at)
    one = np.array([value(at + h) + value(at - h) - 2 * centre for h in moves])
    out = np.diag(one)
    for i in range(m):
        for j in range(i):
            both = value(at + moves[i] + moves[j]) + value(at - moves[i] - moves[j]) - 2 * centre
            out[i, j] = out[j, i] = (both - one[i] - one[j]) / 2
    return out / np.outer(steps, steps)


def _inverse(information: Floats) -> Floats | None:
    """The inverse of a matrix that is positive definite, else nothing."""
    scale = np.sqrt(np.abs(np.diag(information)))
    if not scale.all():
        return None
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    if values[0] < 1e-6:
        return None
    return np.asarray((vectors / values) @ vectors.T / np.outer(scale, scale))
