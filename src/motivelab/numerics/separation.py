"""Does some direction of the predictors tell ones from zeros without error?"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

Floats: TypeAlias = NDArray[np.float64]


def separating_direction(design: Floats, ones: Floats) -> Floats | None:
    """Coefficients under which no one scores below any zero and some score differs, or None.

    Where there is such a direction (complete or quasi-complete separation) the likelihood of a logit or probit has no
    maximum. Found exactly, by a linear programme: maximise sum z_i b subject to z_i b >= 0 and |b| <= 1, where
    z_i = (2 y_i - 1) x_i.

    Example:
        >>> x = np.column_stack([np.ones(4), [1.0, 2.0, 3.0, 4.0]])
        >>> separating_direction(x, np.array([0.0, 0.0, 1.0, 1.0])) is not None
        True
        >>> separating_direction(x, np.array([0.0, 1.0, 0.0, 1.0])) is None
        True

    Reference:
        Albert and Anderson (1984), Biometrika 71, 1-10; Konis (2007), thesis, Oxford.
    """
    # Beside a constant, other columns are centred: the same directions, and none that is lost far from zero.
    constant = np.ptp(design, axis=0) == 0
    shift = np.where(constant | ~constant.any(), 0.0, design.mean(axis=0))
    moved = design - shift
    scale = np.maximum(np.abs(moved).max(axis=0), 1e-300)
    direction = direction_within(np.unique((2 * ones - 1)[:, None] * moved / scale, axis=0))
    if direction is None:
        return None
    found = np.asarray(direction / scale, np.float64)
    if constant.any():
        first = int(np.flatnonzero(constant)[0])
        found[first] -= float(shift @ found) / design[0, first]
    return found


def direction_within(rows: Any) -> Floats | None:
    """A direction b, |b| <= 1, with rows b >= 0 and rows b not all zero, or None.

    Args:
        rows: (n, k) of entries about 1 in size, an array or a sparse matrix; rows that repeat others change nothing.
    """
    n = rows.shape[0]
    toward = np.asarray(rows.sum(axis=0), dtype=np.float64).ravel()
    answer = optimize.linprog(-toward, A_ub=-rows, b_ub=np.zeros(n), bounds=(-1, 1), method="highs")
    if answer.status != 0 or answer.x is None:
        return None
    direction = np.asarray(answer.x, dtype=np.float64)
    return direction if float(toward @ direction) > 1e-7 else None
