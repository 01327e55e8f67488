"""The notebook on reports without manipulation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.categories import category_table
from motivelab.analyses.as_published.computation.correlations import CorrelationTable, correlation_tables, mean_table
from motivelab.analyses.as_published.computation.facets import FACTORED, RANGES, facet_table, factors
from motivelab.analyses.as_published.computation.least_squares import LeastSquares
from motivelab.analyses.as_published.computation.listwise import ALL, Block, of_all, of_respondent
from motivelab.analyses.as_published.computation.names import BREAKDOWN, PRE, PRINTED, PRINTED_CATEGORIES
from motivelab.analyses.as_published.computation.retest import mean_retest, retest
from motivelab.analyses.as_published.printing.table import Json, named, number, plain, table


def print_reports(cells: PublishedCells) -> Json:
    """The notebook on reports with nothing added."""
    found = retest(cells)
    r, gap = mean_retest(found)
    tables = correlation_tables(cells)
    mean = mean_table(tables)
    facets = facet_table(cells)
    blocks = {name: of_respondent(cells, at) for at, name in enumerate(cells.respondents)}
    pooled = of_all(cells)
    categories = category_table(cells, named=lambda c: PRINTED_CATEGORIES.get(c, c))
    kept = {f"{name}|without_execute": b for name, b in {**blocks, ALL: pooled}.items()}
    kept[f"{ALL}|with_execute"] = of_all(cells, with_tokens=True)
    return {
        "retest": {
            "table": table(
                [f.respondent for f in found],
                ["mean_diff", "correlation", "p_value"],
                [[f.mean_difference, f.correlation, f.p] for f in found],
            ),
            "mean_r_fisher": plain(r),
            "mean_abs_diff": plain(gap),
            "n_pairs": {f.respondent: f.n for f in found},
        },
        "score_histograms": {name: _histogram(b) for name, b in {**blocks, ALL: pooled}.items()},
        "category_means": table(
            [m.category for m in categories.means],
            ["mean", "median", "std", "count"],
            [[m.mean, m.median, m.sd, m.n] for m in categories.means],
        ),
        "family_motivation": {str(number(name)): value for name, value in categories.families.items()},
        "n_rows_all_without_execute": categories.n_tasks,
        "category_regression": _category_regression(categories.regression),
        "correlations_per_model": {t.respondent: _correlations(t) for t in tables},
        "correlations_average_fisher": _correlations(mean) if mean else None,
        "breakdown_correlations": table(list(facets.facets), list(facets.facets), facets.r) if facets else None,
        "breakdown_n": facets.n if facets else None,
        "breakdown_by_motivation_range": table(
            [f"[{low}, {high})" for low, high in RANGES],
            [f for f in facets.facets if f != BREAKDOWN],
            facets.by_range,
        )
        if facets
        else None,
        "factor": _factor(cells),
        "retained": {name: _retained(cells, block) for name, block in kept.items()},
    }


def _histogram(block: Block) -> Json:
    scores = block.values(PRE)
    if scores is None or not len(scores):
        return {"counts": None, "n_kept": len(block.rows)}
    return {"counts": [float(n) for n in np.histogram(scores, bins=20)[0]], "n_kept": len(scores)}


def _retained(cells: PublishedCells, block: Block) -> Json:
    return {
        "n_cols": block.n_columns,
        "n_in": len(block.rows) + len(block.dropped),
        "n_kept": len(block.rows),
        "dropped_sub_task_ids": [number(cells.tasks[at]) for at in block.dropped],
    }


def _correlations(found: CorrelationTable) -> Json:
    names = [PRINTED[m] for m in found.metrics]
    return table(names, names, found.r)


def _category_regression(fit: LeastSquares | None) -> Json | None:
    if fit is None:
        return None
    return {
        "r2": plain(fit.r2),
        "r2_adj": plain(fit.r2_adj),
        "fvalue": plain(fit.f),
        "f_pvalue": plain(fit.f_p),
        "df_model": fit.df_model,
        "df_resid": fit.df_resid,
        "n": float(fit.n),
        "params": named(fit, fit.params),
        "bse": named(fit, fit.se),
        "tvalues": named(fit, fit.t),
        "pvalues": named(fit, fit.p),
        "condition_number": plain(fit.condition),
        "f_test_all_incl_const": {
            "F": plain(fit.f_all),
            "p": plain(fit.f_all_p),
            "df_num": fit.f_all_df,
            "df_denom": fit.df_resid,
        },
    }


def _factor(cells: PublishedCells) -> Json | None:
    found = factors(cells)
    if found is None:
        return None
    fit = found.regression
    names = ["Factor 1", "Factor 2", PRE]
    together = np.column_stack([found.scores, found.motivation])
    return {
        "n": found.n,
        "columns": [*FACTORED, PRE],
        "eigvals": _listed(found.eigenvalues),
        "eigvecs": _listed(found.eigenvectors),
        "R": _listed(found.covariance),
        "mean": _listed(found.mean),
        "scale": _listed(found.scale),
        "L": _listed(found.unrotated),
        "L_rot": _listed(found.loadings),
        "loadings": table(names[:2], list(FACTORED), found.loadings.T),
        "rotation_matrix": _listed(found.rotation),
        "regression": {
            "coefficients": named(fit, fit.params),
            "p_values": named(fit, fit.p),
            "r_squared": plain(fit.r2),
            "eigvals": _listed(found.eigenvalues),
            "k": 2,
        }
        if fit
        else None,
        "tvalues": named(fit, fit.t) if fit else None,
        "bse": named(fit, fit.se) if fit else None,
        "score_sd_ddof0": _listed(found.scores.std(axis=0)),
        "first_rows": _listed(found.scores[:5]),
        "score_correlations": table(names, names, np.atleast_2d(np.corrcoef(together, rowvar=False))) if fit else None,
    }


def _listed(values: NDArray[np.float64]) -> Any:
    return values.tolist()
