"""Reading stored completions again with the parser of today; costs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from motivelab.procedures.procedure import get as procedure_of_kind
from motivelab.runner.session import open_run
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.lock import run_lock
from motivelab.store.reading import responses
from motivelab.store.setting_aside import replace_responses
from motivelab.store.store import Store
from motivelab.store.writing import encode_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reparsed:
    """What reading again changed.

    Attributes:
        completions: how many were read.
        changed: how many are read otherwise now.
        moves: how many went from one status to another, by (before, after).
        foreign: completions of trials that are not in the current plan; they keep their reading.
    """

    completions: int
    changed: int
    moves: Mapping[tuple[str, str], int]
    foreign: int


def reparse(directory: Path) -> Reparsed:
    """Read every standing completion of a run again.

    Raises:
        StoreLockedError: the run is being written to.
        StoreError: the store cannot be read or written.
    """
    plan, reader = open_run(directory)
    moves: Counter[tuple[str, str]] = Counter()
    read = changed = foreign = 0
    row_of = dict(zip(plan.columns["id"].tolist(), range(len(plan)), strict=True))

    def readings() -> Iterator[tuple[int, str, Mapping[str, Any]]]:
        nonlocal read, changed, foreign
        for frame in responses(reader, texts=True):
            for trial_id, completion, status, answer, text, finish in frame.select(
                "trial", "completion", "status", "answer", "text", "finish"
            ).iter_rows():
                row = row_of.get(trial_id)
                if row is None:
                    foreign += 1
                    continue
                read += 1
                again = _read(plan, row, text, finish)
                if again[0] == status and _same(again[2], answer):
                    continue
                changed += 1
                if again[0] != status:
                    moves[status, again[0]] += 1
                yield completion, again[0], again[1]

    with reader, Store.create(directory, study=plan.study.name) as writer, run_lock(directory):
        replace_responses(writer, readings())
    return Reparsed(completions=read, changed=changed, moves=moves, foreign=foreign)


def _read(plan: TrialPlan, row: int, text: str, finish: Any) -> tuple[str, Mapping[str, Any], str]:
    trial = plan.trial(row)
    response = procedure_of_kind(trial.cell.kind).parse(trial, text, finish)
    return response.status, response.values, encode_answer(response.values)


def _same(again: str, before: str) -> bool:
    """Whether two stored readings say the same; one that is no longer JSON says nothing."""
    try:
        return bool(orjson.loads(again) == orjson.loads(before))
    except orjson.JSONDecodeError:
        return False
