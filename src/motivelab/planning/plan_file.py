"""The compiled plan in the run directory: self-contained, written whole or not at all, opened at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from motivelab.design.cells import cells
from motivelab.design.hashes import inputs_hash
from motivelab.errors import MotivelabError, StoreCorruptedError, StoreUnwritableError
from motivelab.planning.gather import gather_stimuli
from motivelab.planning.prepare import Prepared
from motivelab.planning.stimuli_json import stimuli_from_json, stimuli_to_json
from motivelab.schema.digest import content_digest
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.trial_plan import TRIAL_SCHEMA, TrialPlan
from motivelab.studies.load import LoadedStudy, parse_study

FOLDER = "plan"
"""Where in the run directory the plan lies."""

LAYOUT = 1
"""Raised when the files of a stored plan change; an older or newer one is compiled anew."""

_TRIALS, _STIMULI, _STUDY, _INDEX = "trials.arrow", "stimuli.json", "study.toml", "plan.json"


def save_plan(prepared: Prepared, run_dir: Path) -> None:
    """Write a plan into `run_dir/plan`, in place of the one that may be there.

    Raises:
        StoreUnwritableError: the disk is full or the directory cannot be written to.
    """
    _put_in_place(run_dir, lambda folder: _write_files(prepared, folder))


def copy_plan(source: Path, run_dir: Path) -> None:
    """Give a run directory the plan of another, in place of the one that may be there.

    Raises:
        StoreCorruptedError: the source has none, or a damaged one.
        StoreUnwritableError: the disk is full or the directory cannot be written to.
    """
    _index(source / FOLDER)

    def copy(folder: Path) -> None:
        for name in (_TRIALS, _STIMULI, _STUDY, _INDEX):
            shutil.copyfile(source / FOLDER / name, folder / name)
            _flush_file(folder / name)

    _put_in_place(run_dir, copy)


def _put_in_place(run_dir: Path, write: Callable[[Path], None]) -> None:
    """Let a plan be written into a folder of its own, and put that where the plan belongs.

    The files are written and flushed in a folder of their own, which then takes the place of the old one: whoever reads
    meets the old plan or the new one, or for an instant none, but never half of either. The caller holds the run
    directory's lock.

    Raises:
        StoreUnwritableError: the disk is full or the directory cannot be written to.
    """
    target = run_dir / FOLDER
    fresh, old = run_dir / f".{FOLDER}-new", run_dir / f".{FOLDER}-old"
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
        for left_over in (fresh, old):  # of a process that was killed here
            shutil.rmtree(left_over, ignore_errors=True)
        fresh.mkdir()
        write(fresh)
        _flush_folder(fresh)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        _flush_folder(run_dir)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        if old.exists() and not target.exists():
            old.rename(target)
        raise StoreUnwritableError(
            f"{run_dir}: the plan cannot be written ({error.strerror or error}); free some space, or choose another run"
            " directory"
        ) from error
    shutil.rmtree(old, ignore_errors=True)


def load_plan(run_dir: Path) -> TrialPlan:
    """The plan that was saved in a run directory, as it was compiled.

    Raises:
        StoreCorruptedError: there is none, or its files are damaged or do not belong together.
    """
    folder = run_dir / FOLDER
    index = _index(folder)
    try:
        loaded = parse_study((folder / _STUDY).read_text(encoding="utf-8"), where=str(folder / _STUDY))
        stimuli = stimuli_from_json((folder / _STIMULI).read_bytes())
        return _opened(folder, index, loaded, stimuli)
    except (OSError, ValueError, KeyError, TypeError, MotivelabError) as error:
        if isinstance(error, StoreCorruptedError):
            raise
        raise _corrupted(folder, str(error)) from error


def current_plan(loaded: LoadedStudy, run_dir: Path) -> TrialPlan | None:
    """The stored plan if it is that of the study as it stands now, else None: it has to be compiled.

    Cheap: the study's stimuli are gathered and their digest compared, nothing is compiled. A damaged plan counts as
    none, for it can be had again.

    Raises:
        StudyError: the study names what does not exist.
        StimulusError: a stimulus file is malformed.
    """
    folder = run_dir / FOLDER
    stimuli = gather_stimuli(loaded)
    try:
        index = _index(folder)
        if index["inputs_hash"] != inputs_hash(loaded.study, stimuli):
            return None
        return _opened(folder, index, loaded, stimuli)
    except StoreCorruptedError:
        return None


def _write_files(prepared: Prepared, folder: Path) -> None:
    plan = prepared.plan
    plan.trials.write_ipc(folder / _TRIALS, compression="uncompressed")
    (folder / _STIMULI).write_bytes(stimuli_to_json(plan.stimuli))
    (folder / _STUDY).write_text(prepared.loaded.text, encoding="utf-8", newline="")
    index = {
        "layout": LAYOUT,
        "trials": len(plan),
        "cells": len(plan.cells),
        "plan_hash": plan.plan_hash,
        "inputs_hash": plan.inputs_hash,
        "files": {name: _digest(folder / name) for name in (_TRIALS, _STIMULI, _STUDY)},
    }
    sealed = index | {"seal": content_digest(index)}
    (folder / _INDEX).write_bytes(orjson.dumps(sealed, option=orjson.OPT_INDENT_2))
    for name in (_TRIALS, _STIMULI, _STUDY, _INDEX):
        _flush_file(folder / name)


def _flush_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _index(folder: Path) -> dict[str, Any]:
    """What the plan says of itself, checked against its files.

    Raises:
        StoreCorruptedError: something is missing or was changed.
    """
    try:
        index = orjson.loads((folder / _INDEX).read_bytes())
        if index.pop("seal") != content_digest(index):
            raise _corrupted(folder, f"{_INDEX} is not as it was written")
        if index["layout"] != LAYOUT:
            raise _corrupted(folder, f"its files are laid out in version {index['layout']!r}, not {LAYOUT}")
        for name, digest in index["files"].items():
            if _digest(folder / name) != digest:
                raise _corrupted(folder, f"{name} is not as it was written")
    except FileNotFoundError as error:
        what = "there is no plan" if not folder.exists() else f"{Path(error.filename).name} is missing"
        raise _corrupted(folder, what) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _corrupted(folder, f"{_INDEX} cannot be read ({error})") from error
    return dict(index)


def _opened(folder: Path, index: dict[str, Any], loaded: LoadedStudy, stimuli: Stimuli) -> TrialPlan:
    try:
        trials = pl.read_ipc(folder / _TRIALS)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _corrupted(folder, f"{_TRIALS} cannot be read ({error})") from error
    found = cells(loaded.study, stimuli)
    if dict(trials.schema) != TRIAL_SCHEMA or trials.height != index["trials"] or len(found) != index["cells"]:
        raise _corrupted(folder, "its trials do not belong to its study, or another version compiled them")
    return TrialPlan(
        study=loaded.study,
        stimuli=stimuli,
        cells=found,
        trials=trials,
        plan_hash=index["plan_hash"],
        inputs_hash=index["inputs_hash"],
    )


def _corrupted(folder: Path, what: str) -> StoreCorruptedError:
    return StoreCorruptedError(
        f"{folder}: {what}; delete this folder (answers are not kept in it) and run the study again: the plan is"
        " compiled anew and what was answered stays answered"
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = blake2b(digest_size=16)
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
