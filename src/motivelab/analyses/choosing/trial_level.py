"""The trial-level model of choice: report, position and the added text side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.choice_model import ChoiceModel, DyadicErrors, choice_model

SLOPE = "effect of reported motivation on the choice (log odds per SD of difference)"
PER_POINT = "effect of reported motivation on the choice (log odds per point of difference)"
SLOPE_BY_NODES = "effect of reported motivation on the choice, node bootstrap"
CORRECTED = "effect of reported motivation on the choice, corrected for noise of the report"
MARGINAL = "change in the chance of a choice per SD of difference in reports"
AUC = "how well reports tell the chosen task (AUC)"
POSITION = "effect of being shown first (log odds)"
SIDE = "effect of the added text on the choice of its task (log odds)"
RESAMPLES = 500


def model_rows(
    taken: pl.DataFrame, who: dict[str, str], *, noise: float | None, rng: np.random.Generator
) -> Iterator[Row | str]:
    """Slope (per SD and per point; by node bootstrap; corrected), marginal effect, AUC, position, added text.

    Args:
        taken: choices of one condition in which a task was taken, as `reported_choices` has them.
        who: labels `respondent` and `condition`.
        noise: variance of a mean report by repetition, None where it is unknown.
        rng: source of the bootstrap.
    """
    name = ", ".join(who.values())
    rows = taken.filter(pl.col("difference").is_not_null())
    side = rows["side"].to_numpy()
    named = bool((side != 0).any())
    crossed = named and len(np.unique(side)) > 1
    if named and not crossed:
        yield f"{name}: the added text was always about the task in one place; '{POSITION}' holds its effect too"
    reliability = None
    if len(rows):
        total = float((rows["difference"].to_numpy() ** 2).mean())
        reliability = None if noise is None or total <= 0 else 1 - 2 * noise / total
    usable = reliability if reliability is not None and 0 < reliability <= 1 else None

    def fit(errors: DyadicErrors) -> ChoiceModel:
        return choice_model(
            rows["chose_first"].to_numpy(),
            difference=rows["difference"].to_numpy(),
            first=rows["first_family"].to_list(),
            second=rows["second_family"].to_list(),
            covariates={"side": side} if crossed else None,
            reliability=usable,
            errors=errors,
            rng=rng,
            n_resamples=RESAMPLES,
        )

    try:
        model = fit("dyadic_jackknife")
    except StatisticsError as error:
        yield f"not estimable: {name}, trial-level model of choice: {error}"
        return
    slope = model.slope
    yield row_or_note({**who, "measure": SLOPE}, lambda: slope, scale="coefficient", tested=True)
    point = partial(_per_point, slope, model.sd_difference)
    yield row_or_note({**who, "measure": PER_POINT}, point, scale="coefficient")
    yield row_or_note({**who, "measure": SLOPE_BY_NODES}, lambda: fit("node_bootstrap").slope, scale="coefficient")
    yield row_or_note({**who, "measure": MARGINAL}, lambda: model.marginal_effect, scale="coefficient")
    yield row_or_note({**who, "measure": AUC}, lambda: model.auc, scale="share")
    yield row_or_note({**who, "measure": POSITION}, lambda: model.position, scale="coefficient")
    if crossed:
        yield row_or_note({**who, "measure": SIDE}, lambda: model.covariates["side"], scale="coefficient", tested=True)
    corrected = model.corrected_slope
    if corrected is not None:
        yield row_or_note({**who, "measure": CORRECTED}, lambda: corrected, scale="coefficient")
    else:
        why = "every question was asked once" if noise is None else "repetitions differ as much as the two tasks do"
        yield f"not estimable: {name}, {CORRECTED}: {why}"


def _per_point(slope: Estimate, sd: float) -> Estimate:
    """The slope in the unit of the reports, in which respondents and published figures can be compared."""
    low, high, se = (None if v is None else v / sd for v in (slope.low, slope.high, slope.se))
    method = f"{slope.method}; SD of difference {sd:.4g}"
    return replace(slope, value=slope.value / sd, low=low, high=high, se=se, method=method)
