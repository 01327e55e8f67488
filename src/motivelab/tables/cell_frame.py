"""What the trials of a cell, and those about a task, share: one row a cell, one row a task."""

from __future__ import annotations

from typing import Any

import orjson
import polars as pl

from motivelab.schema.digest import content_digest
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.schema.respondent import Respondent
from motivelab.schema.task import Task
from motivelab.schema.trial import Cell
from motivelab.schema.trial_plan import TrialPlan
from motivelab.tables.design_columns import design_columns
from motivelab.tables.dtype import schema_of

OF_CELL: tuple[str, ...] = (
    "respondent",
    "provider",
    "model",
    "settings",
    "author",
    "procedure",
    "kind",
    "moment",
    "condition",
    "construct",
    "dose",
    "wording",
    "placement",
    "instrument",
    "instrument_wording",
    "format",
    "reason_position",
    "neither_offered",
    "readout",
)
"""Columns of the trials table that come from the cell alone."""

OF_TASK: tuple[str, ...] = ("task", "family", "category", "categories", "expected_compliance", "units_asked")
"""Columns of the trials table that come from the task alone."""


def cell_frame(plan: TrialPlan) -> pl.DataFrame:
    """One row a cell of the plan, in the plan's order, with the columns `OF_CELL`."""
    rows = [_of_cell(cell, plan) for cell in plan.cells]
    return pl.DataFrame(rows, schema=schema_of(design_columns(*OF_CELL)), orient="row")


def task_frame(plan: TrialPlan) -> pl.DataFrame:
    """One row a task of the plan, in the plan's order, with the columns `OF_TASK`."""
    rows = [_of_task(task) for task in plan.stimuli.tasks]
    return pl.DataFrame(rows, schema=schema_of(design_columns(*OF_TASK)), orient="row")


def settings_summary(respondent: Respondent) -> str | None:
    """A respondent's sampling settings in one line, or None where all are the host's own.

    A system prompt is named by the first eight digits of its digest, so that two of them can be told apart.

    Example:
        >>> settings_summary(Respondent(name="a", provider="sim", model="null", settings={"top_p": 1.0}))
        'top_p=1.0'
    """
    parts = [f"{name}={value}" for name, value in sorted(respondent.settings.items())]
    if respondent.system_prompt:
        parts.append(f"system_prompt={content_digest(respondent.system_prompt)[:8]}")
    if respondent.extra:
        parts.append(f"extra={orjson.dumps(dict(respondent.extra), option=orjson.OPT_SORT_KEYS).decode()}")
    if respondent.variant:
        parts.append(f"variant={respondent.variant}")
    return " ".join(parts) or None


def _of_cell(cell: Cell, plan: TrialPlan) -> tuple[Any, ...]:
    manipulation = plan.stimuli.manipulations[cell.condition] if cell.condition != NO_MANIPULATION else None
    return (
        cell.respondent.name,
        cell.respondent.provider,
        cell.respondent.model,
        settings_summary(cell.respondent),
        cell.parent.respondent.name if cell.kind == "judgement" and cell.parent is not None else None,
        cell.procedure,
        cell.kind,
        cell.moment or None,
        cell.condition,
        manipulation.construct if manipulation is not None else None,
        manipulation.dose if manipulation is not None else None,
        cell.wording.id if cell.wording is not None else None,
        cell.placement if cell.wording is not None else None,
        cell.instrument.id if cell.instrument is not None else None,
        cell.instrument_wording.id if cell.instrument_wording is not None else None,
        cell.format.id if cell.format is not None else None,
        cell.reason if cell.instrument is not None else None,
        cell.neither if cell.kind == "forced_choice" else None,
        cell.readout,
    )


def _of_task(task: Task) -> tuple[Any, ...]:
    units = task.ladder.units if task.ladder is not None else None
    return (task.id, task.family, task.category, "|".join(task.categories), task.compliance, units)
