"""Bring several runs of one study together."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say


@click.command("merge")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Directory to write.")
@click.option("--study", help="The study that plans all their trials, where none of the runs does.")
def command(runs: tuple[Path, ...], out: Path, study: str | None) -> None:
    """Bring several runs of one study together.

    The runs stay as they are. Where two answered the same trial, the one named first counts.

    \b
      motivelab merge runs/monday runs/tuesday --out runs/both
    """
    merged = api.merge(runs, out=out, study=study)
    for name, copied in merged.copied.items():
        say(f"{name}: {copied:,} completions copied")
    say(f"{merged.directory}: {merged.answered:,} of {merged.planned:,} trials answered.")
    if merged.outside:
        say(f"{merged.outside:,} completions are of trials outside the merged plan; they are kept, but in no table.")
