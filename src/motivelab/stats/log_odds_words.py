"""Words that tell two groups of texts apart, rare ones reined in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special

from motivelab.errors import DegenerateDataError, choices
from motivelab.numerics.cluster_jackknife import heavy_tails, jackknife_df
from motivelab.numerics.clustering import Clusters, clustering
from motivelab.numerics.nominal_level import upper_tail
from motivelab.numerics.number_array import number_array
from motivelab.numerics.word_counts import require_texts, word_counts
from motivelab.schema.estimate import Estimate

Floats: TypeAlias = NDArray[np.float64]
WordErrors: TypeAlias = Literal["clustered", "published"]


def log_odds_words(
    texts: Sequence[str],
    *,
    in_first: ArrayLike,
    background: Mapping[str, float] | None = None,
    prior_size: float | None = None,
    errors: WordErrors = "clustered",
    clusters: Clusters = None,
    level: float = 0.95,
    unit: str = "text",
) -> Mapping[str, Estimate]:
    """Difference of log odds of each word between two groups of texts, with an informative Dirichlet prior.

    Formula: with counts y, totals n, prior counts a_w (sum a_0): delta_w = log((y1 + a_w)/(n1 + a_0 - y1 - a_w)) - the
    same for group 2. `published` variance (Monroe et al.) 1/(y1 + a_w) + 1/(y2 + a_w): as if words were drawn one by
    one; normal interval. `clustered`: influence of each text (or cluster of texts) summed, times G/(G-1) in each group:
    a text that says a word three times is one text; t with the error's own df. p is
    two-sided, uncorrected for the number of words; the published z is delta / se. Words stand in the order of z.

    When to use: reasons given with high and low reports, by model. Correct p with `adjust_p`.

    Args:
        texts: (n,) texts.
        in_first: (n,) 1 for the first group, 0 for the second.
        background: word counts that shape the prior; None takes both groups together.
        prior_size: sum of the prior counts; None leaves the background's own total (Monroe's choice for a large
            background corpus is of the order of 1,000).
        errors: `clustered` or `published`.
        clusters: a label a text (family, task), or `ClusterWeights` (its codes); None: every text by itself.
        level: nominal coverage.
        unit: what a cluster is.

    Returns:
        Estimates `log_odds_ratio` by word, strongest for the first group first (by z); positive: more typical of the
        first. The interval is that of the difference as the prior shrinks it. Flags: `sparse` (in fewer than ten texts
        or clusters; the interval is rough), `heavy_tails` (a few of them carry most of the error), `shrunk` (prior
        outweighs data), `no_variance` (no error: no interval),
        `tokens_as_units` (`published`: covers too little where a text repeats its words).

    Raises:
        DegenerateDataError: lengths differ, an entry that is no text, an empty group, no words, a prior that is 0,
            negative or infinite.

    Example:
        >>> e = log_odds_words(["fun and fun", "great fun", "dull work", "work is dull"], in_first=[1, 1, 0, 0])
        >>> list(e)[0], e["fun"].value > 0, list(e)[-1]
        ('fun', True, 'work')

    In R:
        By hand from the formula (`tidylo::bind_log_odds` uses another variance for its uninformative prior).

    Reference:
        Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16, 372-403.
    """
    if errors not in ("clustered", "published"):
        raise DegenerateDataError(f"errors is {errors!r}; {choices(errors, ['clustered', 'published'])}")
    group = number_array(in_first, name="in_first")
    require_texts(texts, name="texts")
    if group.shape != (len(texts),):
        raise DegenerateDataError(f"in_first has shape {group.shape!r} for {len(texts)} texts; give 0 or 1 for each")
    odd = group[~np.isin(group, (0.0, 1.0))]
    if len(odd):
        raise DegenerateDataError(f"in_first holds {float(odd[0])!r}; give 1 for the first group, 0 for the second")
    if background is not None:
        wrong = {w: c for w, c in background.items() if not (math.isfinite(c) and c >= 0)}
        if wrong:
            raise DegenerateDataError(f"background counts {wrong!r}; give counts of 0 and more")
    one = group == 1
    if one.all() or not one.any():
        raise DegenerateDataError("one of the two groups has no text; there is nothing to compare")
    words = word_counts(texts, what="texts")
    counts = sparse.csr_matrix(words.counts, dtype=np.float64)
    y1 = np.asarray(counts[one].sum(axis=0)).ravel()
    y2 = np.asarray(counts[~one].sum(axis=0)).ravel()
    prior = y1 + y2 if background is None else np.array([float(background.get(w, 0.0)) for w in words.words])
    total = float(prior.sum() if background is None else sum(background.values()))
    if not total > 0:
        raise DegenerateDataError("the prior counts add up to 0; give a background that shares words with the texts")
    size = total if prior_size is None else prior_size
    if not 0 < size < math.inf:
        raise DegenerateDataError(f"prior_size is {prior_size!r}; it must be positive and finite")
    # A word that the background lacks gets half a count, so that its odds exist.
    alpha = np.maximum(prior, 0.5) * size / total
    alpha_total = float(max(size, alpha.sum()))
    n1, n2 = float(y1.sum()), float(y2.sum())
    if min(n1, n2) <= 0:
        raise DegenerateDataError("one of the two groups holds no word of two letters or more")
    if len(words.words) < 2:
        raise DegenerateDataError(f"{words.words[0]!r} is the only word of all texts; it has no odds against others")
    in1, in2 = y1 + alpha, y2 + alpha
    out1, out2 = n1 + alpha_total - in1, n2 + alpha_total - in2
    delta = np.log(in1 / out1) - np.log(in2 / out2)
    units_with = np.asarray((counts > 0).sum(axis=0)).ravel()
    df = np.full(len(delta), math.inf)
    if errors == "published":
        variance, n_units = 1 / in1 + 1 / in2, len(texts)
    else:
        g = clustering(clusters, np.zeros(len(texts)))
        moved = _clustered(counts, one, g.codes, (in1, out1, in2, out2))
        variance, n_units, df = (moved**2).sum(axis=0), g.n_clusters, jackknife_df(moved)
        units_with = np.asarray((_summed(counts, g.codes) > 0).sum(axis=0)).ravel()
    se = np.sqrt(variance)
    z = np.divide(delta, se, out=np.zeros_like(delta), where=se > 0)
    half = special.stdtrit(df, upper_tail(level))
    p = 2 * special.stdtr(df, -np.abs(z))
    method = f"informative Dirichlet prior of size {size:.4g}, {errors} variance"
    out: dict[str, Estimate] = {}
    for j in np.argsort(-z, kind="stable"):
        known = bool(se[j] > 0)
        flags: tuple[str, ...] = ("sparse",) if units_with[j] < 10 else ()
        flags += ("heavy_tails",) if known and heavy_tails(float(df[j]), n_clusters=n_units) else ()
        flags += ("tokens_as_units",) if errors == "published" else ()
        flags += ("shrunk",) if alpha[j] > y1[j] + y2[j] else ()
        out[words.words[j]] = Estimate(
            statistic="log_odds_ratio",
            value=float(delta[j]),
            low=float(delta[j] - half[j] * se[j]) if known else None,
            high=float(delta[j] + half[j] * se[j]) if known else None,
            level=level,
            n=len(texts),
            unit="text" if clusters is None else unit,
            n_units=n_units,
            method=method,
            se=float(se[j]) if known else None,
            df=float(df[j]) if known and math.isfinite(df[j]) else None,
            p=float(p[j]) if known else None,
            flags=flags if known else (*flags, "no_variance"),
        )
    return out


def _summed(counts: Any, codes: NDArray[np.int64]) -> Any:
    size = int(codes.max()) + 1
    member = sparse.csr_matrix((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(size, len(codes)))
    return member @ counts


def _clustered(
    counts: Any, one: NDArray[np.bool_], codes: NDArray[np.int64], cells: tuple[Floats, Floats, Floats, Floats]
) -> Floats:
    """Influence on delta of whole clusters, which may hold texts of both groups; the squares add up to its variance."""
    in1, out1, in2, out2 = cells
    moved = np.zeros((int(codes.max()) + 1, len(in1)))
    for rows, inside, outside, sign in ((one, in1, out1, 1.0), (~one, in2, out2, -1.0)):
        masked = sparse.diags_array(rows.astype(np.float64)) @ counts
        y = np.asarray(_summed(masked, codes).todense())
        length = y.sum(axis=1, keepdims=True)
        influence = y * (1 / inside + 1 / outside) - length / outside
        present = (np.bincount(codes, weights=rows, minlength=len(moved)) > 0)[:, None]
        # Deviations from the mean influence of the clusters that hold texts of this group.
        held = int(present.sum())
        centred = np.where(present, influence - influence.sum(axis=0) / held, 0.0)
        moved += sign * math.sqrt(held / max(held - 1, 1)) * centred
    return moved
