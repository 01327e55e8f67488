"""A person's own files, told apart: banks, instruments, manipulations and studies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import polars as pl

from motivelab.bank.user_tasks import SUFFIXES, TABLE_SUFFIXES
from motivelab.errors import InputError

Kind: TypeAlias = Literal["bank", "instrument", "manipulation", "study"]

_TABLE = re.compile(r"^\s*\[\[\s*(\w+)", re.MULTILINE)
_TELLING: tuple[tuple[str, Kind], ...] = (
    ("family", "bank"),
    ("procedures", "study"),
    ("respondents", "study"),
    ("items", "instrument"),
    ("wordings", "manipulation"),  # instruments have them too, but also items
)


@dataclass(frozen=True, slots=True)
class SortedFiles:
    """Files by what they hold; a bank is a file or a folder of them."""

    banks: list[Path] = field(default_factory=list)
    instruments: list[Path] = field(default_factory=list)
    manipulations: list[Path] = field(default_factory=list)
    studies: list[Path] = field(default_factory=list)

    def add(self, kind: Kind, path: Path) -> None:
        """Put a file with its kind, once."""
        group = {
            "bank": self.banks,
            "instrument": self.instruments,
            "manipulation": self.manipulations,
            "study": self.studies,
        }[kind]
        if path not in group:
            group.append(path)

    def __len__(self) -> int:
        return len(self.banks) + len(self.instruments) + len(self.manipulations) + len(self.studies)


def sort_files(paths: Sequence[Path]) -> SortedFiles:
    """Files and folders by what they hold.

    A TOML file is told by its name (`x.instrument.toml`, `instruments/x.toml`) or by the tables in it, a table of tasks
    by its columns `id` and `text`. A folder is looked at with the folders directly in it; a folder all of whose other
    TOML files hold tasks is one bank. What is none of these is passed over in a folder.

    Raises:
        InputError: a path does not exist, or holds nothing of these kinds.
    """
    found = SortedFiles()
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder; correct the path")
        before = len(found)
        if path.is_dir():
            for folder in (path, *sorted(p for p in path.iterdir() if p.is_dir())):
                _sort_folder(folder, found)
        else:
            kind: Kind | None = "bank" if path.suffix in TABLE_SUFFIXES else _kind(path)
            if kind is not None:
                found.add(kind, path)
        if len(found) == before:
            raise InputError(
                f"{path}: holds no tasks, instrument, manipulation or study; docs/bank.md, docs/instruments.md,"
                " docs/manipulations.md and docs/study-file.md say how these are written"
            )
    return found


def _sort_folder(folder: Path, found: SortedFiles) -> None:
    kinds = {file: _kind(file) for file in sorted(folder.iterdir()) if file.is_file() and file.suffix in SUFFIXES}
    tasks = [file for file, kind in kinds.items() if kind == "bank" and file.suffix == ".toml"]
    others = [f for f, kind in kinds.items() if kind not in ("bank", "instrument", "manipulation")]
    whole = bool(tasks) and not any(file.suffix == ".toml" for file in others)
    if whole:
        found.add("bank", folder)
    for file, kind in kinds.items():
        if kind is not None and not (whole and file in tasks):
            found.add(kind, file)


def _kind(file: Path) -> Kind | None:
    if file.suffix in TABLE_SUFFIXES:
        return "bank" if {"id", "text"} <= _columns(file) else None
    if file.suffix != ".toml":
        return None
    rooms: tuple[Kind, ...] = ("instrument", "manipulation")
    for room in rooms:
        if file.name.endswith(f".{room}.toml") or file.parent.name == f"{room}s":
            return room
    tables = set(_TABLE.findall(file.read_text(encoding="utf-8", errors="replace")))
    return next((kind for name, kind in _TELLING if name in tables), None)


def _columns(file: Path) -> set[str]:
    """Columns of a table as far as they can be told without reading it."""
    if file.suffix == ".parquet":
        try:
            return set(pl.read_parquet_schema(file))
        except (pl.exceptions.PolarsError, OSError):
            return set()
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        return set(re.findall(r"\w+", lines.readline()))
