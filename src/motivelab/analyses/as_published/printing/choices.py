"""The notebook on choices."""

from __future__ import annotations

import math
from typing import Any, Final

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.choices import (
    ChoiceRow,
    choice_table,
    logit_table,
    pairs_by_respondent,
    pooled_shares,
)
from motivelab.analyses.as_published.printing.table import Json, mean_of_known, numbered, plain

_LEVEL: Final = 0.05
_DIFFERENCE: Final = ("mean_diff", "ci_lower", "ci_upper", "t_stat")
_SHARES: Final = ("chosen_mean", "not_chosen_mean", "manipulated_chosen_percentage", "chose_higher_motivation")
_COLUMNS: Final = (
    "model",
    "manipulation",
    "type",
    *_DIFFERENCE,
    "p_value_raw",
    *_SHARES,
    "p_value_corrected",
    "significant",
)
_SUMMARY: Final = (
    "manipulation",
    "type",
    *_DIFFERENCE,
    "p_value_corrected",
    "significant",
    "manipulated_chosen_percentage",
    "chosen_mean",
    "not_chosen_mean",
)


def print_choices(cells: PublishedCells) -> Json:
    """The notebook on choices."""
    pairs = pairs_by_respondent(cells)
    rows, logits = choice_table(pairs), logit_table(pairs)
    conditions = sorted({r.condition for r in rows})
    clear = [r for r in rows if r.type == "clear_choice"]
    higher = {c: mean_of_known(r.higher for r in clear if r.condition == c) for c in conditions}
    return {
        "choice_table": numbered(_COLUMNS, [_row(r) for r in rows]),
        "choice_n_clear": [r.n for r in clear],
        "chose_higher_by_manipulation": {c: plain(share) for c, share in higher.items()},
        "choice_by_manipulation": numbered(
            _SUMMARY,
            [
                _summary(condition, kind, [r for r in rows if r.condition == condition and r.type == kind])
                for condition in conditions
                for kind in ("clear_choice", "tie")
            ],
        ),
        "logistic": numbered(
            ["model", "manipulation", "coefficient", "z_value", "p_value_raw", "p_value_corrected"],
            [[r.respondent, r.condition, r.fit.slope, r.fit.z, r.fit.p, r.p_adjusted] for r in logits],
        ),
        "pooled": {s.condition: {"mean": s.mean, "ci_lower": s.low, "ci_upper": s.high} for s in pooled_shares(pairs)},
    }


def _row(r: ChoiceRow) -> list[Any]:
    difference = [r.mean, r.low, r.high, r.t, r.p]
    shares = [r.chosen, r.unchosen, r.manipulated, r.higher]
    return [r.respondent, r.condition, r.type, *difference, *shares, r.p_adjusted, r.p_adjusted < _LEVEL]


def _summary(condition: str, kind: str, rows: list[ChoiceRow]) -> list[Any]:
    """Means over respondents, but the least t and the greatest p."""
    means = [mean_of_known(getattr(r, name) for r in rows) for name in ("mean", "low", "high")]
    shares = [mean_of_known(getattr(r, name) for r in rows) for name in ("manipulated", "chosen", "unchosen")]
    least = min((r.t for r in rows if not math.isnan(r.t)), default=math.nan)
    greatest = max((r.p_adjusted for r in rows if not math.isnan(r.p_adjusted)), default=math.nan)
    return [condition, kind, *means, least, greatest, sum(r.p_adjusted < _LEVEL for r in rows), *shares]
