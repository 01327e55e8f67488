"""Text that a spreadsheet would run or a reader would choke on, made plain for CSV, and taken back."""

from __future__ import annotations

import polars as pl

_RUNS = r"^('*[=+\-@\t\r\n＝＋－＠])"
_MADE_PLAIN = r"^'('*[=+\-@\t\r\n＝＋－＠])"
_NUL, _NUL_SHOWN = "\x00", "\N{SYMBOL FOR NULL}"


def plain_cells(frame: pl.DataFrame) -> pl.DataFrame:
    r"""A table for CSV: cells of text that a spreadsheet would take for a formula begin with a single quote.

    That is done to text that begins with one of `= + - @`, their full-width forms, a tab or a line break, and to text
    that begins with single quotes before one of these, so that `formula_cells` can take it back. NUL bytes become the
    symbol for NUL. Numbers, truth values and times are left alone.

    Example:
        >>> plain_cells(pl.DataFrame({"reason": ["=1+1", "fine", "'-2"], "score": [-1, 2, 3]}))["reason"].to_list()
        ["'=1+1", 'fine', "''-2"]
    """
    return frame.with_columns(_plain(column) for column in frame.iter_columns() if _is_text(column.dtype))


def formula_cells(texts: pl.Series) -> pl.Series:
    """Text as it was before `plain_cells`, NUL bytes apart.

    Example:
        >>> formula_cells(pl.Series(["'=1+1", "'quoted'", "''-2"])).to_list()
        ['=1+1', "'quoted'", "'-2"]
    """
    return texts.str.replace(_MADE_PLAIN, "$1")


def _is_text(dtype: pl.DataType) -> bool:
    return isinstance(dtype, (pl.String, pl.Categorical))  # an Enum's levels are declared and harmless


def _plain(column: pl.Series) -> pl.Series:
    texts = column.unique().cast(pl.String) if column.dtype == pl.Categorical else column
    if not (texts.str.contains(_RUNS) | texts.str.contains(_NUL, literal=True)).any():
        return column
    return column.cast(pl.String).str.replace(_RUNS, "'$1").str.replace_all(_NUL, _NUL_SHOWN, literal=True)
