"""Figures as files: SVG, PDF and PNG for paper and slides, and the data behind each as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import polars as pl
import vl_convert

from motivelab.errors import InputError, choices
from motivelab.figures.drawing.catalogue import EVERY_QUESTION, Drawn, drawn, figure, names
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.export.file_names import file_names
from motivelab.figures.export.light import light
from motivelab.store.whole_file import write_whole_file
from motivelab.tables.plain_cells import plain_cells
from motivelab.tables.tables import Tables

FigureFormat: TypeAlias = Literal["svg", "pdf", "png"]
FIGURE_FORMATS: tuple[FigureFormat, ...] = get_args(FigureFormat)

DOTS_PER_INCH = 300


def chosen_figures(only: Sequence[str]) -> tuple[str, ...]:
    """Names of the figures asked for, all of them where none is named, in the order of the folder.

    Raises:
        InputError: there is no figure of a name.
    """
    known = names()
    for name in only:
        if name not in known:
            raise InputError(f"--only: there is no figure {name!r}; {choices(name, known)}")
    return tuple(name for name in known if not only or name in only)


def export_figures(
    estimates: pl.DataFrame,
    tables: Tables,
    directory: Path,
    *,
    formats: Sequence[FigureFormat] = FIGURE_FORMATS,
    only: Sequence[str] = (),
    told: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write figures dark on white, one file a panel and format, and their data as `<figure>.csv`.

    File names depend on the names of figure and panel alone. Drawing loads nothing over the network. Figures without
    anything to show are left out.

    Args:
        estimates: of all questions, as `to_frame` lays them out (column `question`).
        tables: what they were made from.
        directory: made with its parents; files of the same names are replaced.
        formats: of the drawings; the data are always written.
        only: names of figures; all of them where none is named.
        told: is told the name of each figure before it is drawn.

    Returns:
        The files, figure by figure.

    Raises:
        InputError: there is no such figure or format.
        StoreUnwritableError: a file cannot be written.
    """
    for form in formats:
        if form not in FIGURE_FORMATS:
            raise InputError(f"formats: there is no format {form!r}; {choices(form, FIGURE_FORMATS)}")
    files: list[Path] = []
    for name in chosen_figures(only):
        if told is not None:
            told(name)
        for found in _drawn(name, estimates, tables):
            files += _written(found, directory, formats)
    return files


def _drawn(name: str, estimates: pl.DataFrame, tables: Tables) -> Iterator[Drawn]:
    """A figure beside its question, or beside every question that it can stand with."""
    own = figure(name).QUESTION
    questions = estimates["question"].unique(maintain_order=True).to_list() if own == EVERY_QUESTION else [own]
    for question in questions:
        of_question = estimates.filter(pl.col("question") == question)
        found = drawn(name, question=question, estimates=_own_labels(of_question), tables=tables)
        if found.panels:
            yield found


def _own_labels(of_question: pl.DataFrame) -> pl.DataFrame:
    """A question's estimates without the labels that only other questions use."""
    numbers = of_question.columns[of_question.columns.index("statistic") :]
    kept = {"question", "respondent", "measure", *numbers}
    return of_question.select(c for c in of_question.iter_columns() if c.name in kept or c.is_not_null().any())


def _written(found: Drawn, directory: Path, formats: Sequence[FigureFormat]) -> Iterator[Path]:
    for panel, stem in zip(found.panels, file_names(found.name, [p.title for p in found.panels]), strict=True):
        for form in formats:
            yield write_whole_file(directory / f"{stem}.{form}", _picture(panel, form))
    yield write_whole_file(directory / f"{found.name}.csv", plain_cells(found.data).write_csv().encode())


def _picture(panel: Panel, form: FigureFormat) -> bytes:
    spec = light(panel)
    if form == "svg":
        return str(vl_convert.vega_to_svg(spec, allowed_base_urls=[])).encode()
    if form == "pdf":
        return bytes(vl_convert.vega_to_pdf(spec, allowed_base_urls=[]))
    return bytes(vl_convert.vega_to_png(spec, ppi=DOTS_PER_INCH, allowed_base_urls=[]))
