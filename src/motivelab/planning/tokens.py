"""How many tokens a plan will read and write: a forecast from lengths, before anything is asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motivelab.procedures.procedure import get
from motivelab.schema.trial import Cell, Trial
from motivelab.schema.trial_plan import TrialPlan

CHARACTERS_PER_TOKEN = 4.0
"""Of English prose, roughly, whatever the tokenizer; other scripts take more tokens."""

WORK_TOKENS = 600
"""Typical length of a performance that nothing caps below it (the founding study's averaged 2.5 KB)."""

BEGUN_TOKENS = 250
"""Typical length of the work begun after a choice."""

REASON_TOKENS = 50
"""A reason of about two hundred characters."""

ITEM_TOKENS = 8
"""One item's answer in JSON."""

FRAME_TOKENS = 8
"""Braces, a greeting, what counts a turn."""


@dataclass(frozen=True, eq=False, slots=True)
class TrialTokens:
    """Forecast tokens by trial, in the order of the plan.

    Attributes:
        input: tokens read for it, if it is asked in a request of its own.
        output: tokens written for it, hidden reasoning included where the study sets its amount.
    """

    input: NDArray[np.float64]
    output: NDArray[np.float64]


def trial_tokens(plan: TrialPlan) -> TrialTokens:
    """Forecast the tokens of every trial.

    Input: one prompt of every cell is rendered, and its length without the task's text added to each trial's own texts;
    what follows a work reads the work as well. Output: by kind, never above the cap.
    """
    c = plan.columns
    text = np.array([len(task.text) for task in plan.stimuli.tasks], dtype=np.float64)
    frame = np.array([_frame_characters(plan, cell) for cell in plan.cells])
    caps = np.array([cell.max_tokens for cell in plan.cells], dtype=np.float64)
    typical = np.array([_typical_output(cell) for cell in plan.cells])
    hidden = np.array([float(cell.respondent.settings.get("reasoning_tokens") or 0) for cell in plan.cells])
    performs = np.array([cell.kind == "performance" for cell in plan.cells])
    own = [task.max_tokens or (task.ladder.token_cap if task.ladder is not None else 0) for task in plan.stimuli.tasks]
    own_cap = np.array(own, dtype=np.float64)
    cell, task, other, parent = c["cell"], c["task"], c["other"], c["parent"]
    cap = np.where(performs[cell] & (own_cap[task] > 0), own_cap[task], caps[cell])
    written = np.minimum(typical[cell], cap)
    characters = frame[cell] + text[task] + np.where(other >= 0, text[other], 0.0)
    read = characters / CHARACTERS_PER_TOKEN + np.where(parent >= 0, written[parent], 0.0)
    return TrialTokens(input=read, output=written + hidden[cell])


def _frame_characters(plan: TrialPlan, cell: Cell) -> float:
    """Length of a cell's prompt without tasks and work."""
    tasks = plan.stimuli.tasks
    first, second = tasks[0], tasks[-1]
    choice = cell.kind == "forced_choice"
    trial = Trial(id=0, cell=cell, task=first, other=second if choice else None, side=1 if choice else 0)
    messages = get(cell.kind).render(trial)
    tasks_length = len(first.text) + (len(second.text) if choice else 0)
    return float(sum(len(message.content) for message in messages) - tasks_length)


def _typical_output(cell: Cell) -> float:
    reason = REASON_TOKENS if cell.reason != "none" else 0
    if cell.kind == "performance":
        return float(WORK_TOKENS)
    if cell.kind == "forced_choice":
        return float(FRAME_TOKENS + ITEM_TOKENS + REASON_TOKENS + BEGUN_TOKENS)
    items = len(cell.instrument.items) if cell.instrument is not None else 1
    return float(FRAME_TOKENS + ITEM_TOKENS * items + reason)
