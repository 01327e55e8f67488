"""How often the first task is taken, by how much higher it was reported."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import polars as pl

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.stats.pair_mean import pair_mean
from motivelab.stats.pair_share import pair_share

SHARE = "took the task shown first, by difference of reports"
DIFFERENCE = "difference of reports, first less second"
BANDS = 10


def calibration_rows(reported: pl.DataFrame, who: dict[str, str]) -> Iterator[Row | str]:
    """The share of first choices and the mean difference of reports in each tenth of the differences.

    Equal differences stay together, so that there are fewer bands where reports are heaped.

    Args:
        reported: choices with nothing added in which a task was taken and both were reported on.
        who: labels `respondent` and `condition`.
    """
    difference = reported["difference"].to_numpy()
    edges = np.unique(np.quantile(difference, np.arange(1, BANDS) / BANDS))
    place = np.searchsorted(edges, difference, side="left")
    for number, band in enumerate(np.unique(place), start=1):
        rows = reported.filter(pl.Series(place == band))
        first, second = rows["first_family"].to_list(), rows["second_family"].to_list()
        labels = {**who, "band": f"{number:02d}"}
        chose, apart = rows["chose_first"].to_numpy(), rows["difference"].to_numpy()
        share = partial(pair_share, chose, first=first, second=second)
        yield row_or_note({**labels, "measure": SHARE}, share, scale="share")
        size = partial(pair_mean, apart, first=first, second=second)
        yield row_or_note({**labels, "measure": DIFFERENCE}, size, scale="points")
