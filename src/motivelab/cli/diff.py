"""Compare two runs: did the respondent change?"""

from __future__ import annotations

from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say, visible
from motivelab.errors import InputError


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
    found = api.diff(before, after, respondents=_pairs(told), out=out)
    seen = found.comparison
    say(*(visible(line) for line in seen.sentences))
    for title, lines in (("Asked differently:", seen.design), ("Only in one run:", seen.only)):
        if lines:
            say("", title, *(f"  {visible(line)}" for line in lines))
    if found.files:
        say("", *(str(path) for path in found.files))


def _pairs(told: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in told:
        name, equals, other = text.partition("=")
        if not (name and equals and other):
            raise InputError(f"--respondent {text!r}: write NAME_IN_FIRST=NAME_IN_SECOND, for instance hf/v1=hf/v2")
        pairs[name] = other
    return pairs
