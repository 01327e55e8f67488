"""Several runs of one study into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from motivelab.errors import InputError, StoreMismatchError
from motivelab.planning.plan_file import copy_plan, save_plan
from motivelab.planning.prepare import Prepared
from motivelab.runner.session import open_run
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.lock import run_lock
from motivelab.store.merging import merge_into
from motivelab.store.reading import answered
from motivelab.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRun:
    """What a merge brought together.

    Attributes:
        directory: where.
        copied: completions copied, by run directory.
        answered: trials of the merged plan that have an answer.
        planned: trials of the merged plan.
        outside: completions of trials that the merged plan does not hold; kept, but in no table.
    """

    directory: Path
    copied: dict[str, int]
    answered: int
    planned: int
    outside: int


def merge_runs(directories: Sequence[Path], out: Path, *, prepared: Prepared | None = None) -> MergedRun:
    """Bring the completions of several runs of one study together; the runs themselves are left as they are.

    Args:
        directories: run directories; where two answered the same trial, the earlier one named counts.
        out: the directory to write, new or itself a merge of the same study.
        prepared: the study that plans the whole; by default the plan is that of the run that plans all the others'
            trials too.

    Raises:
        InputError: no runs, one named twice, or `out` is one of them.
        StoreMismatchError: the runs are of different studies, or no plan holds all trials.
        StoreError: a store cannot be read or written.
    """
    if out.resolve() in {d.resolve() for d in directories}:
        raise InputError(f"--out {out} is one of the runs to be merged; name a new directory")
    if not directories or len({d.resolve() for d in directories}) < len(directories):
        listed = ", ".join(map(str, directories)) or "none"
        raise InputError(f"name each run to be merged once, and at least one; named: {listed}")
    runs = {d: _plan(d) for d in directories}
    names = {p.study.name for p in runs.values()}
    if len(names) > 1:
        raise StoreMismatchError(
            f"these are runs of different studies ({', '.join(sorted(names))}); only runs of one study can be merged"
        )
    covering = _covering(runs) if prepared is None else None
    whole = prepared.plan if prepared is not None else runs[covering or directories[0]]
    with Store.create(out, study=whole.study.name) as target, run_lock(out):
        copied: dict[str, int] = {}
        for directory in directories:
            with Store.open(directory) as source:
                entries = source.manifest()
                if not copied:
                    target.set_manifest({k: v for k, v in entries.items() if k != "created"})
                copied[str(directory)] = merge_into(target, source)
        if prepared is not None:
            save_plan(prepared, out)
        elif covering is not None:
            copy_plan(covering, out)
        target.set_manifest({"plan_hash": whole.plan_hash, "merged_from": [str(d) for d in directories]})
        ids, _ = answered(target)
    inside = int(np.isin(ids, whole.columns["id"]).sum())
    return MergedRun(directory=out, copied=copied, answered=inside, planned=len(whole), outside=len(ids) - inside)


def _plan(directory: Path) -> TrialPlan:
    plan, store = open_run(directory)
    store.close()
    return plan


def _covering(runs: Mapping[Path, TrialPlan]) -> Path:
    for directory, candidate in sorted(runs.items(), key=lambda item: len(item[1]), reverse=True):
        ids = candidate.columns["id"]
        if all(np.isin(p.columns["id"], ids).all() for p in runs.values()):
            return directory
    raise StoreMismatchError(
        "none of the runs plans all trials of the others. Give the study that does with --study, for instance one "
        "whose respondents are those of all the runs."
    )
