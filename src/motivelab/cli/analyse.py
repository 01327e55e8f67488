"""Answer every question from a run: all estimates in one tidy table."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say


@click.command("analyse")
@click.argument("runs", nargs=-1, type=click.Path(path_type=Path), metavar="[RUN]...")
@click.option("--tables", type=click.Path(path_type=Path), help="Tidy tables made elsewhere, instead of RUN.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to.  [default: RUN/estimates]")
def command(runs: tuple[Path, ...], tables: Path | None, out: Path | None) -> None:
    """Answer every question from a run: all estimates in one tidy table.

    Writes estimates.parquet, estimates.csv and estimates.json, one row an estimate: question, respondent, what it is
    about, value, interval, n, unit, method, and the track (recommended, or as the founding study computed it); and
    prints the summary. Several runs are analysed together. --tables reads responses collected elsewhere, if they are
    laid out as the codebook says (docs/tables.md).
    """
    found = api.analyse(list(runs), tables=tables, out=out)
    say(*found.lines, *(str(path) for path in found.files))
