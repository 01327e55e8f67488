"""Tables hold what procedures write."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from motivelab.procedures.procedure import get, kinds
from motivelab.schema.latent import Latent
from motivelab.schema.response import Response
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.store import Store
from motivelab.tables.build import build_tables
from motivelab.tables.layout import LAYOUT

Fill = Callable[..., Store]

TABLES = {
    "self_report": "self_reports",
    "performance": "performances",
    "judgement": "judgements",
    "forced_choice": "choices",
}
NAMES = {"choice": "chosen_position"}


def test_every_kind_of_procedure_has_a_table() -> None:
    assert set(TABLES) == set(kinds())


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_every_column_that_a_procedure_declares_is_a_column_of_its_table(kind: str) -> None:
    columns = {column.name: column.type for column in LAYOUT[TABLES[kind]]}
    for declared in get(kind).COLUMNS:
        assert columns[NAMES.get(declared.name, declared.name)] == declared.type


def test_what_a_simulated_respondent_answers_stands_in_the_tables(plan: TrialPlan, filled: Fill) -> None:
    latent = Latent(
        want=0.3,
        able=0.1,
        want_after=0.0,
        interest=0.2,
        challenge=0.1,
        value=0.4,
        mastery=0.0,
        fear=-0.2,
        complies=0.7,
        quality=0.5,
        tokens=30.0,
    )
    given: dict[int, Response] = {}

    def reply(row: int) -> Response:
        trial = plan.trial(row, work="Here is some work.")
        given[row] = get(trial.cell.kind).simulate(trial, latent, np.random.default_rng(row)).response
        return given[row]

    tables = build_tables(plan, filled(reply))
    assert tables.trials.filter(~tables.trials["status_inherited"])["status"].to_list() == [
        given[row].status for row in range(len(plan))
    ]
    row_of = {trial_id: row for row, trial_id in enumerate(tables.trials["trial_id"])}
    for told in tables.self_reports.iter_rows(named=True):
        assert told["value"] == given[row_of[told["trial_id"]]].values[told["item"]]
    for told in tables.judgements.iter_rows(named=True):
        assert told["value"] == given[row_of[told["trial_id"]]].values[told["criterion"]]
    for told in tables.choices.iter_rows(named=True):
        values = given[row_of[told["trial_id"]]].values
        assert (told["chosen_position"], told["begun"]) == (values["choice"], values["begun"])
    for told in tables.performances.iter_rows(named=True):
        values = given[row_of[told["trial_id"]]].values
        assert {name: told[name] for name in values} == values
