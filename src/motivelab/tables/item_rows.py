"""Answers to an instrument into one row an item, keyed, with the place at which each item was shown."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.procedures.item_order import item_order, n_orders
from motivelab.schema.instrument import Instrument
from motivelab.schema.trial_plan import TrialPlan
from motivelab.tables.answers import decode_answers

_SCHEMA = {
    "row": pl.Int64(),
    "item": pl.Categorical(),
    "subscale": pl.Categorical(),
    "item_reversed": pl.Boolean(),
    "position": pl.Int64(),
    "value": pl.Float64(),
    "score": pl.Float64(),
    "score_100": pl.Float64(),
    "does_not_apply": pl.Boolean(),
    "reason": pl.String(),
}


def item_rows(plan: TrialPlan, answers: pl.DataFrame, *, kind: str) -> pl.DataFrame:
    """One row an answered trial of a kind and item, trials in the plan's order, items as they were shown.

    `score` is the answer on the range of its format, turned round where either the format or the item runs against the
    subscale, so that higher means more of the subscale; `score_100` is its percentage of the range (0 to 100). The
    reason stands on the row of the item shown first.

    Args:
        plan: the plan.
        answers: answered trials: `row` (in the plan), `trial_id`, `answer` (JSON).
        kind: `self_report` or `judgement`.

    Returns:
        `row` (in the plan) and the columns of the answer.
    """
    cells = plan.columns["cell"]
    used = {cell.instrument.id: cell.instrument for cell in plan.cells if cell.kind == kind and cell.instrument}
    cell_instrument = np.array([c.instrument.id if c.kind == kind and c.instrument else "" for c in plan.cells])
    of_row = cell_instrument[cells[answers["row"].to_numpy()]] if answers.height else np.empty(0, dtype=np.str_)
    frames = [
        _of_instrument(plan, answers.filter(pl.Series(of_row == name)), instrument) for name, instrument in used.items()
    ]
    long = pl.concat([pl.DataFrame(schema=_SCHEMA), *frames])
    return long.sort("row", maintain_order=True) if len(frames) > 1 else long


def _of_instrument(plan: TrialPlan, answers: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    items = instrument.items
    fields: dict[str, pl.DataType] = {item.id: pl.Float64() for item in items}
    fields |= {"reason": pl.String(), "does_not_apply": pl.Boolean()}
    decoded = decode_answers(answers["answer"], trial_ids=answers["trial_id"], fields=fields)
    rows = answers["row"].to_numpy()
    shown = _orders(len(items))[plan.columns["order"][rows] % n_orders(len(items))]  # trial x place: which item
    k = len(items)
    given = np.stack([decoded[item.id].to_numpy() for item in items], axis=1)  # trial x item, NaN where empty
    value = np.take_along_axis(given, shown, axis=1).ravel()
    which = shown.ravel()
    low, high, turned = (np.repeat(of_cell[plan.columns["cell"][rows]], k) for of_cell in _formats(plan))
    keyed = np.array([item.reversed for item in items])[which] ^ (turned > 0)
    score = np.where(keyed, low + high - value, value)
    first = np.tile(np.arange(k) == 0, len(rows))
    empty = np.isnan(value)
    reasons = pl.DataFrame({"reason": decoded["reason"].replace("", None)})[np.repeat(np.arange(len(rows)), k)]
    said = np.repeat(decoded["does_not_apply"].fill_null(value=False).to_numpy(), k)
    return pl.DataFrame(
        {
            "row": np.repeat(rows, k),
            "item": pl.Series([i.id for i in items], dtype=pl.Categorical)[which],
            "subscale": pl.Series([i.subscale for i in items], dtype=pl.Categorical)[which],
            "item_reversed": np.array([item.reversed for item in items])[which],
            "position": np.tile(np.arange(1, k + 1), len(rows)),
            "value": pl.Series(value, nan_to_null=True),
            "score": pl.Series(score, nan_to_null=True),
            "score_100": pl.Series(100.0 * (score - low) / (high - low), nan_to_null=True),
            "does_not_apply": empty & said,
            "reason": reasons["reason"].set(pl.Series(~first), None),
        },
        schema=_SCHEMA,
    )


def _orders(k: int) -> NDArray[np.int64]:
    """Rows of the order square: which item stands at which place."""
    return np.array([item_order(k, order) for order in range(n_orders(k))], dtype=np.int64)


def _formats(plan: TrialPlan) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Low end, high end and direction (1: reversed) of every cell's format; NaN where a cell has none."""
    ends = [
        (c.format.low, c.format.high, float(c.format.reversed)) if c.format is not None else (np.nan, np.nan, 0.0)
        for c in plan.cells
    ]
    low, high, turned = np.array(ends, dtype=np.float64).reshape(-1, 3).T
    return low, high, turned
