"""Named columns put side by side, with a constant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.clustering import require_squarable
from motivelab.numerics.number_array import number_array

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NamedDesign:
    """A design matrix that knows its columns.

    Attributes:
        names: (k,) `intercept` first where there is one.
        matrix: (n, k), NaN for missing.
    """

    names: tuple[str, ...]
    matrix: Floats


def named_columns(columns: Mapping[str, ArrayLike], *, what: str) -> dict[str, ArrayLike]:
    """Columns by name, of a mapping or of a frame of any library.

    Raises:
        DegenerateDataError: something whose columns have no names.

    Example:
        >>> named_columns({"x": [1, 2]}, what="predictors")
        {'x': [1, 2]}
    """
    names = columns if isinstance(columns, Mapping) else getattr(columns, "columns", None)
    if names is None:
        raise DegenerateDataError(f"{what} is a {type(columns).__name__}; give columns by name, such as {{'x': x}}")
    return {str(name): columns[name] for name in names}


def named_design(predictors: Mapping[str, ArrayLike], *, n_rows: int, intercept: bool = True) -> NamedDesign:
    """Put the predictors side by side in their order.

    Raises:
        DegenerateDataError: no column at all, a column of another length, not one-dimensional, or with an infinite
            value.

    Example:
        >>> named_design({"x": [1, 2]}, n_rows=2).matrix.tolist()
        [[1.0, 1.0], [1.0, 2.0]]
    """
    given = named_columns(predictors, what="predictors")
    names = list(given)
    columns = [number_array(given[name], name=f"predictor {name!r}") for name in names]
    for name, c in zip(names, columns, strict=True):
        if c.shape != (n_rows,):
            raise DegenerateDataError(f"predictor {name!r} has shape {c.shape!r}; expected ({n_rows},)")
        if np.isinf(c).any():
            raise DegenerateDataError(f"predictor {name!r} holds an infinite value; give NaN for what is missing")
        require_squarable(c, name=f"predictor {name!r}")
    if intercept:
        if "intercept" in names:
            raise DegenerateDataError("a predictor is named 'intercept'; rename it or set intercept=False")
        names, columns = ["intercept", *names], [np.ones(n_rows), *columns]
    if not columns:
        raise DegenerateDataError("no predictor and no intercept; there is nothing to fit")
    return NamedDesign(names=tuple(names), matrix=np.column_stack(columns))


def require_full_rank(design: Floats, names: tuple[str, ...], *, what: str) -> None:
    """Refuse columns that others determine, naming the first of them.

    Raises:
        DegenerateDataError: fewer rows than columns, or a repeated column.
    """
    n, k = design.shape
    if n <= k:
        raise DegenerateDataError(f"{what}: {n} complete rows for {k} coefficients; at least {k + 1} are needed")
    scale = np.linalg.norm(design, axis=0)
    for j in range(k):
        if scale[j] == 0:
            raise DegenerateDataError(f"{what}: column {names[j]!r} is zero in every complete row")
    r = np.abs(np.diag(np.linalg.qr(design / scale, mode="r")))
    # A column 1e9 away from zero that varies by 1 still has nine digits less of its own than the constant.
    if r.min() < 1e-11:
        guilty = names[int(np.flatnonzero(r < 1e-11)[0])]
        raise DegenerateDataError(f"{what}: column {guilty!r} is determined by the columns before it; drop one of them")
