"""Write results for a paper or for another program: R, Markdown, LaTeX, the founding study's layout."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say
from motivelab.cli.source import source_options, steps


@click.command("export")
@source_options(human=True)
@click.option("--format", "form", type=click.Choice(["r", "md", "latex"]), help="What to write.")
@click.option("--layout", type=click.Choice(["nahum2026"]), help="Write the logs that another study's programs read.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to.  [default: RUN/export-FORMAT]")
def command(
    runs: tuple[Path, ...],
    tables: Path | None,
    human: Path | None,
    form: str | None,
    layout: str | None,
    out: Path | None,
) -> None:
    """Write results for a paper or for another program: R, Markdown, LaTeX, the founding study's layout.

    \b
      r       tables with the levels and labels of their factors, and a script that repeats the contrasts in lme4
      md      tables of the estimates and a methods paragraph with its references, in Markdown
      latex   the same in LaTeX (booktabs)

    --layout nahum2026 writes the logs that the founding study's own merge and notebooks read (docs/nahum2026.md).

    Texts of instruments that may not be passed on are in none of them.
    """
    if (form is None) == (layout is None):
        raise click.UsageError("say what to write: --format r, md or latex, or --layout nahum2026")
    with steps(len(api.questions()), "analysing") as told:
        files = api.export(list(runs), form=form or str(layout), tables=tables, human=human, out=out, told=told)
    say(*(str(path) for path in files))
