"""P values of a declared family of tests, corrected for being many."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.number_array import number_array

Adjustment: TypeAlias = Literal["holm", "hochberg", "bh", "by"]


def adjust_p(p: ArrayLike, *, method: Adjustment = "bh") -> NDArray[np.float64]:
    """Adjusted p values in the order given: reject at alpha where the adjusted value is at most alpha.

    Formula, p sorted ascending, m tests: `holm` running maximum of (m - i + 1) p_i (familywise error, any dependence);
    `hochberg` running minimum from the top of the same (familywise, positive dependence); `bh` running minimum from the
    top of m p_i / i (false discovery rate, positive dependence); `by` the same times sum 1/i (any dependence). All are
    capped at 1.

    When to use: `bh` inside each family of tests that an analysis declares; `holm` where one false claim is too many.

    Args:
        p: any shape; NaN stays NaN and does not count as a test (as in R).
        method: which correction.

    Raises:
        DegenerateDataError: a value outside [0, 1].

    Example:
        >>> adjust_p([0.01, 0.02, 0.03, 0.5], method="holm").tolist()
        [0.04, 0.06, 0.06, 0.5]

    In R:
        `p.adjust(p, "holm")`, `"hochberg"`, `"BH"`, `"BY"`.

    Reference:
        Holm (1979); Hochberg (1988); Benjamini and Hochberg (1995); Benjamini and Yekutieli (2001).
    """
    valid = ("holm", "hochberg", "bh", "by")
    if method not in valid:
        raise DegenerateDataError(f"method is {method!r}; {choices(method, valid)}")
    values = number_array(p, name="p")
    known = ~np.isnan(values)
    given = values[known]
    outside = given[(given < 0) | (given > 1)]
    if len(outside):
        raise DegenerateDataError(f"p holds {float(outside[0])!r}; p values lie in [0, 1]")
    m = len(given)
    order = np.argsort(given, kind="stable")
    ranks = np.arange(1, m + 1)
    ascending = given[order]
    if method == "holm":
        adjusted = np.maximum.accumulate((m - ranks + 1) * ascending)
    elif method == "hochberg":
        adjusted = np.minimum.accumulate(((m - ranks + 1) * ascending)[::-1])[::-1]
    else:
        factor = float((1 / ranks).sum()) if method == "by" else 1.0
        adjusted = np.minimum.accumulate((factor * m / ranks * ascending)[::-1])[::-1]
    restored = np.empty(m)
    restored[order] = np.minimum(adjusted, 1.0)
    out = np.full(values.shape, np.nan)
    out[known] = restored
    return out
