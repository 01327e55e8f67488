"""Say how a run stands, finished or going on."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import print_frame, say


@click.command("status")
@click.argument("run", type=click.Path(path_type=Path))
def command(run: Path) -> None:
    """Say how a run stands, finished or going on.

    RUN is a run directory. Planned = answered + every nonresponse reason + open; what would follow an empty or filtered
    work counts as that.
    """
    found = api.status(run)
    state = "being written to now" if found.running else "not running"
    say(f"{found.directory}: study {found.study!r}, {state}, plan {found.plan_hash}", "")
    print_frame(found.ledger, title="Trials")
    if found.spending.height:
        say("")
        print_frame(found.spending, title="Spent (US dollars where the price is known)")
    if found.failures.height:
        say("")
        print_frame(found.failures, title="Failed attempts, with the latest message")
    if found.models.height:
        say("")
        print_frame(found.models.drop("first", "last"), title="Models that answered")
    if found.open:
        say("", f"{found.open:,} trials are open; `motivelab run STUDY` asks them.")
