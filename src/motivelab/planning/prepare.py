"""Preparing a study: everything that cannot work is found and told before the first call."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from motivelab.design.compile import compile_plan
from motivelab.design.layout import Layout, lay_out
from motivelab.errors import BudgetError, CapabilityError, MissingKeyError, MotivelabError, PlanError, StudyError
from motivelab.planning.budget import budget_faults
from motivelab.planning.forecast import Forecast, forecast
from motivelab.planning.gather import collect_stimuli
from motivelab.planning.hosts import capability_faults, key_faults
from motivelab.planning.notes import notes_on
from motivelab.providers.registry import names
from motivelab.schema.trial_plan import TrialPlan
from motivelab.studies.load import LoadedStudy


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Prepared:
    """A study that can be run.

    Attributes:
        loaded: the study file.
        plan: every trial.
        forecast: what it will take.
        notes: what a person should know before running it, one sentence each.
    """

    loaded: LoadedStudy
    plan: TrialPlan
    forecast: Forecast
    notes: tuple[str, ...]


def prepare(
    loaded: LoadedStudy,
    *,
    environ: Mapping[str, str] = os.environ,
    for_run: bool = False,
    plan: TrialPlan | None = None,
) -> Prepared:
    """Compile a study and refuse what cannot work.

    Args:
        loaded: the study.
        environ: where keys are looked up.
        for_run: whether a missing key is a fault; planning alone needs none.
        plan: the study's plan where it is at hand (see `plan_file.current_plan`), so that it is not compiled again.

    Raises:
        StudyError: the study names what does not exist.
        PlanError: it cannot be run as it stands; its subclass where all faults are of one kind. One error lists every
            fault that was found.

    Example:
        >>> from motivelab.studies.load import load_study
        >>> prepared = prepare(load_study("quick"), environ={})
        >>> prepared.forecast.trials == len(prepared.plan), prepared.forecast.usd
        (True, 0.0)
    """
    unknown: tuple[str, ...] = ()
    if plan is None:
        gathered = collect_stimuli(loaded)
        unknown, stimuli = gathered.faults, gathered.stimuli
    else:
        stimuli = plan.stimuli
    layout = lay_out(loaded.study, stimuli)
    # what is not there would be told again by every procedure that uses it
    misfits = layout.faults if not unknown else ()
    cannot = capability_faults(layout, environ)
    keys = key_faults(layout, environ) if for_run else ()
    found: dict[type[PlanError | StudyError], Sequence[str]]
    found = {StudyError: unknown, PlanError: misfits, CapabilityError: cannot, MissingKeyError: keys}
    if unknown or misfits or not _hosts_are_known(layout):
        raise _refusal(loaded, found)
    if plan is None:
        try:
            plan = compile_plan(loaded, stimuli)
        except PlanError as error:
            raise _refusal(loaded, found | {PlanError: (str(error),)}) from error
    expected = forecast(plan)
    found[BudgetError] = budget_faults(loaded.study.budget, expected)
    if any(found.values()):
        raise _refusal(loaded, found)
    return Prepared(loaded=loaded, plan=plan, forecast=expected, notes=notes_on(layout, plan, expected))


def _hosts_are_known(layout: Layout) -> bool:
    return all(r.provider in names() for r in (*layout.respondents, *layout.judges))


def _refusal(loaded: LoadedStudy, faults: Mapping[type[PlanError | StudyError], Sequence[str]]) -> MotivelabError:
    """One error for all faults; of their kind, if they are of one kind."""
    kinds = [kind for kind, sentences in faults.items() if sentences]
    sentences = [sentence for kind in kinds for sentence in faults[kind]]
    count = "one thing stands" if len(sentences) == 1 else f"{len(sentences)} things stand"
    listing = "\n".join(f"  {sentence}" for sentence in sentences)
    error = kinds[0] if len(kinds) == 1 else PlanError
    return error(f"{loaded.where}: {count} in the way of running this study\n{listing}")
