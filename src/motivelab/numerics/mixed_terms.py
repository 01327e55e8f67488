"""The random terms of a mixed model, their parameters, and moment estimates of their variances.

A fit searches relative parameters theta: for each term the lower triangle, row by row, of a factor whose product with
its own transpose is the covariance of the term's effects over the residual variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from motivelab.errors import DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]
# A random effect that spreads scores by less than this share of the residual deviation has a variance of 0 that the
# optimiser came close to.
ZERO = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomTerm:
    """One random term.

    Attributes:
        grouping: `family`, `family:condition`.
        names: of its effects, `intercept` or a slope's.
        levels: of the grouping.
        correlated: whether its effects may correlate.
        rows: for each effect, where the elements of its row of the factor stand in theta, the diagonal one last.
        sizes: for each effect, the root mean square of what it is multiplied with (1 for an intercept).
    """

    grouping: str
    names: tuple[str, ...]
    levels: int
    correlated: bool
    rows: tuple[tuple[int, ...], ...]
    sizes: tuple[float, ...]


def random_terms(
    shapes: Sequence[tuple[str, Sequence[str], int, bool]], z: sparse.csc_matrix
) -> tuple[RandomTerm, ...]:
    """Lay out the parameters of terms in order.

    Args:
        shapes: grouping, names of effects, number of levels, whether the effects may correlate.
        z: (n, q) columns level by level, effects of a level side by side, term after term.

    Example:
        >>> shapes = [("g", ["intercept", "x"], 1, True), ("h", ["intercept"], 1, True)]
        >>> terms = random_terms(shapes, sparse.csc_matrix([[1.0, 5, 1], [1, 5, 1]]))
        >>> [(t.rows, t.sizes) for t in terms]
        [(((0,), (1, 2)), (1.0, 5.0)), (((3,),), (1.0,))]
    """
    squares = np.asarray(z.multiply(z).sum(axis=0)).ravel() / z.shape[0]
    out = []
    at = column = 0
    for grouping, names, levels, correlated in shapes:
        rows = []
        for i in range(len(names)):
            width = i + 1 if correlated else 1
            rows.append(tuple(range(at, at + width)))
            at += width
        mean_squares = squares[column : column + levels * len(names)].reshape(levels, len(names)).sum(axis=0)
        column += levels * len(names)
        out.append(
            RandomTerm(
                grouping=grouping,
                names=tuple(names),
                levels=levels,
                correlated=correlated,
                rows=tuple(rows),
                sizes=tuple(np.sqrt(mean_squares).tolist()),
            )
        )
    return tuple(out)


def singular(theta: Floats, terms: Sequence[RandomTerm]) -> bool:
    """Whether a variance is 0 or a correlation 1."""
    return any(
        abs(float(theta[row[-1]])) * size <= ZERO
        for term in terms
        for row, size in zip(term.rows, term.sizes, strict=True)
    )


def oriented(theta: Floats, terms: Sequence[RandomTerm]) -> Floats:
    """The same covariances with no negative diagonal element: a column of a factor may change its sign.

    Example:
        >>> terms = random_terms([("g", ["intercept", "x"], 1, True)], sparse.csc_matrix([[1.0, 5.0]]))
        >>> oriented(np.array([-2.0, 1.0, 3.0]), terms).tolist()
        [2.0, -1.0, 3.0]
    """
    out = theta.copy()
    for term in terms:
        for column, own in enumerate(term.rows):
            below = [row[column] for row in term.rows[column:]] if term.correlated else [own[-1]]
            if theta[own[-1]] < 0:
                out[below] = -theta[below]
    return out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Start:
    """Where a search for theta begins.

    Attributes:
        theta: moment estimates; covariances 0, and no variance quite 0.
        scale: about the standard error of each element.
    """

    theta: Floats
    scale: Floats


def moment_start(y: Floats, x: Floats, z: sparse.csc_matrix, terms: Sequence[RandomTerm]) -> Start:
    """Variances by the quadratic forms |Z_i'r|^2 of the least-squares residuals r, set equal to their expectations.

    E |Z_i'r|^2 = sum_j var_j |Z_i'MZ_j|^2, M = I - XX' for orthonormal X. The estimates are unbiased, and REML's own
    answer where the design is balanced and none comes out negative (Rao's MINQUE with prior weights 0).

    Args:
        y: (n,) residuals of least squares.
        x: (n, p) orthonormal columns.
        z: (n, q) as in `random_terms`.
        terms: layout of theta and of the columns of z.

    Raises:
        DegenerateDataError: variances that no amount of such data tells apart.

    Reference:
        Rao (1972), Journal of the American Statistical Association 67, 112-115.
    """
    n, p = x.shape
    blocks, rows, counts, owners = [], [], [], []
    at = 0
    for term in terms:
        width = len(term.names)
        for j, row in enumerate(term.rows):
            blocks.append(z[:, at + j : at + width * term.levels : width])
            rows.append(list(row))
            counts.append(float(term.levels))
            owners.append(term.grouping if term.names[j] == "intercept" else f"{term.grouping}[{term.names[j]}]")
        at += width * term.levels
    fixed = [b.T @ x for b in blocks]
    inner = [f.T @ f for f in fixed]
    k = len(blocks)
    squares = np.array([float((b.data**2).sum()) for b in blocks])
    expected = np.empty((k + 1, k + 1))
    for i in range(k):
        for j in range(i + 1):
            joint = blocks[i].T @ blocks[j]
            shared = 2 * float((fixed[i] * (joint @ fixed[j])).sum()) - float((inner[i] * inner[j]).sum())
            expected[i, j] = expected[j, i] = float((joint.data**2).sum()) - shared
        expected[i, k] = expected[k, i] = squares[i] - float(np.trace(inner[i]))
        if expected[i, k] <= 1e-9 * squares[i]:
            raise DegenerateDataError(
                f"the fixed effects already tell the levels of {owners[i]!r} apart; leave one out"
            )
    expected[k, k] = n - p
    forms = np.array([float(((b.T @ y) ** 2).sum()) for b in blocks] + [float(y @ y)])
    unit = np.sqrt(np.diag(expected))
    if np.linalg.eigvalsh(expected / unit / unit[:, None])[0] < 1e-10:
        raise DegenerateDataError(
            f"the variances of {owners!r} and of the residual cannot be told apart in these data; "
            "leave a grouping out, or centre what slopes belong to"
        )
    variances = np.linalg.solve(expected / unit / unit[:, None], forms / unit) / unit
    residual = max(float(variances[k]), 1e-3 * float(y @ y) / n)
    # What the mean of a level errs by, and by how much a variance of 0 errs, both in residual variances.
    levels = np.array(counts)
    noise = levels / squares
    ratio = np.maximum(variances[:k] / residual, np.sqrt(2 / levels) * noise)
    spread = np.sqrt(2 / levels) * (ratio + noise) / (2 * np.sqrt(ratio))
    theta = np.zeros(1 + rows[-1][-1])
    scale = np.empty(len(theta))
    for places, value, error in zip(rows, np.sqrt(ratio), spread, strict=True):
        theta[places[-1]] = value
        scale[places] = error
    return Start(theta=theta, scale=scale)
