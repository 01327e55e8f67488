"""Tidy tables with a planted truth: how motivated respondents report to be, what shifts it, and how they choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from motivelab.tables.layout import empty_table, table_schema
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.tables import Tables

CONSTRUCTS = {"control": "neutral", "money": "positive_extrinsic", "futility": "demotivation", "guilt": "negative"}
CATEGORIES = {"writing": 12.0, "logic": 0.0, "harmful": -25.0}


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A small world.

    Attributes:
        respondents: names; a name `x` is the model `sim/x`.
        families: by category.
        shifts: points that a condition adds to a report, on a scale from 0 to 100; the conditions beside none.
        spread: standard deviation of a single report.
        agreement: logits by which ten points of reported difference sway a choice.
        pairs: pairs of tasks, each in both orders and on both sides; 0 for no choices.
        silent: every trial is a refusal.
    """

    respondents: tuple[str, ...] = ("coherent", "null")
    families: int = 6
    tasks: int = 3
    replicates: int = 2
    categories: Mapping[str, float] = field(default_factory=lambda: CATEGORIES)
    shifts: Mapping[str, float] = field(default_factory=lambda: {"control": 0.0, "money": 8.0, "futility": -12.0})
    spread: float = 4.0
    agreement: float = 1.0
    pairs: int = 40
    performances: bool = True
    silent: bool = False
    provider: str = "sim"
    seed: int = 7

    def but(self, **changes: Any) -> Planted:
        """The same world with some things changed."""
        return replace(self, **changes)


def tables(world: Planted) -> Tables:
    """The tables of a finished run in that world."""
    rng = np.random.default_rng(world.seed)
    tasks = _tasks(world, rng)
    trials: list[dict[str, Any]] = []
    frames: dict[str, list[dict[str, Any]]] = {k: [] for k in ("self_reports", "performances", "judgements", "choices")}
    for respondent in world.respondents:
        for condition in ("none", *world.shifts):
            shared = _cell(world, respondent, condition)
            for task in tasks:
                want = task["want"] + world.shifts.get(condition, 0.0)
                for replicate in range(world.replicates):
                    score = float(np.clip(want + rng.normal(0, world.spread), 0, 100))
                    trial = shared | _about(task) | {"procedure": "pre", "kind": "self_report", "moment": "pre"}
                    trial |= _asked() | {"replicate": replicate}
                    frames["self_reports"] += _report(_add(trials, trial, world), score)
                if world.performances:
                    trial = shared | _about(task) | {"procedure": "work", "kind": "performance", "replicate": 0}
                    work = _add(trials, trial | {"max_tokens": 800}, world)
                    complied = bool(rng.random() < (0.3 if task["category"] == "harmful" else 0.98))
                    frames["performances"] += _work(work, complied, 200 + 2 * want + rng.normal(0, 20))
                    judged = work | {"procedure": "judged", "kind": "judgement", "respondent": "judge"}
                    judged |= {"author": respondent, "parent_trial_id": work["trial_id"], "instrument": "work_quality"}
                    frames["judgements"] += _ratings(_add(trials, judged, world), 4 + rng.normal(0, 0.5))
        frames["choices"] += _choices(world, respondent, tasks, trials, rng)
    found = pl.DataFrame(trials, schema=table_schema("trials"), orient="row")
    kept = {} if world.silent else frames
    made = {
        name: pl.DataFrame([{c: r.get(c) for c in table_schema(name)} for r in rows], schema=table_schema(name))
        for name, rows in kept.items()
    }
    for name in frames:
        made.setdefault(name, empty_table(name))
    return Tables(trials=found, nonresponse=nonresponse_table(found), **made)


def without(found: Tables, *names: str) -> Tables:
    """The tables with some of them empty, as where a study has no such procedure."""
    return Tables(**{name: empty_table(name) if name in names else frame for name, frame in found.items()})


def only(found: Tables, condition: pl.Expr, *, of: Iterable[str] = ("trials", "self_reports")) -> Tables:
    """The tables with the rows of some of them filtered."""
    return Tables(**{name: frame.filter(condition) if name in of else frame for name, frame in found.items()})


def _tasks(world: Planted, rng: np.random.Generator) -> list[dict[str, Any]]:
    return [
        {
            "task": f"{category}-{f}-{t}",
            "family": f"{category}-{f}",
            "category": category,
            "want": 58.0 + lift + family_lift + rng.normal(0, 3),
        }
        for category, lift in world.categories.items()
        for f in range(world.families)
        for family_lift in [rng.normal(0, 4)]
        for t in range(world.tasks)
    ]


def _cell(world: Planted, respondent: str, condition: str) -> dict[str, Any]:
    added = {} if condition == "none" else {"wording": f"{condition}-1", "placement": "before_task"}
    return added | {
        "respondent": respondent,
        "provider": world.provider,
        "model": respondent,
        "condition": condition,
        "construct": CONSTRUCTS.get(condition),
        "readout": "sampled",
        "part": "control" if condition == "control" else "core",
    }


def _about(task: Mapping[str, Any]) -> dict[str, Any]:
    place = {name: task[name] for name in ("task", "family", "category")}
    return place | {"categories": task["category"], "expected_compliance": "doable"}


def _asked() -> dict[str, Any]:
    return {
        "instrument": "motivation",
        "instrument_wording": "direct",
        "format": "1-100",
        "reason_position": "after",
        "item_order": 0,
    }


def _add(trials: list[dict[str, Any]], trial: dict[str, Any], world: Planted) -> dict[str, Any]:
    done = trial | {
        "trial_id": f"{len(trials):016x}",
        "status": "refusal" if world.silent else "answered",
        "status_inherited": False,
        "returned_model": f"{trial['respondent']}-2026",
        "finish": "stop",
        "request_completions": 1,
        "input_tokens": 120.0,
        "output_tokens": 40.0,
        "cost_usd": 0.0001,
        "latency_s": 0.5,
    }
    trials.append({name: done.get(name) for name in table_schema("trials")})
    return done


def _report(trial: Mapping[str, Any], score: float) -> list[dict[str, Any]]:
    answer = {"item": "motivation", "subscale": "motivation", "item_reversed": False, "position": 1}
    answer |= {"value": 1 + 0.99 * score, "score": 1 + 0.99 * score, "score_100": score, "does_not_apply": False}
    return [{**trial, **answer, "reason": "It is <b>fine</b>."}]


def _work(trial: Mapping[str, Any], complied: bool, tokens: float) -> list[dict[str, Any]]:
    length = {"characters": 900, "words": 150, "visible_tokens": float(max(tokens, 5.0)), "truncated": False}
    return [{**trial, "complied": complied, **length}]


def _ratings(trial: Mapping[str, Any], quality: float) -> list[dict[str, Any]]:
    rating = float(np.clip(quality, 1, 7))
    answer = {"subscale": "quality", "item_reversed": False, "value": rating, "score": rating}
    answer |= {"score_100": (rating - 1) / 6 * 100, "does_not_apply": False, "judge": "judge"}
    return [{**trial, **answer, "criterion": criterion, "position": 1} for criterion in ("quality", "detail")]


def _choices(
    world: Planted,
    respondent: str,
    tasks: Sequence[dict[str, Any]],
    trials: list[dict[str, Any]],
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for pair in range(world.pairs):
        a, b = (tasks[i] for i in rng.choice(len(tasks), 2, replace=False))
        for condition in ("none", *(c for c in world.shifts if c != "control")):
            for first, second in ((a, b), (b, a)):
                for side in (0,) if condition == "none" else (1, 2):
                    moved = world.shifts.get(condition, 0.0) * {0: 0, 1: 1, 2: -1}[side]
                    logit = world.agreement * (first["want"] - second["want"] + moved) / 10
                    position = 1 if rng.random() < 1 / (1 + np.exp(-logit)) else 2
                    trial = _cell(world, respondent, condition) | _about(first) | {"procedure": "choice", "pair": pair}
                    trial |= {"kind": "forced_choice", "other_task": second["task"], "replicate": 0}
                    trial |= {"manipulated_position": side or None, "neither_offered": False}
                    rows.append(_add(trials, trial, world) | _taken(first, second, position, side))
    return rows


def _taken(first: Mapping[str, Any], second: Mapping[str, Any], position: int, side: int) -> dict[str, Any]:
    shown = {
        f"{place}_{what}": task[what]
        for place, task in (("first", first), ("second", second))
        for what in ("task", "family", "category")
    }
    by_position = {1: first["task"], 2: second["task"]}
    return shown | {
        "manipulated_task": by_position.get(side),
        "chosen_position": position,
        "chosen_task": by_position[position],
        "unchosen_task": by_position[3 - position],
        "manipulated_chosen": None if side == 0 else position == side,
        "begun": True,
    }
