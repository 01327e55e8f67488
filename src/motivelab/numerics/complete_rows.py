"""Which rows of a table are complete, or why none is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.clustering import require_squarable

Floats: TypeAlias = NDArray[np.float64]


def require_complete_rows(table: Floats, *, names: Sequence[str]) -> None:
    """Refuse a table whose values are infinite or that has no complete row, and say which column it is for.

    Args:
        table: (n_rows, p), NaN for missing.
        names: of the p columns.

    Raises:
        DegenerateDataError: an infinite value, a magnitude that cannot be squared, fewer than 2 complete rows.

    Example:
        >>> require_complete_rows(np.array([[1.0, 2.0], [3.0, np.nan], [2.0, 5.0]]), names=("a", "b"))
    """
    if np.isinf(table).any():
        raise DegenerateDataError("data holds an infinite value; give NaN for what is missing")
    require_squarable(table, name="data")
    present = np.isfinite(table)
    complete = int(present.all(axis=1).sum())
    if complete < 2:
        counts = present.sum(axis=0)
        j = int(np.argmin(counts))
        raise DegenerateDataError(
            f"{complete} complete row(s) among {len(table)}; only complete rows are used, and {names[j]} has "
            f"{counts[j]} value(s)"
        )
