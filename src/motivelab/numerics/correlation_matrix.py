"""Read a correlation matrix: from rows of data with missing cells, or as it was printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.closed_choice import require_choice
from motivelab.numerics.clustering import require_squarable
from motivelab.numerics.number_array import number_array
from motivelab.numerics.pairwise_covariance import pairwise_covariances
from motivelab.numerics.published_matrix import published_matrix, require_rows

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
    """Correlations of the columns of `data`, or `data` itself if `n_observations` says that it is a printed matrix.

    Args:
        data: (n_rows, p) with NaN for missing, or (p, p) correlations or covariances.
        n_observations: rows behind a printed matrix; None for data.
        missing: `pairwise` (as psych does) or `listwise`.
        at_least: fewest variables the caller can use.

    Raises:
        DegenerateDataError: too few variables or rows, a constant column, a pair without common rows, a printed matrix
            that is none, or one without `n_observations`.
    """
    require_choice(missing, ("pairwise", "listwise"), name="missing")
    x = number_array(data, name="data")
    if x.ndim != 2 or x.shape[1] < at_least:
        raise DegenerateDataError(f"data has shape {x.shape!r}; rows by at least {at_least} variables are needed")
    if np.isinf(x).any():
        raise DegenerateDataError("data holds an infinite value; give NaN for what is missing")
    require_squarable(x, name="data")
    if n_observations is not None:
        covariances = published_matrix(x, n_observations=n_observations)
        spread = np.sqrt(np.diag(covariances))
        r = np.clip(covariances / spread[:, None] / spread, -1.0, 1.0)
        np.fill_diagonal(r, 1.0)
        smallest = float(np.linalg.eigvalsh(r)[0])
        flags = () if smallest > 1e-10 else ("not_positive_definite",)
        return CorrelationMatrix(r=r, n=int(n_observations), rows=None, kept=None, smallest=smallest, flags=flags)
    require_rows(x)
    present = np.isfinite(x)
    kept: NDArray[np.bool_] = np.asarray(present.any(axis=1) if missing == "pairwise" else present.all(axis=1))
    used = x[kept]
    if len(used) < 3:
        raise DegenerateDataError(f"{len(used)} usable rows; at least 3 are needed")
    counts = present[kept].sum(axis=0)
    if counts.min() < 2:
        j = int(np.argmin(counts))
        raise DegenerateDataError(f"variable {j} (the first is 0) has {counts[j]} value(s); leave it out")
    moments = pairwise_covariances(used)
    sd = np.sqrt(np.maximum(np.diag(moments.cov[0]), 0.0))
    centre = np.nanmean(used, axis=0)
    flat = ~(sd > 1e-12 * np.abs(centre))
    if flat.any():
        raise DegenerateDataError(f"variable {int(np.argmax(flat))} (the first is 0) has no variance; leave it out")
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
