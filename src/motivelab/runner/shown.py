"""One trial as the model sees it, with what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from motivelab.errors import InputError
from motivelab.procedures.procedure import get as procedure_of_kind
from motivelab.runner.session import open_run
from motivelab.schema.digest import format_trial_id, parse_trial_id
from motivelab.schema.message import Message
from motivelab.schema.trial import Trial
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.reading import StoredCompletion, completion_texts, history


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTrial:
    """A trial, its prompt and its answers.

    Attributes:
        trial: the trial.
        messages: the conversation; for a trial that follows a work not yet done, with an empty work.
        answers: every completion, oldest first; those set aside included.
    """

    trial: Trial
    messages: tuple[Message, ...]
    answers: tuple[StoredCompletion, ...] = ()


def rendered(plan: TrialPlan, row: int, *, work: str = "") -> ShownTrial:
    """A row of a plan as it would be asked."""
    trial = plan.trial(row, work=work)
    return ShownTrial(trial=trial, messages=procedure_of_kind(trial.cell.kind).render(trial))


def shown_trial(directory: Path, trial_id: str | int) -> ShownTrial:
    """A trial of a run.

    Args:
        directory: the run directory.
        trial_id: the id, or its 16 hexadecimal digits, or as many of the first digits as tell it apart.

    Raises:
        InputError: no such trial, or several.
    """
    plan, store = open_run(directory)
    with store:
        row = find_trial(plan, trial_id)
        trial = plan.trial(row)
        work = ""
        if trial.parent_id is not None:
            work = completion_texts(store, [trial.parent_id]).get(trial.parent_id, "")
        shown = rendered(plan, row, work=work)
        return ShownTrial(trial=shown.trial, messages=shown.messages, answers=tuple(history(store, trial.id)))


def shown_trials(directory: Path, trial_ids: Sequence[str]) -> dict[str, ShownTrial]:
    """Several trials of a run, by their 16 hexadecimal digits; ids that the plan does not hold are absent.

    The plan is opened once, and only the texts of these trials are read.

    Args:
        directory: the run directory.
        trial_ids: 16 hexadecimal digits each.
    """
    plan, store = open_run(directory)
    wanted = {parse_trial_id(i): i for i in trial_ids}
    rows = np.flatnonzero(np.isin(plan.columns["id"], np.fromiter(wanted, np.int64, len(wanted))))
    out: dict[str, ShownTrial] = {}
    with store:
        for row in rows.tolist():
            trial = plan.trial(row)
            parents = [] if trial.parent_id is None else [trial.parent_id]
            work = "".join(completion_texts(store, parents).values())
            told = rendered(plan, row, work=work)
            out[wanted[trial.id]] = replace(told, answers=tuple(history(store, trial.id)))
    return out


def find_trial(plan: TrialPlan, trial_id: str | int) -> int:
    """The row of a trial named by its id or the beginning of it.

    Raises:
        InputError: no such trial, or several.
    """
    ids = plan.columns["id"]
    if isinstance(trial_id, int):
        rows = np.flatnonzero(ids == trial_id)
    elif len(trial_id) == 16:
        try:
            rows = np.flatnonzero(ids == parse_trial_id(trial_id))
        except ValueError as error:
            raise InputError(f"{trial_id!r} is no trial id: it has 16 hexadecimal digits") from error
    else:
        beginning = trial_id.lower()
        rows = np.array([r for r, i in enumerate(ids.tolist()) if format_trial_id(i).startswith(beginning)], np.int64)
    if len(rows) == 1:
        return int(rows[0])
    if len(rows) == 0:
        raise InputError(f"the plan has no trial {trial_id!r}; `motivelab list trials STUDY` and the tables name them")
    some = ", ".join(format_trial_id(int(ids[r])) for r in rows[:5])
    raise InputError(f"{len(rows)} trials begin with {trial_id!r} ({some}, ...); give more digits")
