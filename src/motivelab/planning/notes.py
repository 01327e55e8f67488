"""What a person should know about a plan before running it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from motivelab.design.layout import Layout
from motivelab.planning.forecast import Forecast
from motivelab.providers.registry import capabilities
from motivelab.schema.trial_plan import TrialPlan

OPPONENTS_FOR_TASKS = 10
"""Opponents that a task needs for a utility of its own (docs/design-of-trials.md)."""


def notes_on(layout: Layout, plan: TrialPlan, expected: Forecast) -> tuple[str, ...]:
    """What does not stop a run but bears on what can be learned from it, one sentence each."""
    return (*_simulated(layout), *_prices(expected), *_reasoning(layout), *_choices(layout, plan), *_merged(layout))


def _simulated(layout: Layout) -> Iterator[str]:
    names = [r.name for r in layout.respondents if r.provider == "sim"]
    if names:
        who = ", ".join(names)
        yield f"simulated respondents ({who}): what comes out says nothing about any real model"


def _prices(expected: Forecast) -> Iterator[str]:
    if expected.unknown_prices:
        yield (
            f"the price of {', '.join(expected.unknown_prices)} is not known: money is not forecast; give `price` in"
            " the study to have it counted"
        )


def _reasoning(layout: Layout) -> Iterator[str]:
    thinking = [r.name for r in layout.respondents if r.settings.get("reasoning_effort")]
    if thinking:
        yield f"hidden reasoning of {', '.join(thinking)} is billed as output and not in the forecast"


def _choices(layout: Layout, plan: TrialPlan) -> Iterator[str]:
    kinds = np.array([cell.kind == "forced_choice" for cell in plan.cells])
    c = plan.columns
    chosen = kinds[c["cell"]] & (c["part"] == 0)
    if not chosen.any():
        return
    pairs = np.unique(np.stack([c["task"][chosen], c["other"][chosen]]), axis=1)
    low, high = np.minimum(pairs[0], pairs[1]), np.maximum(pairs[0], pairs[1])
    edges = np.unique(np.stack([low, high]), axis=1)
    opponents = np.bincount(edges.reshape(-1), minlength=len(plan.stimuli.tasks))
    if opponents.min() < OPPONENTS_FOR_TASKS:
        yield (
            f"choices: a task meets {opponents.min()} to {opponents.max()} opponents, and a utility of its own needs"
            f" {OPPONENTS_FOR_TASKS}; utilities will be estimated for families. Raise `pairs` to change that"
        )
    if not any(b.kind == "forced_choice" and b.table.complete_block >= 3 for b in layout.blocks):
        yield "choices: no complete block, so transitivity cannot be tested; `complete_block = 12` adds 66 pairs"


def _merged(layout: Layout) -> Iterator[str]:
    alone = [
        r.name
        for r in (*layout.respondents, *layout.judges)
        if not capabilities(r.provider).n and any(b.replicates > 1 and r in b.asked for b in layout.blocks)
    ]
    if alone:
        who = ", ".join(dict.fromkeys(alone))
        yield f"{who}: several continuations of one request are not offered, so every replicate is a call of its own"
