"""The forecast counts what the plan holds and prices by exact model id."""

from __future__ import annotations

import polars as pl
import pytest

from motivelab.planning.forecast import Forecast, forecast
from motivelab.planning.prepare import prepare
from motivelab.planning.price import price_of
from motivelab.schema.respondent import Price, Respondent
from motivelab.studies.load import load_study, parse_study


def forecast_of(text: str) -> Forecast:
    study = 'name = "x"\ntasks = { sample = 10 }\n' + text
    return prepare(parse_study(study, where="x"), environ={}).forecast


def respondent(model: str, **fields: object) -> Respondent:
    provider, _, name = model.partition("/")
    return Respondent(name=model, provider=provider, model=name, **fields)  # type: ignore[arg-type]


def test_trials_add_up_to_the_plan_by_every_label() -> None:
    prepared = prepare(load_study("quick"), environ={})
    expected = prepared.forecast
    for frame in (expected.by_cell, expected.by_respondent, expected.by_part()):
        assert frame["trials"].sum() == len(prepared.plan)
    labels = [(c.respondent.name, c.procedure, c.condition) for c in prepared.plan.cells]
    counted: dict[tuple[str, str, str], int] = {}
    for cell in prepared.plan.columns["cell"].tolist():
        counted[labels[cell]] = counted.get(labels[cell], 0) + 1
    told = expected.by_cell.group_by("respondent", "procedure", "condition").agg(pl.sum("trials"))
    assert {tuple(row[:3]): row[3] for row in told.rows()} == counted


@pytest.mark.parametrize(
    ("model", "procedure", "calls"),
    [
        ("openai/gpt-4o-mini", 'kind = "self_report"', 10),
        ("anthropic/claude-sonnet-4-5", 'kind = "self_report"', 30),
        ("openai/gpt-4o-mini", 'kind = "self_report"\ninstrument = "breakdown"', 30),
        ("openai/gpt-4o-mini", 'kind = "performance"', 30),
    ],
)
def test_replicates_share_a_call_where_they_can(model: str, procedure: str, calls: int) -> None:
    expected = forecast_of(f'[[respondents]]\nmodel = "{model}"\n[[procedures]]\n{procedure}\nreplicates = 3\n')
    assert (expected.trials, expected.calls) == (30, calls)


def test_trials_with_seeds_of_their_own_never_share_a_call() -> None:
    expected = forecast_of(
        '[[respondents]]\nmodel = "openai/gpt-4o-mini"\nsettings = { seed = true }\n'
        '[[procedures]]\nkind = "self_report"\nreplicates = 3\n'
    )
    assert expected.calls == 30


def test_a_cap_bounds_the_tokens_written() -> None:
    text = '[[respondents]]\nmodel = "openai/gpt-4o-mini"\n[[procedures]]\nkind = "performance"\nmax_tokens = 5\n'
    assert forecast_of(text).by_cell["output_tokens"].sum() == 50


def test_what_follows_a_work_reads_it() -> None:
    base = '[[respondents]]\nmodel = "sim/null"\n[[procedures]]\nkind = "performance"\nmax_tokens = {}\n'
    post = '[[procedures]]\nkind = "self_report"\nmoment = "post"\n'
    short, long = (
        float(forecast_of(base.format(cap) + post).by_cell.filter(procedure="post")["input_tokens"].sum())
        for cap in (10, 110)
    )
    assert long - short == pytest.approx(10 * 100)


@pytest.mark.parametrize(
    ("limits", "seconds"),
    [("requests_per_minute = 2", 300.0), ("concurrency = 1, requests_per_minute = 100000", 10 * (1 + 66 / 60))],
)
def test_duration_keeps_to_the_tightest_limit(limits: str, seconds: float) -> None:
    host = f'[[respondents]]\nmodel = "openai/gpt-4o-mini"\nlimits = {{ {limits} }}\n'
    expected = forecast_of(host + '[[procedures]]\nkind = "self_report"\n')
    assert expected.seconds == pytest.approx(seconds)


def test_a_price_in_the_study_goes_first() -> None:
    own = Price(input=7, output=9)
    assert price_of(respondent("openai/gpt-4o", price=own)) == own


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("openai/gpt-4o", True),
        ("openai/gpt-4o-2024-08-06", True),
        ("openai/gpt-4o-2099-01-01", False),
        ("google/gemini-2.0-flash", True),
        ("google/tuned-gemini-2.0-flash", False),
        ("vllm/gpt-4o", False),
        ("sim/null", True),
    ],
)
def test_a_listed_price_is_taken_for_the_exact_model_only(model: str, known: bool) -> None:
    assert (price_of(respondent(model)) is not None) == known


def test_gpt_4o_is_not_priced_as_gpt_4o_mini() -> None:
    large, small = price_of(respondent("openai/gpt-4o")), price_of(respondent("openai/gpt-4o-mini"))
    assert large is not None
    assert small is not None
    assert large.input > 10 * small.input


def test_a_server_of_ones_own_has_no_listed_price() -> None:
    assert price_of(respondent("openai/gpt-4o", base_url="http://localhost:1/v1")) is None


def test_a_forecast_is_a_function_of_the_plan() -> None:
    prepared = prepare(load_study("quick"), environ={})
    assert forecast(prepared.plan).by_cell.equals(prepared.forecast.by_cell)
