"""Run the built-in study on simulated respondents, from plan to report."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say
from motivelab.cli.run import tell


@click.command("demo")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Run directory.  [default: runs/quick]")
def command(out: Path | None) -> None:
    """Run the built-in study on simulated respondents, from plan to report.

    No key and no network are needed. The respondents are simulated: what the report finds was planted in them.
    """
    finished, summary = api.demo(out=out)
    if finished.outcome is not None and (code := tell(finished.outcome, finished.directory, again="motivelab demo")):
        sys.exit(code)
    say("", f"Tables: {finished.directory / 'tables'}", f"Report: {summary.path}", *summary.lines)
