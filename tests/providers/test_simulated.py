"""Simulated respondents answer from a planted truth, and the truth can be found again in their answers."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.calls import call, respondent
from tests.support.plans import plan, tasks
from tests.support.simulated_run import answers, drafts_of

from motivelab import providers
from motivelab.errors import CapabilityError, RequestRejectedError
from motivelab.manipulations.founding_ten import FOUNDING_TEN
from motivelab.providers.simulation.personalities import PERSONALITIES, personality_of
from motivelab.providers.simulation.personality import ABLE_BY_CATEGORY, EFFECT_BY_CONDITION, WANT_BY_CATEGORY
from motivelab.providers.simulation.true_latent import true_latent
from motivelab.providers.simulation.truth import TRUTH_SCHEMA, truth
from motivelab.schema.completion import Call
from motivelab.schema.message import Message
from motivelab.schema.respondent import Respondent
from motivelab.schema.task import CATEGORIES

REPORTS = [{"kind": "self_report"}]


@cache
def _answered(model: str) -> pl.DataFrame:
    return answers(plan(f"sim/{model}"))


def _correlation(frame: pl.DataFrame, a: str, b: str) -> float:
    return float(frame.drop_nulls([a, b]).select(pl.corr(a, b)).item())


def _mean(frame: pl.DataFrame, column: str) -> float:
    return float(frame.select(pl.col(column).mean()).item())


def _pre(model: str, condition: str = "none") -> pl.DataFrame:
    return _answered(model).filter(procedure="pre", condition=condition)


def _named_chosen(model: str, condition: str) -> float:
    chosen = _answered(model).filter(kind="forced_choice", condition=condition, status="answered")
    return float(chosen.select((pl.col("choice") == pl.col("side")).mean()).item())


def _report_and_choice(model: str) -> float:
    """Correlation of choosing the first task with its report minus that of the second."""
    report = _pre(model).group_by("task").agg(pl.col("motivation").mean())
    chosen = _answered(model).filter(kind="forced_choice", condition="none", status="answered")
    both = (
        chosen.drop("motivation")
        .join(report, on="task")
        .join(report, left_on="other_task", right_on="task", suffix="_2")
    )
    return float(
        both.select(
            pl.corr((pl.col("choice") == 1).cast(pl.Float64), pl.col("motivation") - pl.col("motivation_2"))
        ).item()
    )


def test_a_trial_has_one_answer_in_whatever_order_it_is_asked() -> None:
    """All chance comes from the trial's id: backwards, alone or three at once gives the same drafts."""
    compiled = plan("sim/coherent", procedures=REPORTS, families=1)
    forwards = drafts_of(compiled)
    who = compiled.trial(0).cell.respondent
    provider = providers.connect(who, {})

    async def backwards() -> None:
        rows = list(reversed(range(len(compiled))))
        for at in range(0, len(rows), 3):
            trials = tuple(compiled.trial(row) for row in rows[at : at + 3])
            asked = Call(respondent=who, messages=(Message("user", "x"),), max_tokens=9, n=len(trials), trials=trials)
            reply = await provider.complete(asked, provider.encode(asked))
            assert reply.drafts == tuple(forwards[t.id] for t in trials)

    asyncio.run(backwards())


def test_reports_show_what_is_wanted() -> None:
    """Reports follow want; category and condition move them as planted."""
    assert _correlation(_pre("coherent"), "motivation", "want") > 0.85
    means = {c: _mean(_pre("coherent", c), "motivation") for c in ("none", "neutral", "money", "meaningless")}
    assert means["money"] > means["none"] + 8
    assert means["meaningless"] < means["none"] - 8
    assert abs(means["neutral"] - means["none"]) < 6


def test_an_incentive_fades_once_the_work_is_done() -> None:
    """After the work money no longer raises want, while meaninglessness lowers it further."""
    true = _answered("coherent").filter(procedure="post")
    by_condition = dict(true.group_by("condition").agg(pl.col("effect_after").mean()).rows())
    assert by_condition["money"] < 0.2
    assert by_condition["meaningless"] < -0.8
    assert by_condition["none"] == 0


def test_one_truth_feeds_report_choice_and_work() -> None:
    """In a coherent respondent what is reported is chosen, done at length and done well."""
    assert _report_and_choice("coherent") > 0.45
    assert _named_chosen("coherent", "money") > 0.6
    assert _named_chosen("coherent", "meaningless") < 0.42
    work = _answered("coherent").filter(kind="performance")
    assert _correlation(work.filter(pl.col("complied")), "want", "length") > 0.15
    done = work.with_columns(pl.col("task").str.contains("harmful|physical").alias("bad"))
    refused = dict(done.group_by("bad").agg(1 - pl.col("complied").mean()).rows())
    assert refused[True] > 0.4
    assert refused[False] < 0.1
    assert _correlation(_answered("coherent").filter(kind="judgement"), "rating", "quality") > 0.4


def test_a_judge_sees_that_nothing_was_done() -> None:
    """Work that turned out a refusal is rated low, whoever refused."""
    rated = _mean(_answered("silent").filter(kind="judgement"), "rating")
    others = _mean(_answered("coherent").filter(kind="judgement"), "rating")
    assert rated < others - 1.5


def test_null_depends_on_nothing() -> None:
    """Neither task nor condition moves its reports, its choices go by position alone, its work is all alike."""
    frame = _answered("null")
    assert frame.filter(kind="self_report")["want"].n_unique() == 1
    reports = frame.filter(procedure="pre").with_columns(pl.col("task").str.split("-").list.first().alias("category"))
    by_category = (
        reports.group_by("category").agg(pl.col("motivation").mean()).select(pl.col("motivation").std()).item()
    )
    by_condition = (
        reports.group_by("condition").agg(pl.col("motivation").mean()).select(pl.col("motivation").std()).item()
    )
    assert by_category < 8  # 48 reports of sd 24 a category: 3.5 expected
    assert by_condition < 5
    assert abs(_report_and_choice("null")) < 0.2
    assert 0.4 < _named_chosen("null", "money") < 0.6


def test_conduct_can_depart_from_reports() -> None:
    """What is reported is chosen, ignored, or avoided; conditions act on all but the unmoved."""
    assert abs(_report_and_choice("incoherent")) < 0.3
    assert _report_and_choice("reversed") < -0.45
    assert _named_chosen("reversed", "money") > 0.6
    assert 0.4 < _named_chosen("unmoved", "money") < 0.6
    assert set(_answered("unmoved")["effect"].to_list()) == {0.0}


def test_refusals_come_as_often_as_planted() -> None:
    """A refusing respondent gives no answer to about 43 in 100 reports, a coherent one to 3."""

    def share(model: str) -> float:
        return _mean(_answered(model).filter(procedure="pre").select(no=pl.col("status") != "answered"), "no")

    assert 0.35 < share("refusing") < 0.55
    assert share("coherent") < 0.07


def test_the_truth_has_a_row_for_every_trial_of_a_simulated_respondent() -> None:
    """The table is keyed by trial and holds what the answers came from; hosts' trials are not in it."""
    compiled = plan("sim/coherent", "ollama/tiny", families=1)
    table = truth(compiled)
    assert dict(table.schema) == TRUTH_SCHEMA
    assert table["trial_id"].n_unique() == table.height
    assert set(table["author"].to_list()) == {"sim/coherent"}
    judged = table.filter(kind="judgement")
    assert set(judged["respondent"].to_list()) == {"sim/judge"}
    assert 0 < table.height < len(compiled)


def test_a_choice_is_moved_on_the_side_that_is_named() -> None:
    """The condition raises want for the task that it names and leaves the other alone."""
    compiled = plan("sim/coherent", families=1, procedures=[{"kind": "forced_choice", "name": "choice", "pairs": 60}])
    table = truth(compiled).with_columns(pl.Series("side", [compiled.trial(r).side for r in range(len(compiled))]))
    plain = dict(table.filter(condition="none").select("task", "want").rows())
    for row in table.filter(condition="money").iter_rows(named=True):
        named = row["task"] if row["side"] == 1 else row["other_task"]
        want = {row["task"]: row["want"], row["other_task"]: row["other_want"]}
        for task, value in want.items():
            if task in plain:
                assert (value - plain[task] == pytest.approx(row["effect"])) if task == named else value == plain[task]


@given(
    model=st.sampled_from(sorted(PERSONALITIES)),
    variant=st.sampled_from(["", "a", "b"]),
    task=st.sampled_from(tasks()),
    condition=st.sampled_from(["none", "neutral", "mine", *FOUNDING_TEN]),
    placement=st.sampled_from(["before_task", "after_task", "system"]),
    acting=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_truths_are_sound(model: str, variant: str, task: Any, condition: str, placement: str, acting: bool) -> None:
    """Every truth is finite and in range, belongs to model and variant and not to a respondent's name."""
    who, other = (Respondent(name=n, provider="sim", model=model, variant=variant) for n in ("a", "b"))
    latent = true_latent(who, task, condition=condition, wording="w-1", placement=placement, acting=acting)
    assert latent == true_latent(other, task, condition=condition, wording="w-1", placement=placement, acting=acting)
    assert all(abs(getattr(latent, f)) < 8 for f in ("want", "able", "want_after", "interest", "fear", "quality"))
    assert 0 <= latent.complies <= 1
    assert 10 < latent.tokens < 10_000


def test_variants_are_other_respondents_of_one_population() -> None:
    """Two variants agree about tasks as far as they share a population, and not entirely."""
    a, b = (Respondent(name="a", provider="sim", model="coherent", variant=v) for v in ("a", "b"))
    other = Respondent(name="a", provider="sim", model="coherent", variant="a", extra={"population": 2})
    frame = pl.DataFrame(
        {n: [true_latent(r, t).want for t in tasks()] for n, r in (("a", a), ("b", b), ("other", other))}
    )
    near, far = _correlation(frame, "a", "b"), _correlation(frame, "a", "other")
    assert 0.85 < near < 1
    assert far < near


def test_a_study_can_change_a_personality() -> None:
    """Numbers, habits and effects are set in extra, and what is not named stays as it was."""
    who = Respondent(
        name="a",
        provider="sim",
        model="coherent",
        extra={
            "effect_own_sd": 0,
            "effect_family_sd": 0,
            "effects": {"mine": [1, 0]},
            "manner": {"nonresponse": {"empty": 1}},
        },
    )
    changed, base = personality_of(who), PERSONALITIES["coherent"]
    assert changed.manner.noise == base.manner.noise
    assert changed.manner.nonresponse == {**base.manner.nonresponse, "empty": 1}
    task = tasks()[0]
    assert true_latent(who, task, condition="mine").want - true_latent(who, task).want == pytest.approx(1)
    with pytest.raises(CapabilityError, match=r"extra\.manner\.noise"):
        personality_of(Respondent(name="a", provider="sim", model="coherent", extra={"manner": {"noise": "much"}}))


def test_every_category_and_founding_condition_has_a_truth() -> None:
    """No category and no condition of the founding study is left at zero by oversight."""
    assert set(WANT_BY_CATEGORY) == set(ABLE_BY_CATEGORY) == set(CATEGORIES)
    assert set(EFFECT_BY_CONDITION) == set(FOUNDING_TEN)


def test_a_text_without_a_trial_is_refused() -> None:
    """A simulated respondent does not read prompts and says so."""
    who = respondent("sim", "coherent")
    provider = providers.connect(who, {})
    made = call(who)
    with pytest.raises(RequestRejectedError, match="trials, not texts"):
        asyncio.run(provider.complete(made, provider.encode(made)))
    assert "nothing leaves" in asyncio.run(provider.check())
