"""Whether the same question, asked again or asked otherwise, gets the same report."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.measuring.generalised import generalised
from motivelab.analyses.measuring.left_out import correlations_left_out, within
from motivelab.analyses.measuring.subscale_reports import ASKED, family_numbers, subscale_reports
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS, Link, over_respondents
from motivelab.analyses.protocol.overall_reports import in_order, overall_reports
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.numerics.cluster_resampling import cluster_means, cluster_moments
from motivelab.numerics.mean_squares import mean_squares
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.intraclass_correlation import intraclass_correlation
from motivelab.stats.mean import mean
from motivelab.stats.spearman_brown import spearman_brown
from motivelab.stats.standard_error_of_measurement import standard_error_of_measurement
from motivelab.stats.within_between_correlation import within_between_correlation
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="report_stability",
    title="Stability of reports",
    question="Does a respondent that is asked again, or asked in another way, report the same motivation?",
    method=(
        "Repetitions of one question are exchangeable, so their agreement is the intraclass correlation of one draw "
        "(ICC(1,1)) and of the mean of all draws (ICC(1,k)), while ways of asking and moments are judged by absolute "
        "agreement (ICC(A,1), ICC(A,k)), all with a jackknife over task families. This is consistency of sampling, not "
        "truth: a respondent that always says 80 to one task is perfectly stable, and families that differ widely make "
        "any agreement look high, so agreement within families and the error in points stand beside it."
    ),
    order=15,
    links=("report_distribution", "motivation_by_category", "wordings"),
)

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

ONE = "agreement of one draw"
ALL = "agreement of the mean of all draws"
GAP = "mean difference between two draws"
WITHIN = "correlation of two draws within families"
ERROR = "standard error of one draw"
DETECTABLE = "smallest difference of two draws that noise seldom makes"
MOMENTS = ("pre", "post", "similar")
WAYS = {
    "format": "formats",
    "reason_position": "places of the reason",
    "instrument_wording": "wordings of the question",
    "moment": "moments",
}
ACROSS_ONE = "agreement across {}"
ACROSS_ALL = "agreement across {}, their mean"


def analyse(tables: Tables) -> Analysis:
    """Agreement of repetitions by moment, and of ways of asking, by respondent, with nothing added to the task."""
    reports = overall_reports(tables)
    asked = (pl.col("instrument").cast(pl.String) == reports.instrument) & (
        pl.col("condition").cast(pl.String) == NO_MANIPULATION
    )
    if reports.subscale:
        asked &= pl.col("subscale").cast(pl.String) == reports.subscale
    plain = family_numbers(subscale_reports(tables, where=asked))
    return Analysis.of(DECLARATION, _outcomes(plain, note=reports.note))


def _outcomes(plain: pl.DataFrame, *, note: str) -> Iterator[Row | str]:
    if note:
        yield note
    if plain.is_empty():
        yield "not estimable: no report, with nothing added to the task, was answered"
        return
    for moment in [m for m in MOMENTS if m in set(plain["moment"])]:
        yield from _repetitions(plain.filter(pl.col("moment") == moment), moment)
    for way in WAYS:
        at = plain if way == "moment" else plain.filter(pl.col("moment") == "pre")
        yield from _across(at, way)
    yield from generalised(plain.filter(pl.col("moment") == "pre"), ways=ASKED)


def _repetitions(at: pl.DataFrame, moment: str) -> Iterator[Row | str]:
    """Agreement of draws of one and the same question."""
    n_families = int(at["family_number"].to_numpy().max()) + 1
    tables: list[tuple[Floats, Integers]] = []
    once: list[str] = []
    for respondent in in_order(at, "respondent"):
        who = {"respondent": respondent, "moment": moment}
        x, families = _wide(at.filter(pl.col("respondent") == respondent), "replicate", index=("task", *ASKED))
        if x.shape[1] < 2:
            once.append(respondent)
            continue
        yield from _of_respondent(x, families, who)
        whole = np.isfinite(x).all(axis=1)
        tables.append((x[whole], families[whole]))
    if once:
        yield f"not estimable: {', '.join(once)}, {moment}, agreement of draws: every question was asked once only"
    if len(tables) > 1:
        yield from _of_all(tables, {"respondent": ALL_RESPONDENTS, "moment": moment}, n_families=n_families)


def _of_respondent(x: Floats, families: Integers, who: dict[str, str]) -> Iterator[Row | str]:
    def agreement(*, of_all: bool) -> Estimate:
        found = intraclass_correlation(x, missing="listwise", clusters=families)
        return found.icc1k if of_all else found.icc1

    def inside() -> Estimate:
        return within_between_correlation(x[:, 0], x[:, 1], clusters=families).within

    yield row_or_note({**who, "measure": ONE}, partial(agreement, of_all=False), scale="coefficient")
    yield row_or_note({**who, "measure": ALL}, partial(agreement, of_all=True), scale="coefficient")
    yield row_or_note({**who, "measure": WITHIN}, inside, scale="coefficient")
    yield row_or_note(
        {**who, "measure": GAP}, lambda: mean(np.abs(x[:, 0] - x[:, 1]), clusters=families), scale="percent"
    )
    yield row_or_note(
        {**who, "measure": ERROR}, lambda: standard_error_of_measurement(x, clusters=families).sem, scale="points"
    )
    yield row_or_note(
        {**who, "measure": DETECTABLE},
        lambda: standard_error_of_measurement(x, clusters=families).detectable,
        scale="points",
    )


def _of_all(tables: list[tuple[Floats, Integers]], who: dict[str, str], *, n_families: int) -> Iterator[Row | str]:
    """The mean over respondents, families left out of all of them together."""
    n = sum(len(x) for x, _ in tables)
    weights = np.vstack([np.ones((1, n_families)), np.ones((n_families, n_families)) - np.eye(n_families)])
    single = np.array([_icc1(x, families, weights) for x, families in tables])
    inside = np.array([_within(x, families, n_families=n_families) for x, families in tables])
    gaps = np.array([cluster_means(np.abs(x[:, 0] - x[:, 1]), families, weights) for x, families in tables])

    def pooled(values: Floats, statistic: str, link: Link) -> Estimate:
        return over_respondents(values[:, 0], values[:, 1:], statistic=statistic, n=n, link=link)

    one = row_or_note({**who, "measure": ONE}, lambda: pooled(single, "icc1", "fisher_z"), scale="coefficient")
    yield one
    widths = {x.shape[1] for x, _ in tables}
    if isinstance(one, Row) and len(widths) == 1 and one.estimate.value > 0:
        stepped = spearman_brown(one.estimate, factor=float(widths.pop()))
        words = f"{one.estimate.method}, stepped up (Spearman-Brown)"
        yield Row(
            labels={**who, "measure": ALL},
            estimate=replace(stepped, statistic="icc1k", method=words),
            scale="coefficient",
        )
    yield row_or_note({**who, "measure": WITHIN}, lambda: pooled(inside, "r_within", "fisher_z"), scale="coefficient")
    yield row_or_note(
        {**who, "measure": GAP}, lambda: pooled(gaps, "mean_absolute_difference", "identity"), scale="percent"
    )


def _icc1(x: Floats, families: Integers, weights: Floats) -> Floats:
    """ICC(1,1) in every resample: (R - W) / (R + (k - 1) W)."""
    if len(x) < 3:
        return np.full(len(weights), math.nan)
    ms = mean_squares(cluster_moments(x, families, weights))
    bottom = ms.rows + (ms.k - 1) * ms.within
    out: Floats = np.divide(ms.rows - ms.within, bottom, out=np.full(len(weights), math.nan), where=bottom > 0)
    return out


def _within(x: Floats, families: Integers, *, n_families: int) -> Floats:
    inside = within(x[:, :2], families, n_families=n_families)
    found = correlations_left_out(inside, families, n_families=n_families)
    return np.concatenate([[found.value[0, 1]], found.without[:, 0, 1]])


def _across(at: pl.DataFrame, way: str) -> Iterator[Row | str]:
    """Absolute agreement of ways of asking about the same tasks."""
    levels = in_order(at, way)
    if len(levels) < 2:
        yield f"not estimable: agreement across {WAYS[way]}: only one was used"
        return
    measures = (ACROSS_ONE.format(WAYS[way]), ACROSS_ALL.format(WAYS[way]))
    crossed = False
    for respondent in in_order(at, "respondent"):
        x, families = _wide(at.filter(pl.col("respondent") == respondent), way, index=("task",))
        if x.shape[1] < 2 or np.isfinite(x).all(axis=1).sum() < 3:
            continue
        crossed = True
        who = {"respondent": respondent, "term": ", ".join(sorted(levels))}
        who |= {} if way == "moment" else {"moment": "pre"}
        for measure, of_all in zip(measures, (False, True), strict=True):
            yield row_or_note(
                {**who, "measure": measure}, partial(_absolute, x, families, of_all=of_all), scale="coefficient"
            )
    if not crossed:
        yield f"not estimable: {measures[0]}: fewer than three tasks were asked about in all of them"


def _absolute(x: Floats, families: Integers, *, of_all: bool) -> Estimate:
    found = intraclass_correlation(x, missing="listwise", clusters=families)
    return found.icc2k if of_all else found.icc2


def _wide(own: pl.DataFrame, on: str, *, index: tuple[str, ...]) -> tuple[Floats, Integers]:
    """Scores as (questions, levels), NaN where there is none, and the family number of each row."""
    cells = own.group_by("family_number", *index, on).agg(pl.col("score").mean())
    wide = cells.pivot(on, index=["family_number", *index], values="score", sort_columns=True)
    wide = wide.sort("family_number", *index)
    return wide.drop("family_number", *index).to_numpy().astype(np.float64), wide["family_number"].to_numpy()
