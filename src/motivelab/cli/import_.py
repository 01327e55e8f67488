"""Install another study's own tasks and prompts, from its authors' files."""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say


@click.command("import")
@click.argument("name", type=click.Choice(["nahum2026"]))
@click.argument("checkout", required=False, type=click.Path(path_type=Path))
@click.option("--download", is_flag=True, help="Fetch the files from the authors' repository, by commit and SHA-256.")
def command(name: str, checkout: Path | None, download: bool) -> None:
    """Install another study's own tasks and prompts, from its authors' files.

    Texts that may not be passed on are read from CHECKOUT, a folder with the authors' repository, or fetched from its
    host. They become a bank and a protocol in your data directory, under NAME. The study of that name then asks their
    questions, word for word. A checkout that was changed is refused, with what differs.

    \b
      motivelab import nahum2026 motivation_llms
      motivelab import nahum2026 --download
    """
    if (checkout is None) != download:
        raise click.UsageError("give the folder of a checkout, or --download, one of the two")
    done = api.import_protocol(name, checkout=checkout)
    say(
        f"bank {done.name}: {done.tasks:,} tasks in {done.families:,} families ({done.bank})",
        f"protocol {done.name}: {done.prompts} prompts, {done.manipulations} manipulations, {done.pairs:,} pairs"
        f" ({done.protocol})",
        f"Next: motivelab plan {done.name}",
    )
