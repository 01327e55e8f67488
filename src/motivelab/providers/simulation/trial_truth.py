"""The truth behind the answer to one trial, for every kind of procedure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from motivelab.procedures.refusal import is_refusal
from motivelab.providers.simulation.true_latent import true_latent
from motivelab.schema.latent import Latent
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.schema.task import Task
from motivelab.schema.trial import Cell, Trial

_REFUSED_QUALITY = -3.0
"""Quality of work that was not done, whatever its author is able to do."""

_REFUSAL_LENGTH = 600
"""Characters beyond which work is not looked through for a refusal."""


@dataclass(frozen=True, slots=True)
class TrialTruth:
    """What is true when a trial is answered.

    Attributes:
        latent: the truth facing the task (in a choice the one shown first); for judgements about the author of
            the work.
        other: in a choice the truth facing the task shown second, else None.
    """

    latent: Latent
    other: Latent | None = None


def trial_truth(trial: Trial) -> TrialTruth:
    """The truth behind the answer of a trial's respondent, who is simulated.

    A choice's condition holds for the task that it names alone. A judge sees the quality of the work: that of its
    author where the author is simulated, else what the work's length lets expect; a refusal is poor work.

    Raises:
        CapabilityError: there is no such simulated respondent.
    """
    cell = trial.cell
    if cell.kind == "judgement":
        return TrialTruth(_author(trial))
    if cell.kind == "forced_choice" and trial.other is not None:
        first = _latent(cell, trial.task, named=trial.side != 2, acting=True)
        return TrialTruth(first, _latent(cell, trial.other, named=trial.side == 2, acting=True))
    return TrialTruth(_latent(cell, trial.task, named=True, acting=cell.kind == "performance"))


def _latent(cell: Cell, task: Task, *, named: bool, acting: bool) -> Latent:
    if not named or cell.condition == NO_MANIPULATION:
        return true_latent(cell.respondent, task, acting=acting)
    # A report that follows work continues its conversation, in which the manipulation has been read.
    shown = cell.parent if cell.wording is None and cell.parent is not None else cell
    wording = shown.wording.id if shown.wording is not None else ""
    return true_latent(
        cell.respondent, task, condition=cell.condition, wording=wording, placement=shown.placement, acting=acting
    )


def _author(trial: Trial) -> Latent:
    parent = trial.cell.parent
    if parent is not None and parent.respondent.provider == "sim":
        latent = _latent(parent, trial.task, named=True, acting=True)
    else:
        latent = _by_length(trial.work)
    refused = len(trial.work) <= _REFUSAL_LENGTH and is_refusal(trial.work)
    return replace(latent, quality=_REFUSED_QUALITY) if refused else latent


def _by_length(work: str) -> Latent:
    """What is guessed of an unknown author: longer work is better, evenly in the logarithm, 150 words being average."""
    guess = max(-2.5, min(2.5, math.log((len(work.split()) + 1) / 150)))
    even = dict.fromkeys(("want", "able", "want_after", "interest", "challenge", "value", "mastery", "fear"), 0.0)
    return Latent(**even, complies=1.0, quality=guess, tokens=len(work) / 4)
