"""Which work is refused: by condition against none, by category, and on the report that was given before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.overall_reports import conditions_in_order, in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.working.paired_difference import paired_difference
from motivelab.analyses.working.rare_outcome import refuse_rare
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.proportion import proportion
from motivelab.stats.regression import regression

Floats: TypeAlias = NDArray[np.float64]

REFUSED = "work refused"
DIFFERENCE = "difference in work refused"
ODDS = "log odds that work is refused"
REPORT = "report, ten points"
ALL = "all tasks"


def refusal_shares(work: pl.DataFrame) -> Iterator[Row | str]:
    """Share of works refused, by respondent and category, with nothing added to the task.

    Args:
        work: of `working.work`, with `refused` as 0 and 1.
    """
    plain = work.filter(pl.col("condition") == NO_MANIPULATION)
    for respondent in in_order(plain, "respondent"):
        own = plain.filter(pl.col("respondent") == respondent)
        for category in (ALL, *in_order(own.sort("category"), "category")):
            rows = own if category == ALL else own.filter(pl.col("category") == category)
            labels = {"respondent": respondent, "measure": REFUSED, "category": category, "condition": NO_MANIPULATION}
            yield _share(rows, labels)


def refusal_differences(work: pl.DataFrame) -> Iterator[Row | str]:
    """Share refused under each condition less that under none, on the same tasks.

    Args:
        work: of `working.work`, with `refused` as 0 and 1.
    """
    by_task = work.group_by("respondent", "condition", "construct", "task", "family", maintain_order=True).agg(
        pl.col("refused").mean()
    )
    for respondent in in_order(by_task, "respondent"):
        own = by_task.filter(pl.col("respondent") == respondent)
        conditions = [c for c in conditions_in_order(own) if c != NO_MANIPULATION]
        if not conditions:
            continue
        if own["refused"].max() == 0:
            yield f"not estimable: {respondent}, {REFUSED} by condition: nothing was refused under any"
            continue
        none = own.filter(pl.col("condition") == NO_MANIPULATION).select("task", pl.col("refused").alias("before"))
        for condition in conditions:
            both = own.filter(pl.col("condition") == condition).join(none, on="task", how="inner")
            labels = {"respondent": respondent, "measure": DIFFERENCE, "condition": condition}
            yield _difference(both, {**labels, "reference": NO_MANIPULATION})


def refusal_odds(work: pl.DataFrame) -> Iterator[Row | str]:
    """Log odds of a refusal on the report before the task, conditions and categories, by respondent.

    Conditions and categories in which everything or nothing was refused tell nothing of the odds of the others and are
    left out, as in any model with a constant for each of them; they stand in the shares.

    Args:
        work: of `working.work`, with `refused` as 0 and 1 and `report`, the mean report before the task under the same
            condition; rows without a report are left out.
    """
    reported = work.filter(pl.col("report").is_not_null())
    for respondent in in_order(reported, "respondent"):
        kept = _informative(reported.filter(pl.col("respondent") == respondent))
        if kept.is_empty():
            yield f"not estimable: {respondent}, {ODDS}: in no category was some work refused and other work done"
            continue
        columns, told = _predictors(kept)
        refused, families = kept["refused"].to_numpy(), kept["family"].to_list()
        try:
            refuse_rare(refused, families)
            fit = regression(refused, predictors=columns, link="logit", clusters=families)
        except StatisticsError as error:
            yield f"not estimable: {respondent}, {ODDS}: {error}"
            continue
        for name, labels in told.items():
            found = fit.coefficients[name]
            coefficient = replace(found, method=f"{found.method}; categories held fixed")
            yield _coefficient(coefficient, {"respondent": respondent, "measure": ODDS, **labels})


def _coefficient(estimate: Estimate, labels: dict[str, str]) -> Row | str:
    return row_or_note(labels, lambda: estimate, scale="coefficient", tested=True)


def _informative(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of categories and conditions in which some work was refused and some was not."""
    while True:
        mixed = [
            (pl.col("refused").min().over(name) == 0) & (pl.col("refused").max().over(name) == 1)
            for name in ("category", "condition")
        ]
        kept = rows.filter(pl.all_horizontal(mixed))
        if kept.height == rows.height:
            return kept
        rows = kept


def _predictors(rows: pl.DataFrame) -> tuple[dict[str, Floats], dict[str, dict[str, str]]]:
    """Columns by name, and the labels of those that are told (categories are held fixed and not told)."""
    columns: dict[str, Floats] = {}
    told: dict[str, dict[str, str]] = {}
    if rows["report"].n_unique() > 1:
        columns[REPORT] = rows["report"].to_numpy() / 10
        told[REPORT] = {"term": REPORT}
    for condition in conditions_in_order(rows)[1:]:
        columns[f"condition {condition}"] = (rows["condition"] == condition).cast(pl.Float64).to_numpy()
        reference = conditions_in_order(rows)[0]
        told[f"condition {condition}"] = {"condition": condition, "reference": reference, "term": "condition"}
    for category in in_order(rows.sort("category"), "category")[1:]:
        columns[f"category {category}"] = (rows["category"] == category).cast(pl.Float64).to_numpy()
    return columns, told


def _share(rows: pl.DataFrame, labels: Mapping[str, str]) -> Row | str:
    ones, families = rows["refused"].to_numpy(), rows["family"].to_list()
    return row_or_note(labels, lambda: proportion(ones, clusters=families), scale="share")


def _difference(both: pl.DataFrame, labels: Mapping[str, str]) -> Row | str:
    a, b, families = both["refused"].to_numpy(), both["before"].to_numpy(), both["family"].to_list()
    if both.is_empty():
        return f"not estimable: {', '.join(labels.values())}: no task was worked on under both"
    return row_or_note(labels, lambda: paired_difference(a, b, families=families), scale="coefficient", tested=True)
