"""From answers to drawings in files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.catalogue import analyse_all
from motivelab.analyses.protocol.catalogue import names as questions
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.api.answers import RunLike, answers_of
from motivelab.api.runs import utf8_path
from motivelab.errors import InputError, choices
from motivelab.figures.drawing.catalogue import EVERY_QUESTION, figure
from motivelab.figures.export.export_figures import FIGURE_FORMATS, FigureFormat, chosen_figures, export_figures
from motivelab.tables.tables import Tables


def figures(
    run: RunLike | None = None,
    *,
    tables: Path | str | None = None,
    out: Path | str | None = None,
    formats: Sequence[str] = FIGURE_FORMATS,
    only: Sequence[str] = (),
    told: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write a run's figures, one file a panel and format, and the data behind each as CSV.

    Args:
        run: a run or its directory.
        tables: a folder of tables in the codebook's layout, instead of a run.
        out: the folder; by default `figures` beside what was read.
        formats: some of `svg`, `pdf`, `png`.
        only: names of figures; all of them where none is named.
        told: is told the name of each figure before it is drawn.

    Returns:
        The files that were written.

    Raises:
        InputError: neither a run nor tables are given, or both; or there is no such figure or format.
        StoreUnwritableError: a file cannot be written.
    """
    chosen = chosen_figures(only)  # misspelt names are told before the analyses run
    for form in formats:
        if form not in FIGURE_FORMATS:
            raise InputError(f"format = {form!r}: figures are not drawn in it; {choices(form, FIGURE_FORMATS)}")
    answers = answers_of([] if run is None else run, tables=tables)
    target = utf8_path(out) if out is not None else answers.directory / "figures"
    return export_figures(
        to_frame(_analysed(chosen, answers.tables)),
        answers.tables,
        target,
        formats=cast(Sequence[FigureFormat], formats),
        only=only,
        told=told,
    )


def _analysed(chosen: Sequence[str], tables: Tables) -> tuple[Analysis, ...]:
    """Answers to the questions whose estimates the chosen figures draw, and to no others."""
    needed = {found.QUESTION for name in chosen if (found := figure(name)).SOURCE == "estimates"}
    both = EVERY_QUESTION in needed
    names = questions() if both else tuple(name for name in questions() if name in needed)
    return analyse_all(tables, names=names, tracks=("recommended", "as_published") if both else ("recommended",))
