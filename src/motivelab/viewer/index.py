"""Every trial of a run in one frame, to filter and to sort."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from motivelab.planning.plan_file import FOLDER, load_plan
from motivelab.runner.session import open_store
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.lock import is_locked
from motivelab.store.store import FILE_NAME, Store
from motivelab.tables.completions import completions_beside
from motivelab.tables.trials import trials_table

FILTERS = ("respondent", "author", "procedure", "kind", "moment", "condition", "category", "status", "part")
"""Columns by whose values trials are picked out."""

_LISTED = (
    *("trial_id", "respondent", "author", "procedure", "kind", "moment", "condition", "wording", "category", "family"),
    *("task", "other_task", "pair", "manipulated_position", "replicate", "parent_trial_id", "part", "status"),
    *("started", "latency_s", "output_tokens", "cost_usd"),
)
_RENEWED_AFTER_S = 2.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Index:
    """A run as it stood at one moment.

    Attributes:
        plan: its plan.
        frame: one row a trial, in the plan's order: `row`, what identifies it, what became of it, and `answer`,
            what was read as JSON.
        running: whether a process was writing to it.
    """

    plan: TrialPlan
    frame: pl.DataFrame
    running: bool

    @property
    def answered(self) -> int:
        """Trials with an answer or a reason for having none."""
        return int((self.frame["status"] != "open").sum())


class LiveIndex:
    """The index of a run directory, made anew when the store has grown; safe to use from several threads.

    Making it takes seconds for a million trials, so a run that is going on is looked at again only after ten times as
    long as that took.

    Args:
        directory: the run directory.

    Raises:
        StoreError: it is no run directory, or cannot be read.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = threading.Lock()
        with open_store(directory):
            self._plan = load_plan(directory)
        self._plan_stamp = _plan_stamp(directory)
        self._index = self._made()

    def current(self) -> Index:
        """The index, not much older than the store."""
        with self._lock:
            if time.monotonic() >= self._next and self._has_changed():
                self._index = self._made()
            return self._index

    def _has_changed(self) -> bool:
        return _stamp(self.directory) != self._stamp or is_locked(self.directory) != self._index.running

    def _made(self) -> Index:
        began = time.monotonic()
        self._stamp = _stamp(self.directory)
        if _plan_stamp(self.directory) != self._plan_stamp:
            self._plan_stamp = _plan_stamp(self.directory)
            self._plan = load_plan(self.directory)
        with Store.open(self.directory) as store:
            completions = completions_beside(self._plan, store)
        frame = (
            trials_table(self._plan, completions)
            .select(_LISTED)
            .with_columns(completions["answer"])
            .with_row_index("row")
        )
        now = time.monotonic()
        self._next = now + max(_RENEWED_AFTER_S, 10 * (now - began))
        return Index(plan=self._plan, frame=frame, running=is_locked(self.directory))


Stamp = tuple[tuple[str, int, int], ...]


def _stamp(directory: Path) -> Stamp:
    """Changes whenever the store does."""
    return _stamps(directory, f"{FILE_NAME}*")


def _plan_stamp(directory: Path) -> Stamp:
    """Changes when the plan is replaced by that of a study that grew."""
    return _stamps(directory / FOLDER, "*")


def _stamps(folder: Path, pattern: str) -> Stamp:
    return tuple(sorted((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in folder.glob(pattern)))
