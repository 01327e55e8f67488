"""Laws of simulated answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.support.made_trials import (
    LATENT,
    OTHER,
    TASK,
    WORDING,
    choice_cell,
    judge_cell,
    performance_cell,
    report_cell,
    trial,
)

from motivelab.instruments.load import load_instruments
from motivelab.procedures import forced_choice, performance, self_report
from motivelab.procedures.manner import Manner
from motivelab.procedures.procedure import get
from motivelab.schema.response import NONRESPONSE_REASONS, STATUSES
from motivelab.schema.task import AnswerCheck, LadderStep
from motivelab.schema.trial import Cell, ReasonPosition

CERTAIN = Manner(nonresponse=dict.fromkeys(NONRESPONSE_REASONS, 0.0))
OFTEN_NONE = Manner(nonresponse=dict.fromkeys(NONRESPONSE_REASONS, 0.12))


_POSITIONS: tuple[ReasonPosition, ...] = ("after", "before", "none")


def _report_cells() -> list[Cell]:
    reports = [i for i in load_instruments().values() if i.kind == "self_report"]
    return [report_cell(i.id, f.id, reason=reason) for i in reports for f in i.formats for reason in _POSITIONS]


CELLS: list[Cell] = [
    *_report_cells(),
    report_cell(moment="post", parent=performance_cell()),
    performance_cell(),
    choice_cell(),
    choice_cell(neither=True),
    judge_cell(),
    judge_cell(reason="before"),
]


def _name(cell: Cell) -> str:
    f = cell.format
    return f"{cell.kind}-{cell.instrument.id if cell.instrument else ''}-{f.id if f else cell.neither}-{cell.reason}"


@pytest.mark.parametrize("cell", CELLS, ids=_name)
def test_parsing_a_simulated_answer_gives_back_exactly_what_was_simulated(cell: Cell) -> None:
    procedure, rng = get(cell.kind), np.random.default_rng(7)
    seen = set()
    for order in range(120):
        asked = trial(cell, order=order, side=1, work="Done.")
        made = procedure.simulate(asked, LATENT, rng, manner=OFTEN_NONE)
        assert procedure.parse(asked, made.text, made.finish) == made.response, made.text
        seen.add(made.response.status)
    expected = {"answered", "filtered", "empty"} if cell.kind == "performance" else set(STATUSES)
    assert seen == expected


@pytest.mark.parametrize("cell", [CELLS[0], performance_cell(), choice_cell(), judge_cell()], ids=_name)
def test_same_seed_same_answers(cell: Cell) -> None:
    asked = trial(cell, work="Done.")
    simulate = get(cell.kind).simulate
    once = [simulate(asked, LATENT, np.random.default_rng(s)) for s in range(20)]
    assert once == [simulate(asked, LATENT, np.random.default_rng(s)) for s in range(20)]
    assert len({s.text for s in once}) > 1


def _mean(cell: Cell, want: float) -> float:
    rng, latent = np.random.default_rng(3), replace(LATENT, want=want, want_after=want)
    made = [self_report.simulate(trial(cell), latent, rng, manner=CERTAIN) for _ in range(200)]
    return float(np.mean([float(m.response.values["motivation"] or 0) for m in made]))


def test_who_wants_more_reports_more_and_less_on_a_reversed_scale() -> None:
    assert _mean(report_cell(), 1.0) > _mean(report_cell(), -1.0) + 20
    reversed_cell = report_cell("motivation", "1-100-reversed")
    assert _mean(reversed_cell, 1.0) < _mean(reversed_cell, -1.0) - 20


def test_a_post_report_follows_what_is_wanted_afterwards() -> None:
    rng = np.random.default_rng(3)
    faded = replace(LATENT, want=1.5, want_after=-1.5)
    for moment, above in (("pre", True), ("post", False)):
        cell = report_cell(moment=moment, parent=performance_cell())
        made = [self_report.simulate(trial(cell), faded, rng, manner=CERTAIN) for _ in range(100)]
        assert bool(np.mean([float(m.response.values["motivation"] or 0) for m in made]) > 60) is above


def test_reports_heap_on_multiples_of_five_by_default_and_not_without_the_habit() -> None:
    def share(manner: Manner) -> float:
        rng = np.random.default_rng(5)
        asked = trial(report_cell())
        made = [self_report.simulate(asked, LATENT, rng, manner=manner) for _ in range(400)]
        return float(np.mean([int(m.response.values["motivation"] or 1) % 5 == 0 for m in made]))

    assert share(CERTAIN) > 0.6
    assert share(replace(CERTAIN, heaping=0.0)) < 0.4


def test_the_more_wanted_task_is_chosen_at_either_position() -> None:
    rng = np.random.default_rng(5)
    eager, dull = replace(LATENT, want=1.5), replace(LATENT, want=-1.5)
    for first, second, better in ((eager, dull, 1), (dull, eager, 2)):
        made = [
            forced_choice.simulate(trial(choice_cell()), first, rng, other=second, manner=CERTAIN) for _ in range(100)
        ]
        assert np.mean([m.response.values["choice"] == better for m in made]) > 0.9


def test_neither_is_chosen_only_where_it_is_offered_and_both_tasks_are_unwanted() -> None:
    rng, dull = np.random.default_rng(5), replace(LATENT, want=-2.0)
    for neither in (True, False):
        cell = choice_cell(neither=neither, manipulation=WORDING)
        made = forced_choice.simulate(trial(cell, side=1), dull, rng, other=dull, manner=CERTAIN)
        assert (made.response.values["choice"] == 0) is neither


def test_work_is_as_long_as_its_author_is_given_to_and_never_longer_than_the_cap() -> None:
    rng = np.random.default_rng(5)
    eager = replace(LATENT, complies=1.0, tokens=3000.0)
    made = performance.simulate(trial(performance_cell()), eager, rng, manner=CERTAIN)
    assert made.finish == "length"
    assert made.response.values["truncated"] is True
    assert made.output_tokens <= 1001
    brief = performance.simulate(trial(performance_cell()), replace(eager, tokens=100.0), rng, manner=CERTAIN)
    assert brief.finish == "stop"
    assert brief.output_tokens < 400


def test_checkable_work_holds_the_right_answer_and_ladders_their_units() -> None:
    rng = np.random.default_rng(5)
    able = replace(LATENT, complies=1.0, quality=8.0, tokens=400.0)
    checked = replace(TASK, check=AnswerCheck(kind="exact", accept=("Canberra",)))
    assert "Canberra" in performance.simulate(trial(performance_cell(), task=checked), able, rng, manner=CERTAIN).text
    step = LadderStep(units=4, counter="numbered_lines", tokens_per_unit=40)
    ladder = performance.simulate(
        trial(performance_cell(), task=replace(OTHER, ladder=step)), able, rng, manner=CERTAIN
    )
    assert "\n4. " in ladder.text
    assert "\n5. " not in ladder.text


def test_a_tasks_own_cap_goes_before_its_ladders_and_that_before_the_cells() -> None:
    step = LadderStep(units=2, counter="numbered_lines", tokens_per_unit=40)
    assert performance.token_cap(trial(performance_cell())) == 1000
    assert performance.token_cap(trial(performance_cell(), task=replace(TASK, ladder=step))) == step.token_cap
    assert performance.token_cap(trial(performance_cell(), task=replace(TASK, ladder=step, max_tokens=77))) == 77
