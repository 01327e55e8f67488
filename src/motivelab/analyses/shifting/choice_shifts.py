"""How much oftener a task is taken when a text speaks of it, against the same choice without that text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.overall_reports import NEUTRAL, conditions_in_order, in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.schema.estimate import Estimate
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.stats.pair_mean import pair_mean
from motivelab.tables.tables import Tables

_WHO = ("respondent", "condition", "construct")
_SHOWN = ("first_task", "second_task")
_FAMILIES = ("first_family", "second_family")
_SAME = ("respondent", *_SHOWN)


def choice_shifts(tables: Tables, *, measure: str) -> Iterator[Row | str]:
    """One contrast a respondent, condition and reference, in points; taking neither counts as not taking the task.

    Each choice under a condition is set against the choices between the same two tasks, shown in the same order, with
    nothing added (and, where the control spoke of one of them, with a neutral text about the same one), so that neither
    what the tasks are nor where they stand passes for an effect.

    Args:
        tables: a run's tables.
        measure: what the rows are called.
    """
    choices = tables.choices.with_columns(pl.col(*_WHO, *_SHOWN, *_FAMILIES, "chosen_task").cast(pl.String))
    if choices.is_empty():
        yield f"not estimable: {measure}: no choice was answered"
        return
    cells = _cells(choices)
    controls = in_order(cells.filter(pl.col("construct") == NEUTRAL), "condition")
    for reference in (NO_MANIPULATION, *controls):
        compared = _compared(cells, _taken_without(choices, reference), reference=reference)
        apart = (NO_MANIPULATION, *(controls if reference != NO_MANIPULATION else ()))
        conditions = [c for c in conditions_in_order(cells) if c not in apart]
        found = list(_contrasts(compared, conditions, measure=measure, reference=reference))
        yield from with_false_discovery_held([f for f in found if isinstance(f, Row)])
        yield from (f for f in found if isinstance(f, str))
    if cells.is_empty():
        yield f"not estimable: {measure}: no choice was asked in which a text was about one of the tasks"


def _cells(choices: pl.DataFrame) -> pl.DataFrame:
    """How often the task that the text was about was taken: one row a respondent, condition, order and side."""
    spoken = choices.filter(pl.col("condition") != NO_MANIPULATION, pl.col("manipulated_position").is_in([1, 2]))
    return spoken.group_by(*_WHO, *_SHOWN, *_FAMILIES, "manipulated_position", maintain_order=True).agg(
        (pl.col("manipulated_position") == pl.col("chosen_position")).mean().alias("taken")
    )


def _taken_without(choices: pl.DataFrame, reference: str) -> pl.DataFrame:
    """How often each of two tasks was taken under the reference: one row a respondent, order and side."""
    rows = choices.filter(pl.col("condition") == reference)
    if reference != NO_MANIPULATION:
        return (
            rows.filter(pl.col("manipulated_position").is_in([1, 2]))
            .group_by(*_SAME, "manipulated_position", maintain_order=True)
            .agg((pl.col("manipulated_position") == pl.col("chosen_position")).mean().alias("before"))
        )
    sides = pl.DataFrame({"manipulated_position": [1, 2]}, schema={"manipulated_position": pl.Int64})
    return (
        rows.join(sides, how="cross", suffix="_of")
        .group_by(*_SAME, pl.col("manipulated_position_of").alias("manipulated_position"), maintain_order=True)
        .agg((pl.col("manipulated_position_of") == pl.col("chosen_position")).mean().alias("before"))
    )


def _compared(cells: pl.DataFrame, before: pl.DataFrame, *, reference: str) -> pl.DataFrame:
    return (
        cells.filter(pl.col("condition") != reference)
        .join(before, on=[*_SAME, "manipulated_position"], how="inner", maintain_order="left")
        .with_columns(((pl.col("taken") - pl.col("before")) * 100).alias("shift"))
    )


def _contrasts(compared: pl.DataFrame, conditions: list[str], *, measure: str, reference: str) -> Iterator[Row | str]:
    for respondent in in_order(compared, "respondent"):
        own = compared.filter(pl.col("respondent") == respondent)
        for condition in conditions:
            rows = own.filter(pl.col("condition") == condition)
            labels = {
                "respondent": respondent,
                "measure": measure,
                "condition": condition,
                "reference": reference,
            }
            yield row_or_note(labels, partial(_mean, rows), scale="points", tested=True)


def _mean(rows: pl.DataFrame) -> Estimate:
    first, second = rows["first_family"].to_list(), rows["second_family"].to_list()
    return replace(pair_mean(rows["shift"].to_numpy(), first=first, second=second), statistic="mean_difference")
