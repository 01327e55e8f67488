"""A run directory, opened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from motivelab.errors import InputError
from motivelab.exchange.human_judges.joined import with_human_judges
from motivelab.exchange.human_judges.kept import kept_judges
from motivelab.planning.plan_file import load_plan
from motivelab.providers.simulated import truth as planted_truth
from motivelab.runner.run import RunOutcome
from motivelab.runner.session import open_store
from motivelab.runner.shown import ShownTrial, shown_trial
from motivelab.runner.standing import Standing, standing
from motivelab.schema.trial_plan import TrialPlan
from motivelab.tables.build import build_tables
from motivelab.tables.tables import Tables
from motivelab.tables.write import write_tables

if TYPE_CHECKING:
    from motivelab.report.write_report import ReportSummary


@dataclass(frozen=True, eq=False)
class Run:
    """A run directory, and how its last session here ended.

    Attributes:
        directory: where store, plan, tables and report are.
        outcome: how the session ended that this object came from, or None for a run that was opened.
        asked: ids of the trials that `try_study` chose.

    Example:
        >>> import tempfile
        >>> from motivelab.api.asking import try_study
        >>> run = try_study("quick", n=4, out=Path(tempfile.mkdtemp()) / "quick", progress=False)
        >>> run.outcome.answered >= 4
        True
    """

    directory: Path
    outcome: RunOutcome | None = None
    asked: tuple[int, ...] = ()

    @cached_property
    def plan(self) -> TrialPlan:
        """The current trial plan."""
        return load_plan(self.directory)

    @cached_property
    def tables(self) -> Tables:
        """The tidy tables, computed from the store."""
        return self.build_tables()

    def build_tables(self, *, texts: bool = False) -> Tables:
        """The tidy tables, people's ratings included; with the verbatim works where they are asked for."""
        with open_store(self.directory) as store:
            built = build_tables(self.plan, store, texts=texts)
        return with_human_judges(built, kept_judges(self.directory))

    def status(self) -> Standing:
        """How the run stands."""
        return standing(self.directory)

    def report(self, out: Path | str | None = None) -> ReportSummary:
        """Write the report; by default `report.html` in the run directory."""
        from motivelab.api.results import report  # half a second of statistics that a run need not wait for

        return report(self, out=out)

    def trial(self, trial_id: str | int) -> ShownTrial:
        """One trial: prompt, reply, what was read."""
        return shown_trial(self.directory, trial_id)


def open_run(directory: Path | str) -> Run:
    """A run that was made before.

    Raises:
        StoreError: it is no run directory, or cannot be read.
    """
    with open_store(Path(directory)):
        return Run(Path(directory))


def status(directory: Path | str) -> Standing:
    """How a run stands, also while it is going on."""
    return standing(Path(directory))


def truth(run: Run | Path | str) -> pl.DataFrame:
    """What was planted in the simulated respondents of a run: one latent record per respondent, task and condition."""
    opened = run if isinstance(run, Run) else open_run(run)
    return planted_truth(opened.plan)


def show_trial(directory: Path | str, trial_id: str | int) -> ShownTrial:
    """One trial of a run: the prompt as it was or would be sent, every reply, and what was read in it."""
    return shown_trial(Path(directory), trial_id)


def tables(run: Run | Path | str, *, out: Path | str | None = None, texts: bool = False) -> list[Path]:
    """Write a run's tidy tables as Parquet and CSV, with their codebook.

    Args:
        run: a run or its directory.
        out: where to; by default `tables` in the run directory.
        texts: whether performances carry the verbatim works.

    Returns:
        The files written.
    """
    opened = run if isinstance(run, Run) else open_run(run)
    target = utf8_path(out) if out is not None else opened.directory / "tables"
    return write_tables(opened.build_tables(texts=True) if texts else opened.tables, target)


def utf8_path(out: Path | str) -> Path:
    """A path to write to, whose name every library can take."""
    try:
        str(out).encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(f"out = {str(out)!r}: the name has to be UTF-8; choose another") from None
    return Path(out)
