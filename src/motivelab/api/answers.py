"""Where answers to analyse come from: a run, several together, or tables made elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import polars as pl

from motivelab.api.runs import Run, open_run
from motivelab.errors import InputError, TableError, choices
from motivelab.exchange.nahum2026.long_table import read_long_table
from motivelab.report.transcripts import Fetch
from motivelab.runner.session import open_store
from motivelab.runner.shown import shown_trials
from motivelab.store.accounts import spending
from motivelab.store.store import FILE_NAME
from motivelab.tables.layout import LAYOUT
from motivelab.tables.read import read_tables
from motivelab.tables.read_human_ratings import read_human_ratings
from motivelab.tables.tables import Tables
from motivelab.tables.together import together

RunLike: TypeAlias = Run | Path | str
Layout: TypeAlias = Literal["motivelab", "nahum2026"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Answers:
    """Tables to analyse, and what is known about where they come from.

    Attributes:
        tables: the tidy tables.
        manifest: of the run's store; of several runs or foreign tables only a name.
        spending: requests and cost by respondent, or None where nobody counted.
        directory: where results go unless another place is named.
        fetch: gives trials with their texts, or None where they are not at hand.
    """

    tables: Tables
    manifest: Mapping[str, Any]
    spending: pl.DataFrame | None
    directory: Path
    fetch: Fetch | None = None


def answers_of(
    runs: RunLike | Sequence[RunLike] = (),
    *,
    tables: Path | str | None = None,
    layout: str = "motivelab",
    human: Path | str | None = None,
) -> Answers:
    """What one run, several together, or tables made elsewhere hold.

    Args:
        runs: a run, its directory, or several of them. Whoever was asked in two runs is two respondents then.
        tables: tables instead of runs: a folder in the codebook's layout, or a file in that of the founding study.
        layout: of `tables`: `motivelab`, or `nahum2026` for one long table (docs/nahum2026.md).
        human: a CSV file of people's ratings of the same tasks.

    Raises:
        InputError: neither runs nor tables are given, or both.
        StoreError: a run directory cannot be read.
        TableError: tables or ratings are not in their layout; file, column and row are named.
    """
    several = [runs] if isinstance(runs, (Run, Path, str)) else list(runs)
    if layout not in LAYOUTS:
        raise InputError(f"layout = {layout!r}: there is no such layout of tables; {choices(layout, LAYOUTS)}")
    if bool(several) == (tables is not None):
        raise InputError("name one or more run directories, or tables made elsewhere (--tables); one of the two")
    if tables is not None:
        found = _foreign(Path(tables), layout=layout)
    elif layout != "motivelab":
        raise InputError(f"layout = {layout!r} is that of tables made elsewhere; name them with --tables")
    else:
        found = _of_runs([run if isinstance(run, Run) else _opened(Path(run)) for run in several])
    if human is None:
        return found
    ratings = read_human_ratings(Path(human))
    _check_rated(found.tables, ratings, Path(human))
    return replace(found, tables=replace(found.tables, human_ratings=ratings))


def _check_rated(tables: Tables, ratings: pl.DataFrame, path: Path) -> None:
    """Ratings of other tasks altogether are those of another study, or name the tasks otherwise."""
    asked = pl.concat([frame["task"].cast(pl.String) for frame in (tables.trials, tables.self_reports)]).unique().sort()
    rated = ratings["task"].cast(pl.String)
    if asked.len() and not rated.is_in(asked.implode()).any():
        raise TableError(
            f"{path}: none of the tasks rated there was asked about here; rated is {rated[0]!r}, asked about was "
            f"{asked[0]!r}. Call tasks as `motivelab list tasks` and the column `task` of the tables do"
        )


def _opened(directory: Path) -> Run:
    if not (directory / FILE_NAME).exists() and any((directory / f"{name}.{end}").is_file() for name, end in _TABLES):
        raise InputError(f"{directory} holds tables and no run; name it with --tables")
    return open_run(directory)


_TABLES = tuple(product(LAYOUT, ("parquet", "csv")))


def _foreign(place: Path, *, layout: str) -> Answers:
    if (place / FILE_NAME).is_file():
        raise InputError(f"{place} is a run directory; name it without --tables (in Python: as the run)")
    name = place.resolve().stem
    if layout == "nahum2026":
        folder = place.parent / f"{name}-results"
        return Answers(tables=read_long_table(place), manifest={"study_name": name}, spending=None, directory=folder)
    return Answers(tables=read_tables(place), manifest={"study_name": name}, spending=None, directory=place)


def _of_runs(opened: Sequence[Run]) -> Answers:
    if len(opened) == 1:
        run = opened[0]
        with open_store(run.directory) as store:
            manifest, spent = store.manifest(), spending(store)
        fetch = partial(shown_trials, run.directory)
        return Answers(tables=run.tables, manifest=manifest, spending=spent, directory=run.directory, fetch=fetch)
    folders = [run.directory.resolve() for run in opened]
    if len(set(folders)) < len(folders):
        raise InputError("a run is named twice; name each once")
    counted = Counter(folder.name for folder in folders)
    names = [folder.name if counted[folder.name] == 1 else str(folder) for folder in folders]
    return Answers(
        tables=together({name: run.tables for name, run in zip(names, opened, strict=True)}),
        manifest={"study_name": " + ".join(sorted(names))},
        spending=None,
        directory=Path("results"),
    )
