"""Questions about the measure answer whatever is missing, and do not depend on the order of rows."""

from __future__ import annotations

import math
from types import ModuleType

import polars as pl
import pytest
from tests.support.planted_reports import draws_of_tasks, report_tables, shuffled
from tests.support.planted_tables import Planted, tables, without

from motivelab.analyses import (
    before_and_after,
    facets,
    motivation_by_category,
    report_distribution,
    report_stability,
    wordings,
)
from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.tables.tables import Tables

QUESTIONS = (report_distribution, report_stability, motivation_by_category, facets, before_and_after, wordings)
NAMES = ("interest", "challenge", "value", "mastery", "fear", "motivation")


def _everything(**more: int) -> list[dict[str, object]]:
    """Reports at three moments, facets, a manipulation in two wordings, two formats; two respondents."""
    plain = draws_of_tasks(respondents=("b", "a"), **{"families": 8, "tasks": 2, **more})
    rows: list[dict[str, object]] = list(plain)
    for i, row in enumerate(plain):
        score = row["score_100"]
        rows += [{**row, "moment": moment, "score_100": 0.8 * score + i % 9} for moment in ("post", "similar")]
        rows.append({**row, "condition": "money", "wording": f"m{i // 2 % 2}", "score_100": 0.9 * score + 8 + i % 5})
        rows.append({**row, "format": "0-10", "score_100": 0.7 * score + i % 7})
        for j, name in enumerate(NAMES):
            asked = {**row, "instrument": "breakdown", "item": name, "subscale": name, "position": 1 + (i + j) % 6}
            rows.append({**asked, "score_100": 0.5 * score + (7 * i + 13 * j + i * j) % 40})
    return rows


def _constant(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{**row, "score_100": 80.0} for row in rows]


WHOLE = report_tables(_everything())
FEW = Planted(families=4, tasks=2, pairs=0, performances=False)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.DECLARATION.name)
@pytest.mark.parametrize(
    "found",
    [
        pytest.param(WHOLE, id="whole"),
        pytest.param(report_tables([]), id="empty"),
        pytest.param(report_tables(_constant(_everything())), id="one answer throughout"),
        pytest.param(report_tables(_everything(families=1)), id="one family"),
        pytest.param(report_tables(_everything(families=2, tasks=1)), id="two tasks"),
        pytest.param(report_tables(_everything(families=3, tasks=1, draws=1)), id="three tasks, once"),
        pytest.param(report_tables([r for r in _everything() if r["respondent"] == "a"]), id="one respondent"),
        pytest.param(report_tables([r for r in _everything() if r.get("condition")]), id="no condition none"),
        pytest.param(tables(FEW), id="no facets, several conditions"),
        pytest.param(without(tables(FEW), "trials"), id="no trials"),
        pytest.param(tables(FEW.but(silent=True)), id="nobody answered"),
    ],
)
def test_whatever_is_missing_a_question_gives_sound_numbers_or_says_why_not(
    question: ModuleType, found: Tables
) -> None:
    analysis: Analysis = question.analyse(found)
    assert analysis.rows or any(note.startswith("not estimable: ") for note in analysis.notes)
    for row in analysis.rows:
        e = row.estimate
        assert math.isfinite(e.value)
        assert row.track == "recommended"
        if e.low is not None and e.high is not None:
            assert e.low <= e.value <= e.high
        if row.scale == "share":
            assert 0 <= e.value <= 1


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.DECLARATION.name)
def test_labels_tell_every_row_from_the_others(question: ModuleType) -> None:
    labels = [tuple(sorted(row.labels.items())) for row in question.analyse(WHOLE).rows]
    assert labels
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.DECLARATION.name)
def test_the_order_of_rows_makes_no_difference(question: ModuleType) -> None:
    one, two = (to_frame(question.analyse(found)) for found in (WHOLE, shuffled(WHOLE)))
    keys = [c for c in one.columns if one[c].dtype == pl.String and c not in ("method", "flags")]
    one, two = one.sort(keys), two.select(one.columns).sort(keys)
    assert one.select(keys).equals(two.select(keys))
    for number in ("value", "low", "high", "p"):
        for a, b in zip(one[number], two[number], strict=True):
            assert (a is None) == (b is None)
            assert a is None or a == pytest.approx(b, rel=1e-6, abs=1e-6)
