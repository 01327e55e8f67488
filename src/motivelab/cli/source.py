"""What commands that read results have in common: where answers come from, and how far the work is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def source_options(*, human: bool = False) -> Callable[[Command], Command]:
    """`RUN...`, or `--tables`; and `--human` where people's ratings can be used."""
    rated = click.option("--human", type=click.Path(path_type=Path), help="People's ratings of the tasks, a CSV file.")
    tables = click.option("--tables", type=click.Path(path_type=Path), help="Tidy tables made elsewhere, not RUN.")
    runs = click.argument("runs", nargs=-1, type=click.Path(path_type=Path), metavar="[RUN]...")

    def decorate(command: Command) -> Command:
        return runs(tables(rated(command) if human else command))

    return decorate


@contextmanager
def steps(total: int, what: str) -> Iterator[Callable[[str], None]]:
    """Tell on a terminal which of several steps is being done, and how long the rest will take.

    Args:
        total: how many steps there are.
        what: what is done, in a word.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # a tenth of a second that a command in a pipe need not wait for
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        begun = 0

        def told(name: str) -> None:
            nonlocal begun
            progress.update(task, completed=begun, description=f"{what} {name.replace('_', ' ')}")
            begun += 1

        yield told
