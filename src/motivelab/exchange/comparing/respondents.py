"""Who of one run is compared with whom of the other."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from motivelab.errors import InputError, choices
from motivelab.tables.tables import Tables


def respondents_of(tables: Tables) -> tuple[str, ...]:
    """Whose answers a run holds, judges apart, in alphabetical order."""
    frames = (tables.self_reports, tables.performances, tables.choices)
    found = {str(name) for frame in frames for name in frame["respondent"].drop_nulls().unique()}
    asked = tables.trials.filter(pl.col("kind") != "judgement")["respondent"].drop_nulls().unique()
    return tuple(sorted(found | {str(name) for name in asked}))


def matched(before: Tables, after: Tables, *, told: Mapping[str, str]) -> dict[str, str]:
    """The respondent of the later run that each of the earlier one is compared with.

    Args:
        before: the earlier run.
        after: the later run.
        told: pairs that were named; they go first, and nobody else is matched with those they name.

    Returns:
        Names before by names after: those told, then equal names, then the only ones left on each side.

    Raises:
        InputError: a name that a run does not have, or nobody can be matched.
    """
    early, late = respondents_of(before), respondents_of(after)
    for name, other in told.items():
        for wanted, known, which in ((name, early, "first"), (other, late, "second")):
            if wanted not in known:
                raise InputError(
                    f"respondent {wanted!r} is not in the {which} run; {choices(wanted, known)}. "
                    "Write --respondent NAME_IN_FIRST=NAME_IN_SECOND"
                )
    if len(set(told.values())) < len(told):
        raise InputError(f"respondents {dict(told)!r}: one of the second run is compared twice; name each once")
    pairs = dict(told)
    pairs |= {n: n for n in early if n in late and n not in pairs and n not in pairs.values()}
    left = [n for n in early if n not in pairs]
    right = [n for n in late if n not in pairs.values()]
    if not pairs and len(left) == len(right) == 1:
        pairs = {left[0]: right[0]}
    if not pairs:
        raise InputError(
            f"the runs have no respondent of the same name: {', '.join(early) or 'nobody'} in the first, "
            f"{', '.join(late) or 'nobody'} in the second. Say who is compared with whom: --respondent A=B"
        )
    return pairs
