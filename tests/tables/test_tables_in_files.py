"""Tables into files and back."""

from __future__ import annotations

import csv
import re
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from motivelab.errors import InputError, StoreUnwritableError, TableError
from motivelab.schema.response import Response
from motivelab.schema.trial_plan import TrialPlan
from motivelab.store.store import Store
from motivelab.tables.build import build_tables
from motivelab.tables.layout import LAYOUT
from motivelab.tables.plain_cells import formula_cells, plain_cells
from motivelab.tables.read import read_tables
from motivelab.tables.tables import Tables
from motivelab.tables.write import write_tables

Reply = Callable[[int], Response | None]
Fill = Callable[..., Store]

HOSTILE = (
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@a",
    "\tb",
    "\rc",
    "'=d",
    "''+e",
    'quo"te, and\nline',
    "no\x00thing",
    "＝1",
    "",
)


@pytest.fixture
def tables(plan: TrialPlan, typical: Reply, filled: Fill) -> Tables:
    """Tables whose model-written text is hostile."""

    def reply(row: int) -> Response | None:
        response = typical(row)
        if response is None or "reason" not in response.values:
            return response
        return Response(response.status, {**response.values, "reason": HOSTILE[row % len(HOSTILE)]})

    return build_tables(plan, filled(reply, text="=work()"), texts=True)


def _shown(text: str | None) -> str | None:
    return text.replace("\x00", "\N{SYMBOL FOR NULL}") if text is not None else None


def test_parquet_gives_back_every_table_verbatim(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path, formats=["parquet"])
    for (_, before), (_, after) in zip(tables.items(), read_tables(tmp_path).items(), strict=True):
        assert_frame_equal(before, after)


def test_csv_gives_back_every_table_apart_from_nul_bytes(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path, formats=["csv"])
    for (name, before), (_, after) in zip(tables.items(), read_tables(tmp_path).items(), strict=True):
        texts = [c.name for c in LAYOUT[name] if c.type == "string"]
        shown = before.with_columns(pl.col(texts).str.replace_all("\x00", "\N{SYMBOL FOR NULL}", literal=True))
        assert_frame_equal(shown, after)


def test_no_text_cell_of_a_csv_begins_like_a_formula_and_none_holds_a_nul(tables: Tables, tmp_path: Path) -> None:
    for path in write_tables(tables, tmp_path, formats=["csv"]):
        if path.suffix == ".csv" and path.stem != "codebook":
            numeric = {c.name for c in LAYOUT[path.stem] if c.type in ("integer", "float")}
            with path.open(newline="", encoding="utf-8") as lines:
                for row in csv.DictReader(lines):
                    for name, cell in row.items():
                        assert "\x00" not in cell
                        assert name in numeric or not re.match(r"[=+\-@\t\r\n]", cell), (path, name, cell)


def test_the_csv_module_reads_back_what_the_respondents_wrote(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path, formats=["csv"])
    with (tmp_path / "choices.csv").open(newline="", encoding="utf-8") as lines:
        read = [re.sub(r"^'(?='*[=+\-@\t\r\n＝])", "", row["reason"]) for row in csv.DictReader(lines)]
    assert read == [_shown(reason) or "" for reason in tables.choices["reason"]]


def test_numbers_below_zero_stay_numbers_in_csv() -> None:
    frame = pl.DataFrame({"cost": [-1.5], "n": [-2], "text": ["-2"]})
    assert plain_cells(frame).row(0) == (-1.5, -2, "'-2")


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))))
@settings(deadline=None)
def test_a_cell_made_plain_can_be_taken_back(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    plain = plain_cells(frame)["text"]
    assert formula_cells(plain).to_list() == texts
    assert not plain.str.contains(r"^[=+\-@\t\r\n]").any()


@given(texts=st.lists(st.text(alphabet=st.sampled_from("'=-+@\t\r\n\",;a"), min_size=1), min_size=1))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_text_survives_csv(texts: list[str], tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    plain_cells(pl.DataFrame({"text": texts, "n": range(len(texts))})).write_csv(path)
    read = pl.read_csv(path, infer_schema=False)["text"]
    assert formula_cells(read).to_list() == texts


def test_codebook_files_name_every_column_of_every_table(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    book = pl.read_csv(tmp_path / "codebook.csv")
    markdown = (tmp_path / "codebook.md").read_text("utf-8")
    for name, frame in tables.items():
        assert book.filter(pl.col("table") == name)["column"].to_list() == frame.columns
        assert all(f"| `{column}` |" in markdown for column in frame.columns)


def test_writing_names_the_files_it_wrote_and_leaves_no_others(tables: Tables, tmp_path: Path) -> None:
    written = write_tables(tables, tmp_path / "new folder")
    assert sorted(written) == sorted((tmp_path / "new folder").iterdir())
    assert len(written) == 14


def test_when_there_is_no_room_the_old_tables_stay_whole(tables: Tables, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    write_tables(tables, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    smaller = {name: frame.head(1) for name, frame in tables.items()} | {"trials": tables.trials}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(StoreUnwritableError, match=re.escape(str(folder))):
            write_tables(Tables(**smaller), folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_directory_that_cannot_be_made_is_named(tables: Tables, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnwritableError, match="file"):
        write_tables(tables, tmp_path / "file" / "tables")


def test_an_unknown_format_is_refused_with_the_nearest(tables: Tables, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'parquet'"):
        write_tables(tables, tmp_path, formats=["parqet"])  # type: ignore[list-item]


def test_a_directory_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no table here"):
        read_tables(tmp_path)


def test_tables_that_are_not_there_are_empty_and_the_ledger_is_counted(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path, formats=["csv"])
    for name in ("self_reports", "performances", "judgements", "choices", "nonresponse"):
        (tmp_path / f"{name}.csv").unlink()
    read = read_tables(tmp_path)
    assert_frame_equal(read.nonresponse, tables.nonresponse)
    assert read.choices.height == 0


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("self_reports", {"rename": {"score": "scor"}}, "no column 'scor'; did you mean 'score'?"),
        ("self_reports", {"drop": "item"}, "lacks the column 'item'"),
        ("self_reports", {"cell": ("score", 3, "eighty")}, "column 'score', row 4: 'eighty' is not a number"),
        ("self_reports", {"cell": ("score", 0, "inf")}, "column 'score', row 1: 'inf' is not a number"),
        ("self_reports", {"cell": ("score_100", 2, "101")}, "'score_100', row 3: 101.0 is no percentage"),
        ("self_reports", {"cell": ("position", 1, "1.5")}, "column 'position', row 2: '1.5' is not a whole number"),
        ("self_reports", {"cell": ("moment", 1, "befor")}, "row 2: 'befor' is not one of its levels"),
        ("self_reports", {"cell": ("task", 5, None)}, "column 'task', row 6: the cell is empty"),
        ("self_reports", {"cell": ("trial_id", 2, "0" * 16)}, "row 3: '0000000000000000' is not in the table 'trials'"),
        ("performances", {"cell": ("complied", 1, "perhaps")}, "column 'complied', row 2: 'perhaps' is not true or"),
        ("trials", {"cell": ("started", 1, "noon")}, "column 'started', row 2: 'noon' is not a time"),
        ("choices", {"cell": ("chosen_position", 4, "3")}, "'chosen_position', row 5: 3 is none of"),
        ("nonresponse", {"cell": ("open", 2, "9")}, "'planned', row 3: .* is not the sum"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_by_table_column_and_row(
    tables: Tables, tmp_path: Path, table: str, change: dict[str, Any], message: str
) -> None:
    write_tables(tables, tmp_path, formats=["csv"])
    path = tmp_path / f"{table}.csv"
    frame = pl.read_csv(path, infer_schema=False)
    match change:
        case {"rename": names}:
            frame = frame.rename(names)
        case {"drop": name}:
            frame = frame.drop(name)
        case {"cell": (name, row, value)}:
            frame[row, name] = value
    frame.write_csv(path)
    with pytest.raises(TableError, match=message) as told:
        read_tables(tmp_path)
    assert table in str(told.value)


def test_a_row_that_stands_twice_is_refused(tables: Tables, tmp_path: Path) -> None:
    doubled = pl.concat([tables.judgements, tables.judgements.head(1)])
    write_tables(Tables(**(dict(tables.items()) | {"judgements": doubled})), tmp_path)
    with pytest.raises(TableError, match=rf"'judgements'.*row {doubled.height}: .* second time"):
        read_tables(tmp_path)


def test_garbage_in_place_of_a_table_is_refused(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    for name, content in (
        ("choices.parquet", b"PAR1 not really"),
        ("choices.csv", b"\xff\xfe\x00"),
        ("choices.csv", b""),
    ):
        (tmp_path / "choices.parquet").unlink(missing_ok=True)
        (tmp_path / name).write_bytes(content)
        with pytest.raises(TableError, match="choices"):
            read_tables(tmp_path)


def test_columns_written_by_other_programs_are_understood(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path, formats=["parquet"])
    loose = tables.performances.with_columns(
        pl.col("replicate").cast(pl.Float64),
        pl.col("respondent", "task").cast(pl.String),
        pl.col("complied").cast(pl.Int8),
        pl.col("visible_tokens").cast(pl.Int32),
        pl.col("reasoning_tokens").fill_null(float("nan")),
    ).drop("text", "dose")
    loose.write_parquet(tmp_path / "performances.parquet")
    wanted = tables.performances.with_columns(pl.lit(None, pl.String).alias("text"))
    read = read_tables(tmp_path).performances
    assert_frame_equal(read.drop("dose"), wanted.drop("dose"))
    assert read["dose"].null_count() == read.height


def test_pandas_reads_the_parquet_files(tables: Tables, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    write_tables(tables, tmp_path)
    frame = pandas.read_parquet(tmp_path / "self_reports.parquet")
    assert list(frame.columns) == tables.self_reports.columns
    assert frame["score"].mean() == pytest.approx(tables.self_reports["score"].mean())
