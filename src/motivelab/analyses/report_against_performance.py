"""Whether more is reported for tasks that are then done better, in the eyes of judges."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports, unmanipulated
from motivelab.analyses.working.associations import associations
from motivelab.analyses.working.report_and_work import MOMENTS, report_and_work
from motivelab.analyses.working.unattenuated import draws, unattenuated
from motivelab.analyses.working.work import ratings, work
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="report_against_performance",
    title="Report and judged quality",
    question="Is work judged to be better on tasks for which more motivation was reported?",
    method=(
        "Mean report and mean judged quality of every task, nothing added to it, are correlated, with jackknife "
        "intervals over task families; the p values of all totals share one false discovery rate. A total may come "
        "from refusals and from kinds of task alone, so it is read again within categories, within families, on doable "
        "tasks, and corrected for the noise of repetitions."
    ),
    order=40,
    links=("report_against_effort", "performance_summary"),
)

MEASURE = "report and judged quality"
ALL = "all criteria"


def analyse(tables: Tables) -> Analysis:
    """Correlations by respondent and pooled within respondents, for reports before and after the work."""
    return Analysis.of(DECLARATION, _outcomes(tables))


def _outcomes(tables: Tables) -> Iterator[Row | str]:
    reports = overall_reports(tables)
    if reports.note:
        yield reports.note
    rated = ratings(tables).filter(pl.col("condition") == NO_MANIPULATION)
    if rated.is_empty() or unmanipulated(reports.frame).is_empty():
        missing = "work that was rated" if rated.is_empty() else "report"
        yield f"not estimable: {MEASURE}: there is no {missing} with nothing added to the task"
        return
    done = work(tables)
    found: list[Row | str] = []
    for moment in MOMENTS:
        beside = report_and_work(reports.frame, done, pl.col("quality_100")).filter(pl.col("moment") == moment)
        if beside.is_empty():
            yield f"not estimable: {moment}, {MEASURE}: no task has both a report and rated work"
            continue
        labels = {"measure": MEASURE, "moment": moment, "condition": NO_MANIPULATION}
        found += associations(beside, {**labels, "criterion": ALL})
        found += _unattenuated(reports.frame, rated, beside, {**labels, "criterion": ALL})
        for criterion in _criteria(rated):
            of_criterion = _of_criterion(rated, criterion, beside)
            found += associations(of_criterion, {**labels, "criterion": criterion}, readings=False)
    yield from with_false_discovery_held([f for f in found if isinstance(f, Row)])
    yield from [f for f in found if isinstance(f, str)]


def _criteria(rated: pl.DataFrame) -> list[str]:
    criteria = in_order(rated.sort("criterion"), "criterion")
    return criteria if len(criteria) > 1 else []


def _of_criterion(rated: pl.DataFrame, criterion: str, beside: pl.DataFrame) -> pl.DataFrame:
    means = (
        rated.filter(pl.col("criterion") == criterion)
        .group_by("respondent", "task", maintain_order=True)
        .agg(pl.col("score_100").mean().alias("value"))
    )
    return beside.drop("value").join(means, on=["respondent", "task"], how="inner", maintain_order="left")


def _unattenuated(
    reports: pl.DataFrame, rated: pl.DataFrame, beside: pl.DataFrame, labels: dict[str, str]
) -> Iterator[Row | str]:
    plain = unmanipulated(reports).filter(pl.col("moment") == labels["moment"])
    for respondent in in_order(beside, "respondent"):
        who = pl.col("respondent") == respondent
        asked, judged = plain.filter(who), rated.filter(who)
        told = {"respondent": respondent, **labels}
        repeats = "judge" if judged["judge"].n_unique() > 1 else "replicate"
        by_draw = draws(judged, repeats, "score_100")
        yield unattenuated(draws(asked, "replicate", "score"), by_draw, told)
        if by_draw.width == 3:
            yield (
                f"{respondent}: all work was rated once by one judge, so the ratings count as free of noise where the "
                "correlation is corrected for it; the correction is too small rather than too large"
            )
