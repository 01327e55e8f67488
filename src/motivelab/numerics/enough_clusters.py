"""From how many clusters on an interval keeps its promise: one place for every `few_clusters`, by kind of interval.

Below each number some interval of its kind covered less than 93% of simulated runs (skewed, heaped, of unequal size)
where 95% is promised; docs/coverage holds the runs.
"""

from __future__ import annotations

from typing import Final

# Means, shares, differences and CR2 regression with Satterthwaite degrees of freedom: 92% and more at 8 skewed ones.
# Choices whose families stand on either side, every family left out once with its own degrees of freedom: 95% at 8.
MEAN: Final = 10
# Errors from leaving families out, for ratios of variances, correlations, agreement and censored regression: 93% and
# more at 40 skewed ones, 91% at 30.
JACKKNIFE: Final = 40
# Sandwich errors without a small-sample correction of their own (CR0, CR1, two ways): 92% at 40, 83 to 90% at 12.
SANDWICH: Final = 50
# Bootstrap percentiles, the published sum over shared pairs, censored regression with CR1: 92% at 40 to 60, below 90%
# at 15.
ROUGH: Final = 100
