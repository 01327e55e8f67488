"""Columns and frames of any library are the same numbers, and what is missing in them is missing here."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from motivelab.errors import DegenerateDataError
from motivelab.numerics.number_array import number_array
from motivelab.stats.cronbach_alpha import cronbach_alpha

ROWS: list[list[float | None]] = [[4, 5, 4], [2, None, 2], [5, 5, 4], [3, 2, 3], [1, 2, 1]]
PLAIN = np.array(ROWS, dtype=np.float64)
NAMES = ["a", "b", "c"]
TABLES: dict[str, Any] = {
    "lists": ROWS,
    "float32": PLAIN.astype(np.float32),
    "objects": np.array(ROWS, dtype=object),
    "pandas": pd.DataFrame(PLAIN, columns=NAMES),
    "pandas, nullable": pd.DataFrame(ROWS, columns=NAMES).astype("Int64"),
    "polars": pl.DataFrame(ROWS, schema=NAMES, orient="row"),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_kind_of_table_is_the_same_numbers(table: Any) -> None:
    np.testing.assert_array_equal(number_array(table, name="scores"), PLAIN)
    assert cronbach_alpha(table).alpha == cronbach_alpha(PLAIN).alpha


@pytest.mark.parametrize("column", [pd.Series([1, None], dtype="boolean"), pl.Series([True, None]), [True, None]])
def test_yes_and_no_are_one_and_zero(column: Any) -> None:
    np.testing.assert_array_equal(number_array(column, name="yes"), [1.0, math.nan])


@pytest.mark.parametrize("column", [pd.Series(["a", "b"]), pl.Series(["a", "b"]), ["a", "b"], [[1], [1, 2]]])
def test_what_is_no_number_is_refused_by_name(column: Any) -> None:
    with pytest.raises(DegenerateDataError, match="pleasure holds something that is no number"):
        number_array(column, name="pleasure")
