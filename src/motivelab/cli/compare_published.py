"""Lay a run's estimates beside the numbers that the founding study printed."""

from __future__ import annotations

from pathlib import Path

import click
import polars as pl

from motivelab import api
from motivelab.cli.output import print_frame, say
from motivelab.cli.source import source_options, steps


@click.command("compare-published")
@source_options()
@click.option(
    "--layout",
    type=click.Choice(["motivelab", "nahum2026"]),
    default="motivelab",
    show_default=True,
    help="Of --tables: a folder in the codebook's layout, or the founding study's one long table.",
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Also write the table there.")
def command(
    runs: tuple[Path, ...],
    tables: Path | None,
    layout: str,
    out: Path | None,
) -> None:
    """Lay a run's estimates beside the numbers that the founding study printed.

    For the study nahum2026, or a comparable one: by question, pooled and for the same models, with the interval of
    the estimate and whether the printed number lies in it. Both computations are compared, the recommended one and
    the one as published. --out writes published.parquet and published.csv, with method and source of each.

    \b
      motivelab compare-published runs/replication
      motivelab compare-published --tables replication.parquet --layout nahum2026 --out beside
    """
    with steps(len(api.printed_questions()), "analysing") as told:
        found = api.compare_published(list(runs), tables=tables, layout=layout, out=out, told=told)
    matched = found.filter(pl.col("track").is_not_null())
    shown = ("question", "about", "respondent", "track", "printed", "value", "low", "high", "inside")
    print_frame(matched.select(shown))
    judged = matched["inside"].drop_nulls()
    numbers = found.unique(["question", "about", "printed_respondent", "printed"])
    missing = numbers["track"].null_count()
    say(
        "",
        f"{numbers.height - missing} of {numbers.height} printed numbers have an estimate beside them; "
        f"{int(judged.sum())} of {len(judged)} intervals hold the printed number.",
    )
    if out is not None:
        say(str(out / "published.parquet"), str(out / "published.csv"))
