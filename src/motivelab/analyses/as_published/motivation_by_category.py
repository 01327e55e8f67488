"""Motivation by category as published: means of families, and both F tests of their regression on categories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.categories import category_table
from motivelab.analyses.as_published.computation.dropped_tasks import dropped_of_all
from motivelab.analyses.as_published.computation.labels import EVERYBODY
from motivelab.analyses.as_published.computation.least_squares import LeastSquares
from motivelab.analyses.as_published.computation.published_row import NOT_APPLICABLE, published_row
from motivelab.analyses.protocol.analysis import Row

_MEAN: Final = "reported motivation, all tasks that carry the category"
_ADDED: Final = "difference that the category makes, other categories held"
_EXPLAINED: Final = "variance of family means that categories explain"
_TEST: Final = "F of categories"
_TEST_ALL: Final = "F of categories and the intercept together"
_ALL: Final = "all categories"


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """Over all respondents pooled; the unit is the family."""
    table = category_table(cells)
    for found in table.means:
        yield published_row(
            {"respondent": EVERYBODY, "measure": _MEAN, "category": found.category},
            statistic="mean",
            value=found.mean,
            n=found.n,
            method=f"mean of family means on the scale 1 to 100 (median {found.median:.4g}, sd {found.sd:.4g})",
            scale="rating",
            unit="family",
        )
    if table.regression is None:
        yield f"{NOT_APPLICABLE} (as published): regression of family means on categories: too few families"
    else:
        yield from _regression(table.regression)
    yield from dropped_of_all(cells)


def _regression(fit: LeastSquares) -> Iterator[Row | str]:
    who = {"respondent": EVERYBODY, "term": _ALL}
    over = f"F({fit.df_model:g}, {fit.df_resid:g}) of family means on overlapping category dummies"
    yield published_row(
        {**who, "measure": _EXPLAINED},
        statistic="r_squared",
        value=fit.r2,
        n=fit.n,
        method="R2 of family means on overlapping category dummies",
        scale="share",
        unit="family",
    )
    yield published_row(
        {**who, "measure": _TEST},
        statistic="f",
        value=fit.f,
        n=fit.n,
        method=over,
        scale="coefficient",
        p=fit.f_p,
        df=fit.df_resid,
        unit="family",
    )
    yield published_row(
        {**who, "measure": _TEST_ALL},
        statistic="f",
        value=fit.f_all,
        n=fit.n,
        method=f"F({fit.f_all_df:g}, {fit.df_resid:g}) that all coefficients are 0, the intercept too: as printed",
        scale="coefficient",
        p=fit.f_all_p,
        df=fit.df_resid,
        unit="family",
    )
    for name, value, se, p in zip(fit.names, fit.params, fit.se, fit.p, strict=True):
        where = {"category": name} if name != "const" else {"term": "intercept"}
        yield published_row(
            {"respondent": EVERYBODY, "measure": _ADDED, **where},
            statistic="coefficient",
            value=float(value),
            n=fit.n,
            method="least squares on overlapping category dummies",
            scale="points",
            se=float(se),
            p=float(p),
            df=fit.df_resid,
            unit="family",
        )
