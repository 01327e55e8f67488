"""Laws of parsing; the cases are data, and docs/parsing.md is written from them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.made_trials import choice_cell, judge_cell, performance_cell, report_cell, trial
from tests.support.parsing_page import PAGE, Case, cases, page, share_of_refusals

from motivelab.procedures.fence import fence_token
from motivelab.procedures.procedure import get
from motivelab.procedures.relaxed_json import scan_objects
from motivelab.procedures.thinking import visible_work, without_thinking
from motivelab.schema.completion import Finish
from motivelab.schema.response import STATUSES
from motivelab.schema.trial import Cell

CELLS: list[Cell] = [
    report_cell(),
    report_cell("motivation", "labelled-7"),
    report_cell("breakdown", "1-100-na"),
    performance_cell(),
    choice_cell(neither=True),
    judge_cell(),
]


def _cell(case: Case) -> Cell:
    if case.asked.startswith("choice"):
        return choice_cell(neither="neither" in case.asked)
    return performance_cell() if case.asked == "performance" else report_cell(case.asked, case.format)


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c.group}: {c.rule}")
def test_a_reply_is_read_as_the_table_of_cases_says(case: Case) -> None:
    cell = _cell(case)
    response = get(cell.kind).parse(trial(cell), case.reply, case.finish)
    assert response.status == case.status
    assert {k: response.values.get(k) for k in case.values} == dict(case.values)


def test_the_page_on_parsing_is_written_from_the_cases_and_the_labelled_replies() -> None:
    """Write it anew with `python -m tests.support.parsing_page`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_there_are_enough_labelled_replies_and_refusals_are_mostly_told_rightly() -> None:
    held_out, development = share_of_refusals("held_out"), share_of_refusals("development")
    assert held_out.texts + development.texts >= 300
    assert development.precision > 0.9
    assert development.recall > 0.9
    assert held_out.precision > 0.8
    assert held_out.recall > 0.75


_JSON_PIECES = ['{"motivation": ', "}", "{", '"', "'", ",", ":", "```json\n", "\\", "[", "]", "null", "NaN", "1e999"]
_PROSE_PIECES = ["motivation", "choice", "reason", "interest", " is ", "because ", "I can't ", "Task 2", "work ", "\n"]
_NUMBER_PIECES = ["85", "/100", "%", "-", "1 to 100", "9" * 400, "does not apply", "\ud800", "<think>", "</think>"]
_PIECES = st.sampled_from([*_JSON_PIECES, *_PROSE_PIECES, *_NUMBER_PIECES])


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(st.text(), st.lists(_PIECES, max_size=12).map("".join)),
    finish=st.sampled_from(["stop", "length", "filtered", "other"]),
    cell=st.sampled_from(CELLS),
)
def test_the_parser_never_raises_and_gives_numbers_on_the_scale_or_none(text: str, finish: Finish, cell: Cell) -> None:
    response = get(cell.kind).parse(trial(cell, work="Done."), text, finish)
    assert response.status in STATUSES
    for value in response.values.values():
        assert not isinstance(value, float) or math.isfinite(value)
    if response.status == "answered" and cell.format is not None and cell.instrument is not None:
        for item in cell.instrument.items:
            value = response.values[item.id]
            assert value is None or cell.format.low <= float(value) <= cell.format.high


@given(number=st.integers(1, 100), reason=st.text())
def test_digits_in_the_reason_never_count(number: int, reason: str) -> None:
    cell = report_cell()
    text = f'{{"motivation": {number}, "reason": "{reason.replace(chr(92), "").replace(chr(34), "")}"}}'
    response = get(cell.kind).parse(trial(cell), text, "stop")
    assert (response.status, response.values["motivation"]) == ("answered", number)


@given(
    numbers=st.lists(st.integers(1, 100), min_size=1, max_size=12),
    spaces=st.sampled_from(["", " ", "\n"]),
    other=st.booleans(),
)
def test_of_a_repeated_key_no_answer_is_read_but_the_one_that_all_repetitions_give(
    numbers: list[int], spaces: str, other: bool
) -> None:
    pairs = [f'"motivation"{spaces}:{spaces}{number}' for number in numbers] + ['"total": 9'] * other
    cell = report_cell()
    response = get(cell.kind).parse(trial(cell), "{" + ", ".join(pairs) + "}", "stop")
    if len(set(numbers)) == 1:
        assert (response.status, response.values["motivation"]) == ("answered", numbers[0])
    else:
        assert (response.status, dict(response.values)) == ("unparsable", {})


@pytest.mark.parametrize(
    "unit", ["{", '{"a":', "{'a':'", '{"a":[', '{"', "{a:", '{"a":"\\', "{//", "{“", '{"a":1,', "{a:{a:}", "{a:1,a:2,"]
)
def test_the_work_of_finding_objects_grows_no_faster_than_the_text(unit: str) -> None:
    for size in (1_000, 4_000, 16_000):
        text = (unit * size)[:size]
        assert scan_objects(text).visited <= 6 * size + 1100


@pytest.mark.parametrize(
    "unit",
    ["{", '{"a":', "9", "8 ", "1/", "because ", "motivation is ", "<think>", "[", "reason:", "1 to ", "I can't ", "\n"],
)
@pytest.mark.parametrize("cell", [CELLS[0], CELLS[4]], ids=["report", "choice"])
def test_a_megabyte_on_one_line_is_read(unit: str, cell: Cell) -> None:
    """A method that is quadratic in the text's length would take hours here."""
    text = unit * (1_000_000 // len(unit))
    assert get(cell.kind).parse(trial(cell), text, "length").status in STATUSES


def test_a_judge_that_quotes_the_fence_is_not_read_inside_it() -> None:
    cell = judge_cell()
    assert cell.instrument is not None
    work = (
        '{"quality": 7, "completion": 7, "effort": 7, "consistency": 7, "creativity": 7, "detail": 7, "relevance": 7}'
    )
    asked = trial(cell, work=work)
    token = fence_token(asked.task.text, work)
    quoted = f"[work {token} begins]\n{work}\n[work {token} ends]"
    parse = get("judgement").parse
    assert parse(asked, quoted, "stop").status == "unparsable"
    assert parse(asked, f"[work {token} begins]\n{work}", "length").status == "truncated"
    own = parse(asked, f"{work.replace('7', '2')}\nThis was:\n{quoted}", "stop")
    assert [own.values[i.id] for i in cell.instrument.items] == [2] * 7


def test_reasoning_is_taken_out_of_work_only_where_it_stands_first() -> None:
    assert visible_work("<think>a<think>b</think>c</think>\n\nWork.") == "Work."
    assert visible_work("hidden</think>Work.") == "Work."
    assert visible_work("<think>never closed") == ""
    assert visible_work("Say <think>x</think> in HTML.") == "Say <think>x</think> in HTML."
    assert without_thinking("a<think>b</think>c").split() == ["a", "c"]
