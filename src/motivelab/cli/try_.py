"""Ask a handful of a study's trials and show prompts, answers, readings and cost."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import money, say
from motivelab.cli.run import tell
from motivelab.cli.show import print_trial
from motivelab.runner.run import RunOutcome
from motivelab.schema.digest import format_trial_id


@click.command("try")
@click.argument("study")
@click.option("-n", "n", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many trials.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Run directory.  [default: runs/<study name>]"
)
def command(study: str, n: int, out: Path | None) -> None:
    """Ask a handful of a study's trials and show prompts, answers, readings and cost.

    Every procedure is tried in turn, on every respondent in turn. What is asked here counts: `motivelab run` with the
    same study does not ask it again.

    \b
      motivelab try my-study.toml -n 5
    """
    tried = api.try_study(study, n=n, out=out)
    for trial_id in tried.asked:
        shown = tried.trial(trial_id)
        say("", f"===== trial {format_trial_id(trial_id)}")
        print_trial(shown)
    outcome = tried.outcome
    if outcome is None:
        return
    say("", what_it_costs(outcome))
    silent = not outcome.answered and not outcome.complete
    if silent or outcome.parked or outcome.interrupted or outcome.out_of_budget:
        sys.exit(tell(outcome, tried.directory, again=f"motivelab try {study}"))


def what_it_costs(outcome: RunOutcome) -> str:
    """What was spent and what that says of the whole plan; a price is not made out of no answer."""
    spent = money(outcome.usd)
    if outcome.answered:
        whole = money(outcome.usd / outcome.answered * outcome.planned)
        return (
            f"{spent} for {_counted(outcome.answered, 'trial')}; at this rate all {outcome.planned:,} of the plan cost "
            f"{whole} (a handful is a rough guide)."
        )
    if outcome.complete:
        return "Nothing was asked: every trial of the plan has its answer already."
    made = f"{_counted(outcome.calls, 'call')}, {spent}"
    return f"Nothing was answered ({made}): what all {outcome.planned:,} trials of the plan would cost cannot be told."


def _counted(n: int, one: str) -> str:
    return f"{n:,} {one}{'' if n == 1 else 's'}"
