"""Which research questions there are, and answering one or all of them, as recommended and as published."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Protocol, cast

from motivelab.analyses.as_published.cells import PublishedCells, published_cells
from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row, Track
from motivelab.discovery import load_module, module_names
from motivelab.tables.tables import Tables

_PACKAGE = "motivelab.analyses"
_PUBLISHED = "motivelab.analyses.as_published"
_NO_QUESTIONS = ("cells", "notebooks")
"""Modules beside the published answers."""

TRACKS: tuple[Track, ...] = ("recommended", "as_published")


class Question(Protocol):
    """What each module of the folder provides under these names."""

    DECLARATION: Declaration

    def analyse(self, tables: Tables) -> Analysis:
        """The answer, as far as the tables allow; never raises for want of data."""


class PublishedQuestion(Protocol):
    """What the module of the same name in `as_published` provides, where the founding study asked the question."""

    def rows(self, cells: PublishedCells) -> Iterable[Row | str]:
        """The published answer, as far as the cells allow; never raises for want of data."""


def names() -> tuple[str, ...]:
    """Names of all questions; none is imported.

    Example:
        >>> "motivation_by_category" in names()
        True
    """
    return module_names(_PACKAGE)


def published_names() -> tuple[str, ...]:
    """Names of the questions that the founding study answered too; none is imported.

    Example:
        >>> set(published_names()) <= set(names())
        True
    """
    return module_names(_PUBLISHED, apart_from=_NO_QUESTIONS)


def question(name: str) -> Question:
    """The question of that name.

    Raises:
        InputError: there is none.
    """
    return cast(Question, load_module(_PACKAGE, name, what="analysis"))


def published_question(name: str) -> PublishedQuestion:
    """The founding study's answer to the question of that name.

    Raises:
        InputError: it gave none.
    """
    module = load_module(_PUBLISHED, name, what="published analysis", apart_from=_NO_QUESTIONS)
    return cast(PublishedQuestion, module)


def analyse_all(
    tables: Tables,
    *,
    tracks: Iterable[Track] = TRACKS,
    names: Iterable[str] | None = None,
    told: Callable[[str], None] | None = None,
    cells: Callable[[], PublishedCells] | None = None,
) -> tuple[Analysis, ...]:
    """Every question answered, in the order in which a report tells them.

    Rows say of which track they are. Without the recommended track a question that the founding study did not ask comes
    back without rows, with a note.

    Args:
        tables: a run's tables.
        tracks: which answers are given.
        names: which questions; all by default.
        told: called with the name of each question before it is answered, to show progress.
        cells: gives the tables as the founding study laid them out, where the caller needs them too.

    Raises:
        InputError: there is no question of a name.
    """
    wanted = tuple(dict.fromkeys(tracks))
    asked = module_names(_PACKAGE) if names is None else tuple(dict.fromkeys(names))
    laid_out = cells or cache(lambda: published_cells(tables))  # made once, and not at all where none needs them
    found = []
    for name in sorted(asked, key=lambda n: (question(n).DECLARATION.order, n)):
        if told is not None:
            told(name)
        found.append(_answer(name, tables, laid_out, wanted))
    return tuple(found)


def _answer(name: str, tables: Tables, cells: Callable[[], PublishedCells], tracks: tuple[Track, ...]) -> Analysis:
    asked = question(name)
    own = asked.analyse(tables) if "recommended" in tracks else Analysis.of(asked.DECLARATION, ())
    if "as_published" not in tracks:
        return own
    if name not in published_names():
        if "recommended" in tracks:
            return own
        return Analysis.of(asked.DECLARATION, ("not applicable (as published): the founding study did not ask this",))
    theirs = Analysis.of(asked.DECLARATION, published_question(name).rows(cells()))
    if not theirs.rows and not theirs.notes:
        theirs = Analysis.of(asked.DECLARATION, ("not applicable (as published): nothing of this kind was asked",))
    notes = tuple(dict.fromkeys((*own.notes, *theirs.notes)))
    return replace(own, rows=(*own.rows, *theirs.rows), notes=notes)
