"""Pairs of tasks that a person gives instead of having them drawn."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from motivelab.errors import StudyError, choices
from motivelab.schema.task import Task


def read_pair_list(path: Path, *, tasks: Sequence[Task], where: str) -> tuple[tuple[str, str], ...]:
    """Pairs of task ids from a CSV file with the columns `first` and `second`; other columns are passed over.

    Args:
        path: the file, in UTF-8.
        tasks: those that the study has selected.
        where: field of the study file that names it.

    Raises:
        StudyError: it cannot be read, lacks a column, or a row names an unknown task, a task twice or a pair again; the
            message says the row.
    """
    place = f"{where} = {str(path)!r}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(f"{place}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    except OSError as error:
        raise StudyError(
            f"{place}: cannot be read ({error.strerror}); paths start from the study file's folder"
        ) from error
    rows = csv.DictReader(text.splitlines())
    missing = [name for name in ("first", "second") if name not in (rows.fieldnames or ())]
    if missing:
        raise StudyError(
            f"{place}: has no column {missing[0]!r} (its header: {', '.join(rows.fieldnames or ()) or 'none'}); the"
            " first line of the file is first,second"
        )
    known = {task.id for task in tasks}
    found: dict[frozenset[str], int] = {}
    pairs: list[tuple[str, str]] = []
    for row in rows:
        line = rows.line_num
        first, second = ((row[name] or "").strip() for name in ("first", "second"))
        for name in (first, second):
            if name not in known:
                raise StudyError(f"{place}, line {line}: no selected task is called {name!r}; {_near(name, known)}")
        if first == second:
            raise StudyError(f"{place}, line {line}: task {first!r} stands on both sides; name two tasks")
        earlier = found.setdefault(frozenset((first, second)), line)
        if earlier != line:
            raise StudyError(
                f"{place}, line {line}: {first!r} and {second!r} are a pair in line {earlier} already; both orders are"
                " shown anyhow, so take one line out"
            )
        pairs.append((first, second))
    if not pairs:
        raise StudyError(f"{place}: holds no pairs; add rows of two task ids")
    return tuple(pairs)


def _near(name: str, known: set[str]) -> str:
    """The nearest ids; all of them would fill the screen."""
    hint = choices(name, known).partition(" Valid:")[0] if len(known) > 20 else choices(name, known)
    return hint if not hint.startswith("Valid:") or len(known) <= 20 else "see `motivelab list tasks`"
