"""The planted truth of a study's simulated respondents, as a table that can be joined to its results."""

from __future__ import annotations

import polars as pl

from motivelab.providers.simulation.trial_truth import trial_truth
from motivelab.providers.simulation.true_latent import effect_on, person_of
from motivelab.schema.digest import format_trial_id
from motivelab.schema.latent import Latent
from motivelab.schema.trial_plan import TrialPlan

_LATENT = tuple(Latent.__dataclass_fields__)

TRUTH_SCHEMA: dict[str, pl.DataType] = {
    "trial_id": pl.String(),
    "respondent": pl.String(),
    "author": pl.String(),
    "procedure": pl.String(),
    "kind": pl.String(),
    "condition": pl.String(),
    "task": pl.String(),
    "other_task": pl.String(),
    **{name: pl.Float64() for name in _LATENT},
    "other_want": pl.Float64(),
    "effect": pl.Float64(),
    "effect_after": pl.Float64(),
}
"""Columns of the truth, one row a trial that a simulated respondent answers.

`want` to `tokens` are the fields of `schema.latent.Latent` that the answer came from (in a choice of the task shown
first, `other_want` of the second); for a judgement they are its `author`'s, elsewhere the respondent's own. `effect`
and `effect_after` are what the condition adds to want before and after the work, in standard deviations.
"""


def truth(plan: TrialPlan) -> pl.DataFrame:
    """What is true behind each trial that a simulated respondent answers; see `TRUTH_SCHEMA`.

    Judgements of work by authors who are not simulated have no truth beforehand and are left out. Whether simulated
    work turned out a refusal, which a judge sees, is chance and not truth.
    """
    rows: list[tuple[object, ...]] = []
    for row in range(len(plan)):
        trial = plan.trial(row)
        cell = trial.cell
        parent = cell.parent if cell.kind == "judgement" else None
        whose = parent if parent is not None else cell
        if cell.respondent.provider != "sim" or whose.respondent.provider != "sim":
            continue
        true = trial_truth(trial)
        person, personality = person_of(whose.respondent)
        effect = effect_on(
            person,
            personality,
            family=(trial.other if trial.side == 2 and trial.other is not None else trial.task).family,
            condition=whose.condition,
            wording=whose.wording.id if whose.wording is not None else "",
            placement=whose.placement,
        )
        rows.append(
            (
                format_trial_id(trial.id),
                cell.respondent.name,
                whose.respondent.name,
                cell.procedure,
                cell.kind,
                cell.condition,
                trial.task.id,
                trial.other.id if trial.other is not None else None,
                *(getattr(true.latent, name) for name in _LATENT),
                true.other.want if true.other is not None else None,
                effect.before,
                effect.after,
            )
        )
    return pl.DataFrame(rows, schema=TRUTH_SCHEMA, orient="row")
