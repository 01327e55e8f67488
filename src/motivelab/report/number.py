"""Numbers as they are written in a report."""

from __future__ import annotations

from collections.abc import Iterable

from motivelab.analyses.protocol.analysis import Row, Scale
from motivelab.schema.estimate import Estimate

_MINUS = "−"

FLAGS = {
    "few_clusters": "few families",
    "no_variance": "no spread between families",
    "missing": "tasks left out",
    "boundary": "at the end of the range",
    "negative": "below chance",
    "perfect": "draws are identical",
    "pooled_spread": "pooled spread",
    "cut_to_range": "cut to what is possible",
    "skewed": "skewed",
    "few_columns": "few draws",
    "heavy_tails": "a few families carry the error",
    "hinge_family": "not defined without one of the families",
    "one_cluster": "one family alone decides it",
    "no_between": "families do not differ",
    "no_row_variance": "tasks do not differ",
    "unstable": "not estimable without some families",
    "few_disagreements": "judges hardly ever differ",
    "above_one": "correction for unreliability exceeds 1",
    "few_df": "hardly any degrees of freedom",
    "few_levels": "few respondents or families",
    "few_rows": "few observations",
    "few_opponents": "met few others",
    "fixed_respondents": "holds for these respondents alone",
    "sparse": "few comparisons",
    "penalised": "drawn towards the middle",
    "separated": "perfectly told apart",
    "singular": "a spread was estimated as 0",
    "not_identified": "not determined by the data",
    "not_positive": "errors adjusted to be possible",
    "not_positive_definite": "correlations contradict each other",
    "reliability_fixed": "takes the reliability as known",
    "rows_as_units": "takes rows as independent",
    "rows_as_independent": "takes rows as independent",
    "repeats_as_independent": "takes repetitions as independent",
    "tokens_as_units": "takes words as independent",
    "several_optima": "another rotation does nearly as well",
    "heywood": "a facet without any share of its own",
    "negative_loading": "a facet runs against the others",
    "censored": "some work was cut off at the cap",
    "heavy_censoring": "much work was cut off at the cap",
    "extrapolated": "beyond the amounts tried",
    "beyond_correction": "too unreliable to be corrected for",
    "shrunk": "drawn towards the mean",
    "depends_on_level": "depends on the wording",
    "sign_depends": "its direction depends on the wording",
}
"""Cautions that an estimate carries, in words."""


def value_text(value: float, scale: Scale) -> str:
    """A value by its scale: percent of range with one decimal, shares in percent, differences with their sign.

    Example:
        >>> value_text(0.824, "share"), value_text(-3.21, "points"), value_text(62.04, "percent")
        ('82%', '−3.2', '62.0')
    """
    if scale == "share":
        return f"{value:.0%}"
    if scale == "points":
        text = f"{abs(value):.1f}"
        return text if float(text) == 0 else f"{'+' if value > 0 else _MINUS}{text}"
    form = {"percent": ".1f", "tokens": ",.0f", "rating": ".2f", "coefficient": ".2f"}[scale]
    return f"{value:{form}}".replace("-", _MINUS)


def interval_text(estimate: Estimate, scale: Scale) -> str:
    """The interval in brackets, or "no interval"."""
    if estimate.low is None or estimate.high is None:
        return "no interval"
    return f"[{value_text(estimate.low, scale)}, {value_text(estimate.high, scale)}]"


def row_text(row: Row) -> str:
    """Value and interval: `82% [72%, 90%]`."""
    return f"{value_text(row.estimate.value, row.scale)} {interval_text(row.estimate, row.scale)}"


def p_text(p: float | None) -> str:
    """A p value without a leading zero, or an empty string.

    Example:
        >>> p_text(0.0304), p_text(0.00002), p_text(None)
        ('.030', '< .001', '')
    """
    if p is None:
        return ""
    return "< .001" if p < 0.001 else f"{min(p, 0.999):.3f}".removeprefix("0")


def units_text(estimate: Estimate) -> str:
    """Over how many units, in words: `18 families`."""
    if estimate.n_units is None:
        return f"{estimate.n:,} {estimate.unit}s"
    plural = estimate.unit[:-1] + "ies" if estimate.unit.endswith("y") else f"{estimate.unit}s"
    return f"{estimate.n_units:,} {estimate.unit if estimate.n_units == 1 else plural}"


def flags_text(flags: Iterable[str]) -> str:
    """Cautions in words.

    Example:
        >>> flags_text(["few_clusters", "missing"])
        'few families; tasks left out'
    """
    return "; ".join(FLAGS.get(flag, flag.replace("_", " ")) for flag in flags)


def listed(parts: list[str], *, last: str = "and") -> str:
    """Parts as a sentence lists them.

    Example:
        >>> listed(["a", "b", "c"])
        'a, b and c'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def counted(n: int, one: str, many: str = "") -> str:
    """A count with its noun.

    Example:
        >>> counted(1, "task"), counted(2, "family", "families")
        ('1 task', '2 families')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"
