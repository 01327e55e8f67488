"""A run's own trials reach the report with their prompts and replies."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.support.finished_run import STUDY

import motivelab
from motivelab.report.transcripts import transcript_groups
from motivelab.runner.shown import shown_trials
from motivelab.schema.digest import format_trial_id


def test_trials_of_a_run_are_shown_with_what_was_sent_and_what_came_back(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(STUDY, "utf-8")
    run = motivelab.run(tmp_path / "study.toml", out=tmp_path / "run", progress=False)
    groups = transcript_groups(run.tables, partial(shown_trials, run.directory))
    transcripts = {t.trial_id: t for g in groups for t in g.transcripts}
    assert transcripts
    for trial_id, told in transcripts.items():
        own = run.trial(trial_id)
        assert own.messages[-1].content in {text for _, text in told.turns}
        assert told.reply == own.answers[-1].draft.text


def test_a_trial_that_the_plan_does_not_hold_is_absent(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(STUDY, "utf-8")
    run = motivelab.run(tmp_path / "study.toml", out=tmp_path / "run", progress=False)
    there = format_trial_id(int(run.plan.columns["id"][0]))
    assert set(shown_trials(run.directory, [there, "0" * 16])) == {there}
