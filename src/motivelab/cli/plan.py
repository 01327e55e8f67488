"""Compile a study and say what it would ask, cost and take; nothing is asked."""

from __future__ import annotations

import click
import polars as pl

from motivelab import api
from motivelab.cli.output import duration, money, print_frame, say


@click.command("plan")
@click.argument("study")
@click.option(
    "--by", type=click.Choice(["condition", "procedure"]), default="procedure", show_default=True, help="Detail."
)
def command(study: str, by: str) -> None:
    """Compile a study and say what it would ask, cost and take; nothing is asked.

    STUDY is a built-in study (quick, paper, nahum2026) or a study file. What cannot work is refused here, before
    money is spent. The parts: `core` is the design proper, `control` the neutral texts, `counterbalance` the further
    orders and sides of choices.

    \b
      motivelab plan quick
      motivelab plan my-study.toml --by condition
    """
    prepared = api.plan(study)
    forecast = prepared.forecast
    keys = ["respondent", "procedure", "condition"] if by == "condition" else ["respondent", "procedure"]
    summed = forecast.by_cell.group_by(keys, maintain_order=True).agg(pl.sum("trials", "calls"))
    print_frame(summed, title="Trials")
    say("")
    print_frame(forecast.by_part(), title="Parts of the design")
    say("")
    print_frame(forecast.by_respondent, title="Expected, by respondent")
    say("")
    say(
        f"{len(prepared.plan):,} trials, {forecast.calls:,} calls, {forecast.tokens:,} tokens, {money(forecast.usd)}, "
        f"about {duration(forecast.seconds)} under the given limits.",
        f"plan {prepared.plan.plan_hash}",
    )
    for note in prepared.notes:
        say(f"note: {note}")
