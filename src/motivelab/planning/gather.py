"""Gathering all that a study shows: tasks, instruments, manipulations and given pairs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from motivelab.bank.load import load_bank
from motivelab.bank.sample import sample_tasks
from motivelab.bank.user_tasks import SUFFIXES
from motivelab.design.arms import wording_faults
from motivelab.design.names import instrument_name
from motivelab.errors import InputError, StimulusError, StudyError, choices
from motivelab.instruments.load import load_instruments
from motivelab.manipulations.founding_ten import FOUNDING_TEN
from motivelab.manipulations.load import load_manipulations
from motivelab.planning.pair_list import read_pair_list
from motivelab.planning.protocol_file import load_protocol
from motivelab.schema.instrument import Instrument
from motivelab.schema.manipulation import NO_MANIPULATION, Manipulation
from motivelab.schema.protocol import Protocol
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import ManipulationsTable
from motivelab.schema.task import Task
from motivelab.studies.load import LoadedStudy

CONTROL = "neutral"
"""The control that a study gets where it names none of its own."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found, and what was not: one sentence a fault."""

    stimuli: Stimuli
    faults: tuple[str, ...]


def gather_stimuli(loaded: LoadedStudy) -> Stimuli:
    """All that a study shows.

    Relative paths start from the study file's folder. Only what the study uses is kept.

    Raises:
        StudyError: an unknown bank, task, instrument or manipulation; every fault is told, with the nearest name.
        StimulusError: a stimulus file is malformed.

    Example:
        >>> from motivelab.studies.load import load_study
        >>> stimuli = gather_stimuli(load_study("quick"))
        >>> len(stimuli.tasks), sorted(stimuli.manipulations)
        (30, ['futility', 'money', 'neutral'])
    """
    gathered = collect_stimuli(loaded)
    if gathered.faults:
        raise StudyError("\n".join([f"{loaded.where}:", *(f"  {fault}" for fault in gathered.faults)]))
    return gathered.stimuli


def collect_stimuli(loaded: LoadedStudy) -> Gathered:
    """The same, with faults collected instead of raised, so that they can be told beside others.

    Raises:
        StimulusError: a stimulus file is malformed.
    """
    study, faults = loaded.study, []
    paths: list[Path] = []
    for position, path in enumerate(study.paths):
        if (loaded.base / path).exists():
            paths.append(loaded.base / path)
        else:
            faults.append(
                f"paths[{position}] = {path!r}: there is no such folder in {loaded.base}; correct or create it"
            )
    protocol, told = _protocol(study.protocol)
    if told:  # all else that it names would be told missing too
        return Gathered(stimuli=Stimuli(tasks=(), instruments={}, manipulations={}, bank=""), faults=(*faults, *told))
    tasks, bank, told = _tasks(loaded, paths)
    faults += told
    instruments, told = _instruments(loaded, paths, protocol)
    faults += told
    known = load_manipulations(paths)
    if protocol is not None:
        known |= {m.id: m for m in protocol.manipulations}
    manipulations, told = _manipulations(study.manipulations, known)
    faults += [*told, *wording_faults(study.manipulations, manipulations)]
    pairs: dict[str, tuple[tuple[str, str], ...]] = {}
    sides: dict[str, tuple[int, ...]] = {}
    for position, table in enumerate(study.procedures):
        if table.pair_list is not None and protocol is not None and table.pair_list == protocol.id:
            pairs[protocol.id], sides[protocol.id] = protocol.pairs, protocol.sides
        elif table.pair_list is not None and table.pair_list not in pairs:
            where = f"procedures[{position}].pair_list"
            try:
                pairs[table.pair_list] = read_pair_list(loaded.base / table.pair_list, tasks=tasks, where=where)
            except StudyError as error:
                faults.append(str(error))
    stimuli = Stimuli(
        tasks=tasks,
        instruments=instruments,
        manipulations=manipulations,
        bank=bank,
        pairs=pairs,
        sides=sides,
        protocol=protocol,
    )
    return Gathered(stimuli=stimuli, faults=tuple(faults))


def _tasks(loaded: LoadedStudy, paths: list[Path]) -> tuple[tuple[Task, ...], str, list[str]]:
    chosen = loaded.study.tasks
    written = chosen.bank
    is_path = os.sep in written or written.endswith(SUFFIXES)
    try:
        bank = load_bank(loaded.base / Path(written).expanduser() if is_path else written, paths=paths)
        tasks = sample_tasks(
            bank,
            size=chosen.sample,
            categories=chosen.categories,
            families=chosen.families,
            ids=chosen.ids,
            seed=loaded.study.seed,
        )
    except InputError as error:
        return (), written, [f"tasks: {error}"]
    place = {task.id: position for position, task in enumerate(bank.tasks)}
    tasks = tuple(sorted(tasks, key=lambda task: place[task.id]))
    if not tasks:
        return (), bank.name, ["tasks: nothing is selected; name categories, families or ids that the bank has"]
    return tasks, bank.name, []


def _protocol(name: str | None) -> tuple[Protocol | None, list[str]]:
    if name is None:
        return None, []
    try:
        return load_protocol(name), []
    except StimulusError as error:
        return None, [f"protocol: {error}"]


def _instruments(
    loaded: LoadedStudy, paths: list[Path], protocol: Protocol | None
) -> tuple[dict[str, Instrument], list[str]]:
    known = load_instruments(paths)
    if protocol is not None:
        known |= {i.id: i for i in protocol.instruments}
    found: dict[str, Instrument] = {}
    faults: list[str] = []
    for position, table in enumerate(loaded.study.procedures):
        name = instrument_name(table)
        if name is None:
            continue
        if name in known:
            found[name] = known[name]
        else:
            faults.append(f"procedures[{position}].instrument = {name!r}: there is none; {choices(name, known)}")
    return found, faults


def _manipulations(
    chosen: ManipulationsTable, known: dict[str, Manipulation]
) -> tuple[dict[str, Manipulation], list[str]]:
    """Those used, in the study's order, and the control after them."""
    names = list(FOUNDING_TEN) if chosen.use == "all" else list(dict.fromkeys(chosen.use))
    if chosen.use != "all" and NO_MANIPULATION in names:
        names.remove(NO_MANIPULATION)  # always a condition, so naming it does no harm
    faults = [
        f"manipulations.use: there is no manipulation {name!r}; {choices(name, known)}"
        for name in names
        if name not in known
    ]
    found = {name: known[name] for name in names if name in known}
    if chosen.control and found and not any(m.control for m in found.values()):
        found[CONTROL] = known[CONTROL]
    return found, faults
