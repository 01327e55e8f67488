"""How the first wrong row of a table is told."""

from __future__ import annotations

import polars as pl

from motivelab.errors import TableError


def refuse(wrong: pl.Series, frame: pl.DataFrame, where: str, columns: tuple[str, ...], what: str) -> None:
    """Refuse a table if any of its rows is wrong.

    Args:
        wrong: whether each row is; null counts as right.
        frame: the table.
        where: its file and name.
        columns: whose cells are told.
        what: what is wrong with them, and the way out.

    Raises:
        TableError: names the first wrong row (the first is 1) and what stands there.

    Example:
        >>> refuse(pl.Series([False]), pl.DataFrame({"a": [1]}), "table 'x'", ("a",), "is too low")
    """
    row = wrong.arg_max()
    if row is None or not wrong[row]:
        return
    named = ", ".join(map(repr, columns))
    values = ", ".join(repr(frame[column][row]) for column in columns)
    raise TableError(f"{where}, column {named}, row {row + 1}: {values} {what}")
