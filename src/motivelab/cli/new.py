"""Write a commented study file to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say
from motivelab.studies.new import new_study_kinds


@click.command("new")
@click.argument("what", type=click.Choice(["study"]))
@click.argument("path", type=click.Path(path_type=Path), default=Path("study.toml"))
@click.option(
    "--for",
    "kind",
    type=click.Choice(new_study_kinds()),
    default="simulated",
    show_default=True,
    help="Whom it asks: simulated respondents (no key, no network), a hosted model, or a local server.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
def command(what: str, path: Path, kind: str, overwrite: bool) -> None:
    """Write a commented study file to begin with.

    \b
      motivelab new study                        study.toml, on simulated respondents
      motivelab new study gpt.toml --for hosted  the same for a model behind an API
    """
    written = api.new_study(path, kind=kind, overwrite=overwrite)
    say(f"{written} written. Next: motivelab plan {written}")
