"""How large shifts are in standard units, and which are shown to be small."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.false_discovery import with_false_discovery_held
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.shifting.score_cube import ScoreCube
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.equivalence_test import equivalence_test
from motivelab.stats.paired_contrast import paired_contrast

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]

D_Z = "shift in standard deviations of family shifts (d_z)"
D_AV = "shift in standard deviations between tasks (d_av)"
EQUIVALENT = "shift smaller than 5 points (equivalence test)"
BOUNDS = (-5.0, 5.0)
"""Points of the response range; a shift inside them counts as none."""


def shift_sizes(cube: ScoreCube, *, labels: Mapping[str, str]) -> Iterator[Row | str]:
    """d_z, d_av and the equivalence test of each contrast; within a reference equivalence has its own discovery rate.

    Args:
        cube: scores, in percent of the response range.
        labels: what all rows carry beside measure, respondent, condition and reference.
    """
    if len(set(cube.families)) < 2:
        return  # said where the shifts themselves are missing
    for reference in cube.references:
        b, tested = cube.of(reference), []
        for condition in cube.compared_with(reference):
            a = cube.of(condition)
            for r, respondent in enumerate(cube.respondents):
                own = {"respondent": respondent, **labels, "condition": condition, "reference": reference}
                if not (np.isfinite(a[r]) & np.isfinite(b[r])).any():
                    continue  # said where the shift itself is missing
                yield from _standardised(a[r], b[r], cube.family_codes, labels=own)
                small = row_or_note(
                    {**own, "measure": EQUIVALENT},
                    partial(_equivalence, a[r] - b[r], cube.family_codes),
                    scale="points",
                    tested=True,
                )
                tested.append(small)
        yield from with_false_discovery_held([t for t in tested if isinstance(t, Row)])
        yield from (t for t in tested if isinstance(t, str))


def _standardised(a: Floats, b: Floats, families: Codes, *, labels: Mapping[str, str]) -> Iterator[Row | str]:
    try:
        with np.errstate(invalid="ignore", divide="ignore"):  # tasks of all families but one may not differ
            contrast = paired_contrast(a, b, clusters=families)
    except StatisticsError as error:
        name = ", ".join(v for v in labels.values() if v)
        yield f"not estimable: {name}, {D_Z} and d_av: {error}"
        return
    for measure, estimate in ((D_Z, contrast.d_z), (D_AV, contrast.d_av)):
        yield row_or_note({**labels, "measure": measure}, partial(_known, estimate), scale="coefficient")


def _known(estimate: Estimate) -> Estimate:
    """The estimate, without an interval where that is not defined."""
    if estimate.low is None or estimate.high is None or math.isfinite(estimate.high - estimate.low):
        return estimate
    return replace(estimate, low=None, high=None, se=None)


def _equivalence(differences: Floats, families: Codes) -> Estimate:
    tested = equivalence_test(differences, bounds=BOUNDS, clusters=families).difference
    return replace(tested, statistic="equivalence_difference")  # its interval is narrower than that of the shift
