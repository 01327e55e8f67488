"""Variables of a factor model, written as columns' numbers or as their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.number_array import number_array

Floats: TypeAlias = NDArray[np.float64]
Variable: TypeAlias = int | str
Model: TypeAlias = Mapping[str, Sequence[Variable]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NamedVariables:
    """A table and a model whose variables are numbers of its columns.

    Attributes:
        table: the data; where the model has names, the columns that it names, in the order of their first mention.
        model: numbers of columns of `table`, by factor.
        words: what the caller calls each column.
        positions: of the columns in the caller's data.
    """

    table: Floats
    model: Mapping[str, tuple[int, ...]]
    words: tuple[Variable, ...]
    positions: tuple[int, ...]

    def numbers(self, variables: Iterable[Variable], *, what: str) -> tuple[int, ...]:
        """Columns of `table` that the caller's words stand for; numbers are themselves, in the table or not.

        Raises:
            DegenerateDataError: a word that the model does not have.
        """
        place = {word: i for i, word in enumerate(self.words)}
        named = any(isinstance(word, str) for word in self.words)
        given = list(variables)
        for v in given:
            if v not in place and (named or isinstance(v, str)):
                raise DegenerateDataError(f"{what} has {v!r}, which is not in the model; {choices(v, self.words)}")
        return tuple(int(v) if isinstance(v, int) and not named else place[v] for v in given)

    def titles(self, columns: Iterable[int], *, what: str) -> tuple[str, ...]:
        """What messages call columns of `table`."""
        words = [self.words[c] for c in columns]
        return tuple(f"{what} {w!r}" + ("" if isinstance(w, str) else " (the first is 0)") for w in words)


def named_variables(data: ArrayLike | Mapping[str, ArrayLike], model: Model) -> NamedVariables:
    """Read a model over the columns of a frame, of named columns, or of an array.

    Args:
        data: an array, or anything that has `columns` (a frame of pandas or Polars) or is a mapping of columns.
        model: for each factor the names of its variables, or their numbers from 0.

    Raises:
        DegenerateDataError: names and numbers mixed, names where the data has none, an unknown name, or a column that
            holds no numbers.

    Example:
        >>> read = named_variables({"age": [30, 40], "fun": [1, 2], "want": [3, 5]}, {"f": ["want", "fun"]})
        >>> read.table.tolist(), read.model, read.words
        ([[3.0, 1.0], [5.0, 2.0]], {'f': (0, 1)}, ('want', 'fun'))
    """
    mentioned = list(dict.fromkeys(v for variables in model.values() for v in variables))
    by_name = [v for v in mentioned if isinstance(v, str)]
    if not by_name:
        table = number_array(_unnamed(data), name="data")
        width = table.shape[-1] if table.ndim else 0
        numbers = {factor: tuple(int(v) for v in variables) for factor, variables in model.items()}
        return NamedVariables(table=table, model=numbers, words=tuple(range(width)), positions=tuple(range(width)))
    if len(by_name) < len(mentioned):
        raise DegenerateDataError(f"the model has names and numbers: {mentioned!r}; give the one or the other")
    named: Any = data
    known = list(data) if isinstance(data, Mapping) else getattr(data, "columns", None)
    if known is None:
        raise DegenerateDataError(
            f"the model names {by_name[0]!r}, but data has no names; give a frame, or numbers of columns from 0"
        )
    known = [str(name) for name in known]
    for name in by_name:
        if name not in known:
            raise DegenerateDataError(f"the model names {name!r}, which data has not; {choices(name, known)}")
    columns = [number_array(named[name], name=f"column {name!r}") for name in by_name]
    place = {name: i for i, name in enumerate(by_name)}
    return NamedVariables(
        table=np.column_stack(columns),
        model={factor: tuple(place[str(v)] for v in variables) for factor, variables in model.items()},
        words=tuple(by_name),
        positions=tuple(known.index(name) for name in by_name),
    )


def _unnamed(data: ArrayLike | Mapping[str, ArrayLike]) -> ArrayLike:
    if isinstance(data, Mapping):
        return np.column_stack([number_array(column, name=f"column {name!r}") for name, column in data.items()])
    return data
