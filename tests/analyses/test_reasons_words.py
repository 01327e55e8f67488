"""Words of reasons: planted ones are found on their side, and hostile text is no more than words."""

from __future__ import annotations

import math
import random
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.planted_choices import Liking, tables

from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.reasons_words import HIGH, LOW, TAKEN, analyse
from motivelab.analyses.wording_of_reasons.plain_words import (
    LONGEST_WORD,
    VOCABULARY,
    plain_words,
    texts_with_each_word,
)
from motivelab.tables.tables import Tables

WORLD = Liking(families=30, tasks=2, pairs=120, texts={"money": 0.5})
PLAIN = tables(WORLD)
FILLER = ("task", "kind", "some", "steps", "that", "one", "can", "take", "then", "see", "what", "comes", "out", "all")


def _reasoned(found: Tables, *, liked: str = "fun", disliked: str = "dull", rate: float = 0.5) -> Tables:
    """Reports above 50 say the one word and those below the other, choices of the manipulated task say 'paid'."""
    rng = random.Random(4)

    def text(word: str, at: float) -> str:
        return " ".join([*rng.sample(FILLER, 8), *([word] if rng.random() < at else [])])

    reports = [text(liked if s > 50 else disliked, rate) for s in found.self_reports["score_100"]]
    choices = [text("paid", rate) if moved else text("paid", 0.0) for moved in found.choices["manipulated_chosen"]]
    return _with(
        found,
        self_reports=found.self_reports.with_columns(pl.Series("reason", reports)),
        choices=found.choices.with_columns(pl.Series("reason", choices)),
    )


def _with(found: Tables, **frames: pl.DataFrame) -> Tables:
    return Tables(**{**dict(found.items()), **frames})


FOUND = _reasoned(PLAIN)
ANSWER = analyse(FOUND)


def test_planted_words_lead_their_side_with_their_sign_and_hold_against_all_words() -> None:
    for measure, word, sign in ((HIGH, "fun", 1), (LOW, "dull", -1), (TAKEN, "paid", 1)):
        leading = ANSWER.select(measure=measure)[0]
        e = leading.estimate
        assert leading.labels["term"] == word
        assert sign * e.value > 0
        assert e.low is not None
        assert e.high is not None
        assert e.low * e.high > 0
        assert (e.p or 0) < 0.001
        assert "p by Benjamini-Hochberg over" in e.method
    assert {r.labels.get("condition") for r in ANSWER.select(measure=TAKEN)} == {"money"}


def test_words_that_go_with_nothing_are_seldom_told_apart() -> None:
    told = total = 0
    for seed in range(8):
        nothing = analyse(_reasoned(tables(WORLD.but(seed=seed)), liked="same", disliked="same"))
        for measure in (HIGH, LOW):
            rows = nothing.select(measure=measure)
            told += sum((r.estimate.p or 0) < 0.05 for r in rows)
            total += len(rows)
    assert total > 80
    assert told <= 1


def test_each_word_says_in_how_many_reasons_it_stands() -> None:
    row = ANSWER.select(measure=HIGH, term="fun")[0]
    scores = FOUND.self_reports["score_100"]
    high = FOUND.self_reports.filter(scores >= scores.quantile(2 / 3, "linear"))
    holding = high["reason"].str.contains("fun").sum()
    assert f"stands in {holding} of {high.height} and 0 of" in row.estimate.method


def test_a_text_that_says_a_word_a_thousand_times_is_one_text() -> None:
    shouting = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("shout " * 1000)).otherwise("reason").alias("reason")
    answer = analyse(_with(FOUND, self_reports=FOUND.self_reports.with_columns(shouting)))
    assert not any(r.labels["term"] == "shout" for r in answer.rows)


def test_reports_heaped_on_one_number_leave_that_number_out() -> None:
    heaped = pl.when(pl.col("score_100").is_between(43, 57)).then(50.0).otherwise("score_100").alias("score_100")
    answer = analyse(_with(FOUND, self_reports=FOUND.self_reports.with_columns(heaped)))
    row = answer.select(measure=HIGH, term="fun")[0]
    above = FOUND.self_reports.filter(pl.col("score_100") > 57)
    assert f"of {above.height} and" in row.estimate.method
    constant = pl.lit(50.0).alias("score_100")
    flat = analyse(_with(FOUND, self_reports=FOUND.self_reports.with_columns(constant)))
    assert not flat.select(measure=HIGH)
    assert any(n.startswith("not estimable: one, words of the reasons of high") for n in flat.notes)


@given(st.lists(st.text(max_size=60), max_size=12))
@settings(deadline=None, max_examples=150)
def test_any_text_becomes_letters_and_single_spaces(texts: list[str]) -> None:
    for words in plain_words(pl.Series(texts, dtype=pl.String)):
        assert "  " not in words
        assert all(2 <= len(word) <= LONGEST_WORD for word in words.split())
        # Polars may know letters of a newer Unicode than Python, to which they are unassigned (Cn).
        assert {unicodedata.category(c) for c in words if not c.isalpha()} <= {"Zs", "Cn"}


def test_hostile_reasons_leave_plain_words_only() -> None:
    hostile = [
        "<script>alert(1)</script>",
        "=cmd('calc')|x",
        "\u202egnirts\u202c",
        "a\x00b\x07c",
        "\u200bzero\u200dwidth",
        "\\u003c",
    ]
    long = ["x" * 1_000_000, "word " * 300_000]
    words = plain_words(pl.Series([*hostile, *long])).to_list()
    assert words[:5] == ["script alert script", "cmd calc", "gnirts", "abc", "zerowidth"]
    assert words[6] == ""
    assert len(words[7]) <= 2000
    reasons = FOUND.self_reports.with_columns(
        pl.Series("reason", [hostile[i % 6] + " fun" for i in range(FOUND.self_reports.height)])
    )
    for row in analyse(_with(FOUND, self_reports=reasons)).rows:
        assert row.labels["term"].isalpha()
        assert len(row.labels["term"]) <= LONGEST_WORD


def test_no_text_makes_the_table_of_words_grow_without_bound() -> None:
    many = " ".join(
        f"{a}{b}{c}" for a in "abcdefghijklmnopqrstuvw" for b in "abcdefghijkl" for c in "abcdefghijklmnopqrst"
    )
    frame = pl.DataFrame({"words": [many, many], "in_first": [True, False]})
    assert texts_with_each_word(frame, by="in_first", at_least=2).height == VOCABULARY


def test_the_order_of_rows_changes_no_number() -> None:
    shuffled = Tables(**{n: f.sample(fraction=1.0, shuffle=True, seed=3) for n, f in FOUND.items()})
    keys = ["measure", "condition", "term"]
    numbers = ["value", "low", "high", "p"]
    one, two = (to_frame(analyse(t)).sort(keys).select(*keys, pl.col(numbers).round(9)) for t in (FOUND, shuffled))
    assert one.equals(two)


@pytest.mark.parametrize("reason", [None, "", "1 2 3", "\u202e"])
def test_reasons_without_words_are_said_to_hold_none(reason: str | None) -> None:
    empty = pl.lit(reason, dtype=pl.String).alias("reason")
    answer = analyse(
        _with(
            FOUND,
            self_reports=FOUND.self_reports.with_columns(empty),
            choices=FOUND.choices.with_columns(empty),
        )
    )
    assert not answer.rows
    assert all(n.startswith("not estimable") for n in answer.notes)
    assert answer.notes


def test_reasons_that_are_all_the_same_are_said_to_tell_nothing() -> None:
    same = FOUND.self_reports.with_columns(pl.lit("It is fine.").alias("reason"))
    answer = analyse(_with(FOUND, self_reports=same))
    assert not answer.select(measure=HIGH)
    assert any("every word stands as often" in note for note in answer.notes)


def test_a_family_alone_or_a_few_reasons_give_finite_numbers_or_a_reason() -> None:
    for world in (WORLD.but(families=1, pairs=1), WORLD.but(families=3, tasks=1, pairs=2)):
        answer = analyse(_reasoned(tables(world)))
        assert answer.rows or answer.notes
        assert all(math.isfinite(r.estimate.value) for r in answer.rows)
