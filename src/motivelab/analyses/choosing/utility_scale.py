"""Items on one scale by the choices between them, and how far that scale is to be trusted."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np
import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import StatisticsError
from motivelab.numerics.student_t import t_interval
from motivelab.schema.estimate import Estimate
from motivelab.stats.bradley_terry import BradleyTerry, bradley_terry
from motivelab.stats.correlation import correlation
from motivelab.stats.thurstone import Thurstone, thurstone

BRADLEY_TERRY = "utility of {} (log odds, Bradley-Terry)"
THURSTONE = "utility of {} (standard deviations of a difference, Thurstone)"
POSITION = "advantage of the first place, beside utilities of {} (log odds)"
TIES = "how readily neither of two {} is taken (log of Davidson's nu)"
EXTREMES = "chance that the best of {} is taken over the worst"
FIT = "share of log-likelihood that utilities of {} explain (Bradley-Terry)"
FIT_THURSTONE = "share of log-likelihood that utilities of {} explain (Thurstone)"
WITH_REPORTS = "correlation of utilities of {} with reports"

ENOUGH_A_PARAMETER = 15
"""Comparisons a parameter from which estimates without a prior were measured to be sound (`bradley_terry`)."""

PENALTY = 0.25
"""Where there are fewer, or an item never loses: a normal prior with a standard deviation of 2 around the mean."""

FEWEST_CORRELATED = 4
"""Items from which a correlation has an error: two items are left when one of three is left out, and always agree."""

Fit: TypeAlias = BradleyTerry | Thurstone


def scale_rows(
    compared: pl.DataFrame,
    who: Mapping[str, str],
    *,
    level: str,
    reports: Mapping[str, float],
    groups: Mapping[str, str],
) -> Iterator[Row | str]:
    """Utilities of all items that were compared, position, ties, extremes, fit and their correlation with reports.

    Args:
        compared: one row a choice: `first`, `second` (items), `outcome` (1 first taken, 0 second, 0.5 neither), `pair`
            (choices of one pair depend on each other).
        who: label `respondent`.
        level: what items are: tasks, families, categories.
        reports: mean report by item.
        groups: by item what its correlation with reports is clustered by: its family, or itself.
    """
    first, second = compared["first"].to_list(), compared["second"].to_list()
    outcome, pairs = compared["outcome"].to_numpy(), compared["pair"].to_list()
    clusters = pairs if len(set(pairs)) < len(pairs) else None
    items = sorted({*first, *second})
    crowded = compared.height >= ENOUGH_A_PARAMETER * (len(items) + 1)

    def fit(model: Callable[..., Fit]) -> Fit:
        with_prior = partial(model, first, second, outcome, clusters=clusters, penalty=PENALTY)
        if not crowded:
            return with_prior()
        try:
            return model(first, second, outcome, clusters=clusters)
        except StatisticsError:  # an item that never loses has no finite utility; disconnected items fail again
            return with_prior()

    try:
        logit, normal = fit(bradley_terry), fit(thurstone)
    except StatisticsError as error:
        yield f"not estimable: {who['respondent']}, utilities of {level}: {error}"
        return
    yield from _utilities(logit.utilities, {**who, "measure": BRADLEY_TERRY.format(level)})
    yield from _utilities(normal.utilities, {**who, "measure": THURSTONE.format(level)})
    for measure, estimate, tested in ((POSITION, logit.position, True), (TIES, logit.ties, False)):
        if estimate is not None:
            labels = {**who, "measure": measure.format(level)}
            yield row_or_note(labels, partial(_same, estimate), scale="coefficient", tested=tested)
    yield _extremes(logit, who, level=level)
    for measure, model in ((FIT, logit), (FIT_THURSTONE, normal)):
        labels = {**who, "measure": measure.format(level)}
        yield row_or_note(labels, partial(_explained, model, outcome), scale="coefficient")
    yield from _with_reports(logit.utilities, who, level=level, reports=reports, groups=groups)


def _same(estimate: Estimate) -> Estimate:
    return estimate


def _utilities(utilities: Mapping[Hashable, Estimate], labels: dict[str, str]) -> Iterator[Row | str]:
    for item, estimate in sorted(utilities.items(), key=lambda pair: (-pair[1].value, str(pair[0]))):
        yield row_or_note({**labels, "item": str(item)}, partial(_same, estimate), scale="coefficient")


def _extremes(fit: Fit, who: Mapping[str, str], *, level: str) -> Row | str:
    """The widest difference, its interval held over all pairs of items, for it was picked among them."""
    names = list(fit.utilities)
    values = np.array([fit.utilities[name].value for name in names])
    best, worst = int(values.argmax()), int(values.argmin())
    labels = {**who, "measure": EXTREMES.format(level), "item": str(names[best]), "other": str(names[worst])}

    def chance() -> Estimate:
        plain = fit.probability(names[best], names[worst])
        c = fit.covariance
        se = math.sqrt(max(0.0, float(c[best, best] + c[worst, worst] - 2 * c[best, worst])))
        df = fit.utilities[names[best]].df
        apart = float(values[best] - values[worst])
        held = 1 - (1 - plain.level) / (len(names) * (len(names) - 1) / 2)
        ends = t_interval(apart, se=se, df=math.inf if df is None else df, level=held)
        low, high = (1 / (1 + math.exp(-end)) for end in (ends.low, ends.high))
        return replace(
            plain, low=low, high=high, method=f"{plain.method}; interval held over all pairs of items (Bonferroni)"
        )

    return row_or_note(labels, chance, scale="share")


def _explained(fit: Fit, outcome: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Estimate:
    """McFadden's measure, each utility costing one unit of log-likelihood, against position and ties alone."""
    _, counts = np.unique(outcome, return_counts=True)
    alone = float((counts * np.log(counts / len(outcome))).sum())
    free = len(fit.utilities) - 1
    value = 1 - (fit.log_likelihood - free) / alone if alone < 0 else math.nan
    return Estimate(
        statistic="mcfadden_adjusted",
        value=value,
        n=len(outcome),
        unit="comparison",
        method=f"1 - (log-likelihood - {free} free utilities) / log-likelihood of position and ties alone",
        flags=() if alone < 0 else ("all_outcomes_equal",),
    )


def _with_reports(
    utilities: Mapping[Hashable, Estimate],
    who: Mapping[str, str],
    *,
    level: str,
    reports: Mapping[str, float],
    groups: Mapping[str, str],
) -> Iterator[Row | str]:
    both = [str(item) for item in utilities if str(item) in reports]
    labels = {**who, "measure": WITH_REPORTS.format(level)}
    if len(both) < FEWEST_CORRELATED:
        few = f"{len(both)} {level} were both scaled and reported on; at least {FEWEST_CORRELATED} are needed"
        yield f"not estimable: {who['respondent']}, {labels['measure']}: {few}"
        return
    values = [utilities[item].value for item in both]
    told = [reports[item] for item in both]
    unit = "category" if level == "categories" else "family"
    labels_of = [groups[item] for item in both]
    yield row_or_note(
        labels, lambda: correlation(values, told, clusters=labels_of, unit=unit), scale="coefficient", tested=True
    )
