"""Finding and loading a bank by name or path."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from motivelab.bank.record import Bank
from motivelab.bank.toml_file import read_toml_tasks
from motivelab.bank.user_tasks import SUFFIXES, load_user_tasks
from motivelab.errors import StimulusError, choices
from motivelab.schema.task import CATEGORIES, Task


def load_bank(name_or_path: str | Path = "core", *, paths: Sequence[Path] = ()) -> Bank:
    """A bank, by name or by path.

    A name is looked for in `paths` (a folder or file of that name in one of them, or one of them bearing it), then
    among the shipped banks (`core`, `checked`, `ladders`), then in the user's data directory
    (`$XDG_DATA_HOME/motivelab/banks`, or `~/.local/share/motivelab/banks`). A path is a folder of bank files or one
    file: TOML, CSV, JSON Lines or Parquet.

    Args:
        name_or_path: a name, or a path (anything with a separator or a known suffix).
        paths: the user's own banks, or folders that hold them.

    Raises:
        StimulusError: no such bank, or a file of it is malformed.

    Example:
        >>> bank = load_bank("core")
        >>> bank.name, bank.tasks[0].category
        ('core', 'programming')
    """
    if isinstance(name_or_path, Path) or os.sep in name_or_path or name_or_path.endswith(SUFFIXES):
        path = Path(name_or_path).expanduser()
        if not path.exists():
            raise StimulusError(
                f"{path}: no such bank file or folder; give an existing one or a name: {_listing(paths)}"
            )
        return _load_path(path)
    for root in paths:
        found = _named(Path(root), name_or_path)
        if found is not None:
            return _load_path(found)
    shipped = _shipped() / name_or_path
    if name_or_path in bank_names() and shipped.is_dir():
        return _folder_bank(shipped, valid_categories=CATEGORIES)
    found = _inside(user_bank_folder(), name_or_path)
    if found is not None:
        return _load_path(found)
    known = available_banks(paths)
    raise StimulusError(f"no bank {name_or_path!r}; {choices(name_or_path, known)}. Or give a path to your own")


def bank_names() -> tuple[str, ...]:
    """The shipped banks, by folder name.

    >>> bank_names()
    ('checked', 'core', 'ladders')
    """
    return tuple(sorted(entry.name for entry in _shipped().iterdir() if entry.is_dir()))


def available_banks(paths: Sequence[Path] = ()) -> tuple[str, ...]:
    """Every name that `load_bank` would find: shipped, in `paths`, and in the user's data directory."""
    names = set(bank_names())
    for folder in (*paths, user_bank_folder()):
        folder = Path(folder)
        if folder.is_file() or (folder.is_dir() and any(folder.glob("*.toml"))):
            names.add(folder.stem)
        if folder.is_dir():
            names.update(p.stem for p in folder.iterdir() if p.is_dir() or p.suffix in SUFFIXES)
    return tuple(sorted(names))


def user_bank_folder() -> Path:
    """Where a user's banks lie: `motivelab/banks` in the user's data directory."""
    data_home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data_home) / "motivelab" / "banks"


def _shipped() -> Traversable:
    return files("motivelab.bank") / "tasks"


def _listing(paths: Sequence[Path]) -> str:
    return ", ".join(available_banks(paths))


def _named(root: Path, name: str) -> Path | None:
    if root.exists() and root.stem == name:
        return root
    return _inside(root, name)


def _inside(folder: Path, name: str) -> Path | None:
    for candidate in (folder / name, *(folder / f"{name}{suffix}" for suffix in SUFFIXES)):
        if candidate.exists():
            return candidate
    return None


def _load_path(path: Path) -> Bank:
    if path.is_dir():
        return _folder_bank(path, valid_categories=None)
    tasks = load_user_tasks(path)
    return Bank(path.stem, tasks, sources={task.family: str(path) for task in tasks})


def _folder_bank(folder: Path | Traversable, *, valid_categories: Collection[str] | None) -> Bank:
    """All tasks of a folder: its TOML files in the order of `CATEGORIES`, others by name."""
    entries = sorted((e for e in folder.iterdir() if e.name.endswith(".toml")), key=lambda entry: _rank(entry.name))
    if not entries:
        raise StimulusError(f"{folder}: holds no .toml file; put bank files into it or name another folder")
    tasks: list[Task] = []
    sources: dict[str, str] = {}
    for entry in entries:
        found = read_toml_tasks(entry, valid_categories=valid_categories)
        for family in dict.fromkeys(task.family for task in found):
            if family in sources:
                raise StimulusError(
                    f"{entry}: family {family!r} already stands in {sources[family]}; a family lives in one file,"
                    " that of its first category, so rename or merge one of the two"
                )
            sources[family] = str(entry)
        tasks.extend(found)
    return Bank(folder.name, tuple(tasks), sources=sources)


def _rank(file_name: str) -> tuple[int, str]:
    stem = file_name.removesuffix(".toml")
    return (CATEGORIES.index(stem) if stem in CATEGORIES else len(CATEGORIES), stem)
