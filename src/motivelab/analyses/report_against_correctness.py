"""Whether more is reported for tasks that are then solved, and whether judges see what is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.working.associations import EVERYBODY, associations, standardised
from motivelab.analyses.working.rare_outcome import refuse_rare
from motivelab.analyses.working.report_and_work import MOMENTS, report_and_work
from motivelab.analyses.working.work import work
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.correlation import correlation
from motivelab.stats.regression import regression
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="report_against_correctness",
    title="Report and checked correctness",
    question="Is work more often right on tasks for which more motivation was reported?",
    method=(
        "On tasks whose answers can be checked, nothing added to them, reports are correlated with the share of the "
        "check that the work passes (refused work passes none), and a logistic regression gives the log odds of fully "
        "right work for ten points of report; families are the unit of all intervals, and the p values of all totals "
        "share one false discovery rate. Judges are calibrated against the same checks: what they give to right work "
        "beside wrong."
    ),
    order=42,
    links=("report_against_performance", "judges"),
)

MEASURE = "report and checked correctness"
ODDS = "log odds of right work for ten points of report"
CALIBRATION = "judged quality and checked correctness"
GAIN = "judged quality of right less wrong work"
RIGHT = 1 - 1e-9
"""Share of a check from which on work counts as right."""


def analyse(tables: Tables) -> Analysis:
    """Correlations and log odds by respondent and pooled within them, and the judges' calibration."""
    return Analysis.of(DECLARATION, _outcomes(tables))


def _outcomes(tables: Tables) -> Iterator[Row | str]:
    done = work(tables)
    checked = done.filter(pl.col("correct").is_not_null())
    if checked.is_empty():
        yield f"not estimable: {MEASURE}: no task that was worked on has a check"
        return
    reports = overall_reports(tables)
    if reports.note:
        yield reports.note
    found: list[Row | str] = []
    for moment in MOMENTS:
        beside = report_and_work(reports.frame, done, pl.col("correct")).filter(pl.col("moment") == moment)
        if beside.is_empty():
            yield f"not estimable: {moment}, {MEASURE}: no task has both a report and checked work"
            continue
        labels = {"moment": moment, "condition": NO_MANIPULATION}
        found += associations(beside, {"measure": MEASURE, **labels})
        right = report_and_work(reports.frame, done, pl.col("correct") >= RIGHT).filter(pl.col("moment") == moment)
        found += _odds(right, {"measure": ODDS, **labels})
    yield from with_false_discovery_held([f for f in found if isinstance(f, Row)])
    yield from [f for f in found if isinstance(f, str)]
    yield from _calibration(checked.filter(pl.col("condition") == NO_MANIPULATION))


def _odds(rows: pl.DataFrame, labels: dict[str, str]) -> Iterator[Row | str]:
    """Log odds of right work; a task done several times counts as right where most of its works are."""
    solved = rows.with_columns((pl.col("value") > 0.5).cast(pl.Float64))
    respondents = in_order(solved, "respondent")
    for respondent in respondents:
        own = solved.filter(pl.col("respondent") == respondent)
        yield _log_odds(own, {"respondent": respondent, **labels}, dummies=())
    if len(respondents) > 1:
        yield _log_odds(solved, {"respondent": EVERYBODY, **labels}, dummies=respondents[1:])


def _log_odds(rows: pl.DataFrame, labels: dict[str, str], *, dummies: list[str] | tuple[str, ...]) -> Row | str:
    predictors = {"report": rows["report"].to_numpy() / 10}
    predictors |= {name: (rows["respondent"] == name).cast(pl.Float64).to_numpy() for name in dummies}

    def estimate() -> Estimate:
        right, families = rows["value"].to_numpy(), rows["family"].to_list()
        refuse_rare(right, families)
        fit = regression(right, predictors=predictors, link="logit", clusters=families)
        return fit.coefficients["report"]

    return row_or_note(labels, estimate, scale="coefficient")


def _calibration(checked: pl.DataFrame) -> Iterator[Row | str]:
    rated = checked.filter(pl.col("quality").is_not_null()).select(
        "respondent",
        "family",
        "quality",
        pl.col("quality_100").alias("report"),
        pl.col("correct").alias("value"),
        (pl.col("correct") >= RIGHT).cast(pl.Float64).alias("right"),
    )
    if rated.is_empty():
        yield f"not estimable: {CALIBRATION}: no checked work was rated"
        return
    respondents = in_order(rated, "respondent")
    named = [(who, rated.filter(pl.col("respondent") == who)) for who in respondents]
    for respondent, own in named:
        yield _agreement(own, respondent)
        yield _gain(own, respondent)
    if len(respondents) > 1:
        yield _agreement(standardised(rated), EVERYBODY)


def _agreement(rows: pl.DataFrame, respondent: str) -> Row | str:
    labels = {"respondent": respondent, "measure": CALIBRATION, "condition": NO_MANIPULATION}
    return row_or_note(
        labels,
        lambda: correlation(rows["report"].to_numpy(), rows["value"].to_numpy(), clusters=rows["family"].to_list()),
        scale="coefficient",
    )


def _gain(rows: pl.DataFrame, respondent: str) -> Row | str:
    labels = {"respondent": respondent, "measure": GAIN, "condition": NO_MANIPULATION}

    def estimate() -> Estimate:
        predictors = {"right": rows["right"].to_numpy()}
        fit = regression(rows["quality"].to_numpy(), predictors=predictors, clusters=rows["family"].to_list())
        return replace(fit.coefficients["right"], statistic="mean_difference")

    return row_or_note(labels, estimate, scale="coefficient")
