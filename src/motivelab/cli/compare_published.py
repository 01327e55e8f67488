"""Lay a run's estimates beside the numbers that the founding study printed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click
import polars as pl

from motivelab.analyses.protocol.catalogue import analyse_all
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.api.answers import answers_of
from motivelab.cli.output import print_frame, say
from motivelab.cli.source import source_options, steps
from motivelab.exchange.published import compare_published, printed_numbers
from motivelab.tables.plain_cells import plain_cells


@click.command("compare-published")
@source_options
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
    human: Path | None,
    layout: Literal["motivelab", "nahum2026"],
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
    answers = answers_of(list(runs), tables=tables, layout=layout, human=human)
    asked = sorted({printed.question for printed in printed_numbers()})
    with steps(len(asked), "analysing") as told:
        found = compare_published(to_frame(analyse_all(answers.tables, names=asked, told=told)))
    matched = found.filter(pl.col("track").is_not_null())
    shown = ("question", "about", "respondent", "track", "printed", "value", "low", "high", "inside")
    print_frame(matched.select(shown))
    judged = matched["inside"].drop_nulls()
    numbers = len(printed_numbers())
    say(
        "",
        f"{numbers - found['track'].null_count()} of {numbers} printed numbers have an estimate beside them; "
        f"{int(judged.sum())} of {len(judged)} intervals hold the printed number.",
    )
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        found.write_parquet(out / "published.parquet")
        plain_cells(found).write_csv(out / "published.csv")
        say(str(out / "published.parquet"), str(out / "published.csv"))
