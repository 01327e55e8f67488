"""All answers of a plan's simulated respondents, read by the procedures, beside the truth that was planted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import polars as pl

from motivelab import providers
from motivelab.procedures.procedure import get
from motivelab.providers.provider import Provider
from motivelab.providers.simulation.truth import truth
from motivelab.schema.completion import Call, Draft
from motivelab.schema.digest import format_trial_id
from motivelab.schema.message import Message
from motivelab.schema.trial_plan import TrialPlan


def drafts_of(plan: TrialPlan) -> dict[int, Draft]:
    """The draft of every trial, by id; a trial that follows work gets the work that was handed in."""
    made: dict[int, Draft] = {}
    connected: dict[str, Provider] = {}

    async def ask() -> None:
        for row in range(len(plan)):
            trial = plan.trial(row)
            if trial.parent_id is not None:
                trial = plan.trial(row, work=made[trial.parent_id].text)
            who = trial.cell.respondent
            provider = connected.setdefault(who.name, providers.connect(who, {}))
            call = Call(respondent=who, messages=(Message("user", "x"),), max_tokens=1000, trials=(trial,))
            made[trial.id] = (await provider.complete(call, provider.encode(call))).drafts[0]

    asyncio.run(ask())
    return made


def answers(plan: TrialPlan) -> pl.DataFrame:
    """One row a trial: what was read out of its draft, joined to `truth`."""
    drafts, rows = drafts_of(plan), []
    for row in range(len(plan)):
        trial = plan.trial(row)
        draft = drafts[trial.id]
        response = get(trial.cell.kind).parse(trial, draft.text, draft.finish)
        read: Mapping[str, Any] = response.values
        ratings = [v for k, v in read.items() if trial.cell.kind == "judgement" and type(v) is int]
        rows.append(
            {
                "trial_id": format_trial_id(trial.id),
                "status": response.status,
                "motivation": read.get("motivation"),
                "choice": read.get("choice"),
                "complied": read.get("complied"),
                "rating": sum(ratings) / len(ratings) if ratings else None,
                "length": len(draft.text),
                "side": trial.side,
            }
        )
    types = {"motivation": pl.Float64, "choice": pl.Int64, "complied": pl.Boolean, "rating": pl.Float64}
    return pl.DataFrame(rows, schema_overrides=types).join(truth(plan), on="trial_id", how="left", validate="1:1")
