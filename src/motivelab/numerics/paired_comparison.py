"""Maximum likelihood for items compared two at a time: any model of the utility difference, position and ties."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from motivelab.errors import DegenerateDataError
from motivelab.numerics.comparison_graph import require_both_places, require_comparable
from motivelab.numerics.newton import newton_maximum
from motivelab.numerics.separation import direction_within

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparisonTerms:
    """Log-likelihood of each comparison and its derivatives by the difference d and the tie parameter t.

    Attributes:
        value: (n,).
        d: (n,) first derivative by d.
        t: (n,) first derivative by t.
        dd: (n,) second derivative by d.
        dt: (n,) mixed derivative.
        tt: (n,) second derivative by t.
    """

    value: Floats
    d: Floats
    t: Floats
    dd: Floats
    dt: Floats
    tt: Floats


ComparisonModel: TypeAlias = Callable[[Floats, float | None, Floats], ComparisonTerms]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparisonFit:
    """Utilities that sum to zero, position and tie parameter.

    Attributes:
        parameters: (k + position + ties,) utilities, then position, then the tie parameter.
        covariance: of the parameters.
        log_likelihood: without the penalty.
    """

    parameters: Floats
    covariance: Floats
    log_likelihood: float


def fit_comparisons(
    first: Integers,
    second: Integers,
    outcome: Floats,
    *,
    labels: Sequence[Hashable],
    model: ComparisonModel,
    position: bool,
    tie_start: float | None,
    penalty: float,
    codes: Integers | None,
    what: str,
) -> ComparisonFit:
    """Fit d = utility(first) - utility(second) + position by Newton's method.

    Args:
        first: (n,) item shown first, coded.
        second: (n,) item shown second, coded.
        outcome: (n,) 1, 0 or 0.5 (tie).
        labels: names of the items.
        model: log-likelihood of one comparison.
        position: whether to estimate an advantage of being first.
        tie_start: where the tie parameter starts; None where there are no ties.
        penalty: half of it times the sum of squared utilities is taken off the log-likelihood.
        codes: cluster of each comparison for a sandwich covariance, or None for the inverse information.
        what: name of the model, for messages.

    Raises:
        DegenerateDataError: disconnected or separated comparisons.
        ConvergenceError: no maximum.
    """
    k, n = len(labels), len(first)
    require_comparable(first, second, outcome, labels=labels, separated=penalty <= 0)
    if position and penalty <= 0:
        require_both_places(first, second, n_items=k)
    rows = np.arange(n)
    contrast: Any = sparse.csr_matrix(
        (np.concatenate([np.ones(n), -np.ones(n)]), (np.concatenate([rows, rows]), np.concatenate([first, second]))),
        shape=(n, k),
    )
    # Utilities 1 .. k-1 are free and utility 0 is 0; centring afterwards makes the sum zero.
    free = contrast[:, 1:]
    columns: Any = sparse.hstack([free, sparse.csr_matrix(np.ones((n, 1)))]).tocsr() if position else free.tocsr()
    m = columns.shape[1]
    ties = tie_start is not None
    centre = np.eye(k)[:, 1:] - 1 / k
    ridge = np.zeros((m + ties, m + ties))
    ridge[: k - 1, : k - 1] = penalty * centre.T @ centre

    def likelihood(theta: Floats) -> tuple[float, Floats, Floats]:
        terms = model(columns @ theta[:m], float(theta[m]) if ties else None, outcome)
        gradient = np.asarray(columns.T @ terms.d)
        hessian = (columns.T @ columns.multiply(terms.dd[:, None])).toarray()
        if ties:
            mixed = np.asarray(columns.T @ terms.dt)[:, None]
            gradient = np.append(gradient, terms.t.sum())
            hessian = np.block([[hessian, mixed], [mixed.T, np.array([[terms.tt.sum()]])]])
        value = float(terms.value.sum()) - 0.5 * float(theta @ ridge @ theta)
        return value, gradient - ridge @ theta, hessian - ridge

    checked = False

    def watch(theta: Floats) -> None:
        nonlocal checked
        if not checked and penalty <= 0 and max([float(np.abs(columns @ theta[:m]).max()), *theta[m:]]) > 5:
            checked = True
            if _predicted(columns, outcome, ties=ties):
                raise DegenerateDataError(
                    f"{what}: position, utilities and ties together predict every choice; some have no finite "
                    "estimate. Show pairs in both orders, count ties as halves, or set penalty"
                )

    start = np.zeros(m + ties)
    if tie_start is not None:
        start[m] = tie_start
    # Steps by expected curvature close in slowly, so that a small gain is not yet a small error.
    fit = newton_maximum(likelihood, start, what=what, watch=watch, tolerance=1e-16)
    bread = np.asarray(np.linalg.inv(fit.information), np.float64)
    covariance = bread
    if codes is not None:
        terms = model(columns @ fit.parameters[:m], float(fit.parameters[m]) if ties else None, outcome)
        # With about ten clusters behind every utility, G/(G-1) leaves intervals two points short; G/(G-p) does not.
        size, lost = int(codes.max()) + 1, m + ties
        if size <= lost:
            raise DegenerateDataError(
                f"{what}: {size} clusters for {lost} parameters; cluster-robust errors need more clusters"
            )
        scores: Any = columns.multiply(terms.d[:, None])
        if ties:
            scores = sparse.hstack([scores, sparse.csr_matrix(terms.t[:, None])])
        member: Any = sparse.csr_matrix((np.ones(n), (codes, rows)), shape=(size, n))
        sums = (member @ scores.tocsr()).tocsr()
        covariance = size / (size - lost) * bread @ (sums.T @ sums).toarray() @ bread
    return ComparisonFit(
        parameters=_centred(fit.parameters, k=k),
        covariance=_centred(_centred(covariance, k=k).T, k=k).T,
        log_likelihood=fit.log_likelihood + 0.5 * float(fit.parameters @ ridge @ fit.parameters),
    )


def _centred(free: Floats, *, k: int) -> Floats:
    """Rows of k utilities that sum to zero (and what follows them) from rows of those but the first, which is 0."""
    out = np.concatenate([np.zeros_like(free[:1]), free])
    out[:k] -= out[:k].mean(axis=0)
    return out


def _predicted(columns: Any, outcome: Floats, *, ties: bool) -> bool:
    """Whether some direction of the parameters makes every outcome likelier or leaves it, without end.

    A win asks for d >= t, a tie for |d| <= t, d the utility difference and t the tie parameter (for a tie that counts
    as two halves d = 0).
    """
    tied = outcome == 0.5
    signs = sparse.diags(2 * outcome[~tied] - 1)
    decided, even = (signs @ columns[~tied]).tocsr(), columns[tied]
    rows: Any = sparse.vstack([decided, even, -even])
    if ties:
        room = np.concatenate([-np.ones(decided.shape[0]), np.ones(2 * even.shape[0])])
        rows = sparse.hstack([rows, sparse.csr_matrix(room[:, None])])
    return direction_within(rows.tocsr()) is not None


def tie_rate(outcome: Floats) -> float:
    """Share of ties, kept off 0 and 1 so that a tie parameter can start from it."""
    return min(max(float((outcome == 0.5).mean()), 1e-3), 1 - 1e-3)


def log_sum(*terms: Floats) -> Floats:
    """Log of the sum of exponentials, elementwise."""
    top = np.maximum.reduce(terms)
    return np.asarray(top + np.log(sum(np.exp(t - top) for t in terms)))
