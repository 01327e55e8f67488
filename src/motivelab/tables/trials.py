"""The trials table: one row a planned trial, whether it was answered or not."""

from __future__ import annotations

from typing import get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.schema.column import Column
from motivelab.schema.completion import Finish
from motivelab.schema.trial_plan import PARTS, TrialPlan
from motivelab.tables.cell_frame import OF_CELL, OF_TASK, cell_frame, task_frame
from motivelab.tables.design_columns import design_columns
from motivelab.tables.statuses import TRIAL_STATUSES, statuses
from motivelab.tables.trial_ids import format_trial_ids

_SHARE = "where a request brought several completions, each has an equal share"

COLUMNS: tuple[Column, ...] = (
    *design_columns("trial_id", "respondent", "provider", "model", "settings"),
    *design_columns("author", "procedure", "kind", "moment", "condition", "construct", "dose", "wording", "placement"),
    *design_columns("instrument", "instrument_wording", "format", "reason_position", "neither_offered"),
    *design_columns("readout"),
    Column(
        name="max_tokens",
        type="integer",
        description="Output cap that the trial was given.",
        unit="tokens",
        nullable=True,
    ),
    *design_columns("task", "family", "category", "categories", "expected_compliance", "units_asked"),
    Column(
        name="other_task",
        type="category",
        description="In choices the task shown second, else empty.",
        nullable=True,
    ),
    *design_columns("pair", "manipulated_position"),
    Column(
        name="item_order",
        type="integer",
        description="Row of the balanced order square by which the instrument's items were shown; empty where there is "
        "no instrument.",
        nullable=True,
    ),
    *design_columns("replicate", "parent_trial_id", "part"),
    Column(
        name="status",
        type="category",
        description="answered, the reason for the nonresponse, or open (not asked yet).",
        levels=TRIAL_STATUSES,
    ),
    Column(
        name="status_inherited",
        type="boolean",
        description="Whether the status is that of the work the trial follows: work that is empty or filtered is not "
        "followed up.",
    ),
    Column(
        name="started",
        type="datetime",
        description="When the request was sent (UTC); empty where no completion stands, as in all columns from here.",
        nullable=True,
    ),
    Column(
        name="latency_s",
        type="float",
        description="From sending the request to the whole reply.",
        unit="seconds",
        nullable=True,
    ),
    Column(
        name="returned_model",
        type="category",
        description="Model id that the host named; empty where it named none.",
        nullable=True,
    ),
    Column(
        name="finish",
        type="category",
        description="Why the model stopped: by itself, at the output cap, by a filter, or otherwise.",
        levels=get_args(Finish),
        nullable=True,
    ),
    Column(
        name="request_completions",
        type="integer",
        description="How many completions the request brought.",
        unit="completions",
        nullable=True,
    ),
    Column(
        name="input_tokens",
        type="float",
        description=f"Tokens read, cached ones included; {_SHARE}.",
        unit="tokens",
        nullable=True,
    ),
    Column(
        name="output_tokens",
        type="float",
        description=f"Tokens written, reasoning included; {_SHARE}.",
        unit="tokens",
        nullable=True,
    ),
    Column(
        name="reasoning_tokens",
        type="float",
        description=f"Those of output_tokens that were reasoning; empty where the host does not say; {_SHARE}.",
        unit="tokens",
        nullable=True,
    ),
    Column(
        name="cached_tokens",
        type="float",
        description=f"Those of input_tokens served from the host's cache; empty where the host does not say; {_SHARE}.",
        unit="tokens",
        nullable=True,
    ),
    Column(
        name="cost_usd",
        type="float",
        description=f"What the completion cost; empty where the price is unknown; {_SHARE}. Attempts that failed are "
        "not in it.",
        unit="US dollars",
        nullable=True,
    ),
)


def trials_table(plan: TrialPlan, completions: pl.DataFrame) -> pl.DataFrame:
    """One row a planned trial, in the plan's order.

    Args:
        plan: the plan.
        completions: what stands beside each of its trials; see `completions_beside`.
    """
    row = plan.columns
    ids = format_trial_ids(row["id"])
    by_cell = cell_frame(plan)[row["cell"]]
    by_task = task_frame(plan)
    asked = np.array([cell.instrument is not None for cell in plan.cells], dtype=np.bool_)[row["cell"]]
    known = statuses(completions["status"], plan.trials["parent"])
    columns: dict[str, pl.Series] = {
        "trial_id": ids,
        **{name: by_cell[name] for name in OF_CELL},
        **{name: by_task[name][row["task"]] for name in OF_TASK},
        "max_tokens": pl.Series(_token_caps(plan)),
        "other_task": _at(by_task["task"], row["other"]),
        "pair": _numbers(row["pair"], where=row["pair"] >= 0),
        "manipulated_position": _numbers(row["side"], where=row["side"] > 0),
        "item_order": _numbers(row["order"], where=asked),
        "replicate": pl.Series(row["replicate"]).cast(pl.Int64),
        "parent_trial_id": _at(ids, row["parent"]),
        "part": pl.Series(PARTS, dtype=pl.Enum(PARTS))[row["part"]],
        "status": known["status"],
        "status_inherited": known["status_inherited"],
        "started": (completions["started"] * 1e6).round().cast(pl.Int64).cast(pl.Datetime("us", "UTC")),
        "latency_s": completions["latency"],
        "returned_model": completions["model"],
        "finish": completions["finish"],
        "request_completions": completions["request_completions"],
        "input_tokens": completions["input_tokens"],
        "output_tokens": completions["output_tokens"],
        "reasoning_tokens": completions["reasoning_tokens"],
        "cached_tokens": completions["cached_tokens"],
        "cost_usd": completions["cost"],
    }
    return pl.DataFrame([columns[column.name].alias(column.name) for column in COLUMNS])


def _token_caps(plan: TrialPlan) -> NDArray[np.int64]:
    """The output cap of every trial: in performances the task's own or its ladder's goes before the cell's."""
    row = plan.columns
    of_cell = np.array([cell.max_tokens for cell in plan.cells], dtype=np.int64)[row["cell"]]
    performed = np.array([cell.kind == "performance" for cell in plan.cells], dtype=np.bool_)[row["cell"]]
    own = [t.max_tokens or (t.ladder.token_cap if t.ladder is not None else 0) for t in plan.stimuli.tasks]
    of_task = np.array(own, dtype=np.int64)[row["task"]]
    return np.where(performed & (of_task > 0), of_task, of_cell)


def _at(values: pl.Series, where: NDArray[np.int64]) -> pl.Series:
    """The values at some positions, null at -1."""
    return values.gather(pl.Series(where).cast(pl.Int64).replace(-1, None))


def _numbers(values: NDArray[np.int64], *, where: NDArray[np.bool_]) -> pl.Series:
    """The numbers, null elsewhere."""
    frame = pl.DataFrame({"value": values, "where": where})
    return frame.select(pl.when("where").then(pl.col("value").cast(pl.Int64))).to_series()
