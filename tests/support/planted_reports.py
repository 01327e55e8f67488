"""Tables of self-reports alone, with a planted truth for instruments, draws, ways of asking and wordings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl

from motivelab.tables.layout import empty_table, table_schema
from motivelab.tables.nonresponse import nonresponse_table
from motivelab.tables.tables import Tables

RANGES = {"1-100": (1, 100), "0-10": (0, 10), "labelled-7": (1, 7), "1-100-reversed": (1, 100)}
_ASKED = {
    "condition": "none",
    "construct": None,
    "wording": None,
    "placement": None,
    "moment": "pre",
    "instrument": "motivation",
    "instrument_wording": "direct",
    "format": "1-100",
    "reason_position": "after",
    "category": "logic",
    "replicate": 0,
    "item": "motivation",
    "subscale": "motivation",
    "item_reversed": False,
    "position": 1,
}
_TRIAL = (
    "respondent",
    "procedure",
    "condition",
    "wording",
    "instrument_wording",
    "format",
    "reason_position",
    "task",
    "replicate",
)


def report_tables(answers: Iterable[Mapping[str, Any]]) -> Tables:
    """Tables that hold these answers and nothing else.

    Args:
        answers: each with `respondent`, `task`, `family` and `score_100` (higher means more of the subscale), and what
            differs from a first draw of the usual question before the task. Answers of one trial share all but item,
            subscale, keying, position and score; `categories` are those of the task, joined by `|`.
    """
    trials: dict[tuple[Any, ...], dict[str, Any]] = {}
    items: list[dict[str, Any]] = []
    for given in answers:
        row = {**_ASKED, **given}
        row.setdefault("procedure", f"{row['moment']} {row['instrument']}")
        key = tuple(row[name] for name in _TRIAL)
        trial = trials.setdefault(key, {**row, "trial_id": f"{len(trials):016x}"})
        low, high = RANGES[str(row["format"])]
        score = round(low + (high - low) * float(row["score_100"]) / 100, 9)  # whole numbers stay whole
        turned = str(row["format"]).endswith("reversed") != bool(row["item_reversed"])
        items.append(
            {
                **row,
                "trial_id": trial["trial_id"],
                "value": low + high - score if turned else score,
                "score": score,
                "does_not_apply": False,
                "part": "core",
            }
        )
    schema = table_schema("trials")
    always = {
        "provider": "sim",
        "kind": "self_report",
        "readout": "sampled",
        "part": "core",
        "status": "answered",
        "status_inherited": False,
    }
    made = [{"model": t["respondent"], "categories": t["category"], **t, **always} for t in trials.values()]
    frame = pl.DataFrame([{c: t.get(c) for c in schema} for t in made], schema=schema)
    reports = table_schema("self_reports")
    rows = pl.DataFrame([{c: r.get(c) for c in reports} for r in items], schema=reports)
    others = {name: empty_table(name) for name in ("performances", "judgements", "choices")}
    return Tables(trials=frame, self_reports=rows, nonresponse=nonresponse_table(frame), **others)


def shuffled(found: Tables, *, seed: int = 5) -> Tables:
    """The same tables with the rows of each in another order."""
    return Tables(**{name: frame.sample(fraction=1, shuffle=True, seed=seed) for name, frame in found.items()})


def draws_of_tasks(
    *,
    respondents: Iterable[str] = ("one",),
    families: int = 20,
    tasks: int = 3,
    draws: int = 2,
    family_sd: float = 8.0,
    task_sd: float = 6.0,
    noise_sd: float = 5.0,
    mean: float = 50.0,
    seed: int = 3,
) -> list[dict[str, Any]]:
    """Answers to the usual question: a level for each family, each task and each draw; levels differ by respondent."""
    rng = np.random.default_rng(seed)
    rows = []
    for respondent in respondents:
        for f in range(families):
            of_family = rng.normal(0, family_sd)
            for t in range(tasks):
                of_task = rng.normal(0, task_sd)
                for draw in range(draws):
                    score = float(np.clip(mean + of_family + of_task + rng.normal(0, noise_sd), 0, 100))
                    rows.append(
                        {
                            "respondent": respondent,
                            "family": f"f{f:03}",
                            "task": f"f{f:03}-{t}",
                            "replicate": draw,
                            "score_100": score,
                        }
                    )
    return rows
