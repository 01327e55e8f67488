"""Everything that may be shown, read against its rules: shipped stimuli and studies, and a person's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeAlias, TypeVar

from motivelab.bank.lint import lint_bank
from motivelab.bank.load import bank_names, load_bank
from motivelab.design.layout import lay_out
from motivelab.errors import InputError
from motivelab.instruments.lint import lint_instruments
from motivelab.instruments.load import read_instrument
from motivelab.manipulations.lint import lint_manipulations
from motivelab.manipulations.load import read_manipulation
from motivelab.planning.gather import collect_stimuli
from motivelab.planning.protocol_file import is_installed
from motivelab.planning.sorted_files import sort_files
from motivelab.schema.finding import Finding
from motivelab.schema.instrument import Instrument
from motivelab.schema.manipulation import Manipulation
from motivelab.schema.stimulus_files import stimulus_files
from motivelab.studies.load import load_study, study_names

File: TypeAlias = Path | Traversable
Record = TypeVar("Record", Instrument, Manipulation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """One thing that was looked at.

    Attributes:
        what: `bank`, `instrument`, `manipulation` or `study`.
        name: its name, or its path where it is a person's own.
        size: its tasks, items, wordings or procedures; 0 where it could not be read.
        findings: what was found in it.
    """

    what: str
    name: str
    size: int
    findings: tuple[Finding, ...]


def check_stimuli(paths: Sequence[Path] = ()) -> tuple[Sighted, ...]:
    """Every place where shipped or own stimuli and studies break a rule.

    Args:
        paths: files or folders of a person's own; see `planning.sorted_files` for what is found in them.

    Returns:
        What was looked at, banks first, then instruments, manipulations and studies, the shipped ones before a
        person's own.

    Raises:
        InputError: a path does not exist, or holds nothing that could be looked at.

    Example:
        >>> sighted = check_stimuli()
        >>> [finding for s in sighted for finding in s.findings]
        []
    """
    own = sort_files(paths)
    banks: tuple[str | Path, ...] = (*bank_names(), *own.banks)
    studies: tuple[str | Path, ...] = (*filter(_complete, study_names()), *own.studies)
    return (
        *map(_bank, banks),
        *_room("instrument", own.instruments, read=read_instrument, lint=lint_instruments, size=_items),
        *_room("manipulation", own.manipulations, read=read_manipulation, lint=lint_manipulations, size=_wordings),
        *map(_study, studies),
    )


def _bank(name: str | Path) -> Sighted:
    try:
        bank = load_bank(name)
    except InputError as error:
        return Sighted(what="bank", name=str(name), size=0, findings=(_told("readable", name, str(error)),))
    return Sighted(what="bank", name=str(name), size=len(bank), findings=lint_bank(bank))


def _room(
    what: str,
    own: Sequence[Path],
    *,
    read: Callable[..., Record],
    lint: Callable[[Mapping[str, Record]], tuple[Finding, ...]],
    size: Callable[[Record], int],
) -> Iterator[Sighted]:
    """The files of one room; they are read against the rules together, for a control may match another's wording."""
    files: dict[str, File] = dict(stimulus_files(f"{what}s"))
    shipped = set(files)
    taken: list[Finding] = []
    for file in own:
        name = file.name.removesuffix(".toml").removesuffix(f".{what}")
        if name in files:
            fault = f"{name!r} is already the name of {files[name]}"
            taken.append(Finding(rule="name", file=str(file), where="file", fault=fault, way_out="rename this file"))
        else:
            files[name] = file
    records: dict[str, Record] = {}
    findings: list[Finding] = list(taken)
    for name, source in files.items():
        try:
            records[name] = read(source, name=name)
        except InputError as error:
            findings.append(_told("readable", source, str(error)))
    findings += [replace(f, file=str(files[f.file.removesuffix(".toml")])) for f in lint(records)]
    for name, source in files.items():
        yield Sighted(
            what=what,
            name=name if name in shipped else str(source),
            size=size(records[name]) if name in records else 0,
            findings=tuple(f for f in findings if f.file == str(source)),
        )
    for finding in taken:
        yield Sighted(what=what, name=finding.file, size=0, findings=(finding,))


def _items(instrument: Instrument) -> int:
    return len(instrument.items)


def _wordings(manipulation: Manipulation) -> int:
    return len(manipulation.wordings)


def _complete(built_in: str) -> bool:
    """Whether a built-in study can be looked at: one over imported texts waits for their import."""
    protocol = load_study(built_in).study.protocol
    return protocol is None or is_installed(protocol)


def _study(name: str | Path) -> Sighted:
    """A study by itself and against the stimuli it names; whether its hosts can be reached is not asked."""
    try:
        loaded = load_study(name)
        gathered = collect_stimuli(loaded)
    except InputError as error:
        return Sighted(what="study", name=str(name), size=0, findings=(_told("readable", name, str(error)),))
    faults: Iterable[str] = gathered.faults or lay_out(loaded.study, gathered.stimuli).faults
    findings = tuple(_told("study", name, fault) for fault in faults)
    return Sighted(what="study", name=str(name), size=len(loaded.study.procedures), findings=findings)


def _told(rule: str, file: File | str, message: str) -> Finding:
    """An error's message as a finding; such messages say the place, then the fault, then the way out."""
    place, _, rest = message.removeprefix(f"{file}: ").partition(": ")
    if rule == "readable" or not rest:
        place, rest = "file", message.removeprefix(str(file)).lstrip(",:/ ")
    fault, _, way_out = rest.rpartition("; ")
    return Finding(rule=rule, file=str(file), where=place, fault=fault or rest, way_out=way_out if fault else "mend it")
