"""Write a run's report: one HTML file that needs no network."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say
from motivelab.cli.source import source_options, steps


@click.command("report")
@source_options(human=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file.  [default: RUN/report.html]")
def command(runs: tuple[Path, ...], tables: Path | None, human: Path | None, out: Path | None) -> None:
    """Write a run's report: one HTML file that needs no network.

    Works on a run that is not finished, too: the report says what is open. Several runs are reported together; of a
    single run it also shows transcripts.
    """
    with steps(len(api.questions()), "analysing") as told:
        summary = api.report(list(runs), tables=tables, human=human, out=out, told=told)
    say(f"Report: {summary.path}", *summary.lines)
