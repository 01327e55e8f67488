"""What became of the tasks that were set: work or refusal, how long, how right, and how good in the eyes of judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row, Scale
from motivelab.analyses.protocol.overall_reports import conditions_in_order, in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.working.work import ratings, work
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.mean import mean
from motivelab.stats.proportion import proportion
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="performance_summary",
    title="Performance",
    question="When a task is set, is it done, at what length, how right is the work, and how good do judges find it?",
    method=(
        "A task counts as done where work was handed in and not a refusal of it; length is in output tokens of work "
        "handed in (a lower bound where it was cut off), correctness is the share of the task's check that the work "
        "passes (refused work passes none, and is left out of the figure given compliance), quality is the mean over "
        "criteria and judges in the rubric's own numbers. Intervals treat task families as independent (cluster-robust "
        "errors)."
    ),
    order=46,
    links=("motivation_by_condition", "nonresponse"),
)

COMPLIED = "did the work"
CUT_OFF = "work cut off at the output cap"
LENGTH = "output tokens of the work"
REASONING = "reasoning tokens of the work"
CORRECT = "checked correctness"
CORRECT_OF_DONE = "checked correctness of work done"
QUALITY = "judged quality"
QUALITY_OF_DONE = "judged quality of work done"
UNITS: dict[str, Scale] = {
    COMPLIED: "share",
    CUT_OFF: "share",
    LENGTH: "tokens",
    REASONING: "tokens",
    CORRECT: "share",
    CORRECT_OF_DONE: "share",
    QUALITY: "rating",
    QUALITY_OF_DONE: "rating",
}
WHY_NOT: dict[str, str] = {
    LENGTH: "the host did not count tokens",
    REASONING: "the host did not count reasoning tokens",
    CORRECT: "no task that was worked on has a check",
    CORRECT_OF_DONE: "no task that was worked on has a check",
    QUALITY: "no work was rated",
    QUALITY_OF_DONE: "no work that was done was rated",
}
BY_CATEGORY = (COMPLIED, CORRECT, QUALITY, QUALITY_OF_DONE)
"""Measures told by category too, with nothing added to the task."""


def analyse(tables: Tables) -> Analysis:
    """Shares and means by respondent and condition, and of some measures by category."""
    return Analysis.of(DECLARATION, _outcomes(tables))


def _outcomes(tables: Tables) -> Iterator[Row | str]:
    done = work(tables)
    rated = _rated(tables, done)
    if done.is_empty() and rated.is_empty():
        yield "not estimable: no task was worked on"
    handed_in = pl.col("complied").fill_null(value=False)
    measures: dict[str, pl.DataFrame] = {
        COMPLIED: done.with_columns(pl.col("complied").cast(pl.Float64).alias("value")),
        CUT_OFF: done.filter(handed_in).with_columns(pl.col("truncated").cast(pl.Float64).alias("value")),
        LENGTH: done.filter(handed_in).with_columns(pl.col("visible_tokens").alias("value")),
        REASONING: done.filter(handed_in).with_columns(pl.col("reasoning_tokens").alias("value")),
        CORRECT: done.with_columns(pl.col("correct").alias("value")),
        CORRECT_OF_DONE: done.filter(handed_in).with_columns(pl.col("correct").alias("value")),
        QUALITY: rated,
        QUALITY_OF_DONE: rated.filter(handed_in),
    }
    for measure, rows in measures.items():
        known = rows.filter(pl.col("value").is_not_null())
        if known.is_empty():
            if measure in WHY_NOT:
                yield f"not estimable: {measure}: {WHY_NOT[measure]}"
            continue
        for respondent in in_order(rows, "respondent"):
            own = known.filter(pl.col("respondent") == respondent)
            if own.is_empty():
                yield f"not estimable: {respondent}, {measure}: {WHY_NOT.get(measure, 'there is no such work')}"
            for condition in conditions_in_order(own):
                of_condition = own.filter(pl.col("condition") == condition)
                labels = {"respondent": respondent, "measure": measure, "condition": condition}
                yield _outcome(of_condition, labels, scale=UNITS[measure])
            if measure in BY_CATEGORY:
                yield from _by_category(own.filter(pl.col("condition") == NO_MANIPULATION), respondent, measure)


def _by_category(own: pl.DataFrame, respondent: str, measure: str) -> Iterator[Row | str]:
    for category in in_order(own.sort("category"), "category"):
        labels = {"respondent": respondent, "measure": f"{measure} by category", "condition": NO_MANIPULATION}
        of_category = own.filter(pl.col("category") == category)
        yield _outcome(of_category, {**labels, "category": category}, scale=UNITS[measure])


def _rated(tables: Tables, done: pl.DataFrame) -> pl.DataFrame:
    """One row a rated work: its mean rating, and whether it was done; ratings of work not in the tables count too."""
    own = tables.judgements.select(pl.col("parent_trial_id").alias("trial_id"), pl.col("construct").cast(pl.String))
    return (
        ratings(tables)
        .group_by("trial_id", "respondent", "condition", "task", "family", "category", maintain_order=True)
        .agg(pl.col("score").mean().alias("value"))
        .join(own.unique("trial_id"), on="trial_id", how="left", maintain_order="left", nulls_equal=True)
        .join(done.select("trial_id", "complied"), on="trial_id", how="left", maintain_order="left")
    )


def _outcome(rows: pl.DataFrame, labels: Mapping[str, str], *, scale: Scale) -> Row | str:
    values, families = rows["value"].to_numpy(), rows["family"].to_list()
    whole = bool(((rows["value"] == 0) | (rows["value"] == 1)).all())
    if scale == "share" and whole:
        return row_or_note(labels, lambda: proportion(values, clusters=families), scale=scale)
    return row_or_note(labels, lambda: mean(values, clusters=families), scale=scale)
