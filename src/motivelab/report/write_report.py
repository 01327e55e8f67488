"""Tables and manifest in, one self-contained HTML file out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis
from motivelab.report.render_report import render_report
from motivelab.report.transcripts import Fetch
from motivelab.store.whole_file import write_whole_file
from motivelab.tables.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSummary:
    """Where a report is and what it says.

    Attributes:
        path: the file.
        lines: at most five lines for a terminal, made from the estimates.
    """

    path: Path
    lines: tuple[str, ...]


def write_report(
    tables: Tables,
    *,
    manifest: Mapping[str, Any],
    out: Path,
    spending: pl.DataFrame | None = None,
    analyses: Sequence[Analysis] | None = None,
    fetch: Fetch | None = None,
) -> ReportSummary:
    """Analyse a run and write its report, whole or not at all.

    Args:
        tables: the run's tables.
        manifest: the store's manifest: `study_name`, `study` (the file's text), `seed`, `plan_hash`, `bank`,
            `stimuli_digest`, `versions`, ...; every entry is optional.
        out: the file to write; its folder is made where it is missing.
        spending: requests, failed ones and cost by respondent, failed attempts included (columns `respondent`,
            `requests`, `failed`, `cost`); without it, costs are those of the replies that stand.
        analyses: what was found, where it has been computed already; else it is computed here.
        fetch: gives the trials of some ids, with their texts, for the section of transcripts; without it, or where the
            tables come without a run, the page has no such section.

    Raises:
        StoreUnwritableError: the file cannot be written.
    """
    page = render_report(tables, manifest=manifest, spending=spending, analyses=analyses, fetch=fetch)
    write_whole_file(out, page.html)
    return ReportSummary(path=out, lines=page.lines)
