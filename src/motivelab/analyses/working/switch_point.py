"""The amount at which a choice turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from scipy import special

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.working.ratio_bounds import ratio_bounds
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.choice_model import ChoiceModel, choice_model

TAKEN = "log odds of taking the task that the amount is on, for ten times the amount"
SWITCH = "amount at which that task is taken half of the time"


def switch_point(choices: pl.DataFrame, labels: Mapping[str, str]) -> Iterator[Row | str]:
    """Slope of the choice on the amount, and the amount at which it turns, with errors from leaving families out.

    The logit holds the position of the two tasks fixed. The switch point's interval is Fieller's on the logarithm of
    the amount; where the choices do not turn with the amount it has no ends, and a note says so. A switch point outside
    the amounts that were offered is flagged `extrapolated`.

    Args:
        choices: `chosen_position` (1, 2), `manipulated_position`, `amount` (above 0), `first_family`, `second_family`;
            choices of neither are left out.
        labels: of the rows; `measure` is added.
    """
    rows = choices.filter(pl.col("chosen_position") > 0, pl.col("amount") > 0)
    named = ", ".join(labels.values())
    if rows["amount"].n_unique() < 2:
        yield f"not estimable: {named}, {SWITCH}: choices were made at {rows['amount'].n_unique()} amount(s)"
        return
    side = np.where(rows["manipulated_position"].to_numpy() == 1, 1.0, -1.0)
    logs = np.log10(rows["amount"].to_numpy())
    try:
        fit = choice_model(
            (rows["chosen_position"] == 1).cast(pl.Float64).to_numpy(),
            difference=side * logs,
            first=rows["first_family"].to_list(),
            second=rows["second_family"].to_list(),
            covariates={"offer": side},
        )
    except StatisticsError as error:
        yield f"not estimable: {named}, {SWITCH}: {error}"
        return
    yield row_or_note({**labels, "measure": TAKEN}, lambda: _slope(fit), scale="coefficient", tested=True)
    found = _switch(fit, ends=(float(logs.min()), float(logs.max())))
    if found is None:
        yield f"not estimable: {named}, {SWITCH}: the choices do not turn with the amount beyond chance"
    else:
        yield row_or_note({**labels, "measure": SWITCH}, lambda: found, scale="coefficient")


def _slope(fit: ChoiceModel) -> Estimate:
    e, sd = fit.slope, fit.sd_difference
    parts = {n: None if v is None else v / sd for n, v in (("low", e.low), ("high", e.high), ("se", e.se))}
    return replace(e, statistic="log_odds", value=e.value / sd, low=parts["low"], high=parts["high"], se=parts["se"])


def _switch(fit: ChoiceModel, *, ends: tuple[float, float]) -> Estimate | None:
    """-offer / slope on the logarithm of the amount, its interval by Fieller, turned back into the amount."""
    sd = fit.sd_difference
    offer, slope = fit.covariates["offer"].value, fit.slope.value / sd
    variances = (float(fit.covariance[2, 2]), float(fit.covariance[1, 1]) / sd**2)
    covariance = -float(fit.covariance[1, 2]) / sd
    quantile = float(special.stdtrit(fit.slope.df, 0.975)) if fit.slope.df else 1.96
    bounds = ratio_bounds(-offer, slope, variances=variances, covariance=covariance, quantile=quantile)
    if bounds is None or max(map(abs, (*bounds, -offer / slope))) > 15:
        return None
    at = -offer / slope
    outside = () if ends[0] <= at <= ends[1] else ("extrapolated",)
    return Estimate(
        statistic="switch_point",
        value=10**at,
        low=10 ** bounds[0],
        high=10 ** bounds[1],
        n=fit.slope.n,
        unit=fit.slope.unit,
        n_units=fit.slope.n_units,
        method="logit on the logarithm of the amount, dyadic jackknife, Fieller",
        flags=(*fit.slope.flags, *outside),
    )
