"""Stability of reports as published: Pearson correlation and distance of two draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.labels import EVERYBODY
from motivelab.analyses.as_published.computation.published_row import published_row
from motivelab.analyses.as_published.computation.retest import mean_retest, retest
from motivelab.analyses.protocol.analysis import Row

_AGREEMENT: Final = "agreement of one draw"
_GAP: Final = "mean difference between two draws"


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """By respondent, and the mean over respondents; every task with two draws counts."""
    found = retest(cells)
    for one in found:
        who = {"respondent": one.respondent, "moment": "pre"}
        yield published_row(
            {**who, "measure": _AGREEMENT},
            statistic="pearson_r",
            value=one.correlation,
            n=one.n,
            method="Pearson r of first and second draw over tasks",
            scale="coefficient",
            p=one.p,
        )
        yield _gap(who, one.mean_difference, one.n, "mean |difference| on the scale 1 to 100")
    if len(found) > 1:
        r, gap = mean_retest(found)
        who, n = {"respondent": EVERYBODY, "moment": "pre"}, sum(one.n for one in found)
        yield published_row(
            {**who, "measure": _AGREEMENT},
            statistic="pearson_r",
            value=r,
            n=n,
            method="mean over respondents of Fisher's z of Pearson r, unweighted",
            scale="coefficient",
        )
        yield _gap(who, gap, n, "mean over respondents of mean |difference|, unweighted")


def _gap(who: dict[str, str], value: float, n: int, method: str) -> Row | str:
    labels = {**who, "measure": _GAP}
    return published_row(labels, statistic="mean", value=value, n=n, method=method, scale="points")
