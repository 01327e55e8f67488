"""Whether respondents report alike: their profiles over categories, how these go together, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import overall_reports, task_means, unmanipulated
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.shifting.profiles import Profiles, profile_correlation, profile_point, profiles
from motivelab.schema.estimate import Estimate
from motivelab.stats.correlation import correlation
from motivelab.stats.mean import mean
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="respondents_compared",
    title="Respondents compared",
    question="Do respondents report more motivation for the same kinds of task, and where do they part?",
    method=(
        "A profile is a respondent's mean report in each category less its mean over all tasks; two profiles are "
        "correlated over categories (Fisher's z) and over tasks (jackknife over families), and subtracted task by "
        "task. P values of the differences share one false discovery rate over pairs of respondents, and one over "
        "pairs and categories (Benjamini-Hochberg)."
    ),
    order=90,
    links=("motivation_by_category", "conditions_across_respondents"),
)

PROFILE = "reported motivation above own mean"
LEVEL = "difference in reported motivation"
PARTS = "difference in reported motivation above own mean"
ALIKE = "correlation of profiles over categories"
ALIKE_TASKS = "correlation of reports over tasks"
MOST = 30
"""Respondents that are compared in pairs; more make more pairs than anybody reads."""


def analyse(tables: Tables) -> Analysis:
    """Profiles, their correlations, and differences in level and by category, before the task with nothing added."""
    reports = overall_reports(tables)
    pre = task_means(unmanipulated(reports.frame).filter(pl.col("moment") == "pre"))
    return Analysis.of(DECLARATION, _outcomes(pre, note=reports.note))


def _outcomes(pre: pl.DataFrame, *, note: str) -> Iterator[Row | str]:
    if note:
        yield note
    if pre.is_empty():
        yield "not estimable: no report before the task, with nothing added, was answered"
        return
    found = profiles(pre)
    for r, respondent in enumerate(found.respondents):
        for category in found.categories:
            labels = {"respondent": respondent, "measure": PROFILE, "category": category}
            yield row_or_note(labels, partial(profile_point, found, found.values[r], category), scale="points")
    if len(found.respondents) < 2:
        yield "not estimable: differences between respondents, for there is one alone"
        return
    if len(found.respondents) > MOST:
        yield f"of {len(found.respondents)} respondents the first {MOST} are compared in pairs"
    pairs = list(combinations(range(min(MOST, len(found.respondents))), 2))
    for a, b in pairs:
        labels = {"respondent": found.respondents[a], "other": found.respondents[b]}
        yield row_or_note({**labels, "measure": ALIKE}, partial(profile_correlation, found, a, b), scale="coefficient")
        x, y = found.values[a], found.values[b]
        yield row_or_note(
            {**labels, "measure": ALIKE_TASKS},
            partial(correlation, x, y, clusters=found.family_codes),
            scale="coefficient",
        )
    yield from _held([_level(found, a, b) for a, b in pairs])
    yield from _held([_parts(found, a, b, category) for a, b in pairs for category in found.categories])


def _level(found: Profiles, a: int, b: int) -> Row | str:
    labels = {"respondent": found.respondents[a], "other": found.respondents[b], "measure": LEVEL}
    difference = found.values[a] - found.values[b]

    def compute() -> Estimate:
        return replace(mean(difference, clusters=found.family_codes), statistic="mean_difference")

    return row_or_note(labels, compute, scale="points", tested=True)


def _parts(found: Profiles, a: int, b: int, category: str) -> Row | str:
    labels = {"respondent": found.respondents[a], "other": found.respondents[b], "measure": PARTS}
    difference = found.values[a] - found.values[b]
    compute = partial(profile_point, found, difference, category)
    return row_or_note({**labels, "category": category}, compute, scale="points", tested=True)


def _held(outcomes: list[Row | str]) -> Iterator[Row | str]:
    yield from with_false_discovery_held([o for o in outcomes if isinstance(o, Row)])
    yield from (o for o in outcomes if isinstance(o, str))
