"""What became of every planned trial: answered, a reason for nonresponse, or open."""

from __future__ import annotations

import numpy as np
import polars as pl

from motivelab.schema.response import STATUSES

TRIAL_STATUSES: tuple[str, ...] = (*STATUSES, "open")
"""What can be said of a planned trial."""

_STOPPING = ("empty", "filtered")


def statuses(own: pl.Series, parent: pl.Series) -> pl.DataFrame:
    """Status of every trial, and whether it is inherited.

    A trial without a completion of its own inherits the status of the work it follows where that is empty or filtered,
    for then it is never asked; else it is open.

    Args:
        own: status by the trial's own completion, null where it has none.
        parent: row of the trial it follows, -1 where it follows none.

    Returns:
        `status` (one of `TRIAL_STATUSES`) and `status_inherited`.

    Example:
        >>> own = pl.Series(["filtered", None, None], dtype=pl.Enum(STATUSES))
        >>> statuses(own, pl.Series([-1, 0, -1])).rows()
        [('filtered', False), ('filtered', True), ('open', False)]
    """
    levels = pl.Enum(TRIAL_STATUSES)
    open_code = TRIAL_STATUSES.index("open")
    code = own.cast(levels).fill_null("open").to_physical().to_numpy().astype(np.int64)
    above = parent.to_numpy().astype(np.int64)
    stopping = np.array([TRIAL_STATUSES.index(reason) for reason in _STOPPING])
    inherited = np.zeros(len(code), dtype=np.bool_)
    while True:  # once for each generation of the forest
        heirs = (code == open_code) & (above >= 0)
        heirs[heirs] = np.isin(code[above[heirs]], stopping)
        if not heirs.any():
            break
        code[heirs] = code[above[heirs]]
        inherited |= heirs
    names = pl.Series(TRIAL_STATUSES, dtype=levels)
    return pl.DataFrame({"status": names[code], "status_inherited": inherited})
