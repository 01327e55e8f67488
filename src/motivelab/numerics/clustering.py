"""Say which rows move together: one reading of labels, of a shared weight matrix, or of nothing at all."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_resampling import ClusterWeights
from motivelab.numerics.label_codes import label_codes as label_codes
from motivelab.numerics.number_array import number_array

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Clusters: TypeAlias = Sequence[Hashable] | NDArray[Any] | ClusterWeights | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clustering:
    """Rows in use and the cluster of each.

    Attributes:
        keep: (n_rows,) which of the caller's rows are complete.
        codes: (n_kept,) cluster of each kept row, 0 .. n_clusters - 1, every number in use.
        n_clusters: clusters that hold a kept row.
        weights: (n_resamples, n_clusters) bootstrap counts, or None where none were handed in.
    """

    keep: NDArray[np.bool_]
    codes: Integers
    n_clusters: int
    weights: Floats | None

    @property
    def flags(self) -> tuple[str, ...]:
        """`missing` where rows were left out, `few_clusters` below ten clusters."""
        return self.flags_below(enough_clusters.MEAN)

    def flags_below(self, enough: int) -> tuple[str, ...]:
        """`missing` where rows were left out, `few_clusters` where an interval wants `enough` clusters."""
        return (() if self.keep.all() else ("missing",)) + (("few_clusters",) if self.n_clusters < enough else ())


def column(values: ArrayLike, *, name: str) -> Floats:
    """One column of numbers as float64, missing cells NaN.

    Raises:
        DegenerateDataError: not one-dimensional, an infinite value, or magnitudes that cannot be squared.
    """
    x = number_array(values, name=name)
    if x.ndim != 1:
        raise DegenerateDataError(f"{name} has shape {x.shape!r}; give one column of numbers, shape (n,)")
    if np.isinf(x).any():
        raise DegenerateDataError(f"{name} holds an infinite value; give NaN for what is missing")
    require_squarable(x, name=name)
    return x


def require_squarable(values: Floats, *, name: str) -> None:
    """Refuse numbers whose squares overflow or vanish, NaN apart.

    Raises:
        DegenerateDataError: the largest magnitude lies outside 1e-100 to 1e100.
    """
    finite = np.abs(values[np.isfinite(values)])
    top = float(finite.max()) if finite.size else 0.0
    if top > 1e100 or 0 < top < 1e-100:
        raise DegenerateDataError(f"{name} holds {top!r}, whose square a computer cannot hold; rescale the column")


def clustering(clusters: Clusters, *columns: Floats, at_least: int = 2) -> Clustering:
    """Read clusters for columns of equal length and leave out rows with a missing cell.

    Args:
        clusters: a label for each row; or the `ClusterWeights` that a run shares, which brings its resamples along; or
            None, where every row is a unit of its own.
        columns: (n_rows,) or (n_rows, k), NaN for missing.
        at_least: fewest clusters the caller can use.

    Raises:
        DegenerateDataError: lengths differ, no complete row, or too few clusters.
    """
    n_rows = len(columns[0])
    if any(len(c) != n_rows for c in columns):
        raise DegenerateDataError(f"columns have lengths {[len(c) for c in columns]!r}; they must be equal")
    keep = np.ones(n_rows, dtype=bool)
    for c in columns:
        keep &= np.isfinite(c) if c.ndim == 1 else np.isfinite(c).all(axis=1)
    weights: Floats | None = None
    if clusters is None:
        codes = np.arange(n_rows)
    elif isinstance(clusters, ClusterWeights):
        codes = clusters.codes
        weights = clusters.weights if clusters.n_resamples else None
    else:
        codes, _ = label_codes(clusters)
    if len(codes) != n_rows:
        raise DegenerateDataError(f"clusters has {len(codes)} labels for {n_rows} rows; give one a row")
    used, kept = np.unique(codes[keep], return_inverse=True)
    if len(used) < at_least:
        raise DegenerateDataError(
            f"{len(used)} cluster(s) with a complete row among {n_rows} rows; at least {at_least} are needed"
        )
    if weights is not None and len(used) < weights.shape[1]:
        weights = weights[:, used]
    return Clustering(keep=keep, codes=kept.astype(np.int64), n_clusters=len(used), weights=weights)
