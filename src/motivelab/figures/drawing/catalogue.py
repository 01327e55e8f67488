"""Which figures there are, and those that belong to a question."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias, cast

import polars as pl

from motivelab.discovery import load_module, module_names
from motivelab.figures.drawing.panel import Panel

Source: TypeAlias = Literal["estimates", "ledger"]
_PACKAGE = "motivelab.figures"


class Figure(Protocol):
    """What each module of the folder provides under these names.

    Attributes:
        QUESTION: name of the analysis beside which it stands.
        CAPTION: what is seen, in a sentence or two.
        SOURCE: whether `data` reads that analysis's estimates, or the ledger of nonresponse.
    """

    QUESTION: str
    CAPTION: str
    SOURCE: Source

    def data(self, source: pl.DataFrame) -> pl.DataFrame:
        """What is to be drawn, one row a mark; empty where there is nothing."""

    def draw(self, data: pl.DataFrame) -> tuple[Panel, ...]:
        """One panel a respondent."""


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


def figures_of(question: str) -> tuple[tuple[str, Figure], ...]:
    """The figures that belong to a question, with their names."""
    return tuple((name, found) for name in names() if question == (found := figure(name)).QUESTION)
