"""Figures as files: whole, light on paper, named for what they show, with the numbers behind them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from click.testing import CliRunner
from tests.support.planted_figures import SOME_QUESTION, estimates_for, tables_for

from motivelab.cli.figures import command
from motivelab.errors import InputError, StoreError
from motivelab.figures.drawing.catalogue import figure
from motivelab.figures.export.export_figures import chosen_figures, export_figures
from motivelab.figures.export.light import light
from motivelab.tables.write import write_tables

TABLES = tables_for("ledger_bars")
ESTIMATES = estimates_for("beside_as_published")


def test_each_panel_becomes_a_file_a_format_and_each_figure_a_table(tmp_path: Path) -> None:
    told: list[str] = []
    only = ["means_by_category", "score_histograms"]
    files = export_figures(ESTIMATES, TABLES, tmp_path, only=only, told=told.append)
    assert told == only
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in files)
    for name in ("coherent", "null"):
        svg, pdf, png = (tmp_path / f"score_histograms--{name}.{form}" for form in ("svg", "pdf", "png"))
        ElementTree.fromstring(svg.read_text("utf-8"))
        assert pdf.read_bytes().startswith(b"%PDF")
        assert png.read_bytes().startswith(b"\x89PNG")
        width = int.from_bytes(png.read_bytes()[16:20], "big")
        assert width == pytest.approx(344 / 72 * 300, abs=2)
    assert pl.read_csv(tmp_path / "score_histograms.csv").height == figure("score_histograms").data(TABLES).height


def test_what_was_drawn_once_is_drawn_again_byte_for_byte(tmp_path: Path) -> None:
    once, again = (
        export_figures(ESTIMATES, TABLES, tmp_path / name, formats=["svg"], only=["category_boxes"])
        for name in ("once", "again")
    )
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]
    assert [path.name for path in once] == [path.name for path in again]


def test_paper_is_white_and_every_colour_is_spelt_out(tmp_path: Path) -> None:
    (panel, *_) = figure("means_by_category").draw(figure("means_by_category").data(ESTIMATES))
    assert "currentColor" in panel.svg
    export_figures(ESTIMATES, TABLES, tmp_path, formats=["svg"], only=["means_by_category", "beside_as_published"])
    for path in tmp_path.glob("*.svg"):
        text = path.read_text("utf-8")
        assert "currentColor" not in text
        assert "var(--" not in text
        assert "#ffffff" in text or 'fill="white"' in text


def test_a_respondent_named_like_a_colour_keeps_its_name() -> None:
    data = figure("means_by_category").data(ESTIMATES).with_columns(pl.lit("currentColor").alias("row"))
    (panel, *_) = figure("means_by_category").draw(data)
    rows = [row for table in light(panel)["data"] for row in table.get("values", ()) if "about" in row]
    assert {row["about"] for row in rows} == {"currentColor"}


def test_a_figure_that_stands_with_any_question_bears_the_questions_name(tmp_path: Path) -> None:
    export_figures(ESTIMATES, TABLES, tmp_path, formats=[], only=["beside_as_published"])
    assert [path.name for path in tmp_path.iterdir()] == [f"beside_as_published-{SOME_QUESTION}.csv"]


def test_names_from_a_run_lead_no_file_out_of_the_folder(tmp_path: Path) -> None:
    respondent = pl.format("../../etc/=cmd()|'x'{}", "respondent").alias("respondent")
    hostile = ESTIMATES.with_columns(respondent, pl.format("={}", "category").alias("category"))
    files = export_figures(hostile, TABLES, tmp_path / "figures", formats=["svg"], only=["means_by_category"])
    assert {path.resolve().parent for path in files} == {tmp_path / "figures"}
    assert all(cell.startswith("'=") for cell in pl.read_csv(files[-1])["row"])


def test_nothing_to_draw_writes_nothing(tmp_path: Path) -> None:
    assert export_figures(ESTIMATES.clear(), TABLES, tmp_path / "none", only=["means_by_category"]) == []
    assert not (tmp_path / "none").exists()


def test_names_and_formats_that_do_not_exist_are_told_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no figure 'scores'.*score_histograms"):
        chosen_figures(["scores"])
    with pytest.raises(InputError, match=r"no format 'gif'.*svg"):
        export_figures(ESTIMATES, TABLES, tmp_path, formats=["gif"])  # type: ignore[list-item]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        export_figures(ESTIMATES, TABLES, tmp_path / "file", formats=["svg"], only=["means_by_category"])


def test_the_command_draws_from_tables_made_elsewhere(tmp_path: Path) -> None:
    write_tables(tables_for("money_doses"), tmp_path / "tables", formats=["parquet"])
    out = tmp_path / "out"
    given = ["--tables", str(tmp_path / "tables"), "--out", str(out), "--format", "svg", "--only", "money_doses"]
    result = CliRunner().invoke(command, given, catch_exceptions=False)
    assert result.exit_code == 0
    assert "2 files" in result.stdout
    assert sorted(path.name for path in out.iterdir()) == ["money_doses.csv", "money_doses.svg"]
