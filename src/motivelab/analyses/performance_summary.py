"""What became of the tasks that were set: work or refusal, how long, and how good in the eyes of judges."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row, Scale
from motivelab.analyses.protocol.overall_reports import conditions_in_order, in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.stats.mean import mean
from motivelab.stats.proportion import proportion
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="performance_summary",
    title="Performance",
    question="When a task is set, is it done, at what length, and how good do judges find the work?",
    method=(
        "A task counts as done where work was handed in and not a refusal of it; length is in visible output tokens of "
        "work handed in (a lower bound where it was cut off), quality is the mean over criteria and judges in the "
        "rubric's own numbers. Intervals treat task families as independent (cluster-robust errors)."
    ),
    order=40,
    links=("motivation_by_condition", "nonresponse"),
)

COMPLIED = "did the work"
CUT_OFF = "work cut off at the output cap"
LENGTH = "output tokens of the work"
QUALITY = "judged quality"
UNITS: dict[str, Scale] = {COMPLIED: "share", CUT_OFF: "share", LENGTH: "tokens", QUALITY: "rating"}


def analyse(tables: Tables) -> Analysis:
    """Shares and means by respondent and condition."""
    return Analysis.of(DECLARATION, _outcomes(tables))


def _outcomes(tables: Tables) -> Iterator[Row | str]:
    work = _plain(tables.performances, "respondent")
    ratings = _plain(tables.judgements.filter(pl.col("score").is_not_null()), "author")
    if work.is_empty():
        yield "not estimable: no task was worked on"
    if ratings.is_empty():
        yield f"not estimable: {QUALITY}: no work was rated"
    quality = (
        ratings.group_by(
            "respondent", "condition", "construct", "task", "family", "parent_trial_id", maintain_order=True
        )
        .agg(pl.col("score").mean().alias("value"))
        .select("respondent", "condition", "construct", "task", "family", "value")
    )
    done = work.filter(pl.col("complied"))
    measures = {
        COMPLIED: work.with_columns(pl.col("complied").cast(pl.Float64).alias("value")),
        CUT_OFF: done.with_columns(pl.col("truncated").cast(pl.Float64).alias("value")),
        LENGTH: done.with_columns(pl.col("visible_tokens").alias("value")),
        QUALITY: quality,
    }
    for measure, rows in measures.items():
        known = rows.filter(pl.col("value").is_not_null())
        for respondent in in_order(rows, "respondent"):
            own = known.filter(pl.col("respondent") == respondent)
            if own.is_empty():
                yield f"not estimable: {respondent}, {measure}: the host did not count tokens"
            for condition in conditions_in_order(own):
                of_condition = own.filter(pl.col("condition") == condition)
                labels = {"respondent": respondent, "measure": measure, "condition": condition}
                yield _outcome(of_condition, labels, scale=UNITS[measure])


def _plain(frame: pl.DataFrame, who: str) -> pl.DataFrame:
    text = [pl.col(name).cast(pl.String) for name in ("condition", "construct", "task", "family")]
    return frame.with_columns(pl.col(who).cast(pl.String).alias("respondent"), *text)


def _outcome(rows: pl.DataFrame, labels: dict[str, str], *, scale: Scale) -> Row | str:
    values, families = rows["value"].to_numpy(), rows["family"].to_list()
    if scale == "share":
        return row_or_note(labels, lambda: proportion(values, clusters=families), scale=scale)
    return row_or_note(labels, lambda: mean(values, clusters=families), scale=scale)
