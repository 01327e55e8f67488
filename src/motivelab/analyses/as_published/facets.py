"""Facets as published: correlations over pooled cells, means by range of motivation, two rotated components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.dropped_tasks import dropped_of_all
from motivelab.analyses.as_published.computation.facets import (
    FACTORED,
    RANGES,
    FacetTable,
    Factors,
    facet_table,
    factors,
)
from motivelab.analyses.as_published.computation.labels import EVERYBODY
from motivelab.analyses.as_published.computation.published_row import NOT_APPLICABLE, published_row
from motivelab.analyses.protocol.analysis import Row

_WHO: Final = {"respondent": EVERYBODY}


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """Over all respondents pooled, the unit being a task's mean over them; signs of components are free."""
    table, found = facet_table(cells), factors(cells)
    if table is None:
        yield f"{NOT_APPLICABLE} (as published): facets were not asked of all respondents"
    else:
        yield from _correlations(table)
        yield from _by_range(table)
    if found is None:
        yield f"{NOT_APPLICABLE} (as published): factor analysis: a facet is lacking or constant, or tasks are too few"
    else:
        yield from _components(found)
    yield from dropped_of_all(cells)


def _correlations(table: FacetTable) -> Iterator[Row | str]:
    for i, second in enumerate(table.facets):
        for j, first in enumerate(table.facets[:i]):
            yield published_row(
                {**_WHO, "measure": "correlation of facets", "facet": first, "other": second},
                statistic="pearson_r",
                value=float(table.r[i, j]),
                n=table.n,
                method="Pearson r over tasks' means over respondents",
                scale="coefficient",
            )


def _by_range(table: FacetTable) -> Iterator[Row | str]:
    for (low, high), means, n in zip(RANGES, table.by_range, table.in_range, strict=True):
        for facet, mean in zip([f for f in table.facets if f != "motivation"], means, strict=True):
            if n:
                yield published_row(
                    {**_WHO, "measure": "mean of a facet", "facet": facet, "band": f"{low} to {high}"},
                    statistic="mean",
                    value=float(mean),
                    n=int(n),
                    method="mean over tasks whose motivation (breakdown) lies in the band, its upper end excluded",
                    scale="rating",
                )


def _components(found: Factors) -> Iterator[Row | str]:
    for k, value in enumerate(found.eigenvalues, start=1):
        yield published_row(
            {**_WHO, "measure": "eigenvalue", "component": str(k)},
            statistic="eigenvalue",
            value=float(value),
            n=found.n,
            method="principal components of facets; z by n, covariance by n - 1",
            scale="coefficient",
        )
    for facet, loadings in zip(FACTORED, found.loadings, strict=True):
        for k, value in enumerate(loadings, start=1):
            yield published_row(
                {**_WHO, "measure": "loading", "facet": facet, "component": str(k)},
                statistic="loading",
                value=float(value),
                n=found.n,
                method="two components, varimax stopped early; sign free",
                scale="coefficient",
            )
    fit = found.regression
    if fit is None:
        yield f"{NOT_APPLICABLE} (as published): reported motivation on component scores"
        return
    who = {**_WHO, "measure": "reported motivation on component scores"}
    yield published_row(
        {**_WHO, "measure": "variance of reported motivation that component scores explain"},
        statistic="r_squared",
        value=fit.r2,
        n=fit.n,
        method="R2 of standardised motivation on two rotated components and their product",
        scale="share",
    )
    for name, value, se, p in zip(fit.names, fit.params, fit.se, fit.p, strict=True):
        yield published_row(
            {**who, "term": name},
            statistic="coefficient",
            value=float(value),
            n=fit.n,
            method="least squares; motivation standardised, scores not; sign follows the components'",
            scale="coefficient",
            se=float(se),
            p=float(p),
            df=fit.df_resid,
        )
