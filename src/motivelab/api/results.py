"""From answers to estimates and the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.catalogue import analyse_all
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.protocol.write_estimates import write_estimates
from motivelab.api.runs import Run, open_run, utf8_path
from motivelab.errors import InputError
from motivelab.report.run_facts import run_facts
from motivelab.report.summary import summarise
from motivelab.report.write_report import ReportSummary, write_report
from motivelab.runner.session import open_store
from motivelab.store.accounts import spending
from motivelab.tables.read import read_tables
from motivelab.tables.tables import Tables

RunLike: TypeAlias = Run | Path | str
Told: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Answers:
    """Tables to analyse, and what is known about where they come from.

    Attributes:
        tables: the tidy tables.
        manifest: of the run's store; of foreign tables only their name.
        spending: requests and cost by respondent, or None where nobody counted.
        directory: where results go unless another place is named.
    """

    tables: Tables
    manifest: Mapping[str, Any]
    spending: pl.DataFrame | None
    directory: Path


def answers_of(runs: RunLike | Sequence[RunLike] = (), *, tables: Path | str | None = None) -> Answers:
    """What one run, several together, or tables made elsewhere hold.

    Args:
        runs: a run, its directory, or several of them.
        tables: a folder of tables in the codebook's layout, instead of runs.

    Raises:
        InputError: neither is given, or both.
        StoreError: a run directory cannot be read.
        TableError: the tables are not in the codebook's layout; table, column and row are named.
    """
    several = [runs] if isinstance(runs, (Run, Path, str)) else list(runs)
    if bool(several) == (tables is not None):
        raise InputError("name one or more run directories, or a folder of tables (--tables DIR); one of the two")
    if tables is not None:
        folder = Path(tables)
        return Answers(
            tables=read_tables(folder), manifest={"study_name": folder.resolve().name}, spending=None, directory=folder
        )
    opened = [run if isinstance(run, Run) else open_run(run) for run in several]
    with open_store(opened[0].directory) as store:
        manifest, spent = store.manifest(), spending(store)
    return Answers(tables=opened[0].tables, manifest=manifest, spending=spent, directory=opened[0].directory)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Analysed:
    """Every question answered.

    Attributes:
        analyses: one a question, in the order in which a report tells them.
        lines: the summary, at most five lines.
        files: what was written.
    """

    analyses: tuple[Analysis, ...]
    lines: tuple[str, ...]
    files: tuple[Path, ...] = ()

    @property
    def estimates(self) -> pl.DataFrame:
        """One row an estimate: question, respondent, measure, further labels, the estimate, its track."""
        return to_frame(self.analyses)


def analyse(
    runs: RunLike | Sequence[RunLike] = (),
    *,
    tables: Path | str | None = None,
    out: Path | str | None = None,
) -> Analysed:
    """Answer every question from a run, from several runs together, or from tables made elsewhere.

    Args:
        runs: a run, its directory, or several of them.
        tables: a folder of tables in the codebook's layout, instead of runs.
        out: the folder for `estimates.parquet`, `.csv` and `.json`; by default `estimates` beside what was read.

    Raises:
        InputError: neither runs nor tables are given, or both.
        StoreError: a run directory cannot be read.
        TableError: the tables are not in the codebook's layout; table, column and row are named.
    """
    answers = answers_of(runs, tables=tables)
    analyses = analyse_all(answers.tables)
    facts = run_facts(answers.tables, manifest=answers.manifest, spending=answers.spending)
    files = write_estimates(to_frame(analyses), utf8_path(out) if out is not None else answers.directory / "estimates")
    return Analysed(analyses=analyses, lines=summarise(analyses, facts).lines, files=tuple(files))


def report(run: RunLike, *, out: Path | str | None = None) -> ReportSummary:
    """Write a run's report, one HTML file that needs no network.

    Args:
        run: a run or its directory.
        out: the file; by default `report.html` in the run directory.
    """
    answers = answers_of(run)
    target = utf8_path(out) if out is not None else answers.directory / "report.html"
    return write_report(answers.tables, manifest=answers.manifest, spending=answers.spending, out=target)
