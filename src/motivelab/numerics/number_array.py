"""Numbers as they were handed in, as float64, or what else they are."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]


def number_array(values: ArrayLike, *, name: str) -> Floats:
    """An array of float64 of whatever shape; None becomes NaN.

    Args:
        values: numbers, nested sequences of numbers of equal length, or an array.
        name: of the argument, for the message.

    Raises:
        DegenerateDataError: text, dates, or rows of unequal length.

    Example:
        >>> number_array([[1, None], [True, 2.5]], name="scores").tolist()
        [[1.0, nan], [1.0, 2.5]]
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DegenerateDataError(
            f"{name} holds something that is no number ({error}); give numbers, NaN for missing"
        ) from error
