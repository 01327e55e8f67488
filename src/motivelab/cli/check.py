"""Read stimuli and studies against their rules: the shipped ones and your own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from motivelab import api
from motivelab.cli.output import say, visible
from motivelab.planning.check_stimuli import Sighted

_SIZE = {"bank": "tasks", "instrument": "items", "manipulation": "wordings", "study": "procedures"}


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def command(paths: tuple[Path, ...]) -> None:
    """Read stimuli and studies against their rules: the shipped ones and your own.

    PATHS are files or folders with tasks, instruments, manipulations or studies of your own; a folder is looked at
    with the folders directly in it. Every place that breaks a rule is printed with its file, what is wrong and what to
    do; then the exit code is 2. Rules of wording are reasons to look again, not laws: a study runs all the same.

    \b
      motivelab check
      motivelab check my-stimuli my-study.toml
    """
    sighted = api.check(paths)
    findings = [finding for s in sighted for finding in s.findings]
    for finding in findings:
        say(visible(str(finding)))
    for what in _SIZE:
        of_kind = [s for s in sighted if s.what == what]
        say(f"{_counted(what, of_kind)}, {_findings(sum(len(s.findings) for s in of_kind))}")
    if findings:
        sys.exit(2)


def _counted(what: str, sighted: Sequence[Sighted]) -> str:
    plural = "studies" if what == "study" else f"{what}s"
    size = sum(s.size for s in sighted)
    return f"{len(sighted)} {what if len(sighted) == 1 else plural} with {size:,} {_SIZE[what]}"


def _findings(number: int) -> str:
    return "1 finding" if number == 1 else f"{number:,} findings" if number else "nothing found"
