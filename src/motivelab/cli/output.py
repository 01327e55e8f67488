"""What commands print: tables that fit the terminal, and model output made harmless."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text


def console() -> Console:
    """Standard output, as wide as it is; 160 columns where it goes into a file."""
    return Console(width=None if sys.stdout.isatty() else 160, highlight=False, soft_wrap=False)


def print_rows(headings: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """A table; numbers stand right, texts left."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", title=title or None, title_justify="left")
    lines = [list(row) for row in rows]
    for index, heading in enumerate(headings):
        numeric = all(isinstance(row[index], (int, float)) or row[index] is None for row in lines) and bool(lines)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in lines:
        table.add_row(*(Text(_cell(value)) for value in row))
    console().print(table)


def print_frame(frame: pl.DataFrame, *, title: str = "") -> None:
    """A polars frame as a table."""
    print_rows(frame.columns, frame.iter_rows(), title=title)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"
    return visible(str(value))


def visible(text: str) -> str:
    """A text from outside with everything that could steer a terminal shown as a code.

    >>> visible("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    return "".join(c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode() for c in text)


def say(*lines: str) -> None:
    """Plain lines on standard output."""
    for line in lines:
        click.echo(line)


def money(usd: float | None) -> str:
    """US dollars, or "unknown".

    >>> money(0.5), money(None)
    ('$0.50', 'unknown')
    """
    if usd is None:
        return "unknown"
    return f"${usd:,.4f}" if 0 < usd < 0.1 else f"${usd:,.2f}"


def duration(seconds: float) -> str:
    """Seconds for people.

    >>> duration(3725)
    '1 h 02 min'
    """
    minutes, whole = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes:02d} min"
    return f"{minutes} min {whole:02d} s" if minutes else f"{whole} s"
