"""The page on choices, words and people says what the analyses hold."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.support.planted_choices import Liking, tables

from motivelab.analyses.protocol.catalogue import question
from motivelab.tables.layout import table_schema

PAGE = (Path(__file__).parents[2] / "docs" / "analyses" / "choice.md").read_text("utf-8")
QUESTIONS = ("choice_against_report", "utilities", "reasons_words", "human_comparison")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
def test_code_on_the_page_runs(block: str) -> None:
    exec(block, {})


def test_every_question_has_its_section_under_its_name_with_its_question() -> None:
    for name in QUESTIONS:
        section = PAGE.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert f"*{question(name).DECLARATION.question}*" in section.replace("\n", " ")


def test_every_measure_of_a_run_with_everything_in_it_stands_on_the_page() -> None:
    """Utilities are named for tasks there; a target of people's ratings is named once and referred to afterwards."""
    world = Liking(families=12, tasks=1, pairs=None, draws=2, texts={"money": 0.5}, neither=0.1, respondents=("a", "b"))
    found = tables(world)
    words = pl.when(pl.col("score_100") > 50).then(pl.lit("great fun")).otherwise(pl.lit("very dull")).alias("reason")
    said = pl.when(pl.col("manipulated_chosen")).then(pl.lit("paid work")).otherwise(pl.lit("nicer work"))
    rated = [
        (task, target, f"{target}-{rater}", 3.0 + (7 * n + 3 * rater) % 5, str(n % 2))
        for n, task in enumerate(found.self_reports["task"].cast(pl.String).unique().sort())
        for target in ("own", "model")
        for rater in range(3)
    ]
    found = replace(
        found,
        self_reports=found.self_reports.with_columns(words),
        choices=found.choices.with_columns(said.alias("reason")),
        human_ratings=pl.DataFrame(rated, schema=table_schema("human_ratings"), orient="row"),
    )
    for name in QUESTIONS:
        section = PAGE.partition(f"## {name}\n")[2].partition("\n## ")[0]
        for measure in {row.labels["measure"] for row in question(name).analyse(found).rows}:
            shown = [measure, measure.partition(" (Thurstone)")[0]]
            for target in ("people's own motivation", "what people expect of a language model"):
                shown += [measure.partition(f" {target}")[0], measure.partition(f" with {target}")[0]]
            assert any(text in section for text in shown), (name, measure)
