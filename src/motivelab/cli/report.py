"""Write a run's report: one HTML file that needs no network."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say


@click.command("report")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file.  [default: RUN/report.html]")
def command(run: Path, out: Path | None) -> None:
    """Write a run's report: one HTML file that needs no network.

    Works on a run that is not finished, too: the report says what is open.
    """
    summary = api.report(run, out=out)
    say(f"Report: {summary.path}", *summary.lines)
