"""Write results for a paper or for another program: R, Markdown, LaTeX."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say
from motivelab.cli.source import source_options, steps


@click.command("export")
@source_options
@click.option("--format", "form", type=click.Choice(["r", "md", "latex"]), required=True, help="What to write.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to.  [default: RUN/export-FORMAT]")
def command(runs: tuple[Path, ...], tables: Path | None, human: Path | None, form: str, out: Path | None) -> None:
    """Write results for a paper or for another program: R, Markdown, LaTeX.

    \b
      r       tables with the levels and labels of their factors, and a script that repeats the contrasts in lme4
      md      tables of the estimates and a methods paragraph with its references, in Markdown
      latex   the same in LaTeX (booktabs)

    Texts of instruments that may not be passed on are in none of them.
    """
    with steps(len(api.questions()), "analysing") as told:
        files = api.export(list(runs), form=form, tables=tables, human=human, out=out, told=told)
    say(*(str(path) for path in files))
