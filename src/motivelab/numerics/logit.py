"""Logistic regression by maximum likelihood, refusing data that have no maximum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.named_design import require_full_rank
from motivelab.numerics.newton import newton_maximum
from motivelab.numerics.sandwich import orthonormal
from motivelab.numerics.separation import separating_direction

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LogitFit:
    """A fitted logistic regression.

    Attributes:
        coefficients: (k,) log odds.
        probabilities: (n,) fitted.
        bread: (k, k) inverse information, the model-based covariance.
        log_likelihood: at the maximum.
    """

    coefficients: Floats
    probabilities: Floats
    bread: Floats
    log_likelihood: float


def fit_logit(design: Floats, ones: Floats, *, names: Sequence[str], what: str = "logit") -> LogitFit:
    """Maximise sum y eta - log(1 + exp eta), eta = X b.

    Args:
        design: (n, k) columns, the constant included.
        ones: (n,) of 0 and 1.
        names: (k,) of the columns, for messages.
        what: name of the model, for messages.

    Raises:
        DegenerateDataError: outcomes all alike, columns that repeat others, or separation (names the columns).
        ConvergenceError: no maximum found.

    In R:
        `glm(y ~ x, family = binomial)`.
    """
    odd = ones[(ones != 0) & (ones != 1)]
    if len(odd):
        raise DegenerateDataError(f"{what}: outcomes must be 0 or 1; found {float(odd[0])!r}")
    if ones.min() == ones.max():
        raise DegenerateDataError(f"{what}: all {len(ones)} outcomes are {int(ones[0])}; nothing to explain")
    require_full_rank(design, tuple(names), what=what)
    checked = False
    # Orthonormal columns: a predictor far from zero would look like a copy of the constant.
    q, root = orthonormal(design)

    def likelihood(b: Floats) -> tuple[float, Floats, Floats]:
        eta = q @ b
        p = special.expit(eta)
        value = float(ones @ eta - np.logaddexp(0.0, eta).sum())
        return value, q.T @ (ones - p), -(q.T * (p * (1 - p))) @ q

    def watch(b: Floats) -> None:
        nonlocal checked
        if not checked and float(np.abs(q @ b).max()) > 12:
            checked = True
            direction = separating_direction(design, ones)
            if direction is not None:
                pull = np.abs(direction) * np.ptp(design, axis=0)
                guilty = [n for n, d in zip(names, pull, strict=True) if d > 1e-9]
                raise DegenerateDataError(
                    f"{what}: the outcomes are separated by {', '.join(guilty)}; the odds ratio is infinite. "
                    "Drop the column, pool its levels, or collect cases of the other kind"
                )

    fit = newton_maximum(likelihood, np.zeros(design.shape[1]), what=what, watch=watch)
    return LogitFit(
        coefficients=np.asarray(root @ fit.parameters, np.float64),
        probabilities=special.expit(q @ fit.parameters),
        bread=np.asarray(root @ np.linalg.inv(fit.information) @ root.T, np.float64),
        log_likelihood=fit.log_likelihood,
    )
