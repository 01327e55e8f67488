"""Minimise a smooth function, and say so loudly when that did not work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from motivelab.errors import ConvergenceError

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Minimum:
    """Where a function is smallest.

    Attributes:
        x: the place.
        value: the function there.
        iterations: how many it took.
    """

    x: Floats
    value: float
    iterations: int


def minimise(
    value_and_gradient: Callable[[Floats], tuple[float, Floats]],
    *,
    start: Floats,
    bounds: Sequence[tuple[float | None, float | None]] | None = None,
    gradient_tolerance: float = 1e-7,
    max_iterations: int = 2000,
    what: str,
) -> Minimum:
    """Minimise by L-BFGS-B and check the projected gradient, not the optimiser's word.

    L-BFGS-B may report success where the line search merely gave up; here the largest element of the gradient, left out
    where it pushes against a bound, must be below the tolerance. Where double precision allows no lower value after two
    restarts, the square root of the tolerance is accepted.

    Args:
        value_and_gradient: returns f(x) and its gradient; +inf for an x that is not admissible.
        start: first x.
        bounds: (low, high) for each element, None for open.
        gradient_tolerance: as above.
        max_iterations: give up after these.
        what: named in the error ("maximum-likelihood factor analysis").

    Raises:
        ConvergenceError: the gradient is not flat after the iterations, with what to try.

    Example:
        >>> m = minimise(lambda x: (float(((x - 2) ** 2).sum()), 2 * (x - 2)), start=np.zeros(2), what="a parabola")
        >>> np.round(m.x, 6).tolist()
        [2.0, 2.0]
    """
    x = start
    done = 0
    for _ in range(3):  # a restart forgets a bad curvature estimate, the usual reason for an early stop
        result = optimize.minimize(
            value_and_gradient,
            x,
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={
                "maxiter": max_iterations - done,
                "maxfun": 4 * max_iterations,
                "ftol": 1e-15,
                "gtol": gradient_tolerance,
                "maxcor": 10,
            },
        )
        x = np.asarray(result.x, dtype=np.float64)
        done += int(result.nit)
        value, gradient = value_and_gradient(x)
        steepest = _projected(gradient, x, bounds)
        if np.isfinite(value) and steepest <= gradient_tolerance:
            return Minimum(x=x, value=float(value), iterations=done)
        if done >= max_iterations:
            break
    if np.isfinite(value) and steepest <= np.sqrt(gradient_tolerance) and done < max_iterations:
        return Minimum(x=x, value=float(value), iterations=done)
    raise ConvergenceError(
        f"{what} did not converge: largest gradient {steepest:.3g} after {done} iterations "
        f"(wanted {gradient_tolerance:.3g}); try fewer parameters, other starts, or more data"
    )


def _projected(gradient: Floats, x: Floats, bounds: Sequence[tuple[float | None, float | None]] | None) -> float:
    g = np.array(gradient, dtype=np.float64)
    if bounds is not None:
        for i, (low, high) in enumerate(bounds):
            if (low is not None and x[i] <= low and g[i] > 0) or (high is not None and x[i] >= high and g[i] < 0):
                g[i] = 0.0
    return float(np.abs(g).max()) if len(g) else 0.0
