"""What leaves a run never carries the words of a scale that may not be passed on."""

from __future__ import annotations

from pathlib import Path

import motivelab

SCALE = """
kind = "self_report"
title = "A licensed scale"
redistributable = false
source = "of the user's own"

[[items]]
id = "zest"
subscale = "zest"
text = "quixotic zest for whatever the morning brings"

[[wordings]]
id = "only"
stem.pre = "To what extent is the following in you with regard to the task below?"

[[formats]]
id = "1-7"
low = 1
high = 7
low_anchor = "not at all"
high_anchor = "wholly"
"""

STUDY = """
name = "licensed"
paths = ["own"]
[[respondents]]
model = "sim/coherent"
[tasks]
sample = 15
[[procedures]]
kind = "self_report"
instrument = "zest-scale"
"""


def test_a_licensed_scale_is_asked_and_stays_out_of_tables_and_report(tmp_path: Path) -> None:
    (tmp_path / "own" / "instruments").mkdir(parents=True)
    (tmp_path / "own" / "instruments" / "zest-scale.toml").write_text(SCALE, "utf-8")
    (tmp_path / "study.toml").write_text(STUDY, "utf-8")
    run = motivelab.run(tmp_path / "study.toml", out=tmp_path / "run", progress=False)
    first = run.trial(int(run.plan.columns["id"][0]))
    assert "quixotic zest" in first.messages[-1].content
    written = [*motivelab.tables(run), run.report().path]
    assert len(written) > 10
    for path in written:
        assert b"quixotic" not in path.read_bytes(), path
