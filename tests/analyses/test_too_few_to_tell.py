"""What too few families make unsound is not told: log odds of rare outcomes, levels met by few, three categories."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from motivelab.analyses.choosing.utility_scale import WITH_REPORTS, scale_rows
from motivelab.analyses.measuring.level_effects import LevelEffects, level_effects
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.wording_of_reasons.telling_words import telling_rows
from motivelab.analyses.working.rare_outcome import refuse_rare
from motivelab.errors import DegenerateDataError


@pytest.mark.parametrize("rare", [0.0, 1.0])
def test_log_odds_need_ten_families_in_which_the_rarer_outcome_was_met(rare: float) -> None:
    families = [f"f{i // 2}" for i in range(100)]

    def met_in(n: int) -> None:
        outcome = np.full(100, 1 - rare)
        outcome[: 2 * n] = rare  # both tasks of each: it is families that count
        refuse_rare(outcome, families)

    with pytest.raises(DegenerateDataError, match="met in 9 families"):
        met_in(9)
    met_in(10)
    met_in(0)


def dealt(levels: int, families: int, rng: np.random.Generator) -> LevelEffects:
    """Two tasks a family, two draws each, every draw in a level dealt to it; levels do nothing."""
    family, task = np.repeat(np.arange(families), 4), np.repeat(np.arange(2 * families), 2)
    given = rng.permutation(np.resize(np.arange(levels), len(family))).astype(str)
    scores = rng.normal(size=families)[family] + rng.normal(size=2 * families)[task] + rng.normal(size=len(family))
    return level_effects(scores, given, blocks=[task, family], families=family)


def test_levels_are_tested_from_five_families_each() -> None:
    rng = np.random.default_rng(3)
    assert dealt(6, 29, rng).test is None
    assert dealt(6, 30, rng).test is not None


def test_where_levels_are_alike_the_test_holds_its_level() -> None:
    """At p < .01 in at most 1%; 11 of 300 or more happen once in a thousand times."""
    rng = np.random.default_rng(4)
    tests = [dealt(6, 30, rng).test for _ in range(300)]
    assert sum(t is not None and t.p is not None and t.p < 0.01 for t in tests) < 11


@pytest.mark.parametrize(("items", "told"), [(3, False), (4, True)])
def test_three_utilities_are_not_correlated_with_reports(items: int, told: bool) -> None:
    """Without one of three, two are left, and two always agree or disagree in full."""
    names = [f"c{i}" for i in range(items)]
    rng = np.random.default_rng(5)
    pairs = [(a, b) for a in names for b in names if a != b for _ in range(20)]
    compared = pl.DataFrame(
        {
            "first": [a for a, _ in pairs],
            "second": [b for _, b in pairs],
            "outcome": rng.integers(0, 2, len(pairs)).astype(float),
            "pair": [str(i // 2) for i in range(len(pairs))],
        }
    )
    reports = {name: float(50 + 3 * i**2) for i, name in enumerate(names)}
    groups = {name: name for name in names}
    found = list(scale_rows(compared, {"respondent": "a"}, level="categories", reports=reports, groups=groups))
    measure = WITH_REPORTS.format("categories")
    assert any(isinstance(row, Row) and row.labels["measure"] == measure for row in found) == told
    assert any(isinstance(note, str) and "at least 4 are needed" in note for note in found) != told


def test_words_are_told_by_t_with_the_families_of_the_smaller_side() -> None:
    rng = np.random.default_rng(6)
    sides = [("few", True, 6), ("many", False, 20)]
    reasons = [
        {
            "reason": " ".join(rng.choice(["useful", "new", "dull", "long"], 3)),
            "in_first": first,
            "family": f"{side}{f}",
        }
        for side, first, families in sides
        for f in range(families)
        for _ in range(4)
    ]
    rows = [r for r in telling_rows(pl.DataFrame(reasons), {}, first="first", second="second") if isinstance(r, Row)]
    assert rows
    assert {r.estimate.df for r in rows} == {5.0}
    reach = [((r.estimate.high or 0) - (r.estimate.low or 0)) / 2 / (r.estimate.se or 1) for r in rows]
    assert reach == pytest.approx([2.570582] * len(rows))
