"""Counts as a few shades, so that a legend can name them and grey tells them apart."""

from __future__ import annotations

import numpy as np
import polars as pl

from motivelab.figures.drawing.palette import STEPS
from motivelab.figures.drawing.vega_lite import Spec, column

_BELOW = (2, 5, 20, 100, 500)
_NAMES = ("1", "2–4", "5–19", "20–99", "100–499", "500+")


def how_many(counts: pl.Series) -> pl.Series:
    """The class of each count, named.

    Example:
        >>> how_many(pl.Series([1, 4, 20])).to_list()
        ['1', '2–4', '20–99']
    """
    return pl.Series("how many", np.array(_NAMES)[np.digitize(counts.to_numpy(), _BELOW)].tolist(), dtype=pl.String)


def shade_of(present: pl.Series, *, what: str) -> Spec:
    """The shade of a class, with a legend of those that are present.

    Args:
        present: classes as `how_many` names them.
        what: what was counted, in the plural.
    """
    found = set(present)
    names = [name for name in _NAMES if name in found]
    return column(
        "how many",
        "nominal",
        scale={"domain": names, "range": [STEPS[_NAMES.index(name)] for name in names]},
        legend={"title": what, "orient": "bottom", "columns": len(names), "symbolType": "square"},
    )
