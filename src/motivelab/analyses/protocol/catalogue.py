"""Which research questions there are, and answering one or all of them."""

from __future__ import annotations

from typing import Protocol, cast

from motivelab.analyses.protocol.analysis import Analysis, Declaration
from motivelab.discovery import load_module, module_names
from motivelab.tables.tables import Tables

_PACKAGE = "motivelab.analyses"


class Question(Protocol):
    """What each module of the folder provides under these names."""

    DECLARATION: Declaration

    def analyse(self, tables: Tables) -> Analysis:
        """The answer, as far as the tables allow; never raises for want of data."""


def names() -> tuple[str, ...]:
    """Names of all questions; none is imported.

    Example:
        >>> "motivation_by_category" in names()
        True
    """
    return module_names(_PACKAGE)


def question(name: str) -> Question:
    """The question of that name.

    Raises:
        InputError: there is none.
    """
    return cast(Question, load_module(_PACKAGE, name, what="analysis"))


def analyse_all(tables: Tables) -> tuple[Analysis, ...]:
    """Every question answered, in the order in which a report tells them."""
    found = [question(name).analyse(tables) for name in names()]
    return tuple(sorted(found, key=lambda a: (a.declaration.order, a.declaration.name)))
