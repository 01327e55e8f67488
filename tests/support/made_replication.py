"""A small replication of the founding study, made up, as one long table with gaps of every kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

MODELS = ("vertex_ai_gemini-2.0-flash", "azure_gpt-4o", "ollama_chat_mistral_7b-instruct")
CONDITIONS = ("none", "money", "punish", "demotivate-futility", "competition")
CHOICE_CONDITIONS = CONDITIONS[:4]
FACETS = ("interest", "challenge", "mastery", "fear", "value", "motivation")
CRITERIA = (
    "task_performance_quality",
    "task_completion",
    "effort_and_engagement",
    "consistency",
    "creativity_and_innovation",
    "attention_to_detail",
    "relevance_and_appropriateness",
)
CATEGORIES = ("Logical Reasoning", "Design and Art", "Other", "Puzzles and Logic")
_SHIFT = {"none": 0.0, "money": 6.0, "punish": 3.0, "demotivate-futility": -12.0, "competition": 1.0}


def made_replication(*, seed: int = 11, families: int = 14, size: int = 3, pairs: int = 40) -> pl.DataFrame:
    """The long table, a row a value; task 5 never answers, tokens of task 7 under money are missing for all."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    tasks = [(1 + f * size + k, 1 + f) for f in range(families) for k in range(size)]
    categories = {1 + f: _categories(f) for f in range(families)}
    want = {t: float(rng.normal(65, 18)) for t, _ in tasks}
    for m, model in enumerate(MODELS):
        for condition in CONDITIONS:
            for task, family in tasks:
                about = {"model": model, "task_id": task, "family_id": family, "categories": str(categories[family])}
                about |= {"manipulation": condition}
                level = want[task] + _SHIFT[condition] + 3 * m
                for procedure, items in _asked(condition):
                    lost = task == 5 and procedure == "pre_self_report" and condition == "money"
                    for replicate in (0, 1):
                        status = "error" if lost else _status(rng)
                        for item in items:
                            value = _value(rng, procedure, item, level)
                            rows.append(
                                {
                                    **about,
                                    "procedure": procedure,
                                    "item": item,
                                    "replicate": replicate,
                                    "value": value if status == "ok" else None,
                                    "status": status,
                                }
                            )
                tokens = None if (task == 7 and condition == "money") else int(rng.integers(20, 900))
                work = {"procedure": "execute", "item": "execute", "replicate": 0, "status": "ok"}
                rows.append({**about, **work, "output_tokens": tokens, "created": 1_700_000_000 + len(rows)})
    names = [t for t, _ in tasks]
    shown = [[int(t) for t in rng.choice(names, 2, replace=False)] for _ in range(pairs)]
    sides = [int(s) for s in rng.integers(0, 2, pairs)]
    for model in MODELS:
        for condition in CHOICE_CONDITIONS:
            for number, ((first, second), side) in enumerate(zip(shown, sides, strict=True)):
                for replicate in (0, 1):
                    lean = (want[first] - want[second] + (1 - 2 * side) * _SHIFT[condition]) / 12
                    status = _status(rng)
                    value = 1.0 if rng.random() < 1 / (1 + np.exp(-lean)) else 2.0
                    rows.append(
                        {
                            "model": model,
                            "procedure": "pre_choose",
                            "manipulation": condition,
                            "item": "task_number",
                            "replicate": replicate,
                            "value": value if status == "ok" else None,
                            "status": status,
                            "pair_id": number,
                            "task_id_0": first,
                            "task_id_1": second,
                            "manipulate_on": side,
                        }
                    )
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("model", "categories", "procedure", "manipulation", "item", "status"), pl.String),
    **dict.fromkeys(("task_id", "family_id", "replicate", "output_tokens", "created"), pl.Int64),
    **dict.fromkeys(("pair_id", "task_id_0", "task_id_1", "manipulate_on"), pl.Int64),
    "value": pl.Float64,
}


def _categories(family: int) -> list[str]:
    own = [CATEGORIES[family % len(CATEGORIES)]]
    return own if family % 3 else [*own, CATEGORIES[(family + 1) % len(CATEGORIES)]]


def _asked(condition: str) -> list[tuple[str, tuple[str, ...]]]:
    asked = [
        ("pre_self_report", ("motivation_score",)),
        ("pre_self_report_breakdown", FACETS),
        ("post_self_report", ("motivation_score",)),
        ("post_questionnaire", CRITERIA),
    ]
    return [*asked, ("post_similar_self_report", ("motivation_score",))] if condition == "none" else asked


def _status(rng: np.random.Generator) -> str:
    return "ok" if rng.random() < 0.97 else str(rng.choice(["unparsed", "null", "lost_first_unparsed"]))


def _value(rng: np.random.Generator, procedure: str, item: str, level: float) -> float:
    if procedure == "post_questionnaire":
        return float(np.clip(round(2.5 + level / 30 + rng.normal(0, 0.8)), 1, 7))
    if item == "fear":
        level = 100 - 0.6 * level
    return float(np.clip(round(level + rng.normal(0, 7)), 1, 100))
