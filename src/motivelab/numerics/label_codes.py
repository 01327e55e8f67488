"""Labels of clusters and groups as numbers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.errors import DegenerateDataError
from motivelab.numerics.number_array import is_missing

Integers: TypeAlias = NDArray[np.int64]


def label_codes(labels: Sequence[Hashable] | NDArray[Any], *, name: str = "clusters") -> tuple[Integers, list[Any]]:
    """Number labels by first appearance: codes and the labels in the order of their codes.

    Raises:
        DegenerateDataError: not one label a row (a number alone, a table), or a label that is None, NaN or NA.

    Example:
        >>> codes, levels = label_codes(["b", "a", "b"])
        >>> codes.tolist(), levels
        ([0, 1, 0], ['b', 'a'])
    """
    if not hasattr(labels, "__iter__"):
        raise DegenerateDataError(f"{name} is {labels!r}; give a label for each row")
    shape = getattr(labels, "shape", None)
    if shape is not None and len(shape) != 1:
        raise DegenerateDataError(f"{name} has shape {shape!r}; give one label a row")
    index: dict[Any, int] = {}
    items: list[Any] = labels.tolist() if isinstance(labels, np.ndarray) else list(labels)
    codes = np.empty(len(items), dtype=np.int64)
    for row, label in enumerate(items):
        if is_missing(label):
            raise DegenerateDataError(f"{name}: row {row} has no label ({label!r}); drop the row or name its group")
        try:
            codes[row] = index.setdefault(label.item() if isinstance(label, np.generic) else label, len(index))
        except TypeError as error:
            raise DegenerateDataError(
                f"{name}: row {row} has {label!r} for a label; give one text or number a row"
            ) from error
    return codes, list(index)
