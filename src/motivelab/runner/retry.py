"""Opening trials again whose answer was a nonresponse of some kind."""

from __future__ import annotations

from pathlib import Path

from motivelab.errors import InputError, choices
from motivelab.runner.session import open_run
from motivelab.schema.response import NONRESPONSE_REASONS
from motivelab.store.lock import run_lock
from motivelab.store.setting_aside import set_aside
from motivelab.store.store import Store


def retry(directory: Path, *, reason: str) -> int:
    """Set the nonresponses of one kind aside, so that the next run asks their trials again; nothing is deleted.

    Args:
        directory: the run directory.
        reason: one of `NONRESPONSE_REASONS`.

    Returns:
        How many trials are open again.

    Raises:
        InputError: no such reason.
        StoreLockedError: the run is being written to.
    """
    if reason not in NONRESPONSE_REASONS:
        raise InputError(f"there is no nonresponse reason {reason!r}; {choices(reason, NONRESPONSE_REASONS)}")
    plan, reader = open_run(directory)
    reader.close()
    with Store.create(directory, study=plan.study.name) as store, run_lock(directory):
        return set_aside(store, status=reason, why=f"retry --reason {reason}", trial_ids=plan.columns["id"].tolist())
