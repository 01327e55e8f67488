"""Write a run's figures as SVG, PDF and PNG, with the data behind each."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say
from motivelab.errors import InputError, choices
from motivelab.figures.export.export_figures import FIGURE_FORMATS


@click.command("figures")
@click.argument("run", type=click.Path(path_type=Path), required=False)
@click.option("--tables", type=click.Path(path_type=Path), help="Tidy tables made elsewhere, instead of RUN.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to.  [default: RUN/figures]")
@click.option("--format", "formats", default="svg,pdf,png", show_default=True, help="Formats, with commas between.")
@click.option("--only", multiple=True, metavar="NAME", help="One figure; may be given several times.")
def command(run: Path | None, tables: Path | None, out: Path | None, formats: str, only: tuple[str, ...]) -> None:
    """Write a run's figures as SVG, PDF and PNG, with the data behind each.

    One file a panel, dark on white for paper and slides (PNG at 300 dots an inch), and one CSV file a figure with every
    number that is drawn. File names stay the same when the run is drawn again. Nothing is loaded over the network.
    """
    named = [form.strip().lower() for form in formats.split(",") if form.strip()]
    if not named:
        raise InputError(f"--format {formats!r} names no format; {choices(formats, FIGURE_FORMATS)}")
    files = api.figures(
        run,
        tables=tables,
        out=out,
        formats=named,
        only=only,
        told=lambda name: click.echo(f"  {name}", err=True),
    )
    where = files[0].parent if files else None
    say(f"{len(files):,} files in {where}" if where else "Nothing to draw: no question was answered.")
