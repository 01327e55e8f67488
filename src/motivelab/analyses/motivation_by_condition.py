"""How far a manipulation shifts reported motivation, on the same tasks, against nothing and against a neutral text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.overall_reports import (
    NEUTRAL,
    conditions_in_order,
    in_order,
    overall_reports,
    task_means,
)
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.shifting.condition_shifts import METHOD, condition_shifts
from motivelab.analyses.shifting.score_cube import score_cube
from motivelab.analyses.shifting.shift_sizes import shift_sizes
from motivelab.analyses.shifting.subscale_cells import subscale_cells
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.mean import mean
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="motivation_by_condition",
    title="Motivation by condition",
    question="Which added texts shift the motivation that is reported, and how far?",
    method=(
        f"Each condition is compared with no addition, and with the neutral control, on the same tasks; {METHOD}, and "
        "beside the points stand d_z on family means (noncentral t), d_av and a test that the shift is smaller than "
        "five points. Within each moment and reference, p values of all respondents and conditions share one false "
        "discovery rate (Benjamini-Hochberg)."
    ),
    order=60,
    links=("motivation_by_category", "facets_by_condition", "behaviour_by_condition"),
)

MEAN = "reported motivation"
SHIFT = "shift of reported motivation"
CHECK = "shift of the manipulation check"
CHECKS = "manipulation_check"
"""The instrument that asks, in a session of its own, what stands around the task."""
MOMENTS = ("pre", "post", "similar")


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Means by respondent, moment and condition, paired contrasts, their sizes, and what of the texts was noticed.

    Args:
        tables: a run's tables.
        seed: decides which families the resamples hold.
    """
    reports = overall_reports(tables)
    means = task_means(reports.frame)
    return Analysis.of(DECLARATION, [*_outcomes(means, note=reports.note, seed=seed), *_checks(tables, seed=seed)])


def _outcomes(means: pl.DataFrame, *, note: str, seed: int) -> Iterator[Row | str]:
    if note:
        yield note
    if means.is_empty():
        yield "not estimable: no report of overall motivation was answered"
        return
    if means.filter(pl.col("construct") == NEUTRAL).is_empty():
        yield "not estimable: shifts against a neutral control, for no report was answered under one"
    for moment in [m for m in MOMENTS if m in set(means["moment"])]:
        at = means.filter(pl.col("moment") == moment)
        conditions = conditions_in_order(at)
        if conditions == [NO_MANIPULATION]:
            yield f"not estimable: {moment}: no report was answered under a manipulation"
        for respondent in in_order(at, "respondent"):
            for condition in conditions:
                yield from _mean(at, respondent=respondent, moment=moment, condition=condition)
        cube = score_cube(at)
        yield from condition_shifts(cube, labels={"measure": SHIFT, "moment": moment}, scale="points", seed=seed)
        yield from shift_sizes(cube, labels={"moment": moment})


def _mean(at: pl.DataFrame, *, respondent: str, moment: str, condition: str) -> Iterator[Row | str]:
    rows = at.filter(pl.col("respondent") == respondent, pl.col("condition") == condition)
    if not rows.is_empty():
        labels = {"respondent": respondent, "measure": MEAN, "moment": moment, "condition": condition}
        scores, families = rows["score"].to_numpy(), rows["family"].to_list()
        yield row_or_note(labels, lambda: mean(scores, clusters=families), scale="percent")


def _checks(tables: Tables, *, seed: int) -> Iterator[Row | str]:
    """What respondents found the texts to say: each statement of the check against none and the control."""
    cells = subscale_cells(tables, instrument=CHECKS)
    for facet in in_order(cells, "facet"):
        cube = score_cube(cells.filter(pl.col("facet") == facet))
        labels = {"measure": CHECK, "facet": facet}
        yield from condition_shifts(cube, labels=labels, scale="points", turn=_of_check, seed=seed)


def _of_check(estimate: Estimate) -> Estimate:
    return replace(estimate, statistic="check_difference")  # of what was noticed, not of what was reported
