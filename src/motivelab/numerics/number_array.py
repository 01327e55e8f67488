"""Numbers as they were handed in, as float64, or what else they are."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError

Floats: TypeAlias = NDArray[np.float64]


def number_array(values: ArrayLike, *, name: str) -> Floats:
    """An array of float64 of whatever shape; None, pandas' NA and masked cells become NaN.

    Args:
        values: numbers, nested sequences of numbers of equal length, an array, or a frame of pandas or Polars.
        name: of the argument, for the message.

    Raises:
        DegenerateDataError: text, dates, complex numbers, or rows of unequal length.

    Example:
        >>> number_array([[1, None], [True, 2.5]], name="scores").tolist()
        [[1.0, nan], [1.0, 2.5]]
    """
    try:
        masked = isinstance(values, np.ma.MaskedArray)
        read = np.asarray(np.ma.filled(np.ma.asarray(values, dtype=np.float64), math.nan) if masked else values)
        if read.dtype.kind not in "biufO":
            raise TypeError(f"{read.dtype} cells")
        if read.dtype == object:
            text = next((v for v in read.ravel() if isinstance(v, str | bytes)), None)
            if text is not None:
                raise TypeError(f"the text {text!r}")
            read = np.array([math.nan if is_missing(v) else v for v in read.ravel()], dtype=object).reshape(read.shape)
        return np.asarray(read, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DegenerateDataError(
            f"{name} holds something that is no number ({error}); give numbers, NaN for missing"
        ) from error


def is_missing(value: object) -> bool:
    """Whether a cell is None, NaN, NaT or pandas' NA.

    Example:
        >>> is_missing(None), is_missing(float("nan")), is_missing(0), is_missing("")
        (True, True, False, False)
    """
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:  # NA, which is neither equal nor unequal to itself
        return True
    except ValueError:  # an array, which is no cell
        return False
