"""A small study made by hand: two respondents, one judge, four tasks in three families, every kind of procedure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import polars as pl
import pytest

from motivelab.schema.completion import Draft, Usage
from motivelab.schema.digest import trial_digest
from motivelab.schema.instrument import Instrument, InstrumentWording, Item, ResponseFormat
from motivelab.schema.manipulation import Manipulation, ManipulationWording
from motivelab.schema.respondent import Respondent
from motivelab.schema.response import Response
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import Study
from motivelab.schema.task import Task
from motivelab.schema.trial import Cell
from motivelab.schema.trial_plan import PARTS, TRIAL_SCHEMA, TrialPlan
from motivelab.schema.wire_body import WireBody
from motivelab.store.exchange import Answer, Exchange
from motivelab.store.store import Store
from motivelab.store.writing import ExchangeWriter

TASKS = (
    Task(id="poem-1", family="poem", categories=("writing", "language"), text="Write a poem."),
    Task(id="poem-2", family="poem", categories=("writing", "language"), text="Write a long poem.", max_tokens=50),
    Task(id="sum-1", family="sum", categories=("mathematics",), text="Add 2 and 3."),
    Task(id="lift-1", family="lift", categories=("physical",), text="Lift a stone.", compliance="impossible"),
)
MOTIVATION = Instrument(
    id="motivation",
    kind="self_report",
    title="Motivation",
    items=(Item(id="motivation", text={"": ""}, subscale="motivation"),),
    wordings=(InstrumentWording(id="direct", stem={"pre": "How?", "post": "How was it?"}),),
    formats=(
        ResponseFormat(id="1-100", low=1, high=100),
        ResponseFormat(id="0-10-reversed", low=0, high=10, reversed=True),
    ),
)
FACETS = Instrument(
    id="facets",
    kind="self_report",
    title="Facets",
    items=(
        Item(id="interest", text={"": "It is interesting."}, subscale="interest"),
        Item(id="boredom", text={"": "It is dull."}, subscale="interest", reversed=True),
        Item(id="fear", text={"": "It is worrying."}, subscale="fear"),
    ),
    wordings=(InstrumentWording(id="direct", stem={"pre": "How true?"}),),
    formats=(
        ResponseFormat(id="1-7", low=1, high=7, does_not_apply=True),
        ResponseFormat(id="1-7-reversed", low=1, high=7, reversed=True, does_not_apply=True),
    ),
    minimum_items=0.5,
)
RUBRIC = Instrument(
    id="rubric",
    kind="rubric",
    title="Rubric",
    items=(
        Item(id="quality", text={"": "Good?"}, subscale="work"),
        Item(id="detail", text={"": "Exact?"}, subscale="work"),
    ),
    wordings=(InstrumentWording(id="rate", stem={"": "Rate."}),),
    formats=(ResponseFormat(id="1-7", low=1, high=7),),
)
MONEY = Manipulation(
    id="money",
    construct="positive_extrinsic",
    title="Money",
    wordings=(ManipulationWording(id="money-1", text="There is money in it.", pair_text="{task} brings money."),),
    dose=20.0,
)
CONTROL = Manipulation(
    id="control",
    construct="neutral",
    title="Control",
    wordings=(ManipulationWording(id="control-1", text="There is a page.", pair_text="{task} has a page."),),
    control=True,
)


def _cells() -> tuple[Cell, ...]:
    alpha = Respondent(name="alpha", provider="sim", model="coherent", settings={"temperature": 0.5})
    beta = Respondent(name="beta", provider="sim", model="null")
    judge = Respondent(name="judge", provider="sim", model="judge")
    cells: list[Cell] = []
    for who in (alpha, beta):
        for manipulation in (None, MONEY, CONTROL):
            condition = manipulation.id if manipulation is not None else "none"
            wording = manipulation.wordings[0] if manipulation is not None else None

            def cell(
                procedure: str,
                kind: str,
                instrument: Instrument | None = None,
                *,
                asked: Respondent = who,
                form: int = 0,
                moment: str = "",
                reason: str = "none",
                parent: Cell | None = None,
                condition: str = condition,
                wording: ManipulationWording | None = wording,
            ) -> Cell:
                return Cell(
                    respondent=asked,
                    procedure=procedure,
                    kind=kind,  # type: ignore[arg-type]  # spelled by the few calls below
                    template="t",
                    condition=condition,
                    wording=wording,
                    instrument=instrument,
                    instrument_wording=instrument.wordings[0] if instrument is not None else None,
                    format=instrument.formats[form] if instrument is not None else None,
                    reason=reason,  # type: ignore[arg-type]
                    moment=moment,
                    neither=kind == "forced_choice",
                    parent=parent,
                )

            cells.append(cell("pre", "self_report", MOTIVATION, moment="pre", reason="after"))
            cells.append(cell("pre", "self_report", MOTIVATION, form=1, moment="pre", reason="after"))
            cells.append(
                cell("facets", "self_report", FACETS, form=int(condition == "control"), moment="pre", reason="after")
            )
            work = cell("work", "performance")
            cells.append(work)
            cells.append(cell("post", "self_report", MOTIVATION, moment="post", parent=work))
            cells.append(cell("judged", "judgement", RUBRIC, asked=judge, parent=work))
            cells.append(cell("choice", "forced_choice"))
    return tuple(cells)


def _rows(cells: tuple[Cell, ...]) -> Iterator[dict[str, int]]:
    number = count()
    work_rows: dict[tuple[Cell, int], int] = {}
    for position, cell in enumerate(cells):
        part = PARTS.index("control" if cell.condition == "control" else "core")
        base = {"cell": position, "other": -1, "pair": -1, "side": 0, "order": 0, "parent": -1, "part": part}
        if cell.kind == "forced_choice":
            for first, second, pair in ((0, 2, 0), (2, 0, 0), (1, 3, 1)):
                for side in (1, 2) if cell.wording is not None else (0,):
                    row = {"task": first, "other": second, "pair": pair, "side": side, "replicate": 0}
                    yield base | row | {"id": next(number)}
            continue
        for task in range(len(TASKS)):
            for replicate in range(1 if cell.kind == "performance" else 2):
                at = next(number)
                if cell.kind == "performance":
                    work_rows[cell, task] = at
                parent = work_rows[cell.parent, task] if cell.parent is not None else -1
                order = (task + 3 * replicate) if cell.instrument is not None and len(cell.instrument.items) > 1 else 0
                yield base | {"task": task, "replicate": replicate, "order": order, "parent": parent, "id": at}


@pytest.fixture(scope="session")
def plan() -> TrialPlan:
    """The plan of the small study."""
    cells = _cells()
    rows = [row | {"id": trial_digest(str(row["id"]).encode())} for row in _rows(cells)]
    return TrialPlan(
        study=Study.model_validate(
            {"name": "made", "respondents": [{"model": "sim/null"}], "procedures": [{"kind": "performance"}]}
        ),
        stimuli=Stimuli(
            tasks=TASKS,
            instruments={i.id: i for i in (MOTIVATION, FACETS, RUBRIC)},
            manipulations={m.id: m for m in (MONEY, CONTROL)},
            bank="made",
        ),
        cells=cells,
        trials=pl.DataFrame({name: [row[name] for row in rows] for name in TRIAL_SCHEMA}, schema=TRIAL_SCHEMA),
        plan_hash="p",
        inputs_hash="i",
    )


@pytest.fixture(scope="session")
def typical(plan: TrialPlan) -> Callable[[int], Response]:
    """An answer that could be given to the trial in a row of the plan."""

    def answer(row: int) -> Response:
        trial = plan.trial(row)
        cell, reason = trial.cell, f"because of {row}"
        if cell.kind == "performance":
            flags = {"complied": trial.task.family != "lift", "truncated": False}
            return Response("answered", {**flags, "characters": 10 + row, "words": 2})
        if cell.kind == "forced_choice":
            return Response("answered", {"choice": row % 3, "reason": reason, "begun": row % 3 > 0})
        assert cell.instrument is not None
        assert cell.format is not None
        scale = cell.format.high - cell.format.low + 1
        numbers = {i.id: cell.format.low + (row + n) % scale for n, i in enumerate(cell.instrument.items)}
        why = reason if cell.reason != "none" else None
        return Response("answered", {**numbers, "reason": why, "does_not_apply": False})

    return answer


@pytest.fixture
def filled(plan: TrialPlan, tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """A store of the small study, filled by a function from row to response (None leaves the trial open)."""
    stores: list[Store] = []

    def fill(reply: Callable[[int], Response | None], *, text: str = "Some work.", name: str = "run") -> Store:
        store = Store.create(tmp_path / name, study="made")
        stores.append(store)
        exchanges = []
        for row in range(len(plan)):
            response = reply(row)
            if response is not None:
                exchanges.append(exchange(plan, row, response, text=text))
        with store.transaction() as run:
            ExchangeWriter(run).write(exchanges)
        return store

    yield fill
    for store in stores:
        store.close()


def exchange(plan: TrialPlan, row: int, response: Response, *, text: str) -> Exchange:
    """One request with one completion."""
    trial = plan.trial(row)
    return Exchange(
        respondent=trial.cell.respondent,
        body=WireBody(b'{"content":\x00}', (trial.task.text,)),
        trial_ids=(trial.id,),
        started=1_790_000_000.25 + row,
        latency=0.5,
        attempt=1,
        answers=(Answer(trial.id, 0, Draft(text=text, finish="stop"), response),),
        usage=Usage(input=100, output=40, reasoning=10 if row % 2 else None),
        cost=0.001,
        model="null-2026",
    )
