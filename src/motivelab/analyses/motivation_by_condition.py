"""How far a manipulation shifts reported motivation, on the same tasks, against nothing and against a neutral text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import (
    NEUTRAL,
    conditions_in_order,
    in_order,
    overall_reports,
    task_means,
)
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.cluster_bootstrap import cluster_bootstrap
from motivelab.stats.mean import mean
from motivelab.stats.paired_contrast import paired_contrast
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="motivation_by_condition",
    title="Motivation by condition",
    question="Which added texts shift the motivation that is reported, and how far?",
    method=(
        "Each condition is compared with no addition, and with the neutral control, on the same tasks; with ten "
        "families or more, intervals come from 2,000 resamples of families (studentised), below that from "
        "cluster-robust t. Within each moment and reference, p values of all respondents and conditions share one "
        "false discovery rate (Benjamini-Hochberg)."
    ),
    order=20,
    links=("motivation_by_category", "choice_against_report"),
)

Floats: TypeAlias = NDArray[np.float64]

MEAN = "reported motivation"
SHIFT = "shift of reported motivation"
RESAMPLES = 2000
ENOUGH_TO_RESAMPLE = 10
MOMENTS = ("pre", "post", "similar")


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Means by respondent, moment and condition, and paired contrasts against `none` and against the control.

    Args:
        tables: a run's tables.
        seed: decides which families the resamples hold.
    """
    reports = overall_reports(tables)
    means = task_means(reports.frame)
    return Analysis.of(DECLARATION, _outcomes(means, note=reports.note, seed=seed))


def _outcomes(means: pl.DataFrame, *, note: str, seed: int) -> Iterator[Row | str]:
    if note:
        yield note
    if means.is_empty():
        yield "not estimable: no report of overall motivation was answered"
        return
    controls = in_order(means.filter(pl.col("construct") == NEUTRAL), "condition")
    if not controls:
        yield "not estimable: shifts against a neutral control, for no report was answered under one"
    for moment in [m for m in MOMENTS if m in set(means["moment"])]:
        at = means.filter(pl.col("moment") == moment)
        conditions = conditions_in_order(at)
        if conditions == [NO_MANIPULATION]:
            yield f"not estimable: {moment}: no report was answered under a manipulation"
        for respondent in in_order(at, "respondent"):
            for condition in conditions:
                yield from _mean(at, respondent=respondent, moment=moment, condition=condition)
        for reference in (NO_MANIPULATION, *controls):
            contrasts = list(_contrasts(at, moment=moment, reference=reference, seed=seed))
            yield from with_false_discovery_held([c for c in contrasts if isinstance(c, Row)])
            yield from [c for c in contrasts if isinstance(c, str)]


def _mean(at: pl.DataFrame, *, respondent: str, moment: str, condition: str) -> Iterator[Row | str]:
    rows = at.filter(pl.col("respondent") == respondent, pl.col("condition") == condition)
    if not rows.is_empty():
        labels = {"respondent": respondent, "measure": MEAN, "moment": moment, "condition": condition}
        scores, families = rows["score"].to_numpy(), rows["family"].to_list()
        yield row_or_note(labels, lambda: mean(scores, clusters=families), scale="percent")


def _contrasts(at: pl.DataFrame, *, moment: str, reference: str, seed: int) -> Iterator[Row | str]:
    """Every manipulation against one reference, for every respondent, from one set of family resamples."""
    tasks = at.select("task", "family").unique(maintain_order=True)
    families = tasks["family"].to_list()
    others = [c for c in conditions_in_order(at) if c not in (reference, NO_MANIPULATION)]
    respondents = in_order(at, "respondent")
    if not others:
        return
    if reference not in set(at["condition"]):
        yield f"not estimable: {moment}: shifts against {reference}, for no report was answered under it"
        return
    cube = _cube(at, respondents=respondents, conditions=[reference, *others], tasks=tasks["task"].to_list())
    resampled = None
    if tasks["family"].n_unique() >= ENOUGH_TO_RESAMPLE:
        weights = cluster_weights(families, n_resamples=RESAMPLES, rng=np.random.default_rng(seed))
        resampled = cluster_bootstrap(cube, clusters=weights, conditions=[reference, *others], reference=reference)
    for r, respondent in enumerate(respondents):
        for c, condition in enumerate(others):
            labels = {
                "respondent": respondent,
                "measure": SHIFT,
                "moment": moment,
                "condition": condition,
                "reference": reference,
            }
            known = resampled.estimates[r][c] if resampled is not None else None
            if known is None or "few_clusters" in known.flags:
                known = None
            a, b = cube[r, c + 1], cube[r, 0]
            if not (np.isfinite(a) & np.isfinite(b)).any():
                yield f"not estimable: {respondent}, {moment}: no task was answered under both {condition}, {reference}"
            else:
                yield row_or_note(labels, partial(_difference, known, a, b, families), scale="points", tested=True)


def _difference(known: Estimate | None, a: Floats, b: Floats, families: list[str]) -> Estimate:
    return known if known is not None else paired_contrast(a, b, clusters=families).difference


def _cube(at: pl.DataFrame, *, respondents: list[str], conditions: list[str], tasks: list[str]) -> Floats:
    """Scores as (respondents, conditions, tasks), NaN where there is none."""
    cube = np.full((len(respondents), len(conditions), len(tasks)), np.nan)
    places = [
        at[name].replace_strict(values, range(len(values)), default=-1, return_dtype=pl.Int64).to_numpy()
        for name, values in (("respondent", respondents), ("condition", conditions), ("task", tasks))
    ]
    known = places[1] >= 0
    cube[places[0][known], places[1][known], places[2][known]] = at["score"].to_numpy()[known]
    return cube
