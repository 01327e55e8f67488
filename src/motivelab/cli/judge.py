"""Let people rate works blind: a sheet out, their ratings in."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say


@click.group("judge")
def command() -> None:
    """Let people rate works blind: a sheet out, their ratings in.

    Works are drawn evenly over respondents and conditions and shuffled; the sheet shows neither. A filled-in sheet
    comes back as a judge `human/NAME`, who is then compared with the other judges and with other people.

    \b
      motivelab judge export runs/mine --out works.csv -n 200
      motivelab judge import runs/mine works-filled.csv --key works.key.json --judge anna
    """


@command.command("export")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The sheet, a CSV file.")
@click.option("-n", type=click.IntRange(1), default=200, show_default=True, help="How many works at most.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Which works are drawn.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
def export(run: Path, out: Path, n: int, seed: int, overwrite: bool) -> None:
    """Write a blinded sheet of works, instructions beside it, and the key that stays with you.

    Work that repeats the words of its manipulation would not be blind and is passed over.
    """
    found = api.export_works(run, out=out, n=n, seed=seed, overwrite=overwrite)
    say(f"{found.works} works.", *(str(path) for path in found.files))
    if found.betraying:
        say(f"{found.betraying} passed over because they repeat the words of their manipulation.")
    if found.too_long:
        say(f"{found.too_long} passed over because spreadsheets cut cells that long.")
    say("Keep the key to yourself; hand on the sheet and the instructions.")


@command.command("import")
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--key", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The key of the sheet.")
@click.option("--judge", "name", required=True, help="Who rated; a pseudonym does.")
@click.option("--replace", is_flag=True, help="Replace ratings kept under this name.")
def import_(run: Path, sheet: Path, key: Path, name: str, replace: bool) -> None:
    """Read a filled-in sheet and keep its ratings beside the run."""
    judge = api.import_ratings(run, sheet=sheet, key=key, judge=name, replace=replace)
    ratings = sum(len(given) for given in judge.ratings.values())
    say(f"human/{judge.name}: {ratings} ratings of {len(judge.ratings)} works kept. Next: motivelab report {run}")
