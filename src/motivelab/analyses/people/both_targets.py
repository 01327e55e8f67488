"""Own motivation against expectation: which of the two do reports go with, and does either do without the other?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import DegenerateDataError, StatisticsError
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.schema.estimate import Estimate
from motivelab.stats.dependent_correlations import dependent_correlations
from motivelab.stats.regression import Regression, regression

Floats: TypeAlias = NDArray[np.float64]

DIFFERENCE = "own motivation less expectation: difference of the two correlations"
DIFFERENCE_BY_FAMILY = "own motivation less expectation: difference of the two correlations, families kept whole"
SLOPE = "points of report per unit of rating, both targets together"
EXPLAINED = "share of the variance of reports that both ratings explain"


def both_targets_rows(both: pl.DataFrame, who: Mapping[str, str]) -> Iterator[Row | str]:
    """Williams' test, the same difference with families kept whole, and the regression on both ratings.

    Args:
        both: `report`, the mean ratings `own` and `model`, and `family`, of tasks that have all of them.
        who: label `respondent`.
    """
    columns: Floats = both.select("report", "own", "model").to_numpy()
    families = both["family"].to_list()

    def williams() -> Estimate:
        if len(columns) < 3 or (columns.std(axis=0) <= 0).any():
            raise DegenerateDataError(f"{len(columns)} tasks, or one of the three columns does not vary")
        found = dependent_correlations(np.corrcoef(columns, rowvar=False), n=len(columns))
        alone = len(set(families)) == len(families)
        return found if alone else replace(found, flags=(*found.flags, "rows_as_independent"))

    yield row_or_note({**who, "measure": DIFFERENCE}, williams, scale="coefficient", tested=True)
    whole = {**who, "measure": DIFFERENCE_BY_FAMILY}
    yield row_or_note(whole, partial(_difference_by_family, columns, families), scale="coefficient")
    try:
        fit = regression(columns[:, 0], predictors={"own": columns[:, 1], "model": columns[:, 2]}, clusters=families)
    except StatisticsError as error:
        yield f"not estimable: {who['respondent']}, {SLOPE}: {error}"
        return
    for term, estimate in fit.coefficients.items():
        labels = {**who, "measure": SLOPE, "term": term}
        yield row_or_note(labels, partial(_same, estimate), scale="coefficient", tested=term != "intercept")
    yield row_or_note({**who, "measure": EXPLAINED}, partial(_explained, fit, len(columns)), scale="share")


def _difference_by_family(columns: Floats, families: list[str]) -> Estimate:
    names, codes = np.unique(families, return_inverse=True)

    def difference(kept: NDArray[np.bool_]) -> float:
        part = columns[kept]
        if len(part) < 3 or (part.std(axis=0) <= 1e-12).any():
            return float("nan")
        r: Floats = np.asarray(np.corrcoef(part, rowvar=False))
        return float(r[0, 1] - r[0, 2])

    value = difference(np.ones(len(columns), dtype=bool))
    i = jackknife_interval(np.array([difference(codes != c) for c in range(len(names))]), estimate=value)
    if i is None:
        raise DegenerateDataError(f"{len(names)} families; their jackknife has no interval")
    return Estimate(
        statistic="r_difference",
        value=value,
        low=i.low,
        high=i.high,
        n=len(columns),
        unit="family",
        n_units=len(names),
        method="difference of two correlations, jackknife over families, t",
        se=i.se,
        df=i.df,
        flags=("heavy_tails",) if i.heavy_tails else (),
    )


def _explained(fit: Regression, n: int) -> Estimate:
    return Estimate(statistic="r_squared", value=fit.r_squared, n=n, unit="task", method="least squares")


def _same(estimate: Estimate) -> Estimate:
    return estimate
