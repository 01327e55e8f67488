"""The choices table: one of two tasks taken, or neither."""

from __future__ import annotations

import polars as pl

from motivelab.schema.column import Column
from motivelab.tables.answers import decode_answers
from motivelab.tables.design_columns import design_columns

_DESIGN = (
    *design_columns("trial_id", "respondent", "procedure", "condition", "construct", "dose", "wording", "placement"),
    *design_columns("neither_offered", "pair"),
)

_SHOWN = tuple(
    Column(
        name=f"{place}_{what}",
        type="category",
        description=f"{what.capitalize()} of the task shown {place}." if what != "task" else f"Task shown {place}.",
    )
    for place in ("first", "second")
    for what in ("task", "family", "category")
)

COLUMNS: tuple[Column, ...] = (
    *_DESIGN,
    *_SHOWN,
    *design_columns("manipulated_position"),
    Column(
        name="manipulated_task",
        type="category",
        description="Task that the manipulation is about; empty in condition none.",
        nullable=True,
    ),
    Column(
        name="chosen_position",
        type="integer",
        description="Position of the chosen task as shown: 1 or 2; 0 for neither.",
    ),
    Column(name="chosen_task", type="category", description="Chosen task; empty for neither.", nullable=True),
    Column(
        name="unchosen_task",
        type="category",
        description="The task that was not chosen; empty for neither.",
        nullable=True,
    ),
    Column(
        name="manipulated_chosen",
        type="boolean",
        description="Whether the task that the manipulation is about was chosen (false for neither); empty in "
        "condition none.",
        nullable=True,
    ),
    Column(
        name="begun",
        type="boolean",
        description="Whether work on a task followed the choice.",
        nullable=True,
    ),
    Column(name="reason", type="string", description="Reason given, verbatim; empty where none was.", nullable=True),
    *design_columns("replicate", "part"),
)


def choices_table(trials: pl.DataFrame, answers: pl.DataFrame, *, tasks: pl.DataFrame) -> pl.DataFrame:
    """One row an answered choice, in the plan's order.

    Args:
        trials: the trials table, in the plan's order.
        answers: answered choices: `row` (in the plan), `trial_id`, `answer` (JSON).
        tasks: `task`, `family` and `category` of every task.
    """
    of_trial = trials.select(
        *(column.name for column in _DESIGN),
        pl.col("task").alias("first_task"),
        pl.col("family").alias("first_family"),
        pl.col("category").alias("first_category"),
        pl.col("other_task").alias("second_task"),
        "manipulated_position",
        "replicate",
        "part",
    )[answers["row"]]
    fields: dict[str, pl.DataType] = {"choice": pl.Int64(), "reason": pl.String(), "begun": pl.Boolean()}
    decoded = decode_answers(answers["answer"], trial_ids=answers["trial_id"], fields=fields)
    first, second = pl.col("first_task"), pl.col("second_task")
    side, chosen = pl.col("manipulated_position"), pl.col("chosen_position")
    return (
        pl.concat([of_trial, decoded.rename({"choice": "chosen_position"})], how="horizontal")
        .join(
            tasks.select(pl.col("task", "family", "category").name.prefix("second_")),
            on="second_task",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            pl.when(side == 1).then(first).when(side == 2).then(second).alias("manipulated_task"),
            pl.when(chosen == 1).then(first).when(chosen == 2).then(second).alias("chosen_task"),
            pl.when(chosen == 1).then(second).when(chosen == 2).then(first).alias("unchosen_task"),
            (chosen == side).alias("manipulated_chosen"),
            pl.col("reason").replace("", None),
        )
        .select(column.name for column in COLUMNS)
    )
