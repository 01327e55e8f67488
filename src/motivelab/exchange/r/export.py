"""The folder that R reads."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.analyses.protocol.overall_reports import conditions_in_order, in_order, overall_reports
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.exchange.r.r_text import r_list, r_string, r_vector
from motivelab.store.whole_file import write_whole_file
from motivelab.tables.layout import LAYOUT
from motivelab.tables.plain_cells import plain_cells
from motivelab.tables.tables import Tables
from motivelab.tables.write import write_tables

LABELS = {
    "moment": {"pre": "before the task", "post": "after the task", "similar": "about a similar task"},
    "kind": {
        "self_report": "self-report",
        "performance": "performance",
        "forced_choice": "choice between two tasks",
        "judgement": "judgement of work",
    },
    "condition": {"none": "nothing added"},
}
"""What levels mean where their name does not say it; other levels are their own label."""


def export_r(tables: Tables, analyses: Sequence[Analysis], folder: Path) -> list[Path]:
    """Write tables, factor levels with labels, our estimates and a script for R.

    Args:
        tables: what to export.
        analyses: the answers to every question, for the script to lay R's beside.
        folder: made where it is missing; files of the same names are replaced.

    Returns:
        The files: `data/*.csv`, `levels.R`, `estimates.csv`, `analysis.R`, `README.md`.

    Raises:
        StoreUnwritableError: the folder cannot be written to.
    """
    written = write_tables(tables, folder / "data", formats=("csv",))
    estimates = plain_cells(to_frame(analyses)).write_csv()
    here = resources.files("motivelab.exchange.r")
    return [
        *written,
        write_whole_file(folder / "levels.R", _levels(tables)),
        write_whole_file(folder / "estimates.csv", estimates),
        *(
            write_whole_file(folder / name, here.joinpath(name).read_text("utf-8"))
            for name in ("analysis.R", "README.md")
        ),
    ]


def _levels(tables: Tables) -> str:
    """R source: for each table and factor its levels with labels, and which reports are those of overall motivation."""
    reports = overall_reports(tables)
    conditions = conditions_in_order(tables.trials) if tables.trials.height else []
    lines = ["# Written by motivelab: levels and labels of every factor, in the order in which they are told."]
    for name, frame in tables.items():
        factors = [c.name for c in LAYOUT[name] if c.type == "category"]
        found = {}
        for factor in factors:
            column = plain_cells(frame.select(pl.col(factor).cast(pl.String)))
            levels = in_order(column, factor)
            if factor == "condition":
                levels = [c for c in conditions if c in levels] + [c for c in levels if c not in conditions]
            labels = [LABELS.get(factor, {}).get(level, level) for level in levels]
            found[factor] = f"list(levels = {r_vector(levels)}, labels = {r_vector(labels)})"
        lines.append(f"levels_of_{name} <- {r_list(found)}")
    lines.append(f"overall_instrument <- {r_string(reports.instrument)}")
    lines.append(f"overall_subscale <- {r_string(reports.subscale)}")
    return "\n\n".join(lines) + "\n"
