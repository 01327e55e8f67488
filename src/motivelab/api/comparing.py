"""Results beside other results: another run's, and the founding study's printed ones."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from motivelab.analyses.protocol.catalogue import analyse_all
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.analyses.protocol.write_estimates import write_estimates
from motivelab.api.answers import RunLike, answers_of
from motivelab.api.results import Told
from motivelab.api.runs import Run, open_run, utf8_path
from motivelab.exchange.compare_runs import RunComparison, compare_runs
from motivelab.exchange.comparing.page import write_page
from motivelab.exchange.published import compare_published as beside_printed
from motivelab.exchange.published import printed_numbers
from motivelab.store.store import FILE_NAME
from motivelab.store.whole_file import write_whole_file
from motivelab.tables.plain_cells import plain_cells
from motivelab.tables.read import read_tables
from motivelab.tables.tables import Tables


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Difference:
    """Two runs compared.

    Attributes:
        comparison: the changes, what was asked differently, what only one run has, and what may be said.
        files: what was written.
    """

    comparison: RunComparison
    files: tuple[Path, ...]

    @property
    def estimates(self) -> pl.DataFrame:
        """One row a change, second run less first."""
        return self.comparison.estimates


def diff(
    before: RunLike,
    after: RunLike,
    *,
    respondents: Mapping[str, str] | None = None,
    out: Path | str | None = None,
) -> Difference:
    """Compare two runs on the same tasks: did the respondent change?

    Args:
        before: a run, its directory, or a folder of tables in the codebook's layout.
        after: the same of the second.
        respondents: who of the first is compared with whom of the second, where names differ.
        out: the folder for `estimates.parquet`, `.csv`, `.json` and `diff.html`; nothing is written without it.

    Raises:
        InputError: nobody can be matched, or those who are were asked nothing in common.
        StoreError: a run directory cannot be read.
    """
    (first, facts), (second, other_facts) = _told(before), _told(after)
    found = compare_runs(first, second, respondents=respondents, facts_before=facts, facts_after=other_facts)
    if out is None:
        return Difference(comparison=found, files=())
    folder = utf8_path(out)
    names = tuple(str(side.directory if isinstance(side, Run) else side) for side in (before, after))
    files = [*write_estimates(found.estimates, folder), write_page(found, (names[0], names[1]), folder)]
    return Difference(comparison=found, files=tuple(files))


def _told(side: RunLike) -> tuple[Tables, dict[str, str]]:
    """A run's tables and what is known of what it showed; of a folder of tables, these alone."""
    if not isinstance(side, Run):
        folder = Path(side)
        if folder.is_dir() and not (folder / FILE_NAME).is_file():
            return read_tables(folder), {}
    run = side if isinstance(side, Run) else open_run(side)
    stimuli = run.plan.stimuli
    return run.tables, {"bank": stimuli.bank, "texts shown (digest)": stimuli.digest[:16]}


def compare_published(
    runs: RunLike | Sequence[RunLike] = (),
    *,
    tables: Path | str | None = None,
    layout: str = "motivelab",
    out: Path | str | None = None,
    told: Told | None = None,
) -> pl.DataFrame:
    """Estimates beside the numbers that the founding study printed.

    Args:
        runs: a run, its directory, or several of them.
        tables: tables instead of runs, in the codebook's layout or as one long table.
        layout: of `tables`: `motivelab` or `nahum2026`.
        out: the folder for `published.parquet` and `published.csv`; nothing is written without it.
        told: is told the name of each question before it is answered.

    Returns:
        One row a printed number and estimate: `question, about, printed_respondent, respondent, track, printed, value,
        low, high, inside, n, method, source`. A number without an estimate has a row with an empty track.

    Raises:
        InputError: neither runs nor tables are given, or both.
        StoreError: a run directory cannot be read, or a file not be written.
    """
    answers = answers_of(runs, tables=tables, layout=layout)
    found = beside_printed(to_frame(analyse_all(answers.tables, names=printed_questions(), told=told)))
    if out is not None:
        folder = utf8_path(out)
        parquet = io.BytesIO()
        found.write_parquet(parquet)
        write_whole_file(folder / "published.parquet", parquet.getvalue())
        write_whole_file(folder / "published.csv", plain_cells(found).write_csv())
    return found


def printed_questions() -> tuple[str, ...]:
    """Names of the questions of which the founding study printed numbers."""
    return tuple(sorted({printed.question for printed in printed_numbers()}))
