"""Changing what stands: completions set aside to be asked again, and readings made anew."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from motivelab.store.reading import STANDING
from motivelab.store.store import Store
from motivelab.store.writing import encode_answer


def set_aside(store: Store, *, status: str, why: str, trial_ids: Iterable[int]) -> int:
    """Set standing completions of some trials aside, so that these trials are asked again; nothing is deleted.

    Args:
        store: where.
        status: only completions with this status (`filtered`, ...).
        why: kept beside each completion.
        trial_ids: only these trials.

    Returns:
        How many were set aside.
    """
    wanted = set(trial_ids)
    with store.transaction() as run:
        rows = run.execute(
            "SELECT completion.id, completion.trial FROM completion"
            f" JOIN response ON response.completion = completion.id WHERE response.status = ? AND {STANDING}",
            (status,),
        ).fetchall()
        now = time.time()
        chosen = [(completion, why, now) for completion, trial in rows if trial in wanted]
        run.executemany("INSERT INTO set_aside (completion, why, at) VALUES (?, ?, ?)", chosen)
    return len(chosen)


def replace_responses(store: Store, readings: Iterable[tuple[int, str, Mapping[str, Any]]]) -> None:
    """Put new readings (completion id, status, values) in place of the old ones, in one transaction."""
    with store.transaction() as run:
        run.executemany(
            "INSERT OR REPLACE INTO response (completion, status, answer) VALUES (?, ?, ?)",
            ((completion, status, encode_answer(values)) for completion, status, values in readings),
        )
