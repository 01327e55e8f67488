"""Degrees of freedom of a contrast whose variance depends on estimated variance components."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Evaluation: TypeAlias = Callable[[Floats], tuple[float, Floats, float]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VarianceUncertainty:
    """How fixed effects' covariance moves with the variance parameters, and how uncertain these are.

    Attributes:
        covariance_gradients: (n_parameters, k, k) derivative of the covariance by each relative parameter, the residual
            variance profiled out.
        log_sigma_gradient: (n_parameters,) derivative of the log residual standard deviation.
        theta_covariance: (n_parameters, n_parameters) inverse of half the deviance's curvature.
        residual_df: degrees of freedom of the residual variance given the relative parameters.
    """

    covariance_gradients: Floats
    log_sigma_gradient: Floats
    theta_covariance: Floats
    residual_df: int

    @classmethod
    def by_differences(
        cls, evaluate: Evaluation, theta: Floats, *, step: Floats, residual_df: int
    ) -> VarianceUncertainty:
        """Central differences of (deviance, covariance, log sigma); one evaluation serves all three.

        Args:
            evaluate: relative parameters -> profiled deviance, covariance of fixed effects, log residual sd.
            theta: (n_parameters,) at the optimum.
            step: (n_parameters,) a small part of each one's standard error.
            residual_df: see above.
        """
        k = len(theta)
        centre, covariance, _ = evaluate(theta)
        up = [evaluate(theta + step[i] * np.eye(k)[i]) for i in range(k)]
        down = [evaluate(theta - step[i] * np.eye(k)[i]) for i in range(k)]
        hessian = np.zeros((k, k))
        for i in range(k):
            hessian[i, i] = (up[i][0] - 2 * centre + down[i][0]) / step[i] ** 2
            for j in range(i):
                shift = step[i] * np.eye(k)[i] + step[j] * np.eye(k)[j]
                both = evaluate(theta + shift)[0] + evaluate(theta - shift)[0]
                single = up[i][0] + down[i][0] + up[j][0] + down[j][0]
                hessian[i, j] = hessian[j, i] = (both - single + 2 * centre) / (2 * step[i] * step[j])
        gradients = [(u[1] - d[1]) / (2 * s) for u, d, s in zip(up, down, step, strict=True)]
        log_sigma = [(u[2] - d[2]) / (2 * s) for u, d, s in zip(up, down, step, strict=True)]
        return cls.of_derivatives(
            curvature=hessian,
            covariance_gradients=np.array(gradients).reshape(k, *covariance.shape),
            log_sigma_gradient=np.array(log_sigma),
            unit=step,
            residual_df=residual_df,
        )

    @classmethod
    def of_derivatives(
        cls,
        *,
        curvature: Floats,
        covariance_gradients: Floats,
        log_sigma_gradient: Floats,
        unit: Floats,
        residual_df: int,
    ) -> VarianceUncertainty:
        """Invert the curvature.

        Args:
            curvature: (n_parameters, n_parameters) second derivatives of the deviance.
            covariance_gradients: see above.
            log_sigma_gradient: see above.
            unit: (n_parameters,) of each one, which makes curvatures comparable.
            residual_df: see above.
        """
        return cls(
            covariance_gradients=covariance_gradients,
            log_sigma_gradient=log_sigma_gradient,
            theta_covariance=2 * inverse_on(curvature, unit),
            residual_df=residual_df,
        )

    def log_sd_error(self, position: int | None = None, relative: float = 1.0) -> float:
        """Standard error of the log residual sd, or of the log sd of the scalar term with parameter `relative`."""
        gradient = self.log_sigma_gradient.copy()
        if position is not None:
            gradient[position] += 1 / relative
        spread = max(0.0, float(gradient @ self.theta_covariance @ gradient)) + 0.5 / self.residual_df
        return math.sqrt(spread)


def inverse_on(curvature: Floats, unit: Floats) -> Floats:
    """Inverse of a matrix of second derivatives in the directions in which the function is curved upwards.

    A direction in which a deviance is flat tells nothing about its own uncertainty; lmerTest leaves it out too.

    Args:
        curvature: (k, k) symmetric.
        unit: (k,) of each parameter, which makes curvatures comparable.

    Example:
        >>> inverse_on(np.diag([4.0, 0.0]), np.ones(2)).tolist()
        [[0.25, 0.0], [0.0, 0.0]]
    """
    values, vectors = np.linalg.eigh(curvature * np.outer(unit, unit))
    kept = values > 1e-4 * np.abs(values).max()
    root = unit[:, None] * vectors[:, kept] / np.sqrt(values[kept])
    return np.asarray(root @ root.T, dtype=np.float64)


def satterthwaite_df(contrast: Floats, covariance: Floats, uncertainty: VarianceUncertainty) -> float:
    """2 var^2 over the variance of var, where var = c' V c.

    Reference:
        Giesbrecht and Burns (1985), Biometrics 41, 477-486; Kuznetsova et al. (2017), JSS 82(13).
    """
    variance = float(contrast @ covariance @ contrast)
    gradient = np.einsum("i,kij,j->k", contrast, uncertainty.covariance_gradients, contrast) / variance
    spread = max(0.0, float(gradient @ uncertainty.theta_covariance @ gradient)) + 2 / uncertainty.residual_df
    return 2 / spread


def satterthwaite_f(
    rows: Floats, coefficients: Floats, covariance: Floats, uncertainty: VarianceUncertainty
) -> tuple[float, float]:
    """F of several contrasts at once and its denominator df, from the df of uncorrelated combinations of them.

    Args:
        rows: (q, k) contrasts.
        coefficients: (k,) fixed effects.
        covariance: (k, k).
        uncertainty: of the variance parameters.

    Reference:
        Fai and Cornelius (1996), J. Statistical Computation and Simulation 54, 363-378.
    """
    values, vectors = np.linalg.eigh(rows @ covariance @ rows.T)
    directions = vectors.T @ rows
    f = float(((directions @ coefficients) ** 2 / values).mean())
    df = np.array([satterthwaite_df(d, covariance, uncertainty) for d in directions])
    q = len(rows)
    if q == 1:
        return f, float(df[0])
    # The df whose F has the mean that the squared t's have together.
    mean = float((df / (df - 2)).sum()) if (df > 2).all() else math.inf
    return f, 2 * mean / (mean - q) if math.isfinite(mean) and mean > q else 2.0
