"""Loading a study by name or path, with one error that lists every fault."""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from motivelab.discovery import data_files
from motivelab.errors import StudyError
from motivelab.schema.study import Study
from motivelab.studies.faults import study_faults


@dataclass(frozen=True, slots=True)
class LoadedStudy:
    """A study file, read and checked.

    Attributes:
        study: its content.
        text: the file verbatim, kept with the run.
        base: folder that relative paths in it start from (the current one for a built-in study).
        path: the file, or None for a built-in study.
    """

    study: Study
    text: str
    base: Path
    path: Path | None = None

    @property
    def where(self) -> str:
        """How messages call the file."""
        return str(self.path) if self.path is not None else f"study {self.study.name!r}"


def load_study(name_or_path: str | Path) -> LoadedStudy:
    """A built-in study by its name, or any study by its path.

    A path is anything with a separator or the suffix `.toml`, and anything that exists; a file goes before a built-in
    study of the same name only where it is written as a path (`./quick`).

    Raises:
        StudyError: no such study, not readable, not UTF-8, not TOML, or not a study; all faults of the file at once.

    Example:
        >>> load_study("quick").study.name
        'quick'
    """
    if isinstance(name_or_path, str) and name_or_path in study_names():
        resource = resources.files("motivelab.studies") / f"{name_or_path}.toml"
        return parse_study(resource.read_text(encoding="utf-8"), where=f"{name_or_path}.toml (built in)")
    path = Path(name_or_path).expanduser()
    text = _read(path, written=str(name_or_path))
    return parse_study(text, where=str(path), base=path.resolve().parent, path=path)


def study_names() -> tuple[str, ...]:
    """The built-in studies.

    >>> study_names()
    ('nahum2026', 'paper', 'quick')
    """
    return tuple(name.removesuffix(".toml") for name in data_files("motivelab.studies", suffix=".toml"))


def parse_study(text: str, *, where: str, base: Path | None = None, path: Path | None = None) -> LoadedStudy:
    """A study from its text.

    Args:
        text: TOML.
        where: what messages call it.
        base: folder that relative paths start from; absent: the current one.
        path: the file it came from.

    Raises:
        StudyError: not TOML (with line and column), or not a study.
    """
    document = _toml(text, where=where)
    try:
        study = Study.model_validate(document)
    except ValidationError as error:
        faults = study_faults(error, document)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        listing = "\n".join(f"  {fault}" for fault in faults)
        raise StudyError(
            f"{where}: {count}\n{listing}\nCorrect the file; every key is described in docs/study-file.md"
        ) from error
    return LoadedStudy(study=study, text=text, base=base or Path.cwd(), path=path)


def _toml(text: str, *, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise StudyError(
            f"{where}: not TOML: {error}; texts stand in quotes, lists in square brackets, and a table's header comes"
            " before its keys (see docs/study-file.md)"
        ) from error
    except (ValueError, RecursionError) as error:
        raise StudyError(
            f"{where}: cannot be read as TOML: a number is too long or tables are nested too deeply ({error})"
        ) from error


def _read(path: Path, *, written: str) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise StudyError(_missing(path, written=written)) from error
    except IsADirectoryError as error:
        inside = sorted(p.name for p in path.glob("*.toml"))
        raise StudyError(f"{path}: a folder, not a study file; {_offer(inside, path)}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StudyError(f"{path}: cannot be read ({reason}); check the path and its permissions") from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StudyError(
            f"{path}: not a text file in UTF-8 (byte {error.start} is {raw[error.start]:#04x}); a study is a TOML file,"
            " save it as UTF-8"
        ) from error
    if "\x00" in text:
        raise StudyError(f"{path}: a binary file, not a study; a study is a TOML file")
    return text


def _missing(path: Path, *, written: str) -> str:
    built_in = ", ".join(study_names())
    folder = path.parent
    try:
        near_files = sorted(p.name for p in folder.iterdir() if p.suffix == ".toml")
    except OSError:
        near_files = []
    names = [*study_names(), *near_files, *(name.removesuffix(".toml") for name in near_files)]
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]!r}? " if near else ""
    looks_like_path = os.sep in written or written.endswith(".toml")
    what = "there is no such file" if looks_like_path else "there is no built-in study and no file of that name"
    return f"study {written!r}: {what}; {hint}Built in: {built_in}. {_offer(near_files, folder)}"


def _offer(files: list[str], folder: Path) -> str:
    if files:
        shown = ", ".join(files[:8]) + (", ..." if len(files) > 8 else "")
        return f"Study files in {folder}: {shown}"
    return "Write one with `motivelab new study`"
