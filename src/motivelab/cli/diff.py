"""Compare two runs: did the respondent change?"""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.analyses.protocol.write_estimates import write_estimates
from motivelab.cli.output import say, visible
from motivelab.errors import InputError
from motivelab.exchange.compare_runs import compare_runs
from motivelab.exchange.comparing.page import write_page
from motivelab.store.store import FILE_NAME
from motivelab.tables.read import read_tables
from motivelab.tables.tables import Tables


@click.command("diff")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option(
    "--respondent", "told", multiple=True, metavar="A=B", help="Compare A of the first run with B of the second."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Also write estimates and a page there.")
def command(before: Path, after: Path, told: tuple[str, ...], out: Path | None) -> None:
    """Compare two runs: did the respondent change?

    BEFORE and AFTER are run directories, or folders of tables. The same tasks are compared, second run less first;
    respondents are matched by name, or as --respondent says.

    \b
      motivelab diff runs/monday runs/tuesday
      motivelab diff runs/v1 runs/v2 --respondent hf/mine-v1=hf/mine-v2 --out changes
    """
    first, second = _opened(before), _opened(after)
    found = compare_runs(first[0], second[0], respondents=_pairs(told), facts_before=first[1], facts_after=second[1])
    say(*(visible(line) for line in found.sentences))
    for title, lines in (("Asked differently:", found.design), ("Only in one run:", found.only)):
        if lines:
            say("", title, *(f"  {visible(line)}" for line in lines))
    if out is not None:
        names = (str(before), str(after))
        say("", *(str(path) for path in [*write_estimates(found.estimates, out), write_page(found, names, out)]))


def _pairs(told: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in told:
        name, equals, other = text.partition("=")
        if not (name and equals and other):
            raise InputError(f"--respondent {text!r}: write NAME_IN_FIRST=NAME_IN_SECOND, for instance hf/v1=hf/v2")
        pairs[name] = other
    return pairs


def _opened(directory: Path) -> tuple[Tables, dict[str, str]]:
    """A run's tables and what is known of what it showed; of a folder of tables, these alone."""
    if not (directory / FILE_NAME).is_file() and directory.is_dir():
        return read_tables(directory), {}
    run = api.open_run(directory)
    stimuli = run.plan.stimuli
    return run.tables, {"bank": stimuli.bank, "texts shown (digest)": stimuli.digest[:16]}
