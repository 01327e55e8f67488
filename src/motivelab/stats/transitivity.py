"""Do choices between tasks fit on one scale, or do they run in circles?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from motivelab.errors import DegenerateDataError
from motivelab.numerics.number_array import number_array
from motivelab.schema.estimate import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitivity:
    """Circular triads of one respondent.

    Attributes:
        circular: circular triads (a over b, b over c, c over a) among those compared in full; a triad with
            ties counts with the chance that breaking them by coin toss makes it circular.
        triads: triples compared in full.
        most_circular: the largest possible number, for a complete design; None otherwise.
        zeta: Estimate `kendall_zeta`: 1 - circular / most_circular, 1 perfectly transitive, 0 as circular as can be.
            For an incomplete design, 1 - 4 circular / triads, flag `incomplete`: 0 is what coin tosses give on average.
            `p` is one-sided: how often coin tosses are at most as circular.
        chi_square: Kendall's statistic for a complete design of 8 items or more, else None; large where there are fewer
            circular triads than by chance.
        chi_square_df: its degrees of freedom.
    """

    circular: float
    triads: int
    most_circular: int | None
    zeta: Estimate
    chi_square: float | None
    chi_square_df: float | None


def transitivity(
    preferred: ArrayLike, *, rng: np.random.Generator, n_resamples: int = 9999, unit: str = "pair"
) -> Transitivity:
    """Circular triads, Kendall's coefficient of consistence, and a test against choosing by coin toss.

    Formula: with row scores a_i (wins), d = n(n-1)(2n-1)/12 - sum a_i^2 / 2 circular triads among n items compared in
    full; at most (n^3 - n)/24 for odd n, (n^3 - 4n)/24 for even n. With ties d is its mean over all ways of breaking
    them by coin toss. The p value is exact by enumeration up to 6 items, else from `n_resamples` random tournaments on
    the pairs compared. Kendall's chi-square is 8/(n - 4) (n(n-1)(n-2)/24 - d - 1/2) + df, df = n(n-1)(n-2)/(n-4)^2,
    with the continuity correction of its upper tail. Where a pair was seen several times, the majority decides.

    When to use: a complete block (12 items, 66 pairs). A random sparse design holds almost no triads and says nothing.

    Args:
        preferred: (n, n), entry [i, j] how often i was chosen over j; the diagonal is ignored. Pairs with no choice
            either way are missing; equal counts are ties.
        rng: for the test.
        n_resamples: random tournaments.
        unit: what is independent under coin tossing.

    Raises:
        DegenerateDataError: not square, negative or infinite counts, fewer than three items, no triple compared in
            full, or no resample asked for.

    Example:
        >>> t = transitivity([[0, 1, 0], [0, 0, 1], [1, 0, 0]], rng=np.random.default_rng(1))
        >>> t.circular, t.most_circular, t.zeta.value, t.zeta.p
        (1.0, 1, 0.0, 1.0)

    In R:
        `eba::circular(m, alternative = "less")` (zeta; chi-square with `exact = FALSE`); triads also by
        `igraph::triad_census`.

    Reference:
        Kendall and Babington Smith (1940), Biometrika 31, 324-345; David (1988), The Method of Paired Comparisons.
    """
    if n_resamples < 1:
        raise DegenerateDataError(f"n_resamples is {n_resamples!r}; at least 1 random tournament is needed")
    m = number_array(preferred, name="preferred")
    if m.ndim != 2 or m.shape[0] != m.shape[1] or m.shape[0] < 3:
        raise DegenerateDataError(f"preferred has shape {m.shape!r}; give (items, items) with at least 3 items")
    n = len(m)
    off = ~np.eye(n, dtype=bool)
    m = np.where(off, m, 0.0)
    if not np.isfinite(m[off]).all() or (m[off] < 0).any():
        raise DegenerateDataError("preferred holds a negative or missing count; give 0 for pairs never chosen")
    met = ((m + m.T) > 0) & off
    sign = np.sign(m - m.T) * met
    links = met.astype(np.float64)
    triads = round(float(np.trace(links @ links @ links)) / 6)
    if triads == 0:
        raise DegenerateDataError(f"no three of the {n} items were all compared with each other; run a complete block")
    circular = float(_circular(sign[None], links)[0])
    complete = bool(met[off].all())
    most = ((n**3 - n) if n % 2 else (n**3 - 4 * n)) // 24 if complete else None
    value = 1 - circular / most if most else 1 - 4 * circular / triads
    i, j = np.nonzero(np.triu(met))
    k = len(i)
    exact = k <= 15
    if exact:
        tosses = 2 * ((np.arange(2**k)[:, None] >> np.arange(k)) & 1) - 1
    else:
        tosses = 2 * rng.integers(0, 2, size=(n_resamples, k)) - 1
    at_most = 0
    for start in range(0, len(tosses), 2000):
        part = tosses[start : start + 2000]
        random = np.zeros((len(part), n, n))
        random[:, i, j], random[:, j, i] = part, -part
        at_most += int((_circular(random, links) <= circular + 1e-9).sum())
    p = at_most / len(tosses) if exact else (at_most + 1) / (len(tosses) + 1)
    chi: float | None = None
    chi_df: float | None = None
    if complete and n >= 8:
        chi_df = n * (n - 1) * (n - 2) / (n - 4) ** 2
        chi = 8 / (n - 4) * (n * (n - 1) * (n - 2) / 24 - circular - 0.5) + chi_df
    words = "exact" if exact else f"{n_resamples} random tournaments"
    if chi is not None and chi_df is not None:
        words += f"; Kendall chi-square p {float(special.chdtrc(chi_df, chi)):.3g}"
    ties = bool((met & (m == m.T)).any())
    return Transitivity(
        circular=circular,
        triads=triads,
        most_circular=most,
        zeta=Estimate(
            statistic="kendall_zeta",
            value=value,
            n=k,
            unit=unit,
            method=f"one-sided against coin tosses, {words}",
            p=p,
            flags=(() if complete else ("incomplete",)) + (("ties",) if ties else ()),
        ),
        chi_square=chi,
        chi_square_df=chi_df,
    )


def _circular(sign: NDArray[np.float64], links: NDArray[np.float64]) -> NDArray[np.float64]:
    """Circular triads of each (b, n, n) array of signs.

    A triple with wins x = +-1 around its circle is circular when all three agree: (1 + x1 x2 + x2 x3 + x3 x1) / 4. The
    products x_ij x_jk over triples compared in full are what the matrix products sum; a tie contributes 0 to them.
    """
    triads = float(np.trace(links @ links @ links)) / 6
    around = (np.matmul(sign, sign) * links).sum(axis=(1, 2))
    # Every triple has three middle items and each is walked in both directions.
    return np.asarray((triads + around / 2) / 4)
