"""Where the variance of reports lies, and how many draws, ways of asking and respondents a task's score needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.over_respondents import ALL_RESPONDENTS
from motivelab.analyses.protocol.overall_reports import in_order
from motivelab.errors import StatisticsError
from motivelab.stats.generalizability import Facet, generalizability

COMPONENT = "variance component"
RELATIVE = "generalizability of a task's score"
ABSOLUTE = "dependability of a task's score"
WORDS: Mapping[str, str] = {"wording": "way of asking", "replicate": "draw"}


def generalised(pre: pl.DataFrame, *, ways: Sequence[str]) -> Iterator[Row | str]:
    """Variance components of respondent, family, task and way of asking, and the worth of averages (D study).

    A way of asking takes part where tasks were asked about in several; where ways were dealt to tasks, they are part of
    the differences between tasks.

    Args:
        pre: `respondent, family, task, score` and the ways, one row a report.
        ways: columns that together make a way of asking.
    """
    if pre.is_empty():
        return
    crossed = [
        way
        for way in ways
        if pre[way].n_unique() > 1 and pre.group_by("respondent", "task").agg(pl.col(way).n_unique())[way].min() != 1
    ]
    respondents = in_order(pre, "respondent")
    who = ALL_RESPONDENTS if len(respondents) > 1 else respondents[0]
    frame = (
        pre.with_columns(pl.concat_str(pl.col(crossed).fill_null("-"), separator=", ").alias("way")) if crossed else pre
    )
    n_ways = int(frame["way"].n_unique()) if crossed else 1
    draws = int(pre.group_by("respondent", "task", *crossed).len()["len"].to_numpy().max())
    designs = _designs(respondents=len(respondents), ways=n_ways, draws=draws)
    try:
        found = generalizability(
            frame["score"].to_numpy(),
            tasks=frame["task"].to_numpy(),
            families=frame["family"].to_numpy(),
            respondents=frame["respondent"].to_numpy() if len(respondents) > 1 else None,
            wordings=frame["way"].to_numpy() if crossed else None,
            decisions=designs,
        )
    except StatisticsError as error:
        yield f"not estimable: {who}, variance components: {error}"
        return
    labels = {"respondent": who, "moment": "pre"}
    for part in found.components:
        name = part.statistic.removeprefix("variance_")
        for plain, said in WORDS.items():
            name = name.replace(plain, said)
        yield Row(labels={**labels, "measure": COMPONENT, "component": name}, estimate=part, scale="coefficient")
    for decision in found.decisions:
        averaged = ", ".join(
            f"{n} {WORDS.get(f, f)}{'s' if n > 1 else ''}"
            for f, n in decision.conditions
            if f not in ("family", "task")
        )
        for measure, estimate in ((RELATIVE, decision.relative), (ABSOLUTE, decision.absolute)):
            if estimate.estimable:
                yield Row(
                    labels={**labels, "measure": measure, "term": averaged}, estimate=estimate, scale="coefficient"
                )


def _designs(*, respondents: int, ways: int, draws: int) -> list[dict[Facet, int]]:
    """One of each; then more draws, more ways, more respondents, and all that this study had."""
    more = max(draws, 2)
    out: list[dict[Facet, int]] = [{}, {"replicate": more}]
    if ways > 1:
        out.append({"wording": ways})
    if respondents > 1:
        out.append({"respondent": respondents})
        out.append({"respondent": respondents, "replicate": more})
    return out
