"""Write a run's tidy tables as Parquet and CSV, with their codebook."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say


@click.command("tables")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to.  [default: RUN/tables]")
@click.option("--texts", is_flag=True, help="Put the verbatim works into the table of performances.")
def command(run: Path, out: Path | None, texts: bool) -> None:
    """Write a run's tidy tables as Parquet and CSV, with their codebook.

    One row an observation. The codebook (codebook.md, codebook.csv) says what every column holds. In CSV files texts
    written by models are made harmless for spreadsheets; Parquet keeps them verbatim.
    """
    for path in api.tables(run, out=out, texts=texts):
        say(str(path))
