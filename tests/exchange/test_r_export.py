"""Laws of the folder for R: data read as they are, factors in order, and the same numbers from R itself."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.planted_tables import Planted, tables

from motivelab.analyses import conditions_across_respondents, motivation_by_condition
from motivelab.exchange.r.export import export_r
from motivelab.exchange.r.r_text import r_string, r_vector

WORLD = Planted(respondents=tuple("abcdef"), families=4, tasks=2, pairs=6)
TABLES = tables(WORLD)
ANALYSES = (motivation_by_condition.analyse(TABLES), conditions_across_respondents.analyse(TABLES))
HOSTILE = ['"); system("touch hacked"); c("', "back\\slash", "line\nbreak", "=cmd()", "\u202eevil", "'quoted"]


def in_r(*arguments: str, folder: Path) -> str:
    """What R says, where it has lme4; else the test is skipped."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("no Rscript on the path")
    known = subprocess.run([rscript, "-e", "library(lme4); library(lmerTest)"], capture_output=True, check=False)
    if known.returncode:
        pytest.skip("R without lme4 and lmerTest")
    done = subprocess.run([rscript, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@given(st.text())
def test_no_text_ends_its_r_string_early_or_leaves_ascii(text: str) -> None:
    literal = r_string(text)
    assert literal.isascii()
    assert literal.isprintable()
    assert re.fullmatch(r'"(?:[^"\\]|\\["\\]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"', literal)


def test_levels_hold_every_value_of_the_data_conditions_none_and_control_first(tmp_path: Path) -> None:
    files = export_r(TABLES, ANALYSES, tmp_path)
    assert all(path.is_file() for path in files)
    levels = (tmp_path / "levels.R").read_text("utf-8")
    reports = levels[levels.index("levels_of_self_reports") :]
    conditions = re.search(r'"condition" = list\(levels = c\(([^)]*)\)', reports)
    assert conditions is not None
    assert conditions[1].replace('"', "").split(", ") == ["none", "control", "money", "futility"]
    with (tmp_path / "data" / "self_reports.csv").open(encoding="utf-8", newline="") as file:
        told = {row["respondent"] for row in csv.DictReader(file)}
    assert told == set("abcdef")


def test_hostile_names_stay_data_in_python_and_in_r(tmp_path: Path) -> None:
    """A respondent's name cannot run, break the script, or become another name."""
    names = dict(zip("abcdef", HOSTILE, strict=True))
    renamed = {
        name: frame.with_columns(
            pl.col(column).cast(pl.String).replace(names).cast(pl.Categorical)
            for column in ("respondent", "author")
            if column in frame.columns
        )
        for name, frame in TABLES.items()
    }
    export_r(replace(TABLES, **renamed), (motivation_by_condition.analyse(TABLES),), tmp_path)
    told = in_r(
        "-e",
        'source("levels.R", encoding = "UTF-8"); d <- read.csv("data/trials.csv", na.strings = "", encoding = "UTF-8");'
        "cat(sum(is.na(factor(d$respondent, levels = levels_of_trials$respondent$levels))), nrow(d), "
        "length(levels_of_trials$respondent$levels))",
        folder=tmp_path,
    )
    lost, rows, levels = told.split()
    assert (int(lost), int(levels)) == (0, TABLES.trials["respondent"].n_unique())
    assert int(rows) == TABLES.trials.height
    assert not (tmp_path / "hacked").exists()


def test_the_script_repeats_the_paired_contrasts_and_the_mixed_model(tmp_path: Path) -> None:
    export_r(TABLES, ANALYSES, tmp_path)
    show = (
        'sink("said"); source("analysis.R"); sink(); '
        "write.csv(paired_table, 'paired.csv'); write.csv(mixed_table, 'mixed.csv')"
    )
    in_r("-e", show, folder=tmp_path)
    paired, mixed = pl.read_csv(tmp_path / "paired.csv"), pl.read_csv(tmp_path / "mixed.csv")
    assert paired.height == 6 * 3
    assert (paired["R"] - paired["motivelab"]).abs().max() < 1e-9  # type: ignore[operator]
    assert mixed.height == 3
    assert (mixed["R"] - mixed["motivelab"]).abs().max() < 1e-4  # type: ignore[operator]
    assert (mixed["R_se"] / mixed["motivelab_se"] - 1).abs().max() < 1e-2  # type: ignore[operator]
    assert (mixed["R_df"] / mixed["motivelab_df"] - 1).abs().max() < 2e-2  # type: ignore[operator]


def test_vectors_without_anything_are_empty_vectors() -> None:
    assert r_vector([]) == "character(0)"
