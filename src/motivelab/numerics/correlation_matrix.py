"""Read a correlation matrix: from rows of data with missing cells, or as it was published."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.number_array import number_array
from motivelab.numerics.pairwise_covariance import pairwise_covariances

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CorrelationMatrix:
    """Correlations of p variables and where they came from.

    Attributes:
        r: (p, p) symmetric, ones on the diagonal.
        n: rows used (with at least one value under `pairwise`), or what the caller said.
        rows: (n_rows, p) the caller's data standardised by each column's own mean and deviation, NaN kept; None for a
            published matrix.
        kept: (n_rows,) which rows were used; None for a published matrix.
        smallest: smallest eigenvalue; not above 0 where pairwise deletion or copied columns made the matrix improper.
        flags: `missing`, `not_positive_definite`.
    """

    r: Floats
    n: int
    rows: Floats | None
    kept: NDArray[np.bool_] | None
    smallest: float
    flags: tuple[str, ...]


def correlation_matrix(
    data: ArrayLike,
    *,
    n_observations: int | None = None,
    missing: Literal["pairwise", "listwise"] = "pairwise",
    at_least: int = 2,
) -> CorrelationMatrix:
    """Correlations of the columns of `data`, or `data` itself if `n_observations` says that it is a correlation matrix.

    Args:
        data: (n_rows, p) with NaN for missing, or (p, p) correlations.
        n_observations: rows behind a published matrix; None for data.
        missing: `pairwise` (as psych does) or `listwise`.
        at_least: fewest variables the caller can use.

    Raises:
        DegenerateDataError: too few variables or rows, a constant column, a pair without common rows, or a published
            matrix that is not symmetric with ones on its diagonal.
    """
    x = number_array(data, name="data")
    if x.ndim != 2 or x.shape[1] < at_least:
        raise DegenerateDataError(f"data has shape {x.shape!r}; rows by at least {at_least} variables are needed")
    if n_observations is not None:
        if (
            x.shape[0] != x.shape[1]
            or not np.allclose(x, x.T, atol=1e-6)
            or not np.allclose(np.diag(x), 1, atol=1e-6)
            or np.abs(x).max() > 1 + 1e-6
        ):
            raise DegenerateDataError(
                "with n_observations, data must be a correlation matrix: symmetric, ones on the diagonal"
            )
        if n_observations < 3:
            raise DegenerateDataError(f"n_observations is {n_observations!r}; at least 3 rows are needed")
        r = (x + x.T) / 2
        np.fill_diagonal(r, 1.0)
        smallest = float(np.linalg.eigvalsh(r)[0])
        flags = () if smallest > 1e-10 else ("not_positive_definite",)
        return CorrelationMatrix(r=r, n=n_observations, rows=None, kept=None, smallest=smallest, flags=flags)
    present = np.isfinite(x)
    if np.isinf(x).any():
        raise DegenerateDataError("data holds an infinite value; give NaN for what is missing")
    kept: NDArray[np.bool_] = np.asarray(present.any(axis=1) if missing == "pairwise" else present.all(axis=1))
    used = x[kept]
    if len(used) < 3:
        raise DegenerateDataError(f"{len(used)} usable rows; at least 3 are needed")
    moments = pairwise_covariances(used)
    sd = np.sqrt(np.maximum(np.diag(moments.cov[0]), 0.0))
    centre = np.nanmean(np.where(present[kept].any(axis=0), used, 0.0), axis=0)
    flat = ~(sd > 1e-12 * np.maximum(1.0, np.abs(centre)))
    if flat.any():
        raise DegenerateDataError(f"variable {int(np.argmax(flat))} has no variance; leave it out")
    r = moments.cor[0]
    if not np.isfinite(r).all():
        i, j = np.argwhere(~np.isfinite(r))[0]
        raise DegenerateDataError(f"variables {i} and {j} share too few rows with variance; drop one of them")
    np.fill_diagonal(r, 1.0)
    smallest = float(np.linalg.eigvalsh(r)[0])
    notes = ([] if present.all() else ["missing"]) + ([] if smallest > 1e-10 else ["not_positive_definite"])
    rows = np.full_like(x, math.nan)
    rows[kept] = (used - centre) / sd
    return CorrelationMatrix(r=r, n=len(used), rows=rows, kept=kept, smallest=smallest, flags=tuple(notes))
