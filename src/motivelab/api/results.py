"""From answers to estimates, the report and exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import orjson
import polars as pl

from motivelab.analyses.as_published.cells import published_cells
from motivelab.analyses.as_published.notebooks import notebooks
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.catalogue import TRACKS, analyse_all, names
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.protocol.write_estimates import write_estimates
from motivelab.api.answers import Answers, RunLike, answers_of
from motivelab.api.runs import utf8_path
from motivelab.errors import InputError, choices
from motivelab.exchange.nahum2026.layout_out import write_nahum2026
from motivelab.exchange.r.export import export_r
from motivelab.report.latex import latex_tables
from motivelab.report.markdown import markdown_tables
from motivelab.report.run_facts import RunFacts, run_facts
from motivelab.report.summary import summarise
from motivelab.report.write_report import ReportSummary, write_report
from motivelab.store.whole_file import write_whole_file

Told: TypeAlias = Callable[[str], None]
ExportFormat: TypeAlias = Literal["r", "md", "latex", "nahum2026"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


def questions() -> tuple[str, ...]:
    """Names of all questions that `analyse` answers."""
    return names()


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Analysed:
    """Every question answered.

    Attributes:
        analyses: one a question, in the order in which a report tells them.
        lines: the summary, at most five lines; only the first, of counts, where some questions or tracks were left out.
        files: what was written.
    """

    analyses: tuple[Analysis, ...]
    lines: tuple[str, ...]
    files: tuple[Path, ...]

    @property
    def estimates(self) -> pl.DataFrame:
        """One row an estimate: question, respondent, measure, further labels, the estimate, its track."""
        return to_frame(self.analyses)


def analyse(
    runs: RunLike | Sequence[RunLike] = (),
    *,
    tables: Path | str | None = None,
    layout: str = "motivelab",
    human: Path | str | None = None,
    out: Path | str | None = None,
    tracks: Iterable[str] = TRACKS,
    questions: Sequence[str] = (),
    told: Told | None = None,
) -> Analysed:
    """Answer every question from a run, from several runs together, or from tables made elsewhere.

    Args:
        runs: a run, its directory, or several of them.
        tables: tables instead of runs: a folder in the codebook's layout, or a file in that of the founding study.
        layout: of `tables`: `motivelab`, or `nahum2026` for one long table.
        human: a CSV file of people's ratings of the same tasks.
        out: the folder for `estimates.parquet`, `.csv` and `.json`; by default `estimates` beside what was read. With
            the published track, what the founding study's notebooks would print goes into `as_published.json`.
        tracks: `recommended`, `as_published`, or both.
        questions: names of questions; all of them where none is named.
        told: is told the name of each question before it is answered.

    Raises:
        InputError: neither runs nor tables are given, or both; or there is no such track or question.
        StoreError: a run directory cannot be read.
        TableError: the tables are not in their layout; table, column and row are named.
    """
    for track in (asked := tuple(tracks)):
        if track not in TRACKS:
            raise InputError(f"track = {track!r}: there is no such track; {choices(track, TRACKS)}")
    for name in questions:
        if name not in names():  # a misspelt name is told before a large run is read
            raise InputError(f"question = {name!r}: there is no such question; {choices(name, names())}")
    wanted = [track for track in TRACKS if track in asked]
    answers = answers_of(runs, tables=tables, layout=layout, human=human)
    cells = cache(lambda: published_cells(answers.tables))
    analyses = analyse_all(answers.tables, tracks=wanted, names=questions or None, told=told, cells=cells)
    folder = utf8_path(out) if out is not None else answers.directory / "estimates"
    files = write_estimates(to_frame(analyses), folder)
    if "as_published" in wanted and not questions:
        printed = orjson.dumps(notebooks(cells()), option=_JSON)
        files.append(write_whole_file(folder / "as_published.json", printed))
    lines = summarise(analyses, _facts(answers)).lines
    whole = "recommended" in wanted and not questions  # else the first line alone, of counts, is made of what it needs
    return Analysed(analyses=analyses, lines=lines if whole else lines[:1], files=tuple(files))


_JSON = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def report(
    runs: RunLike | Sequence[RunLike] = (),
    *,
    tables: Path | str | None = None,
    human: Path | str | None = None,
    out: Path | str | None = None,
    told: Told | None = None,
) -> ReportSummary:
    """Write a report, one HTML file that needs no network.

    Args:
        runs: a run, its directory, or several of them together. Transcripts are shown of a single run.
        tables: a folder of tables in the codebook's layout, instead of runs.
        human: a CSV file of people's ratings of the same tasks.
        out: the file; by default `report.html` beside what was read.
        told: is told the name of each question before it is answered.

    Raises:
        InputError: neither runs nor tables are given, or both.
        StoreError: a run directory cannot be read, or the report not be written.
    """
    answers = answers_of(runs, tables=tables, human=human)
    return write_report(
        answers.tables,
        manifest=answers.manifest,
        spending=answers.spending,
        analyses=analyse_all(answers.tables, told=told),
        fetch=answers.fetch,
        out=utf8_path(out) if out is not None else answers.directory / "report.html",
    )


def export(
    runs: RunLike | Sequence[RunLike] = (),
    *,
    form: str,
    tables: Path | str | None = None,
    human: Path | str | None = None,
    out: Path | str | None = None,
    told: Told | None = None,
) -> list[Path]:
    """Write results for a paper or for another program.

    Args:
        runs: a run, its directory, or several of them.
        form: `r` (tables with factor levels, and a script that repeats the contrasts), `md` or `latex` (tables of the
            estimates and a methods paragraph with its references), `nahum2026` (the logs that the founding study's own
            merge and notebooks read).
        tables: a folder of tables in the codebook's layout, instead of runs.
        human: a CSV file of people's ratings of the same tasks.
        out: the folder; by default `export-<form>` beside what was read.
        told: is told the name of each question before it is answered.

    Raises:
        InputError: there is no such form, or neither runs nor tables are given.
        StoreError: a run directory cannot be read, or a file not be written.
    """
    if form not in EXPORT_FORMATS:
        raise InputError(f"format = {form!r}: there is no such export; {choices(form, EXPORT_FORMATS)}")
    answers = answers_of(runs, tables=tables, human=human)
    folder = utf8_path(out) if out is not None else answers.directory / f"export-{form}"
    if form == "nahum2026":
        return write_nahum2026(answers.tables, folder)
    analyses = analyse_all(answers.tables, tracks=("recommended",), told=told)
    if form == "r":
        return export_r(answers.tables, analyses, folder)
    written = latex_tables if form == "latex" else markdown_tables
    name = "tables.tex" if form == "latex" else "tables.md"
    return [write_whole_file(folder / name, written(analyses, _facts(answers)))]


def _facts(answers: Answers) -> RunFacts:
    return run_facts(answers.tables, manifest=answers.manifest, spending=answers.spending)
