"""How reports of motivation are spread, and how far they pile up on favourite numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.measuring.answering_style import answering_style
from motivelab.analyses.measuring.answers_given import AnswersGiven, answers_given
from motivelab.analyses.measuring.quantiles import quantiles
from motivelab.analyses.measuring.subscale_reports import family_numbers
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row, Scale
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.analyses.protocol.overall_reports import conditions_in_order, in_order, overall_reports
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import StatisticsError
from motivelab.numerics import enough_clusters
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.cluster_resampling import cluster_moments
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.heaping import heaping
from motivelab.stats.mean import mean
from motivelab.stats.proportion import proportion
from motivelab.stats.variance_decomposition import variance_decomposition
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="report_distribution",
    title="Distribution of reports",
    question="How are reports of motivation spread, and do they pile up on a few favourite numbers?",
    method=(
        "Answers before the task are described as they were given: mean, spread, quartiles, shares at the ends of the "
        "scale, on the most frequent number and on round numbers, and the share of variance between families, between "
        "tasks of a family and between draws of a task. Intervals treat families as independent; a mean of "
        "answers that pile up on one number says little more than that number."
    ),
    order=10,
    links=("report_stability", "motivation_by_category"),
)

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

MEAN = "reported motivation"
SD = "standard deviation of answers"
QUARTILES = {0.25: "lower quartile of answers", 0.5: "median answer", 0.75: "upper quartile of answers"}
FLOOR = "share of answers at the bottom of the scale"
CEILING = "share of answers at the top of the scale"
MODE = "most frequent answer"
MODAL = "share of the most frequent answer"
MULTIPLES = {step: f"share of answers on multiples of {step}" for step in (5, 10, 20)}
ENTROPY = "entropy of answers"
EVENNESS = "entropy as a share of the most possible"
DISTINCT = "different answers given"
VARIANCE = {
    "family": "share of variance between families",
    "task": "share of variance between tasks of a family",
    "residual": "share of variance between draws of a task",
}
FEWEST_POINTS = 21
"""On shorter scales nearly every number is a multiple of something; shares on multiples say nothing there."""


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Spread and heaping by respondent with nothing added, then by condition over all respondents.

    Args:
        tables: a run's tables.
        seed: decides which families the resamples of the quartiles hold.
    """
    reports = overall_reports(tables)
    pre = family_numbers(
        reports.frame.filter(pl.col("moment") == "pre").sort("respondent", "family", "task", "trial_id")
    )
    before = pl.col("moment").cast(pl.String).fill_null("pre") == "pre"
    given = answers_given(tables, reports, where=before)
    return Analysis.of(DECLARATION, _outcomes(tables, pre, given, note=reports.note, seed=seed))


def _outcomes(tables: Tables, pre: pl.DataFrame, given: AnswersGiven, *, note: str, seed: int) -> Iterator[Row | str]:
    if note:
        yield note
    plain = pre.filter(pl.col("condition") == NO_MANIPULATION)
    if plain.is_empty():
        yield "not estimable: no report before the task, with nothing added, was answered"
    for respondent in in_order(plain, "respondent"):
        who = {"respondent": respondent, "moment": "pre", "condition": NO_MANIPULATION}
        mine = pl.col("respondent") == respondent
        yield from _spread(plain.filter(mine), who, seed=seed)
        yield from _variance(plain.filter(mine), who, seed=seed)
        yield from _heaping(given.frame.filter(mine, pl.col("condition") == NO_MANIPULATION), given.ranges, who)
    for condition in conditions_in_order(pre) if pre["respondent"].n_unique() > 1 else []:
        who = {"respondent": ALL_RESPONDENTS, "moment": "pre", "condition": condition}
        under = pl.col("condition") == condition
        yield from _spread(pre.filter(under), who, seed=seed)
        yield from _heaping(given.frame.filter(under), given.ranges, who)
    yield from answering_style(tables)


def _spread(rows: pl.DataFrame, who: dict[str, str], *, seed: int) -> Iterator[Row | str]:
    scores, families = rows["score"].to_numpy(), rows["family_number"].to_numpy()
    yield row_or_note({**who, "measure": MEAN}, lambda: mean(scores, clusters=families), scale="percent")
    yield row_or_note({**who, "measure": SD}, lambda: _sd(scores, families), scale="points")
    try:
        found = quantiles(scores, families, shares=tuple(QUARTILES), rng=np.random.default_rng(seed))
    except StatisticsError as error:
        yield f"not estimable: {who['respondent']}, {who['condition']}, quartiles: {error}"
    else:
        for name, estimate in zip(QUARTILES.values(), found, strict=True):
            yield Row(labels={**who, "measure": name}, estimate=estimate, scale="percent")
    for name, end in ((FLOOR, 0.0), (CEILING, 100.0)):
        ones = np.isclose(scores, end, atol=1e-9)
        yield row_or_note({**who, "measure": name}, partial(proportion, ones, clusters=families), scale="share")


def _sd(scores: Floats, families: Integers) -> Estimate:
    """Standard deviation of single answers, jackknife over families on the log scale."""
    present, codes = np.unique(families, return_inverse=True)
    g = len(present)
    weights = np.vstack([np.ones((1, g)), np.ones((g, g)) - np.eye(g)])
    variance = cluster_moments(scores[:, None], codes.astype(np.int64), weights).cov[:, 0, 0]
    varies = variance > 1e-20 * 100.0**2
    logs = 0.5 * np.log(variance, out=np.full(g + 1, math.nan), where=varies)
    interval = jackknife_interval(logs[1:], estimate=float(logs[0])) if g > 2 else None
    known = interval is not None and interval.n_undefined == 0
    return Estimate(
        statistic="sd",
        value=math.sqrt(float(variance[0])) if varies[0] else 0.0 if len(scores) > 1 else math.nan,
        low=math.exp(interval.low) if interval and known else None,
        high=math.exp(interval.high) if interval and known else None,
        n=len(scores),
        unit="family",
        n_units=g,
        method="standard deviation of answers, jackknife over family on the log scale",
        df=float(interval.df) if interval and known else None,
        flags=(*(("few_clusters",) if g < enough_clusters.JACKKNIFE else ()), *(() if varies[0] else ("no_variance",))),
    )


def _variance(rows: pl.DataFrame, who: dict[str, str], *, seed: int) -> Iterator[Row | str]:
    drawn_again = rows.height > rows["task"].n_unique()
    nested = rows["task"].n_unique() > rows["family"].n_unique()
    levels = (["family", "task"] if nested else ["family"]) if drawn_again else ["family"]
    try:
        parts = variance_decomposition(
            rows["score"].to_numpy(),
            nesting={level: rows[level].to_numpy() for level in levels},
            rng=np.random.default_rng(seed),
        )
    except StatisticsError as error:
        yield f"not estimable: {who['respondent']}, shares of variance: {error}"
        return
    for level, estimate in parts.shares.items():
        name = VARIANCE[level]
        if level == "residual" and not drawn_again:
            name = "share of variance between tasks of a family and between draws"
        elif level == "family" and drawn_again and not nested:
            name = "share of variance between families and their tasks"
        yield Row(labels={**who, "measure": name}, estimate=estimate, scale="share")


def _heaping(rows: pl.DataFrame, ranges: dict[str, tuple[int, int]], who: dict[str, str]) -> Iterator[Row | str]:
    for form in in_order(rows, "format"):
        of_form = rows.filter(pl.col("format") == form)
        values, families = of_form["value"].to_numpy(), of_form["family_number"].to_numpy()
        low, high = ranges[form]
        labels = {**who, "format": form}
        try:
            found = heaping(values, low=low, high=high, clusters=families)
        except StatisticsError as error:
            yield f"not estimable: {who['respondent']}, {who['condition']}, heaping on {form}: {error}"
            continue

        def row(name: str, estimate: Estimate, scale: Scale, labels: dict[str, str] = labels) -> Row:
            return Row(labels={**labels, "measure": name}, estimate=estimate, scale=scale)

        yield row(MODE, _counted("mode", found.mode, found.modal_share), "coefficient")
        yield row(MODAL, found.modal_share, "share")
        for step, estimate in found.multiples.items():
            if high - low + 1 >= FEWEST_POINTS:
                words = f"{estimate.method}; {found.expected_multiples[step]:.3g} if all numbers were equally likely"
                yield row(MULTIPLES[step], replace(estimate, method=words), "share")
        yield row(ENTROPY, found.entropy, "coefficient")
        yield row(EVENNESS, _evenness(found.entropy, found.most_entropy), "share")
        yield row(DISTINCT, _counted("count", float(found.n_distinct), found.entropy), "coefficient")


def _counted(statistic: str, value: float, like: Estimate) -> Estimate:
    """What is read off the answers at hand and has no interval."""
    return replace(
        like, statistic=statistic, value=value, low=None, high=None, se=None, df=None, method="counted", flags=()
    )


def _evenness(entropy: Estimate, most: float) -> Estimate:
    """Bits as a share of what all points of the scale, equally likely, would have; the correction may pass 1."""

    def share(bits: float | None) -> float | None:
        return None if bits is None else min(1.0, bits / most)

    return replace(
        entropy,
        statistic="relative_entropy",
        value=min(1.0, entropy.value / most),
        low=share(entropy.low),
        high=share(entropy.high),
        se=None if entropy.se is None else entropy.se / most,
        method=f"{entropy.method}, over {most:.4g} bits",
    )
