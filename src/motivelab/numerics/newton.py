"""Newton's method for smooth concave log-likelihoods, which says so when it fails."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from motivelab.errors import ConvergenceError, DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]
Likelihood: TypeAlias = Callable[[Floats], tuple[float, Floats, Floats]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NewtonMaximum:
    """Where a log-likelihood peaks.

    Attributes:
        parameters: (k,) at the maximum.
        log_likelihood: its value there.
        information: (k, k) minus the Hessian there.
        iterations: Newton steps taken.
    """

    parameters: Floats
    log_likelihood: float
    information: Floats
    iterations: int


def newton_maximum(
    likelihood: Likelihood,
    start: Floats,
    *,
    what: str,
    watch: Callable[[Floats], None] | None = None,
    max_iterations: int = 100,
    tolerance: float = 1e-10,
) -> NewtonMaximum:
    """Climb a concave log-likelihood by Newton steps, halved while they do not climb.

    Args:
        likelihood: parameters -> (value, gradient, Hessian); value -inf outside the domain.
        start: (k,) inside the domain.
        what: name of the model, for the error messages.
        watch: called with the parameters after every step; may raise (to recognise separation before it overflows).
        max_iterations: steps before giving up.
        tolerance: stop when a full Newton step promises less than this gain in log-likelihood.

    Raises:
        DegenerateDataError: singular information (columns that repeat one another).
        ConvergenceError: no maximum within `max_iterations`.

    Example:
        >>> def peak(x):
        ...     return float(-((x - 3) ** 2).sum()), -2 * (x - 3), -2 * np.eye(1)
        >>> newton_maximum(peak, np.zeros(1), what="a parabola").parameters.tolist()
        [3.0]
    """
    x = np.asarray(start, dtype=np.float64)
    value, gradient, hessian = likelihood(x)
    for iteration in range(1, max_iterations + 1):
        step = _newton_step(gradient, -hessian, what)
        gain = float(gradient @ step)
        if gain < tolerance:
            # One step more: a gain of 1e-10 still leaves a parameter 1e-5 standard errors off.
            last = likelihood(x + step)
            if math.isfinite(last[0]):
                x, value, hessian = x + step, last[0], last[2]
            return NewtonMaximum(parameters=x, log_likelihood=value, information=-hessian, iterations=iteration)
        size = 1.0
        while True:
            trial = x + size * step
            new_value, new_gradient, new_hessian = likelihood(trial)
            if math.isfinite(new_value) and new_value >= value - 1e-12 * max(1.0, abs(value)):
                break
            size /= 2
            if size < 1e-10:
                raise ConvergenceError(f"{what}: no step of Newton's method climbs from {x!r}")
        x, value, gradient, hessian = trial, new_value, new_gradient, new_hessian
        if watch is not None:
            watch(x)
    raise ConvergenceError(f"{what}: not converged after {max_iterations} Newton steps")


def _newton_step(gradient: Floats, information: Floats, what: str) -> Floats:
    # Scaled to a unit diagonal, so that a predictor in thousands does not look singular beside one in units.
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    scaled = information / scale / scale[:, None]
    factor, failed = lapack.dpotrf(scaled, lower=1)
    if not failed and lapack.dpocon(factor, np.abs(scaled).sum(axis=0).max(), uplo="L")[0] > 1e-8:
        return np.asarray(lapack.dpotrs(factor, gradient / scale, lower=1)[0]) / scale
    # Near a singular matrix its eigenvalues decide; they cost ten times as much.
    values, vectors = np.linalg.eigh((scaled + scaled.T) / 2)
    if not np.isfinite(values).all() or values[0] < 1e-12 * max(float(values[-1]), 1e-300):
        raise DegenerateDataError(
            f"{what}: the information matrix is singular; a column repeats others or nothing varies"
        )
    return np.asarray((vectors @ ((vectors.T @ (gradient / scale)) / values)) / scale)
