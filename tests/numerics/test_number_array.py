"""Numbers are read alike from whatever holds them, and what is no number is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from motivelab.errors import DegenerateDataError
from motivelab.numerics.cluster_resampling import cluster_weights
from motivelab.numerics.clustering import label_codes
from motivelab.numerics.coincidences import coded_ratings
from motivelab.numerics.number_array import is_missing, number_array

TABLE: list[list[float | None]] = [[1.0, 2.0, 3.0], [2.0, None, 1.0], [3.0, 3.0, 2.0], [1.0, 1.0, None]]
HOLDERS: dict[str, Any] = {
    "rows": TABLE,
    "array": np.array(TABLE, dtype=np.float64),
    "float32": np.array(TABLE, dtype=np.float32),
    "objects": np.array(TABLE, dtype=object),
    "masked": np.ma.masked_invalid(np.array(TABLE, dtype=np.float64)),
    "masked integers": np.ma.masked_equal(np.array([[v or 0 for v in row] for row in TABLE], dtype=np.int64), 0),
    "pandas": pd.DataFrame(TABLE),
    "pandas with NA": pd.DataFrame(TABLE).astype("Int64"),
    "Polars": pl.DataFrame(TABLE, orient="row"),
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_table_is_read_alike_from_whatever_holds_it(holder: str) -> None:
    np.testing.assert_array_equal(number_array(HOLDERS[holder], name="x"), np.array(TABLE, dtype=np.float64))
    assert coded_ratings(HOLDERS[holder]).codes.tolist() == [[0, 1, 2], [1, -1, 0], [2, 2, 1], [0, 0, -1]]


@pytest.mark.parametrize(
    "values",
    [
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.array([1 + 2j]),
        ["high"],
        [[1, 2], [3]],
        pd.DataFrame({"a": [1]}).to_records(),
        [object()],
    ],
)
def test_what_is_no_number_is_refused(values: Any) -> None:
    with pytest.raises(DegenerateDataError, match="no number"):
        number_array(values, name="x")


def test_labels_of_people_read_alike_from_rows_and_frames() -> None:
    rows = [["no", "yes"], [None, "no"], ["yes", "yes"]]
    codes = [[0, 1], [-1, 0], [1, 1]]
    holders: list[Any] = [rows, pd.DataFrame(rows), pl.DataFrame(rows, orient="row"), np.array(rows, dtype=object)]
    for holder in holders:
        assert coded_ratings(holder).codes.tolist() == codes


@pytest.mark.parametrize("column", [["no", "yes"], [1, 2], np.arange(3), pd.Series([1, 2])])
def test_one_column_of_ratings_is_refused(column: Any) -> None:
    with pytest.raises(DegenerateDataError, match="one column"):
        coded_ratings(column)


def test_a_missing_label_is_refused_even_where_it_answers_no_comparison() -> None:
    assert is_missing(pd.NA)
    assert not is_missing("")
    with pytest.raises(DegenerateDataError, match="row 1 has no label"):
        label_codes(pd.Series(["a", pd.NA], dtype="string"))
    with pytest.raises(DegenerateDataError, match="row 1 has no label"):
        cluster_weights(["a", pd.NA, "b"], n_resamples=0, rng=np.random.default_rng(1))
