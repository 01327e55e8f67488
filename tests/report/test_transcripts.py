"""Transcripts show what is remarkable, with nothing hidden, nothing endless and no word of a licensed scale."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import polars as pl
import pytest
from tests.support.planted_tables import Planted, tables, without

from motivelab.instruments.load import load_instrument
from motivelab.report.pick_transcripts import EACH, GROUP, GROUPS, pick_transcripts
from motivelab.report.render_report import render_report
from motivelab.report.transcripts import BUDGET, LONGEST, Fetch, transcript_groups
from motivelab.report.visible_text import visible_text
from motivelab.report.withheld import without_quotes
from motivelab.schema.completion import Draft, Usage
from motivelab.schema.instrument import Instrument
from motivelab.schema.message import Message
from motivelab.schema.respondent import Respondent
from motivelab.schema.task import Task
from motivelab.schema.trial import Cell, Trial
from motivelab.schema.wire_body import WireBody
from motivelab.store.reading import StoredCompletion
from motivelab.tables.tables import Tables

HOSTILE = "</pre></details><script>document.title = 'owned'</script>\u202e\x00\x1b[31m=cmd()" + "\ud83d"
WORLD = Planted(families=4, tasks=2, replicates=3, spread=20.0, pairs=20)


@cache
def _found() -> Tables:
    return tables(WORLD)


@dataclass(frozen=True)
class Shown:
    trial: Trial
    messages: tuple[Message, ...]
    answers: tuple[StoredCompletion, ...]


def shown(trial_id: str, *, prompt: str, reply: str, instrument: Instrument | None = None) -> Shown:
    cell = Cell(
        respondent=Respondent(name="x", provider="sim", model="coherent"),
        procedure="pre",
        kind="self_report",
        template="",
        instrument=instrument,
    )
    task = Task(id="t", family="f", text="Do it.", categories=("logic",))
    answer = StoredCompletion(
        trial_id=1,
        draft=Draft(text=reply, finish="stop", reasoning=reply),
        status="answered",
        answer={"motivation": 70, "reason": reply},
        body=WireBody(b"", ()),
        started=0.0,
        latency=0.1,
        usage=Usage(input=1, output=1, reasoning=None, cached=None),
        cost=None,
        model="x",
        envelope=b"",
        set_aside="",
    )
    older = replace(answer, draft=Draft(text="older", finish="stop"), set_aside="asked again")
    return Shown(Trial(id=int(trial_id, 16), cell=cell, task=task), (Message("user", prompt),), (answer, older))


def _fetch(*, prompt: str, reply: str, instrument: Instrument | None = None) -> Fetch:
    def fetch(ids: Sequence[str]) -> Mapping[str, Shown]:
        return {i: shown(i, prompt=prompt, reply=reply, instrument=instrument) for i in ids}

    return fetch


def test_no_trial_is_picked_twice_and_of_each_respondent_only_a_few_for_one_reason() -> None:
    picked = pick_transcripts(_found())
    ids = [p.trial_id for p in picked]
    assert len(ids) == len(set(ids)) > 10
    who = dict(_found().trials.select("trial_id", pl.col("respondent").cast(pl.String)).iter_rows())
    for group in GROUPS:
        own = [who[p.trial_id] for p in picked if p.group == group]
        assert len(own) <= GROUP
        assert all(own.count(name) <= EACH for name in own)


def test_the_most_and_least_motivating_tasks_are_those_with_the_highest_and_lowest_mean_report() -> None:
    reports = _found().self_reports.filter(pl.col("condition") == "none", pl.col("respondent") == "coherent")
    means = reports.group_by(pl.col("task").cast(pl.String)).agg(pl.col("score_100").mean()).sort("score_100")
    task_of = dict(reports.select("trial_id", pl.col("task").cast(pl.String)).iter_rows())
    picked = pick_transcripts(_found())
    for group, expected in (("least motivating", means.head(2)), ("most motivating", means.tail(2))):
        tasks = {task_of[p.trial_id] for p in picked if p.group == group and p.trial_id in task_of}
        assert tasks == set(expected["task"])


def test_refusals_unreadable_answers_far_draws_and_choices_against_reports_are_found() -> None:
    statuses = {"refusal": "refused", "unparsable": "not readable", "truncated": "cut off or empty"}
    trials = _found().trials.sort("trial_id").with_row_index()
    for i, status in enumerate(statuses):
        given = pl.lit(status).cast(trials["status"].dtype)
        trials = trials.with_columns(pl.when(pl.col("index") == i).then(given).otherwise("status").alias("status"))
    started = trials.drop("index").with_columns(
        pl.datetime(2026, 1, 1, time_unit="us", time_zone="UTC").cast(trials["started"].dtype).alias("started")
    )
    groups = {p.group for p in pick_transcripts(Tables(**{**dict(_found().items()), "trials": started}))}
    assert {*statuses.values(), "draws disagree", "choice against report", "work refused", "at random"} <= groups


def test_the_same_trials_are_picked_whatever_the_order_of_rows() -> None:
    turned = Tables(**{name: frame.reverse() for name, frame in _found().items()})
    assert pick_transcripts(turned) == pick_transcripts(_found())


@pytest.mark.parametrize("gone", [tuple(dict(_found().items())), ("self_reports",), ("choices", "performances")])
def test_tables_without_rows_give_no_transcripts_of_them_and_no_error(gone: tuple[str, ...]) -> None:
    picked = pick_transcripts(without(_found(), *gone))
    assert bool(picked) == ("trials" not in gone)


def test_what_a_model_wrote_is_shown_as_text_and_nothing_of_it_is_hidden() -> None:
    fetch = _fetch(prompt=HOSTILE, reply=HOSTILE)
    html = render_report(_found(), manifest={}, fetch=fetch, analyses=()).html
    assert "<script>document.title" not in html
    assert html.count("&lt;script&gt;document.title") > 10
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ud800-\udfff]", html)
    assert "[U+202E]␀␛[31m=cmd()[U+D83D]" in html
    html.encode("utf-8")


def test_endless_texts_lose_their_middle_and_all_together_stay_within_the_budget() -> None:
    long = "a" * 1_000_000 + "END"
    groups = transcript_groups(_found(), _fetch(prompt=long, reply=long))
    shown = [t for g in groups for t in g.transcripts]
    assert shown
    for t in shown:
        assert len(t.reply) < LONGEST + 60
        assert "characters left out" in t.reply
        assert t.reply.endswith("END")
    assert sum(len(t.reply) + len(t.reasoning) + sum(len(x) for _, x in t.turns) for t in shown) <= BUDGET
    few = transcript_groups(_found(), _fetch(prompt=long, reply=long), budget=30_000)
    assert 0 < sum(len(g.transcripts) for g in few) < len(shown)


def test_the_answer_that_stands_is_shown_and_not_one_that_was_set_aside() -> None:
    groups = transcript_groups(_found(), _fetch(prompt="ask", reply="current"))
    assert {t.reply for g in groups for t in g.transcripts} == {"current"}


def test_a_trial_is_shown_beside_the_reports_on_its_task_under_other_conditions() -> None:
    groups = transcript_groups(_found(), _fetch(prompt="ask", reply="x"))
    (first, *_) = [g for g in groups if g.title == "most motivating"]
    beside = dict(first.transcripts[0].beside)
    by_condition = next(text for label, text in beside.items() if "by condition" in label)
    assert {part.split(" ")[0] for part in by_condition.split(", ")} == {"none", *WORLD.shifts}


def test_prompts_of_a_licensed_scale_are_left_out_and_its_words_struck_from_replies() -> None:
    licensed = replace(load_instrument("motivation"), redistributable=False)
    stem = next(iter(licensed.wordings[0].stem.values()))
    words = " ".join(stem.split()[:6])
    fetch = _fetch(prompt=f"{stem} now", reply=f"You ask: {words}? 70.", instrument=licensed)
    groups = transcript_groups(_found(), fetch)
    for t in (t for g in groups for t in g.transcripts):
        told = " ".join([t.reply, t.reasoning, *(x for _, x in t.turns), *(v for _, v in t.read)])
        assert words not in told
        assert "may not be passed on" in told
        assert "70" in t.reply


def test_quotes_are_struck_whatever_their_case_and_punctuation() -> None:
    assert without_quotes("So: ZEST, for the *morning* it is", ["zest for the morning"]) == "So: …* it is"
    assert without_quotes("for the record", ["zest for the morning"]) == "for the record"


def test_unseen_characters_are_named_and_line_breaks_kept() -> None:
    assert visible_text("a\r\nb\tc\u200b") == "a\nb\tc[U+200B]"
