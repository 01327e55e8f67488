"""One trial: prompt as sent, every reply, what was read, and its relatives."""

from __future__ import annotations

from typing import Any

import polars as pl

from motivelab.runner.shown import find_trial, rendered
from motivelab.schema.digest import format_trial_id
from motivelab.store.reading import StoredCompletion, completion_texts, history
from motivelab.store.store import Store
from motivelab.viewer.index import Index
from motivelab.viewer.listing import said

RELATIVES = 200
"""At most so many trials are named in each list of relatives."""

_NAMED = ("trial_id", "respondent", "procedure", "kind", "condition", "wording", "replicate", "status")


def read_trial(index: Index, store: Store, trial_id: str) -> dict[str, Any]:
    """All there is to read about a trial.

    Args:
        index: of its run.
        store: of its run.
        trial_id: its 16 hexadecimal digits, or as many of the first as tell it apart.

    Raises:
        InputError: no such trial, or several.
    """
    row = find_trial(index.plan, trial_id)
    trial = index.plan.trial(row)
    work = ""
    if trial.parent_id is not None:
        work = completion_texts(store, [trial.parent_id]).get(trial.parent_id, "")
    shown = rendered(index.plan, row, work=work)
    cell, about = trial.cell, index.frame.row(row, named=True)
    details = {
        "respondent": cell.respondent.name,
        "model": cell.respondent.model,
        "author of the work": about["author"],
        "procedure": cell.procedure,
        "condition": cell.condition,
        "wording": cell.wording.id if cell.wording is not None else None,
        "placement": cell.placement if cell.wording is not None else None,
        "instrument": cell.instrument.id if cell.instrument is not None else None,
        "wording of the instrument": cell.instrument_wording.id if cell.instrument_wording is not None else None,
        "format": cell.format.id if cell.format is not None else None,
        "task": trial.task.id,
        "family": trial.task.family,
        "category": about["category"],
        "second task": trial.other.id if trial.other is not None else None,
        "manipulated task": about["manipulated_position"],
        "replicate": trial.replicate,
        "output cap": cell.max_tokens,
        "part": about["part"],
        "status": about["status"],
    }
    return {
        "id": format_trial_id(trial.id),
        "details": {name: str(value) for name, value in details.items() if value is not None},
        "messages": [{"role": m.role, "text": m.content} for m in shown.messages],
        "replies": [_reply(answer) for answer in history(store, trial.id)],
        "relatives": _relatives(index, row),
    }


def _reply(answer: StoredCompletion) -> dict[str, Any]:
    return {
        "text": answer.draft.text,
        "reasoning": answer.draft.reasoning,
        "finish": answer.draft.finish,
        "model": answer.model,
        "status": answer.status,
        "read": [[str(name), value] for name, value in answer.answer.items() if value is not None],
        "set_aside": answer.set_aside,
        "started": answer.started,
        "latency": answer.latency,
        "tokens": {"in": answer.usage.input, "out": answer.usage.output, "reasoning": answer.usage.reasoning},
        "cost": answer.cost,
        "body": answer.body.to_bytes().decode("utf-8", "replace"),
    }


def _relatives(index: Index, row: int) -> list[dict[str, Any]]:
    """Lists of trials that belong with this one, each under a heading; the trial itself is left out."""
    frame = index.frame
    one = frame.row(row, named=True)

    def same(*names: str) -> list[pl.Expr]:
        return [pl.col(name).cast(pl.String).eq_missing(pl.lit(one[name]).cast(pl.String)) for name in names]

    others = frame.filter(pl.col("row") != row)
    question = others.filter(same("respondent", "author", "procedure"))
    of_task = question.filter(same("task", "other_task"))
    of_pair = question.clear() if one["pair"] is None else question.filter(same("pair", "condition"))
    lists = {
        "The work it follows": frame.filter(pl.col("trial_id").is_in([one["parent_trial_id"]])),
        "What follows it": frame.filter(pl.col("parent_trial_id") == one["trial_id"]),
        "Same question again": of_task.filter(same("condition", "manipulated_position")),
        "Same task, other conditions": of_task.filter(~pl.all_horizontal(same("condition"))),
        "Same task, other questions": others.filter(
            *same("respondent", "task", "condition"), ~pl.all_horizontal(same("procedure"))
        ),
        "Same pair, other order or side": of_pair.filter(~pl.all_horizontal(same("task", "manipulated_position"))),
    }
    return [
        {
            "heading": heading,
            "rows": [
                {**{name: r[name] for name in _NAMED}, "said": said(r["kind"], r["answer"])}
                for r in found.head(RELATIVES).iter_rows(named=True)
            ],
            "more": max(0, found.height - RELATIVES),
        }
        for heading, found in lists.items()
        if found.height
    ]
