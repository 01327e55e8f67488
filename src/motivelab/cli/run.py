"""Ask everything that is still open of a study; run it again to go on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import duration, money, say
from motivelab.runner.run import RunOutcome

_OUT = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Run directory.  [default: runs/<study name>]"
)


@click.command("run")
@click.argument("study")
@_OUT
@click.option("--quiet", is_flag=True, help="Show no progress.")
def command(study: str, out: Path | None, quiet: bool) -> None:
    """Ask everything that is still open of a study; run it again to go on.

    STUDY is a built-in study (quick, paper, nahum2026) or a study file. Every answer is on disk before it counts:
    stop the run with Ctrl-C (what is in flight comes home), kill it, lose the power, and the same command asks only
    what is still open. The same holds after a respondent or a manipulation was added to the study.

    \b
      motivelab run quick
      motivelab run my-study.toml --out runs/first

    Exit codes: 0 everything answered, 2 a file or an argument is wrong, 3 the plan cannot be run or the budget is
    spent, 4 a respondent could not be asked, 5 the run directory cannot be used, 130 stopped by hand.
    """
    finished = api.run(study, out=out, progress=not quiet)
    if finished.outcome is not None:
        sys.exit(tell(finished.outcome, finished.directory, again=f"motivelab run {study}"))


def tell(outcome: RunOutcome, directory: Path, *, again: str) -> int:
    """Say how a session ended; returns the exit code."""
    done = outcome.planned - outcome.open
    say(
        f"{directory}: {done:,} of {outcome.planned:,} trials answered, {outcome.answered:,} of them now "
        f"({outcome.calls:,} calls, {money(outcome.usd)}, {duration(outcome.seconds)})."
    )
    if outcome.blocked:
        say(f"{outcome.blocked:,} trials cannot be asked: the work they follow is empty or filtered.")
    for name, why in outcome.parked.items():
        click.echo(f"{name} was given up: {why}", err=True)
    if outcome.complete:
        say(f"Next: motivelab report {directory}")
        return 0
    left = f"{outcome.open - outcome.blocked:,} trials are still open. "
    if outcome.interrupted:
        click.echo(f"Stopped. {left}Go on with: {again}", err=True)
        return 130
    if outcome.out_of_budget:
        click.echo(f"The budget is spent. {left}Raise [budget] in the study and go on with: {again}", err=True)
        return 3
    if not outcome.parked:
        for name, error, attempts, message in api.status(directory).failures.iter_rows():
            click.echo(f"{name}: {attempts:,} failed attempts ({error}), the latest: {message}", err=True)
    click.echo(f"{left}When the cause is mended, go on with: {again}", err=True)
    return 4
