"""A normal regression whose outcome is cut off from above, by maximum likelihood."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.newton import newton_maximum
from motivelab.numerics.one_step import one_step_moves, summed_by

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TobitFit:
    """A fitted right-censored regression.

    Attributes:
        coefficients: (k,) slopes of the uncensored outcome.
        log_scale: log residual standard deviation.
        scores: (n, k + 1) derivative of each row's log-likelihood by coefficients and log scale.
        bread: (k + 1, k + 1) inverse observed information in the same order.
        log_likelihood: at the maximum.
        olsen: what Olsen's parameters give, for leaving rows out.
    """

    coefficients: Floats
    log_scale: float
    scores: Floats
    bread: Floats
    log_likelihood: float
    olsen: OlsenParts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OlsenParts:
    """A tobit in the parameters (b / s, 1 / s), in which its likelihood is concave.

    Attributes:
        parameters: (k + 1,).
        scores: (n, k + 1) derivative of each row's log-likelihood.
        rows: (n, k + 1) predictors, and the outcome with its sign turned.
        curvature: (n,) minus the second derivative of each row by its linear predictor.
        seen: (n,) 1 for an uncensored row, which adds 1 / parameters[-1]^2 to the information of the last parameter.
        bread: (k + 1, k + 1) inverse information.
    """

    parameters: Floats
    scores: Floats
    rows: Floats
    curvature: Floats
    seen: Floats
    bread: Floats


def tobit_moves(fit: TobitFit, codes: NDArray[np.int64], *, n_clusters: int) -> Floats:
    """(G, k + 1) how far coefficients and log scale move without each cluster, NaN where the others do not give them.

    By one Newton step in Olsen's parameters.
    """
    o = fit.olsen
    k = o.rows.shape[1]
    products = (o.rows[:, :, None] * o.rows[:, None, :] * o.curvature[:, None, None]).reshape(len(o.rows), -1)
    products[:, -1] += o.seen / o.parameters[-1] ** 2
    sums = summed_by(codes, np.column_stack([o.scores, products]), n_groups=n_clusters)
    without = o.parameters + one_step_moves(sums[:, :k], sums[:, k:].reshape(-1, k, k), o.bread)
    sharp = np.where(without[:, -1:] > 0, without[:, -1:], np.nan)
    moved = np.column_stack([without[:, :-1] / sharp, -np.log(sharp)])
    return np.asarray(moved - np.append(fit.coefficients, fit.log_scale))


def fit_tobit(design: Floats, outcome: Floats, censored: NDArray[np.bool_], *, what: str = "tobit") -> TobitFit:
    """Maximise the likelihood in Olsen's parameters (b / s, 1 / s), in which it has one peak.

    Args:
        design: (n, k) columns, the constant included.
        outcome: (n,) observed value, or the cap where censored.
        censored: (n,) True where the value is only known to be at least `outcome`.
        what: name of the model, for messages.

    Raises:
        DegenerateDataError: fewer uncensored rows than parameters, an exact fit, or columns that repeat others.
        ConvergenceError: no maximum found.

    In R:
        `survival::survreg(Surv(y, !censored) ~ x, dist = "gaussian")`.

    Reference:
        Tobin (1958), Econometrica 26, 24-36; Olsen (1978), Econometrica 46, 1211-1215.
    """
    n, k = design.shape
    seen = ~censored
    if int(seen.sum()) <= k + 1:
        raise DegenerateDataError(
            f"{what}: {int(seen.sum())} uncensored rows for {k + 1} parameters; raise the cap or drop predictors"
        )
    b, _, rank, _ = np.linalg.lstsq(design[seen], outcome[seen], rcond=None)
    residual = outcome[seen] - design[seen] @ b
    spread = math.sqrt(float(residual @ residual) / len(residual))
    if rank < k:
        raise DegenerateDataError(f"{what}: a predictor repeats others among the uncensored rows")
    if spread <= 1e-10 * max(1.0, float(np.abs(outcome).max())):
        raise DegenerateDataError(f"{what}: the predictors fit the uncensored rows exactly; no residual spread")
    x, y = design, outcome
    xc, yc = x[censored], y[censored]
    xs, ys = x[seen], y[seen]

    def parts(theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Residuals of seen rows, and hazard and its slope for censored rows, in standard units."""
        r = theta[-1] * ys - xs @ theta[:-1]
        z = xc @ theta[:-1] - theta[-1] * yc
        hazard = np.exp(-0.5 * z**2 - 0.5 * math.log(2 * math.pi) - special.log_ndtr(z))
        return r, z, hazard

    def likelihood(theta: Floats) -> tuple[float, Floats, Floats]:
        if theta[-1] <= 0:
            return -math.inf, theta, np.eye(k + 1)
        r, z, hazard = parts(theta)
        value = len(ys) * (math.log(theta[-1]) - 0.5 * math.log(2 * math.pi)) - 0.5 * float(r @ r)
        value += float(special.log_ndtr(z).sum())
        gradient = np.append(xs.T @ r + xc.T @ hazard, len(ys) / theta[-1] - ys @ r - yc @ hazard)
        slope = hazard * (z + hazard)
        full_s, full_c = np.column_stack([xs, -ys]), np.column_stack([xc, -yc])
        hessian = -full_s.T @ full_s - (full_c.T * slope) @ full_c
        hessian[-1, -1] -= len(ys) / theta[-1] ** 2
        return value, gradient, hessian

    start = np.append(b / spread, 1 / spread)
    fit = newton_maximum(likelihood, start, what=what)
    delta, gamma = fit.parameters[:-1], float(fit.parameters[-1])
    r, z, hazard = parts(fit.parameters)
    olsen = np.zeros((n, k + 1))
    olsen[seen] = np.column_stack([xs * r[:, None], 1 / gamma - ys * r])
    olsen[censored] = np.column_stack([xc * hazard[:, None], -yc * hazard])
    curvature = np.ones(n)
    curvature[censored] = hazard * (z + hazard)
    # Chain rule to (coefficients, log scale); the gradient is zero, so that curvature transforms by the same matrix.
    jacobian = np.zeros((k + 1, k + 1))
    jacobian[:k, :k] = gamma * np.eye(k)
    jacobian[:k, k] = -delta
    jacobian[k, k] = -gamma
    return TobitFit(
        coefficients=delta / gamma,
        log_scale=-math.log(gamma),
        scores=olsen @ jacobian,
        bread=np.asarray(np.linalg.inv(jacobian.T @ fit.information @ jacobian), np.float64),
        log_likelihood=fit.log_likelihood,
        olsen=OlsenParts(
            parameters=fit.parameters,
            scores=olsen,
            rows=np.column_stack([design, -outcome]),
            curvature=curvature,
            seen=seen.astype(np.float64),
            bread=np.asarray(np.linalg.inv(fit.information), np.float64),
        ),
    )
