"""One session of a run: lock, store, plan, questions."""

from __future__ import annotations

import asyncio
import contextlib
import platform
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from motivelab.planning.plan_file import load_plan, save_plan
from motivelab.planning.prepare import Prepared
from motivelab.runner.beside_event_loop import beside_event_loop, in_event_loop
from motivelab.runner.run import RunOutcome, run_plan
from motivelab.runner.tally import Tally
from motivelab.schema.digest import ID_SCHEME
from motivelab.schema.respondent import Price
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.lock import run_lock
from motivelab.store.store import Store
from motivelab.studies.load import LoadedStudy

Watch = Callable[[Tally], contextlib.AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a session needs beside the plan.

    Attributes:
        directory: the run directory.
        environ: where keys are looked up.
        watch: shows the tally while the run goes on.
        only: plan rows to ask, or None for all; the rest stays open.
        plan_is_stored: whether the run directory already holds this very plan.
    """

    directory: Path
    environ: Mapping[str, str]
    watch: Watch
    only: NDArray[np.int64] | None = None
    plan_is_stored: bool = False


def run_study(prepared: Prepared, session: Session) -> RunOutcome:
    """Ask what is open of a prepared study, and keep study, plan and answers in the run directory.

    Raises:
        StoreLockedError: another process writes to the directory.
        StoreError: the store cannot be used.
    """
    study = prepared.loaded.study
    with Store.create(session.directory, study=study.name) as store, run_lock(session.directory):
        if not session.plan_is_stored:
            save_plan(prepared, session.directory)
        store.set_manifest(_manifest(prepared.loaded, prepared.plan))
        return _in_event_loop(prepared.plan, store, session, prices=prepared.forecast.prices)


def _in_event_loop(
    plan: TrialPlan, store: Store, session: Session, *, prices: Mapping[str, Price | None]
) -> RunOutcome:
    """Run on an event loop of our own, in a thread of its own where the caller (a notebook) already runs one."""
    by_signals = not in_event_loop() and threading.current_thread() is threading.main_thread()
    stops: list[Callable[[], None]] = []

    def ask() -> RunOutcome:
        return asyncio.run(
            run_plan(
                plan,
                store,
                prices=prices,
                environ=session.environ,
                watch=session.watch,
                only=session.only,
                catch_signals=by_signals,
                interruptible=stops.append,
            )
        )

    def interrupt() -> None:
        for stop in stops:
            stop()

    return beside_event_loop(ask, interrupt=interrupt)


def _manifest(loaded: LoadedStudy, plan: TrialPlan) -> dict[str, object]:
    return {
        "id_scheme": ID_SCHEME,
        "study": loaded.text,
        "study_file": _file_of(loaded),
        "seed": loaded.study.seed,
        "plan_hash": plan.plan_hash,
        "trials": len(plan),
        "bank": plan.stimuli.bank,
        "stimuli_digest": plan.stimuli.digest,
        "instruments": {name: i.digest for name, i in plan.stimuli.instruments.items()},
        "manipulations": {name: m.digest for name, m in plan.stimuli.manipulations.items()},
        "versions": {
            "motivelab": version("motivelab"),
            "python": platform.python_version(),
            "platform": sys.platform,
            **{name: version(name) for name in ("aiohttp", "polars", "numpy", "orjson")},
        },
    }


def _file_of(loaded: LoadedStudy) -> str:
    if loaded.path is None:
        return f"built in: {loaded.study.name}"
    return str(loaded.path).encode("utf-8", "backslashreplace").decode()  # a file name may be any bytes


def open_store(directory: Path) -> Store:
    """The store of a run directory, for reading; the caller closes it.

    Raises:
        StoreError: it is no run directory, or cannot be read.
    """
    return Store.open(directory)


def open_run(directory: Path) -> tuple[TrialPlan, Store]:
    """The plan and the store of a run directory, for reading; the caller closes the store.

    Raises:
        StoreError: it is no run directory, or cannot be read.
    """
    store = Store.open(directory)
    try:
        return load_plan(directory), store
    except BaseException:
        store.close()
        raise
