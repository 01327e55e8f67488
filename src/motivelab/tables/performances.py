"""The performances table: tasks that were set and worked on, one row a performance."""

from __future__ import annotations

import polars as pl

from motivelab.schema.column import Column
from motivelab.tables.answers import decode_answers
from motivelab.tables.design_columns import design_columns

_DESIGN = (
    *design_columns("trial_id", "respondent", "procedure", "condition", "construct", "dose", "wording", "placement"),
    *design_columns("task", "family", "category", "expected_compliance", "units_asked", "replicate", "part"),
)

_ANSWER = (
    Column(name="complied", type="boolean", description="Whether work was handed in, as against a refusal of it."),
    Column(name="truncated", type="boolean", description="Whether the work was cut off at the output cap."),
    Column(
        name="characters",
        type="integer",
        description="Length of the work, marked reasoning left out.",
        unit="characters",
        nullable=True,
    ),
    Column(
        name="words",
        type="integer",
        description="Length of the work, marked reasoning left out.",
        unit="words",
        nullable=True,
    ),
)

_CHECKED = (
    Column(
        name="correct",
        type="float",
        description="Share of the task's check that the work passes, from 0 to 1; 0 where the work was refused; empty "
        "where the task has no check.",
        unit="share",
        nullable=True,
    ),
    Column(
        name="units_done",
        type="integer",
        description="Units of a ladder that the work did, those beyond units_asked included where they can be counted; "
        "0 where the work was refused; empty where the task is no rung.",
        unit="units",
        nullable=True,
    ),
)

COLUMNS: tuple[Column, ...] = (
    *_DESIGN,
    *_ANSWER,
    *_CHECKED,
    Column(
        name="visible_tokens",
        type="float",
        description="Tokens written apart from reasoning; all that were written where the host does not tell reasoning "
        "apart; empty where it does not count them.",
        unit="tokens",
        nullable=True,
    ),
    Column(
        name="reasoning_tokens",
        type="float",
        description="Tokens of reasoning; empty where the host does not tell them apart.",
        unit="tokens",
        nullable=True,
    ),
    Column(
        name="max_tokens",
        type="integer",
        description="Output cap; where truncated is true, visible_tokens and reasoning_tokens are only a lower bound.",
        unit="tokens",
        nullable=True,
    ),
    Column(
        name="text",
        type="string",
        description="The work, verbatim; empty unless texts were asked for.",
        nullable=True,
    ),
)


def performances_table(trials: pl.DataFrame, answers: pl.DataFrame, *, checked: pl.DataFrame) -> pl.DataFrame:
    """One row an answered performance, in the plan's order; refused and cut-off work included.

    Args:
        trials: the trials table, in the plan's order.
        answers: answered performances: `row` (in the plan), `trial_id`, `answer` (JSON) and perhaps `text`.
        checked: how right checked work is: `row`, `correct`, `units_done`; see `checked_work`.
    """
    of_trial = trials.select(*(column.name for column in _DESIGN), "output_tokens", "reasoning_tokens", "max_tokens")[
        answers["row"]
    ]
    fields: dict[str, pl.DataType] = {
        "complied": pl.Boolean(),
        "truncated": pl.Boolean(),
        "characters": pl.Int64(),
        "words": pl.Int64(),
    }
    decoded = decode_answers(answers["answer"], trial_ids=answers["trial_id"], fields=fields)
    text = (
        answers["text"]
        if "text" in answers.columns
        else pl.Series([None], dtype=pl.String).new_from_index(0, len(answers))
    )
    scores = answers.select("row").join(checked, on="row", how="left", maintain_order="left").drop("row")
    done = pl.col("complied").fill_null(value=True)
    whole = pl.concat([of_trial, decoded, scores], how="horizontal").with_columns(
        pl.when(done | pl.col("correct").is_null()).then("correct").otherwise(0.0).alias("correct"),
        pl.when(done | pl.col("units_done").is_null()).then("units_done").otherwise(0).alias("units_done"),
        (pl.col("output_tokens") - pl.col("reasoning_tokens").fill_null(0)).alias("visible_tokens"),
        text.alias("text"),
    )
    return whole.select(column.name for column in COLUMNS)
