"""Numbers as they were handed in, as float64, or what else they are."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]


def number_array(values: ArrayLike, *, name: str) -> Floats:
    """An array of float64 of whatever shape; what stands for a missing number (None, null, `pandas.NA`) becomes NaN.

    Args:
        values: numbers, nested sequences of numbers of equal length, an array, a column or a frame of any library.
        name: of the argument, for the message.

    Raises:
        DegenerateDataError: text, dates, or rows of unequal length.

    Example:
        >>> number_array([[1, None], [True, 2.5]], name="scores").tolist()
        [[1.0, nan], [1.0, 2.5]]
    """
    try:
        if type(values).__module__.partition(".")[0] == "pandas":
            # numpy alone cannot read pandas' own mark of a missing number
            frame: Any = values
            return np.asarray(frame.to_numpy(dtype=np.float64, na_value=math.nan))
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DegenerateDataError(
            f"{name} holds something that is no number ({error}); give numbers, NaN for missing"
        ) from error
