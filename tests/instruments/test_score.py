"""Laws of scoring."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motivelab.instruments.load import load_instrument
from motivelab.instruments.score import keyed, subscale_scores
from motivelab.schema.instrument import Item, ResponseFormat

PLAIN = Item(id="a", text={"": "a"}, subscale="s")
TURNED = Item(id="b", text={"": "b"}, subscale="s", reversed=True)


@given(low=st.integers(-5, 5), span=st.integers(1, 99), share=st.floats(0, 1))
def test_keying_twice_gives_the_value_back_and_stays_on_the_scale(low: int, span: int, share: float) -> None:
    scale = ResponseFormat(id="x", low=low, high=low + span)
    value = low + share * span
    turned = keyed(value, TURNED, scale)
    assert low - 1e-9 <= turned <= low + span + 1e-9
    assert keyed(turned, TURNED, scale) == pytest.approx(value)
    assert keyed(value, PLAIN, scale) == value


def test_a_reversed_item_on_a_reversed_scale_is_keyed_as_it_stands() -> None:
    turned = ResponseFormat(id="x", low=1, high=100, reversed=True)
    assert keyed(30.0, TURNED, turned) == 30.0
    assert keyed(30.0, PLAIN, turned) == 71.0


def test_agreeing_with_everything_scores_in_the_middle_of_balanced_items() -> None:
    scale = load_instrument("task_motivation_scale")
    answers = {i.id: np.array([100.0]) for i in scale.items}
    for found in subscale_scores(answers, scale, scale.format("1-100")).values():
        assert found.scores[0] == pytest.approx((3 * 100 + 2 * 1) / 5)  # three items as they stand, two reversed


def test_the_missing_item_rule_is_the_instruments() -> None:
    scale = load_instrument("task_motivation_scale")  # 0.75 of five items: four must be there
    ids = [i.id for i in scale.items if i.subscale == "fear"]
    answers = {i.id: np.full(3, 50.0) for i in scale.items}
    answers[ids[0]] = np.array([50.0, np.nan, np.nan])
    answers[ids[1]] = np.array([50.0, 50.0, np.nan])
    fear = subscale_scores(answers, scale, scale.format("1-100"))["fear"]
    assert fear.answered.tolist() == [5, 4, 3]
    assert np.isnan(fear.scores).tolist() == [False, False, True]
    assert fear.items == tuple(ids)


def test_nothing_answered_scores_nothing() -> None:
    breakdown = load_instrument("breakdown")
    answers = {i.id: np.array([np.nan]) for i in breakdown.items}
    assert all(np.isnan(s.scores).all() for s in subscale_scores(answers, breakdown, breakdown.formats[0]).values())
