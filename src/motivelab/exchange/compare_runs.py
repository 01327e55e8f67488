"""Two runs laid side by side: did the respondent change from the one to the other?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from motivelab.analyses.protocol.analysis import Analysis, Declaration, Row
from motivelab.analyses.protocol.overall_reports import overall_reports
from motivelab.analyses.protocol.to_frame import to_frame
from motivelab.errors import InputError
from motivelab.exchange.comparing.cells import REPORTED, run_cells
from motivelab.exchange.comparing.changes import change_rows, held, paired
from motivelab.exchange.comparing.choice_changes import choice_cells, choice_change_rows
from motivelab.exchange.comparing.design import design_differences, only_in_one
from motivelab.exchange.comparing.respondents import matched
from motivelab.exchange.comparing.sentences import sentences
from motivelab.schema.manipulation import NO_MANIPULATION
from motivelab.tables.tables import Tables

DECLARATION = Declaration(
    name="diff",
    title="Two runs compared",
    question="Did the respondent change from the first run to the second?",
    method=(
        "Every outcome is subtracted task by task (choices: pair by pair in the same order), second run less first, "
        "and families are what is independent (cluster-robust t; dyadic-robust for choices). P values share one false "
        "discovery rate in each of four families of tests: outcomes, categories, facets, and shifts by condition "
        "(Benjamini-Hochberg)."
    ),
    order=0,
)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RunComparison:
    """What came of comparing two runs.

    Attributes:
        pairs: who of the first run was compared with whom of the second.
        analysis: the changes; rows carry `respondent`, `other`, `measure`, `outcome` and what else they are about.
        design: what was asked differently.
        only: what only one of the runs has.
        sentences: what may be said.
    """

    pairs: Mapping[str, str]
    analysis: Analysis
    design: tuple[str, ...]
    only: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def estimates(self) -> pl.DataFrame:
        """One row a change."""
        return to_frame(self.analysis)


def compare_runs(
    before: Tables,
    after: Tables,
    *,
    respondents: Mapping[str, str] | None = None,
    facts_before: Mapping[str, str] | None = None,
    facts_after: Mapping[str, str] | None = None,
) -> RunComparison:
    """Subtract the first run from the second on the same tasks.

    Args:
        before: the first run.
        after: the second run.
        respondents: who of the first is compared with whom of the second, where names differ.
        facts_before: what else is known of the first (bank, digest of its texts); differences are told.
        facts_after: the same of the second.

    Raises:
        InputError: nobody can be matched, or those who are were asked nothing in common.
    """
    pairs = matched(before, after, told=respondents or {})
    cells = [run_cells(before), run_cells(after)]
    notes = [overall_reports(t).note for t in (before, after)]
    design = [*_facts(facts_before or {}, facts_after or {}), *design_differences(before, after, pairs=pairs)]
    if notes[0] != notes[1]:
        design.append(f"{REPORTED} is not compared: {' | '.join(n or 'the usual instrument' for n in notes)}")
        cells = [frame.filter(pl.col("outcome") != REPORTED) for frame in cells]
    found = [f for name, other in pairs.items() for f in _changes(before, after, cells, name=name, other=other)]
    if not any(isinstance(row, Row) for _, row in found):
        told = ", ".join(f"{a} and {b}" for a, b in pairs.items())
        raise InputError(
            f"{told} were asked nothing in common that can be compared (the same task and question, answered in both "
            "runs, in two task families or more); compare runs over the same tasks (a study samples them by its seed)"
        )
    analysis = Analysis.of(DECLARATION, held(found))
    return RunComparison(
        pairs=pairs,
        analysis=analysis,
        design=tuple(design),
        only=tuple(only_in_one(before, after, pairs=pairs)),
        sentences=tuple(sentences(analysis.rows)),
    )


def _changes(
    before: Tables, after: Tables, cells: list[pl.DataFrame], *, name: str, other: str
) -> Iterator[tuple[str, Row | str]]:
    who = {"respondent": name, "other": other}
    own = [frame.filter(pl.col("respondent") == n) for frame, n in zip(cells, (name, other), strict=True)]
    yield from change_rows(paired(*own), who=who)
    chosen = []
    for tables, frame, n in zip((before, after), own, (name, other), strict=True):
        reports = frame.filter(
            pl.col("outcome") == REPORTED, pl.col("moment") == "pre", pl.col("condition") == NO_MANIPULATION
        )
        choices = tables.choices.filter(pl.col("respondent").cast(pl.String) == n)
        chosen.append(choice_cells(choices, reports))
    yield from choice_change_rows(chosen[0], chosen[1], who=who)


def _facts(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield f"{name}: {before.get(name, 'not known')} before, {after.get(name, 'not known')} after"
