"""Read all stored completions again with the parser of today; costs nothing."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import print_rows, say


@click.command("reparse")
@click.argument("run", type=click.Path(path_type=Path))
def command(run: Path) -> None:
    """Read all stored completions again with the parser of today; costs nothing.

    The verbatim completions are never changed. Use it after an upgrade that reads more.
    """
    done = api.reparse(run)
    say(f"{done.completions:,} completions read, {done.changed:,} of them otherwise than before.")
    if done.moves:
        print_rows(["before", "now", "completions"], [(a, b, n) for (a, b), n in sorted(done.moves.items())])
    if done.foreign:
        say(f"{done.foreign:,} completions are of trials that are no longer planned; they were left as they are.")
