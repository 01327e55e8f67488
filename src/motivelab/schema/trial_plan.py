"""The trial plan: every trial of a study, in columns, fixed before the run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import Study
from motivelab.schema.trial import Cell, Trial

TRIAL_SCHEMA: dict[str, pl.DataType] = {
    "id": pl.Int64(),
    "cell": pl.UInt32(),
    "task": pl.UInt32(),
    "other": pl.Int32(),
    "pair": pl.Int32(),
    "side": pl.UInt8(),
    "order": pl.UInt16(),
    "replicate": pl.UInt16(),
    "parent": pl.Int32(),
    "part": pl.UInt8(),
}
"""Columns of `TrialPlan.trials`, one row a trial, in the order in which they are to be asked.

`cell` and `task` (`other`: the second task of a pair, -1 where there is none) are positions in `TrialPlan.cells` and
`Stimuli.tasks`; `pair` numbers the pair whatever its order (-1: none); `side` is the position that a choice's
manipulation is about (1, 2; 0: none); `order` is the row of the item-order square; `parent` is the row of the trial
it follows (-1: none; always an earlier row); `part` is a position in `PARTS`.
"""

PARTS: tuple[str, ...] = ("core", "control", "counterbalance")
"""What a trial belongs to: the design as published, the neutral control, or the further orders and sides of choices."""


@dataclass(frozen=True, eq=False, kw_only=True)
class TrialPlan:
    """A compiled study.

    Attributes:
        study: as written.
        stimuli: what it shows.
        cells: the design's cells.
        trials: see `TRIAL_SCHEMA`.
        plan_hash: digest of study, stimuli and trial ids; equal on every machine.
        inputs_hash: digest of study and stimuli alone, cheap to compute; tells whether a stored plan is still current.
    """

    study: Study
    stimuli: Stimuli
    cells: tuple[Cell, ...]
    trials: pl.DataFrame
    plan_hash: str
    inputs_hash: str

    def __len__(self) -> int:
        return self.trials.height

    @cached_property
    def columns(self) -> dict[str, NDArray[np.int64]]:
        """The columns of `trials` as arrays, without copying where polars allows it."""
        return {name: self.trials[name].to_numpy() for name in TRIAL_SCHEMA}

    @cached_property
    def _views(self) -> tuple[memoryview, ...]:
        """The columns as memory views, in the schema's order: they yield plain integers, quicker than arrays do."""
        return tuple(np.ascontiguousarray(self.columns[name]).data for name in TRIAL_SCHEMA)

    def trial(self, row: int, *, work: str = "") -> Trial:
        """The trial in a row of the plan, as a record.

        Args:
            row: its position in `trials`.
            work: the completion it follows, where it follows one.

        Raises:
            IndexError: no such row.
        """
        ids, cell, task, other, _, side, order, replicate, parent, _ = self._views
        tasks, second, before = self.stimuli.tasks, other[row], parent[row]
        return Trial(
            ids[row],
            self.cells[cell[row]],
            tasks[task[row]],
            tasks[second] if second >= 0 else None,
            side[row],
            order[row],
            replicate[row],
            ids[before] if before >= 0 else None,
            work,
        )
