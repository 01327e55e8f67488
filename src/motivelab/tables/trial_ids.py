"""Trial ids as people see them, a whole column at a time."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray


def format_trial_ids(ids: NDArray[np.int64]) -> pl.Series:
    """Signed 64-bit ids as 16 hexadecimal digits each.

    >>> format_trial_ids(np.array([-1, 10])).to_list()
    ['ffffffffffffffff', '000000000000000a']
    """
    digits = ids.astype(">i8").tobytes().hex()
    return pl.Series([digits[at : at + 16] for at in range(0, len(digits), 16)], dtype=pl.String)
