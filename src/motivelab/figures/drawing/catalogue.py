"""Which figures there are, those that belong to a question, and drawing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias, cast

import polars as pl

from motivelab.discovery import load_module, module_names
from motivelab.figures.drawing.panel import Panel
from motivelab.tables.tables import Tables

Source: TypeAlias = Literal["estimates", "ledger", "tables"]

EVERY_QUESTION = "*"
"""`QUESTION` of a figure that can stand beside any analysis."""

_PACKAGE = "motivelab.figures"


class Figure(Protocol):
    """What each module of the folder provides under these names.

    Attributes:
        QUESTION: name of the analysis beside which it stands, or `EVERY_QUESTION`.
        CAPTION: what is seen, in a sentence or two.
        SOURCE: whether `data` reads that analysis's estimates, the ledger of nonresponse, or all tables.
    """

    QUESTION: str
    CAPTION: str
    SOURCE: Source

    def data(self, source: Any) -> pl.DataFrame:
        """What is to be drawn, one row a mark; empty where there is nothing."""

    def draw(self, data: pl.DataFrame) -> tuple[Panel, ...]:
        """One panel a respondent, or one for all; their names stand in the column `panel` of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure with what it shows.

    Attributes:
        name: of the figure; where it can stand beside any analysis, with the question's name behind it.
        caption: what is seen.
        data: one row a mark.
        panels: in the order of the data.
    """

    name: str
    caption: str
    data: pl.DataFrame
    panels: tuple[Panel, ...]


def names() -> tuple[str, ...]:
    """Names of all figures; none is imported.

    Example:
        >>> "means_by_category" in names()
        True
    """
    return module_names(_PACKAGE)


def figure(name: str) -> Figure:
    """The figure of that name.

    Raises:
        InputError: there is none.
    """
    return cast(Figure, load_module(_PACKAGE, name, what="figure"))


def drawn_figures(question: str, *, estimates: pl.DataFrame, tables: Tables) -> Iterator[Drawn]:
    """Draw every figure that stands beside a question; those without anything to show are left out.

    Args:
        question: name of the analysis.
        estimates: its estimates, both tracks, as `to_frame` lays them out.
        tables: what it was answered from.
    """
    for name in names():
        if figure(name).QUESTION in (question, EVERY_QUESTION):
            found = drawn(name, question=question, estimates=estimates, tables=tables)
            if found.panels:
                yield found


def drawn(name: str, *, question: str, estimates: pl.DataFrame, tables: Tables) -> Drawn:
    """Draw one figure; without panels where there is nothing to show.

    Args:
        name: of the figure.
        question: name of the analysis beside which it stands.
        estimates: that analysis's estimates.
        tables: what it was answered from.
    """
    found = figure(name)
    data = found.data(source_of(found, estimates=estimates, tables=tables))
    return Drawn(
        name=f"{name}-{question}" if found.QUESTION == EVERY_QUESTION else name,
        caption=found.CAPTION,
        data=data,
        panels=found.draw(data) if not data.is_empty() else (),
    )


def source_of(found: Figure, *, estimates: pl.DataFrame, tables: Tables) -> pl.DataFrame | Tables:
    """What a figure's `data` reads."""
    by_source: dict[Source, pl.DataFrame | Tables] = {
        "estimates": estimates,
        "ledger": tables.nonresponse,
        "tables": tables,
    }
    return by_source[found.SOURCE]
