"""Labels become numbers, and what is no label is said so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from motivelab.errors import DegenerateDataError
from motivelab.numerics.label_codes import label_codes
from motivelab.numerics.number_array import number_array


class Unknown:
    """Neither equal nor unequal to anything, as the NA of data frames."""

    def __eq__(self, other: object) -> Any:
        return self

    def __hash__(self) -> int:
        return 1

    def __bool__(self) -> bool:
        raise TypeError("ambiguous")


def test_text_numbers_and_arrays_are_numbered_by_first_appearance() -> None:
    labels: list[Sequence[Any]] = [["b", "a", "b"], (2, 1, 2), [("x", 1), "y", ("x", 1)], np.array(["b", "a", "b"])]  # type: ignore[list-item]
    for given in labels:
        assert label_codes(given)[0].tolist() == [0, 1, 0]


@pytest.mark.parametrize("missing", [None, float("nan"), np.float64("nan"), Unknown()])
def test_a_missing_label_is_refused_with_its_row(missing: Any) -> None:
    with pytest.raises(DegenerateDataError, match="row 1 has no label"):
        label_codes(["a", missing])


@pytest.mark.parametrize("labels", [3, np.zeros((4, 2)), [["a"], ["b"]], [np.zeros(2), np.zeros(2)]])
def test_what_is_not_one_label_a_row_is_refused(labels: Any) -> None:
    with pytest.raises(DegenerateDataError, match="label"):
        label_codes(labels)


@pytest.mark.parametrize("values", [["1", "2"], np.array(["2020-01-01"], dtype="datetime64[D]"), [1 + 1j, 2.0]])
def test_text_dates_and_complex_numbers_are_no_numbers(values: Any) -> None:
    with pytest.raises(DegenerateDataError, match="give numbers"):
        number_array(values, name="scores")
