"""Answer every question from a run: all estimates in one tidy table."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say
from motivelab.cli.source import source_options, steps


@click.command("analyse")
@source_options(human=True)
@click.option(
    "--layout",
    type=click.Choice(["motivelab", "nahum2026"]),
    default="motivelab",
    show_default=True,
    help="Of --tables: a folder in the codebook's layout, or the founding study's one long table.",
)
@click.option(
    "--track",
    "tracks",
    type=click.Choice(["recommended", "as_published", "both"]),
    default="both",
    show_default=True,
    help="Which answers.",
)
@click.option("--only", multiple=True, metavar="QUESTION", help="One question; may be given several times.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to.  [default: RUN/estimates]")
def command(
    runs: tuple[Path, ...],
    tables: Path | None,
    human: Path | None,
    layout: str,
    tracks: str,
    only: tuple[str, ...],
    out: Path | None,
) -> None:
    """Answer every question from a run: all estimates in one tidy table.

    Writes estimates.parquet, estimates.csv and estimates.json, one row an estimate: question, respondent, what it is
    about, value, interval, n, unit, method, and the track (recommended, or as the founding study computed it); beside
    them as_published.json, what that study's own notebooks would print; and prints the summary.

    Several runs are analysed together. --tables reads responses collected elsewhere, if they are laid out as the
    codebook says (docs/tables.md).

    \b
      motivelab analyse runs/mine
      motivelab analyse runs/march runs/june --only motivation_by_category
      motivelab analyse --tables replication.parquet --layout nahum2026 --track as_published
    """
    known = api.questions()
    wanted = ("recommended", "as_published") if tracks == "both" else (tracks,)
    with steps(len(only or known), "analysing") as told:
        found = api.analyse(
            list(runs), tables=tables, layout=layout, human=human, out=out, tracks=wanted, questions=only, told=told
        )
    say(*found.lines, *(str(path) for path in found.files))
