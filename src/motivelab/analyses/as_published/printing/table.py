"""Plain values that JSON can hold, None for NaN."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.as_published.computation.least_squares import LeastSquares

Json: TypeAlias = dict[str, Any]
_NUMBERED: Final = re.compile(r"^(?:subtask|task)-(\d+)$")


def number(name: str) -> int | str:
    """The founding study's number of a task or family, or the name where it has another form.

    Example:
        >>> number("subtask-0007"), number("logic-3")
        (7, 'logic-3')
    """
    match = _NUMBERED.match(name)
    return int(match[1]) if match else name


def table(index: Iterable[Any], columns: Sequence[str], data: Iterable[Iterable[Any]]) -> Json:
    """Rows under their columns."""
    return {"index": list(index), "columns": list(columns), "data": [[plain(v) for v in row] for row in data]}


def numbered(columns: Sequence[str], data: Sequence[Sequence[Any]]) -> Json:
    """Rows under their columns, counted from 0."""
    return table(range(len(data)), columns, data)


def named(fit: LeastSquares, values: NDArray[np.float64]) -> Json:
    """Values of a regression by their coefficient."""
    return {name: plain(v) for name, v in zip(fit.names, values, strict=True)}


def plain(value: Any) -> Any:
    """A number that JSON can hold; what is not finite becomes None.

    Example:
        >>> plain(np.float64(2.0)), plain(float("nan"))
        (2.0, None)
    """
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def mean_of_known(values: Iterable[float]) -> float:
    """Mean of those that are not NaN; NaN without any."""
    known = [v for v in values if not math.isnan(v)]
    return float(np.mean(known)) if known else float("nan")
