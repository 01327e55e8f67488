"""A replication in one table read into ours, and ours written as the founding study's own files."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.support.made_replication import CONDITIONS, CRITERIA, MODELS, made_replication
from tests.support.planted_tables import Planted, tables

from motivelab.analyses.as_published.cells import published_cells
from motivelab.errors import TableError
from motivelab.exchange.nahum2026.layout_out import write_nahum2026
from motivelab.exchange.nahum2026.long_table import read_long_table
from motivelab.tables.consistency import check_consistency
from motivelab.tables.read import read_tables
from motivelab.tables.tables import Tables
from motivelab.tables.write import write_tables

LONG = made_replication(families=4, pairs=12)


def read(long: pl.DataFrame, folder: Path, *, name: str = "long.parquet") -> Tables:
    path = folder / name
    if name.endswith("csv"):
        long.write_csv(path)
    else:
        long.write_parquet(path)
    return read_long_table(path)


def test_every_reply_of_the_table_is_in_ours_once(tmp_path: Path) -> None:
    found = read(LONG, tmp_path)
    check_consistency(found)
    asked = LONG.unique(["model", "procedure", "manipulation", "task_id", "pair_id", "replicate"])
    assert found.trials.height == asked.height
    numbers = LONG.filter(pl.col("value").is_not_null())
    for table, procedures in (
        (found.self_reports, ["pre_self_report", "pre_self_report_breakdown", "post_self_report"]),
        (found.judgements, ["post_questionnaire"]),
    ):
        extra = ["post_similar_self_report"] if table is found.self_reports else []
        own = numbers.filter(pl.col("procedure").is_in([*procedures, *extra]))
        assert sorted(table["value"].drop_nulls()) == sorted(own["value"])
    assert found.choices.height == numbers.filter(pl.col("procedure") == "pre_choose").height
    tokens = found.trials.filter(pl.col("kind") == "performance")["output_tokens"]
    assert tokens.null_count() == LONG.filter(pl.col("procedure") == "execute")["output_tokens"].null_count()


def test_what_failed_is_open_and_what_was_not_read_is_unparsable(tmp_path: Path) -> None:
    ledger = read(LONG, tmp_path).nonresponse
    pre = LONG.filter(pl.col("procedure") == "pre_self_report")
    assert ledger.filter(pl.col("procedure") == "pre")["open"].sum() == pre.filter(pl.col("status") == "error").height
    unread = pre.filter(pl.col("status").is_in(["null", "unparsed", "lost_first_unparsed"]))
    assert ledger.filter(pl.col("procedure") == "pre")["unparsable"].sum() == unread.height


def test_csv_shuffled_rows_and_written_tables_give_the_same_cells(tmp_path: Path) -> None:
    whole = read(LONG, tmp_path)
    write_tables(whole, tmp_path / "tables")
    shuffled = read(LONG.sample(fraction=1.0, shuffle=True, seed=2), tmp_path)
    told = published_cells(whole)
    for other in (read(LONG, tmp_path, name="long.csv"), shuffled, read_tables(tmp_path / "tables")):
        found = published_cells(other)
        assert (found.respondents, found.tasks, found.columns) == (told.respondents, told.tasks, told.columns)
        assert (found.total == told.total).all()
        assert (found.count == told.count).all()
        assert found.choices.equals(told.choices)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda d: d.drop("family_id"), "no column 'family_id'"),
        (lambda d: d.with_columns(procedure=pl.lit("guess")), r"column 'procedure', row 1: 'guess' is none of"),
        (lambda d: at(d, "status", 3, "fine"), r"column 'status', row 4: 'fine' is none of"),
        (lambda d: at(d.with_columns(pl.col("value").cast(pl.String)), "value", 2, "much"), r"'value', row 3: 'much'"),
        (lambda d: at(d, "value", 2, float("inf")), r"column 'value', row 3: inf is not finite"),
        (lambda d: at(d, "task_id", 5, None), r"column 'task_id', row 6: None is empty outside choices"),
        (lambda d: at(d, "manipulate_on", d.height - 1, 2), r"'manipulate_on', row \d+: 2 is none of 0, 1"),
        (lambda d: at(d, "value", d.height - 1, 3.0), r"'value', row \d+: 3.0 is none of 1, 2"),
        (lambda d: at(d, "family_id", 1, 99), r"'family_id', row \d+: .* differs between rows of task 1"),
        (lambda d: pl.concat([d, d.head(1)]), r"row \d+ repeats an earlier one"),
        (lambda d: d.with_columns(categories=pl.lit("[Other")), r"column 'categories', row 1: '\[Other' is no list"),
        (lambda d: d.with_columns(pl.col("replicate") + 0.5), r"column 'replicate', row 1: 0.5 is not a whole number"),
    ],
)
def test_a_damaged_table_is_refused_with_column_and_row(
    damage: Callable[[pl.DataFrame], pl.DataFrame], message: str, tmp_path: Path
) -> None:
    whole = LONG.with_columns(
        value=pl.when(pl.int_range(pl.len()) == pl.len() - 1).then(1.0).otherwise("value"),
        status=pl.when(pl.int_range(pl.len()) == pl.len() - 1).then(pl.lit("ok")).otherwise("status"),
    )
    with pytest.raises(TableError, match=message):
        read(damage(whole), tmp_path)


def at(frame: pl.DataFrame, column: str, row: int, value: Any) -> pl.DataFrame:
    cells = frame[column].to_list()
    cells[row] = value
    return frame.with_columns(pl.Series(column, cells, dtype=frame[column].dtype))


def test_a_file_that_is_no_table_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "long.parquet"
    path.write_bytes(b"nothing")
    with pytest.raises(TableError, match=r"long\.parquet: .*cannot be read"):
        read_long_table(path)


def test_a_run_is_written_under_their_names_with_every_draw_in_its_place(tmp_path: Path) -> None:
    written = write_nahum2026(read(LONG, tmp_path), tmp_path / "out")
    results = tmp_path / "out" / "results"
    assert set(written) == set((tmp_path / "out").rglob("*.csv"))
    for model in MODELS:
        assert (results / "post_self_report" / f"{model}--competition.csv").is_file()
        log = pl.read_csv(results / "pre_self_report" / f"{model}--money.csv", infer_schema=False)
        for task, cell in log.select("sub_task_id", "motivation_score").iter_rows():
            own = LONG.filter(
                pl.col("model") == model,
                pl.col("procedure") == "pre_self_report",
                pl.col("manipulation") == "money",
                pl.col("task_id") == int(task),
            ).sort("replicate")["value"]
            assert (ast.literal_eval(cell) if cell else [None, None]) == own.to_list()
        judged = results / "post_questionnaire" / f"(evaluated)({model}--none)--azure_gpt-4o--none.csv"
        assert set(CRITERIA) <= set(pl.read_csv(judged).columns)
    rows = {p.name: pl.read_csv(p, infer_schema=False) for p in (results / "pre_choose").glob(f"{MODELS[0]}--*")}
    assert len(rows) == len(CONDITIONS) - 1
    assert len({tuple(r["sub_task_id_0"]) for r in rows.values()}) == 1


def test_no_text_of_an_instrument_task_or_prompt_leaves_with_the_files(tmp_path: Path) -> None:
    for path in write_nahum2026(tables(Planted(families=2, tasks=2, pairs=4)), tmp_path):
        log = pl.read_csv(path, infer_schema=False)
        for name in ("task", "sub_task", "prompt"):
            assert name not in log.columns or log[name].null_count() == log.height
        if path.parent.name == "pre_self_report":
            assert ast.literal_eval(log["answer"][0]) == ["It is <b>fine</b>."] * 2
            assert log["category"][0] in {"['Creative Writing and Literature']", "['Logical Reasoning']"} | {
                "['Tasks that GPT should not comply with (ethical or legal reasons)']"
            }
