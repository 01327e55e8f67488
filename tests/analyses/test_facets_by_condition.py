"""Each facet's own shift is found, and those that do not move are left alone."""

from __future__ import annotations

import numpy as np
import polars as pl
from tests.support.planted_behaviour import WHOLE, shuffled, with_facets
from tests.support.planted_tables import only, without

from motivelab.analyses import facets_by_condition
from motivelab.analyses.protocol.to_frame import to_frame

PLANTED = {"interest": {"money": 5.0}, "fear": {"money": 12.0, "futility": -6.0}, "value": {}}
TABLES = with_facets(WHOLE, PLANTED)
FOUND = facets_by_condition.analyse(TABLES)


def test_each_facet_shifts_as_far_as_was_planted() -> None:
    covered = total = 0
    for row in FOUND.rows:
        truth = PLANTED[row.labels["facet"]].get(row.labels["condition"], 0.0)
        assert row.estimate.low is not None
        assert row.estimate.high is not None
        total += 1
        covered += row.estimate.low <= truth <= row.estimate.high
        if truth:
            assert abs(row.estimate.value - truth) < 2.5
    assert total == 2 * 3 * (3 + 2)
    assert covered >= 26


def test_facets_are_tested_as_one_family_within_a_reference() -> None:
    for reference, tests in (("none", 18), ("control", 12)):
        assert {r.estimate.method.rpartition("over ")[2] for r in FOUND.select(reference=reference)} == {
            f"{tests} tests"
        }
        assert all(r.estimate.method.count("Benjamini-Hochberg") == 1 for r in FOUND.select(reference=reference))


def test_without_the_instrument_or_without_manipulations_it_says_so() -> None:
    assert facets_by_condition.analyse(WHOLE).notes == ("not estimable: the instrument 'breakdown' was not answered",)
    alone = facets_by_condition.analyse(only(TABLES, pl.col("condition") == "none"))
    assert not alone.rows
    assert "more than one condition" in alone.notes[0]
    assert not facets_by_condition.analyse(without(TABLES, "self_reports")).rows


def test_the_order_of_rows_decides_nothing() -> None:
    keys = ["respondent", "facet", "condition", "reference"]
    a, b = (to_frame(facets_by_condition.analyse(t)).sort(keys) for t in (TABLES, shuffled(TABLES)))
    for column in ("value", "low", "high", "p"):
        np.testing.assert_allclose(a[column].to_numpy(), b[column].to_numpy(), rtol=1e-9)
