"""Normal deviates that belong to names: the same names, the same deviate, on every machine and in every order."""

from __future__ import annotations

import hashlib
import struct
from statistics import NormalDist

_QUANTILE = NormalDist().inv_cdf
_EIGHT = struct.Struct("<8Q")


def deviates(*names: object) -> tuple[float, ...]:
    """Eight independent standard normal deviates that belong to these names.

    Example:
        >>> deviates("task", 1) == deviates("task", 1), deviates("task", 1) == deviates("task", 2)
        (True, False)
    """
    digest = hashlib.blake2b("\x1f".join(map(str, names)).encode(), digest_size=64).digest()
    # 53 bits and a half step: never 0 or 1, whose quantiles are infinite.
    return tuple([_QUANTILE(((word >> 11) + 0.5) / 2**53) for word in _EIGHT.unpack(digest)])
