"""How reports before a task, in the breakdown, after it and about a similar one hang together, and how they move."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from motivelab.analyses.measuring.four_reports import REPORTS, FourReports, four_reports
from motivelab.analyses.measuring.left_out import correlations_left_out, within
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS, over_respondents
from motivelab.analyses.protocol.overall_reports import overall_reports
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_jackknife import jackknife_interval
from motivelab.numerics.cluster_resampling import cluster_means, cluster_weights
from motivelab.schema.estimate import Estimate
from motivelab.stats.correlation import correlation
from motivelab.stats.disattenuated_correlation import disattenuated_correlation
from motivelab.stats.paired_contrast import paired_contrast
from motivelab.stats.within_between_correlation import within_between_correlation
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="before_and_after",
    title="Before and after the task",
    question="Do reports before a task, after it and about a similar one agree, and does doing the task move them?",
    method=(
        "On tasks with nothing added, reports are correlated over tasks, within families, and corrected for the noise "
        "of draws, and changes are means over the same tasks, with families jackknifed or resampled throughout. "
        "Differences between two correlations and changes are tested with one false discovery rate each "
        "(Benjamini-Hochberg over respondents)."
    ),
    order=30,
    links=("report_stability", "motivation_by_condition"),
)

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

TOTAL = "correlation of reports"
WITHIN = "correlation of reports within families"
CORRECTED = "correlation of reports, corrected for noise of draws"
DIFFERENCE = "difference of two correlations"
CHANGE = "change of the report"
CHANGE_D = "change of the report in standard deviations of families"
COMPARED = (("pre", "breakdown", "post"), ("similar", "post", "pre"))
"""Of the first report: its correlation with the second, less that with the third."""
RESAMPLES = 2000
ENOUGH_TO_RESAMPLE = 10


def analyse(tables: Tables, *, seed: int = 1) -> Analysis:
    """Correlations of every two reports, their differences, and changes, by respondent and over all.

    Args:
        tables: a run's tables.
        seed: decides which families the resamples hold.
    """
    reports = overall_reports(tables)
    found, n_families = four_reports(tables, reports)
    return Analysis.of(DECLARATION, _outcomes(found, n_families, note=reports.note, seed=seed))


def _outcomes(found: tuple[FourReports, ...], n_families: int, *, note: str, seed: int) -> Iterator[Row | str]:
    if note:
        yield note
    known = [name for name in REPORTS if any(name in one.means for one in found)]
    if len(known) < 2:
        yield f"not estimable: reports before and after, for only these were answered: {', '.join(known) or 'none'}"
        return
    nested = any(len(np.unique(one.families)) < len(one.families) for one in found)
    if not nested:
        yield f"not estimable: {WITHIN}: every family has one task"
    changes: list[Row | str] = []
    for first, second in combinations(known, 2):
        both = [one for one in found if first in one.means and second in one.means]
        where = {"moment": first, "other": second}
        for one in both:
            yield from _correlations(one, where, nested=nested)
            changes += _change(one, where, seed=seed)
        if len(both) > 1:
            yield from _correlations_of_all(both, where, n_families=n_families, nested=nested)
            changes.append(_change_of_all(both, where, n_families=n_families))
    differences = [o for names in COMPARED if set(names) <= set(known) for o in _differences(found, names, n_families)]
    for outcomes in (differences, changes):
        yield from with_false_discovery_held([o for o in outcomes if isinstance(o, Row)])
        yield from [o for o in outcomes if isinstance(o, str)]


def _correlations(one: FourReports, where: dict[str, str], *, nested: bool) -> Iterator[Row | str]:
    a, b = where["moment"], where["other"]
    x, y, families = one.means[a], one.means[b], one.families
    labels = {"respondent": one.respondent, **where}
    yield row_or_note({**labels, "measure": TOTAL}, lambda: correlation(x, y, clusters=families), scale="coefficient")
    if nested:
        yield row_or_note(
            {**labels, "measure": WITHIN},
            lambda: within_between_correlation(x, y, clusters=families).within,
            scale="coefficient",
        )
    if one.draws[a].shape[1] > 1 and one.draws[b].shape[1] > 1:
        yield row_or_note(
            {**labels, "measure": CORRECTED},
            lambda: disattenuated_correlation(one.draws[a], one.draws[b], clusters=families),
            scale="coefficient",
        )
    else:
        yield f"not estimable: {a}, {b}, {CORRECTED}: one of them was asked once only"


def _correlations_of_all(
    both: list[FourReports], where: dict[str, str], *, n_families: int, nested: bool
) -> Iterator[Row | str]:
    columns = [np.column_stack([one.means[where["moment"]], one.means[where["other"]]]) for one in both]
    inside = [within(x, one.families, n_families=n_families) for x, one in zip(columns, both, strict=True)]
    for measure, statistic, taken in ((TOTAL, "pearson_r", columns), (WITHIN, "r_within", inside))[: 1 + nested]:
        r = [correlations_left_out(x, one.families, n_families=n_families) for x, one in zip(taken, both, strict=True)]
        values, left = np.array([m.value[0, 1] for m in r]), np.array([m.without[:, 0, 1] for m in r])
        n = sum(m.n for m in r)
        labels = {"respondent": ALL_RESPONDENTS, **where, "measure": measure}
        yield row_or_note(
            labels,
            partial(over_respondents, values, left, statistic=statistic, n=n, link="fisher_z"),
            scale="coefficient",
        )


def _change(one: FourReports, where: dict[str, str], *, seed: int) -> list[Row | str]:
    before, after = one.means[where["moment"]], one.means[where["other"]]
    keep = np.isfinite(before) & np.isfinite(after)
    before, after, families = before[keep], after[keep], one.families[keep]
    labels = {"respondent": one.respondent, **where}
    if len(np.unique(families)) >= ENOUGH_TO_RESAMPLE:
        weights = cluster_weights(families.tolist(), n_resamples=RESAMPLES, rng=np.random.default_rng(seed))
        points = partial(paired_contrast, after, before, clusters=weights)
    else:
        points = partial(paired_contrast, after, before, clusters=families)
    sizes = partial(paired_contrast, after, before, clusters=families)
    return [
        row_or_note({**labels, "measure": CHANGE}, lambda: points().difference, scale="points", tested=True),
        row_or_note({**labels, "measure": CHANGE_D}, lambda: sizes().d_z, scale="coefficient"),
    ]


def _change_of_all(both: list[FourReports], where: dict[str, str], *, n_families: int) -> Row | str:
    weights = np.vstack([np.ones((1, n_families)), np.ones((n_families, n_families)) - np.eye(n_families)])
    gaps = [one.means[where["other"]] - one.means[where["moment"]] for one in both]
    moved = np.array([cluster_means(gap, one.families, weights) for gap, one in zip(gaps, both, strict=True)])
    n = int(sum(np.isfinite(gap).sum() for gap in gaps))
    return row_or_note(
        {"respondent": ALL_RESPONDENTS, **where, "measure": CHANGE},
        lambda: over_respondents(moved[:, 0], moved[:, 1:], statistic="mean_difference", n=n),
        scale="points",
        tested=True,
    )


def _differences(found: tuple[FourReports, ...], names: tuple[str, str, str], n_families: int) -> Iterator[Row | str]:
    """How much closer one report is to a second than to a third, on the same tasks."""
    where = {"measure": DIFFERENCE, "moment": names[0], "other": names[1], "reference": names[2]}
    values, left, n = [], [], 0
    for one in found:
        if not set(names) <= set(one.means):
            continue
        columns = np.column_stack([one.means[name] for name in names])
        r = correlations_left_out(columns, one.families, n_families=n_families)
        value, without = float(r.value[0, 1] - r.value[0, 2]), r.without[:, 0, 1] - r.without[:, 0, 2]
        held = np.unique(one.families[np.isfinite(columns).all(axis=1)])
        yield row_or_note(
            {"respondent": one.respondent, **where},
            partial(_difference, value, without[held], n=r.n),
            scale="coefficient",
            tested=True,
        )
        values.append(value)
        left.append(without)
        n += r.n
    if len(values) > 1:
        yield row_or_note(
            {"respondent": ALL_RESPONDENTS, **where},
            lambda: over_respondents(np.array(values), np.array(left), statistic="r_difference", n=n),
            scale="coefficient",
            tested=True,
        )


def _difference(value: float, left_out: Floats, *, n: int) -> Estimate:
    interval = jackknife_interval(left_out, estimate=value)
    if not math.isfinite(value) or interval is None or interval.n_undefined or interval.se <= 0:
        raise DegenerateDataError("a report does not vary, or varies in one family only")
    t = abs(value) / interval.se
    return Estimate(
        statistic="r_difference",
        value=value,
        low=interval.low,
        high=interval.high,
        n=n,
        unit="family",
        n_units=len(left_out),
        method="difference of two correlations on the same tasks, jackknife over family, t",
        se=interval.se,
        df=float(interval.df),
        p=2 * float(special.stdtr(interval.df, -t)),
        flags=("few_clusters",) if interval.df < 29 else (),
    )
