"""Ladders: how report, work and choice answer to more units of work, and to more money gained or lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl
from scipy import special

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports, task_means
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.working.dose_response import dose_response, within
from motivelab.analyses.working.measures import by_task
from motivelab.analyses.working.paired_difference import paired_difference
from motivelab.analyses.working.ratio_bounds import ratio_bounds
from motivelab.analyses.working.switch_point import switch_point
from motivelab.analyses.working.work import work
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.mean import mean
from motivelab.stats.regression import regression
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="ladders",
    title="Ladders",
    question="How do report, work and choice answer to the amount of work asked for, and of money offered or at risk?",
    method=(
        "Slopes are on the logarithm of the dose (units asked for, dollars named), within the same ladder or the same "
        "task, with cluster-robust errors by family and one false discovery rate over all of them; beside each stands "
        "how far the order of the doses is kept. Losses are compared with gains of equal amounts, and the amount at "
        "which a choice turns comes from a logit with dyadic errors, its interval by Fieller's theorem."
    ),
    order=70,
    links=("motivation_by_condition", "performance_summary"),
)

TWICE = "change for twice the units"
TWICE_ORDER = "order of the units kept"
TENFOLD = "change for ten times the amount"
TENFOLD_ORDER = "order of the amounts kept"
BY_RUNG = "mean by units asked for"
EQUAL = "loss less gain at equal amounts"
SLOPES = "loss less gain, change for ten times the amount"
RATIO = "loss over gain, change for ten times the amount"
GAIN, LOSS = "money_gain", "money_loss"


def analyse(tables: Tables) -> Analysis:
    """Dose-response of every measure, means by rung, switch points and the asymmetry of losses and gains."""
    reports = overall_reports(tables)
    measured = by_task(task_means(reports.frame), work(tables))
    outcomes: list[Row | str] = [reports.note] if reports.note else []
    outcomes += [*_units(measured, tables), *_money(measured, tables)]
    rows = with_false_discovery_held([o for o in outcomes if isinstance(o, Row)])
    return Analysis.of(DECLARATION, [*rows, *(o for o in outcomes if isinstance(o, str))])


def _units(measured: pl.DataFrame, tables: Tables) -> Iterator[Row | str]:
    asked = pl.concat([t.select(pl.col("task").cast(pl.String), "units_asked") for t in _with_units(tables)])
    rungs = asked.filter(pl.col("units_asked").is_not_null()).unique("task", maintain_order=True)
    if rungs.is_empty():
        yield "not estimable: change with the units of work: no task is a rung of an effort ladder"
        return
    plain = measured.filter(pl.col("condition") == NO_MANIPULATION).join(
        rungs, on="task", how="inner", maintain_order="left"
    )
    for (respondent, outcome, moment), own in plain.group_by("respondent", "outcome", "moment", maintain_order=True):
        labels = _labels(respondent, outcome, moment) | {"condition": NO_MANIPULATION}
        rows = own.with_columns(
            pl.col("family").alias("same"), pl.col("units_asked").cast(pl.Float64).log(2).alias("dose")
        )
        yield from dose_response(rows, labels, slope=TWICE, order=TWICE_ORDER)
        for units in sorted(own["units_asked"].unique().to_list()):
            at = own.filter(pl.col("units_asked") == units)
            told = {**labels, "measure": BY_RUNG, "item": f"{units} unit{'s' if units != 1 else ''}"}
            yield _mean(at, told)


def _mean(rows: pl.DataFrame, labels: Mapping[str, str]) -> Row | str:
    values, families = rows["value"].to_numpy(), rows["family"].to_list()
    return row_or_note(labels, lambda: mean(values, clusters=families), scale="coefficient")


def _money(measured: pl.DataFrame, tables: Tables) -> Iterator[Row | str]:
    doses = _doses(tables)
    if doses.is_empty():
        yield "not estimable: change with the amount of money: no condition names an amount"
        return
    paid = measured.join(doses, on="condition", how="inner", maintain_order="left").with_columns(
        pl.col("task").alias("same"), pl.col("amount").log10().alias("dose")
    )
    for (respondent, outcome, moment), own in paid.group_by("respondent", "outcome", "moment", maintain_order=True):
        labels = _labels(respondent, outcome, moment)
        for ladder in in_order(own, "ladder"):
            rows = own.filter(pl.col("ladder") == ladder)
            yield from dose_response(rows, {**labels, "condition": ladder}, slope=TENFOLD, order=TENFOLD_ORDER)
        if own["ladder"].n_unique() == 2:
            yield from _asymmetry(own, {**labels, "condition": LOSS, "reference": GAIN})
    yield from _switches(tables, doses)


def _switches(tables: Tables, doses: pl.DataFrame) -> Iterator[Row | str]:
    labels = ("respondent", "condition", "first_family", "second_family")
    chosen = tables.choices.with_columns(pl.col(labels).cast(pl.String)).join(
        doses, on="condition", how="inner", maintain_order="left"
    )
    if chosen.is_empty():
        yield "not estimable: the amount at which a choice turns: no choice was made under an amount of money"
    for (respondent, ladder), own in chosen.group_by("respondent", "ladder", maintain_order=True):
        yield from switch_point(own, {"respondent": str(respondent), "condition": str(ladder)})


def _asymmetry(own: pl.DataFrame, labels: dict[str, str]) -> Iterator[Row | str]:
    """Losses against gains: level at equal amounts, difference and quotient of slopes."""
    wide = own.pivot("ladder", index=["task", "family", "amount"], values="value", aggregate_function="mean")
    both = wide.drop_nulls().group_by("task", "family", maintain_order=True).agg(pl.col(GAIN, LOSS).mean())
    if both.is_empty():
        yield f"not estimable: {', '.join(labels.values())}: no amount was both offered and put at risk on one task"
    else:
        yield row_or_note(
            {**labels, "measure": EQUAL},
            lambda: paired_difference(both[LOSS], both[GAIN], families=both["family"].to_list()),
            scale="coefficient",
            tested=True,
        )
    parts = [within(own.filter(pl.col("ladder") == ladder)) for ladder in (GAIN, LOSS)]
    rows = pl.concat(parts)
    dose, loss = rows["dose"].to_numpy(), (rows["ladder"] == LOSS).cast(pl.Float64).to_numpy()
    value, families = rows["value"].to_numpy(), rows["family"].to_list()
    named = ", ".join(labels.values())
    try:
        apart = regression(
            value, predictors={"all": dose, "loss": dose * loss}, clusters=families, intercept=False
        ).coefficients["loss"]
        both_slopes = regression(
            value, predictors={"gain": dose * (1 - loss), "loss": dose * loss}, clusters=families, intercept=False
        )
    except StatisticsError as error:
        yield f"not estimable: {named}, {SLOPES}: {error}"
        return
    yield row_or_note({**labels, "measure": SLOPES}, lambda: apart, scale="coefficient", tested=True)
    gain, lost = both_slopes.coefficients["gain"], both_slopes.coefficients["loss"]
    covariance = both_slopes.covariance
    quantile = float(special.stdtrit(min(gain.df or 1e9, lost.df or 1e9), 0.975))
    bounds = ratio_bounds(
        lost.value,
        gain.value,
        variances=(float(covariance[1, 1]), float(covariance[0, 0])),
        covariance=float(covariance[0, 1]),
        quantile=quantile,
    )
    if bounds is None:
        yield f"not estimable: {named}, {RATIO}: the answer to gains may be nil, so that no quotient can be given"
        return
    ratio = replace(
        lost,
        statistic="ratio",
        value=lost.value / gain.value,
        low=bounds[0],
        high=bounds[1],
        se=None,
        df=None,
        p=None,
        method="quotient of slopes, CR2 errors by cluster, Fieller",
    )
    yield _told({**labels, "measure": RATIO}, ratio)


def _told(labels: Mapping[str, str], estimate: Estimate) -> Row | str:
    return row_or_note(labels, lambda: estimate, scale="coefficient")


def _with_units(tables: Tables) -> tuple[pl.DataFrame, ...]:
    return tables.trials, tables.performances


def _doses(tables: Tables) -> pl.DataFrame:
    """`condition`, its ladder and its amount (above 0) of every condition that names an amount of money."""
    frames = (tables.trials, tables.self_reports, tables.performances, tables.choices)
    found = pl.concat([f.select(pl.col("condition", "construct").cast(pl.String), "dose") for f in frames])
    return (
        found.filter(pl.col("construct").is_in([GAIN, LOSS]), pl.col("dose").abs() > 0)
        .unique("condition", maintain_order=True)
        .select("condition", pl.col("construct").alias("ladder"), pl.col("dose").abs().alias("amount"))
    )


def _labels(respondent: object, outcome: object, moment: object) -> dict[str, str]:
    labels = {"respondent": str(respondent), "outcome": str(outcome)}
    return labels | ({"moment": str(moment)} if moment else {})
