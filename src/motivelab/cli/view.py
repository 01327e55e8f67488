"""Read a run's trials in a local page: prompts, replies, readings, siblings."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say


@click.command("view")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where to serve.  [default: any that is free]")
@click.option("--open/--no-open", "opened", default=True, help="Whether to open the page in a browser.")
def command(run: Path, port: int, opened: bool) -> None:
    """Read a run's trials in a local page: prompts, replies, readings, siblings.

    The page answers on this machine alone, below an address that nobody can guess, and works while the run is going on.
    Filter by respondent, procedure, condition, category and status, search in the replies, and read each trial: prompt
    as sent, every reply verbatim, what was read from it, tokens, time and cost, the same task under other conditions,
    the work it follows and what follows it. Ctrl-C ends it.
    """

    def ready(address: str) -> None:
        say(f"{address}", "Ctrl-C ends it.")
        if opened:
            webbrowser.open(address)

    api.view(run, port=port, ready=ready)
