"""The mean difference of two columns of the same rows, families kept whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from motivelab.schema.estimate import Estimate
from motivelab.stats.mean import mean


def paired_difference(a: ArrayLike, b: ArrayLike, *, families: Sequence[str]) -> Estimate:
    """Mean of a - b in points alone, as `stats.paired_contrast` gives it beside its standardised forms.

    Shares of yes and no may vary in a single family only, where a standardised difference is not defined and the points
    are.

    Raises:
        StatisticsError: fewer than two families.

    Example:
        >>> print(paired_difference([1, 1, 0, 1], [0, 1, 0, 0], families=["x", "x", "y", "z"]))
        mean_difference 0.5 [-0.4788, 1.479]
    """
    found = mean(np.asarray(a, np.float64) - np.asarray(b, np.float64), clusters=list(families))
    return replace(found, statistic="mean_difference", method=f"paired, {found.method}")
