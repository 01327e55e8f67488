"""Whether categories explain how families differ: home categories, and all categories that a task carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.measuring.explained_share import overall_test
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.errors import StatisticsError
from motivelab.stats.category_regression import category_regression
from motivelab.stats.mean import mean

Floats: TypeAlias = NDArray[np.float64]

EXPLAINED = "variance of family means that categories explain"
CORRECTED = "variance of family means that categories explain, corrected for chance"
TEST = "F of categories"
MEMBER = "reported motivation, all tasks that carry the category"
ADDED = "difference that the category makes, other categories held"
HOME = "home category"
CARRIED = "all categories"
SEPARATOR = "|"


def by_membership(scores: pl.DataFrame, trials: pl.DataFrame) -> Iterator[Row | str]:
    """R squared and F of categories on family means, then what each category of several adds.

    Args:
        scores: `respondent, task, family, category, score`, one row a task.
        trials: `task` and `categories`, joined by `|`.
    """
    carried = _carried(trials)
    tests: list[Row] = []
    rest: list[Row | str] = []
    for respondent in in_order(scores, "respondent"):
        own = scores.filter(pl.col("respondent") == respondent)
        families = own.group_by("family").agg(pl.col("score").mean()).sort("family")
        means = families["score"].to_numpy()
        home = own.select("family", pl.col("category").alias("one")).unique()
        fits = [(HOME, home)]
        together = own.join(carried, on="task", how="inner") if carried is not None else None
        if together is not None and together.group_by("task").len()["len"].to_numpy().max(initial=0) > 1:
            fits.append((CARRIED, together.select("family", "one").unique()))
            rest += _member_means(together, respondent)
        for term, belongs in fits:
            labels = {"respondent": respondent, "term": term}
            memberships = _memberships(families["family"], belongs)
            tested = overall_test(means, memberships)
            if tested is None:
                rest.append(f"not estimable: {respondent}, {TEST}, {term}: too few families, categories or differences")
                continue
            tests.append(Row(labels={**labels, "measure": TEST}, estimate=tested.test, scale="coefficient"))
            rest.append(Row(labels={**labels, "measure": EXPLAINED}, estimate=tested.explained, scale="share"))
            rest.append(Row(labels={**labels, "measure": CORRECTED}, estimate=tested.corrected, scale="share"))
            if term == CARRIED:
                rest += _added(means, memberships, respondent)
    yield from with_false_discovery_held(tests)
    yield from rest


def _carried(trials: pl.DataFrame) -> pl.DataFrame | None:
    """`task, one`: a row for each category of each task."""
    found = trials.select(pl.col("task", "categories")).unique().drop_nulls()
    if found.is_empty():
        return None
    split = pl.col("categories").cast(pl.String).str.split(SEPARATOR).alias("one")
    listed = found.select(pl.col("task").cast(pl.String), split).explode("one")
    return listed.with_columns(pl.col("one").str.strip_chars()).filter(pl.col("one") != "").unique()


def _memberships(families: pl.Series, belongs: pl.DataFrame) -> dict[str, Floats]:
    place = {name: i for i, name in enumerate(families.to_list())}
    out = {name: np.zeros(len(families)) for name in sorted(belongs["one"].unique())}
    for family, one in belongs.iter_rows():
        out[one][place[family]] = 1.0
    return out


def _member_means(together: pl.DataFrame, respondent: str) -> list[Row | str]:
    out: list[Row | str] = []
    for category in sorted(together["one"].unique()):
        of_category = together.filter(pl.col("one") == category)
        scores, families = of_category["score"].to_numpy(), of_category["family"].to_list()
        labels = {"respondent": respondent, "measure": MEMBER, "category": category}
        outcome = row_or_note(labels, partial(mean, scores, clusters=families), scale="percent")
        if isinstance(outcome, Row):
            outcome = replace(outcome, estimate=replace(outcome.estimate, statistic="category_mean"))
        out.append(outcome)
    return out


def _added(means: Floats, memberships: Mapping[str, Floats], respondent: str) -> list[Row | str]:
    design = np.column_stack([np.ones(len(means)), *memberships.values()])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return [f"not estimable: {ADDED}: categories can be told from the others that a family carries"]
    try:
        fit = category_regression(means, memberships=memberships, coding="intercept")
    except StatisticsError as error:
        return [f"not estimable: {respondent}, {ADDED}: {error}"]
    return [
        row_or_note(
            {"respondent": respondent, "measure": ADDED, "category": name},
            partial(replace, estimate, unit="family"),
            scale="points",
        )
        for name, estimate in fit.coefficients.items()
        if name != "intercept"
    ]
