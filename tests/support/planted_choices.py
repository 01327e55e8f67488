"""Choices between tasks of known liking, with known pulls of position and added text, beside reports of that liking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from motivelab.tables.layout import empty_table, table_schema
from motivelab.tables.tables import Tables


@dataclass(frozen=True, kw_only=True)
class Liking:
    """A small world in which the log odds of taking the first task are known.

    Attributes:
        respondents: their names; all like the same tasks.
        families: how many, in turn over the categories.
        tasks: tasks a family.
        by_family: standard deviation of a family's liking, in logits.
        by_task: standard deviation of a task's liking around its family's, in logits.
        pairs: random pairs, or None for every pair once.
        orders: 1 (each pair in one order) or 2.
        draws: repetitions of each choice.
        reports: repetitions of each report; a report is 50 + 10 * liking + noise.
        noise: standard deviation of one report around its task's.
        position: logits by which the first place is preferred.
        texts: logits that a text adds to the task it is about, by condition.
        neither: share of choices of neither task.
    """

    respondents: tuple[str, ...] = ("one",)
    categories: tuple[str, ...] = ("writing", "logic")
    families: int = 24
    tasks: int = 2
    by_family: float = 1.0
    by_task: float = 0.5
    pairs: int | None = 150
    orders: int = 2
    draws: int = 1
    reports: int = 2
    noise: float = 2.0
    position: float = 0.0
    texts: Mapping[str, float] = field(default_factory=dict)
    neither: float = 0.0
    seed: int = 11

    def but(self, **changes: Any) -> Liking:
        """The same world with some things changed."""
        return replace(self, **changes)


def liking(world: Liking) -> dict[str, float]:
    """What each task is worth, in logits."""
    rng = np.random.default_rng(world.seed)
    worth = {}
    for f in range(world.families):
        shared = rng.normal(0, world.by_family)
        for t in range(world.tasks):
            worth[f"{world.categories[f % len(world.categories)]}-{f:02d}-{t}"] = shared + rng.normal(0, world.by_task)
    return worth


def tables(world: Liking) -> Tables:
    """Reports and choices of that world; no other table has rows."""
    rng = np.random.default_rng(world.seed + 1)
    worth = liking(world)
    names = list(worth)
    everyone = list(combinations(range(len(names)), 2))
    picked = range(len(everyone)) if world.pairs is None else rng.choice(len(everyone), world.pairs, replace=False)
    reports: list[dict[str, Any]] = []
    choices: list[dict[str, Any]] = []
    for respondent in world.respondents:
        for name in names:
            for replicate in range(world.reports):
                score = float(np.clip(50 + 10 * worth[name] + rng.normal(0, world.noise), 0, 100))
                reports.append(_report(len(reports), respondent, name, replicate, score))
        for number in picked:
            a, b = (names[i] for i in everyone[number])
            turned = bool(rng.integers(2))
            for condition, pull in {"none": 0.0, **world.texts}.items():
                for order in range(world.orders):
                    first, second = (b, a) if turned ^ bool(order) else (a, b)
                    for side in (0,) if condition == "none" else (1, 2):
                        logit = worth[first] - worth[second] + world.position + {0: 0.0, 1: pull, 2: -pull}[side]
                        for draw in range(world.draws):
                            position = 1 if rng.random() < 1 / (1 + np.exp(-logit)) else 2
                            position = 0 if rng.random() < world.neither else position
                            cell = (respondent, condition, first, second, side, draw, position)
                            choices.append(_choice(len(choices), int(number), world.neither > 0, *cell))
    frames = {"self_reports": _frame("self_reports", reports), "choices": _frame("choices", choices)}
    empty = ("trials", "performances", "judgements", "nonresponse")
    return Tables(**frames, **{name: empty_table(name) for name in empty})


def place(name: str) -> dict[str, str]:
    """Task, family and category, read off the task's name."""
    return {"task": name, "family": name.rpartition("-")[0], "category": name.partition("-")[0]}


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = table_schema(name)
    return pl.DataFrame([{c: r.get(c) for c in schema} for r in rows], schema=schema, orient="row")


def _report(number: int, respondent: str, name: str, replicate: int, score: float) -> dict[str, Any]:
    design = {"trial_id": f"a{number:015x}", "procedure": "pre", "moment": "pre", "condition": "none", "part": "core"}
    asked = {"instrument": "motivation", "instrument_wording": "direct", "format": "1-100", "item": "motivation"}
    answer = {"subscale": "motivation", "item_reversed": False, "position": 1, "does_not_apply": False}
    given = {"value": 1 + 0.99 * score, "score": 1 + 0.99 * score, "score_100": score}
    return {**design, **asked, **answer, **given, **place(name), "respondent": respondent, "replicate": replicate}


def _choice(
    number: int,
    pair: int,
    offered: bool,
    respondent: str,
    condition: str,
    first: str,
    second: str,
    side: int,
    draw: int,
    position: int,
) -> dict[str, Any]:
    shown = {f"first_{k}": v for k, v in place(first).items()} | {f"second_{k}": v for k, v in place(second).items()}
    by_position = {1: first, 2: second}
    return {
        "trial_id": f"b{number:015x}",
        "respondent": respondent,
        "procedure": "choice",
        "condition": condition,
        "neither_offered": offered,
        "pair": pair,
        **shown,
        "manipulated_position": side or None,
        "manipulated_task": by_position.get(side),
        "chosen_position": position,
        "chosen_task": by_position.get(position),
        "unchosen_task": by_position.get(3 - position) if position else None,
        "manipulated_chosen": None if side == 0 else position == side,
        "begun": True,
        "replicate": draw,
        "part": "core",
    }
