"""Open trials again whose answer was a nonresponse of some kind."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say
from motivelab.schema.response import NONRESPONSE_REASONS


@click.command("retry")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--reason", required=True, type=click.Choice(NONRESPONSE_REASONS), help="Which nonresponses.")
def command(run: Path, reason: str) -> None:
    """Open trials again whose answer was a nonresponse of some kind.

    Nothing is deleted: the earlier answers stay in the store, set aside, and `motivelab show trial` shows them. The
    next `motivelab run` asks the trials again. Asking until somebody answers biases a study towards answering; say
    so when you report it.

    \b
      motivelab retry runs/quick --reason filtered
    """
    opened = api.retry(run, reason=reason)
    say(f"{opened:,} trials are open again." + (" `motivelab run STUDY` asks them." if opened else ""))
