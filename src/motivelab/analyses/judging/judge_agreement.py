"""How far judges agree: with each other, with themselves, and with people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from motivelab.analyses.judging.works_by_judge import ALL_CRITERIA, KEYS, is_human, works_by
from motivelab.analyses.protocol.analysis import Row
from motivelab.analyses.protocol.overall_reports import in_order
from motivelab.analyses.protocol.row_or_note import row_or_note
from motivelab.analyses.working.associations import EVERYBODY
from motivelab.errors import StatisticsError
from motivelab.schema.estimate import Estimate
from motivelab.stats.intraclass_correlation import intraclass_correlation
from motivelab.stats.krippendorff_alpha import krippendorff_alpha
from motivelab.stats.weighted_kappa import weighted_kappa

Floats: TypeAlias = NDArray[np.float64]

ALPHA = "agreement of judges (Krippendorff's alpha)"
ONE = "agreement of one judge with another (ICC(A,1))"
MEAN = "agreement of the mean of all judges (ICC(A,k))"
KAPPA = "agreement of two judges (weighted kappa)"
AGAIN_ONE = "agreement of one rating with the next of the same judge (ICC(1))"
AGAIN_MEAN = "agreement of the mean of a judge's ratings (ICC(1,k))"
PEOPLE = "agreement with the mean of human judges (ICC(A,1))"
ENOUGH_WORKS = 10_000
"""Works from which on alpha and kappa rest on a sample of them: families, not works, limit how sure they are."""
PANEL, HUMANS = "all judges", "human judges"


def panel_agreement(first: pl.DataFrame) -> Iterator[Row | str]:
    """Alpha and intraclass correlations of the models that judge, and of the people, each by criterion; kappa by pair.

    Args:
        first: of `first_ratings`.
    """
    for name, human in ((PANEL, False), (HUMANS, True)):
        judges = [j for j in in_order(first.sort("judge"), "judge") if is_human(j) == human]
        if len(judges) < 2:
            if not human:
                yield f"not estimable: {ALPHA}: {len(judges)} model(s) judged; at least 2 are needed"
            continue
        of_panel = first.filter(pl.col("judge").is_in(judges))
        for criterion in in_order(first, "criterion"):
            wide = works_by(of_panel.filter(pl.col("criterion") == criterion), "judge")
            labels = {"respondent": EVERYBODY, "judge": name, "criterion": criterion}
            yield from _intraclass(wide, labels, names=(ONE, MEAN))
            few = sampled_works(wide)
            if few.height < wide.height:
                yield f"alpha and kappa of {name} rest on {few.height} of {wide.height} works, spaced evenly by id"
            yield _alpha(few, labels)
            if criterion != ALL_CRITERIA or first["criterion"].n_unique() == 1:
                for one, other in combinations([j for j in judges if j in wide.columns], 2):
                    yield _kappa(few, {**labels, "judge": one, "other": other})


def repeated_agreement(ratings: pl.DataFrame) -> Iterator[Row | str]:
    """Agreement of repeated ratings of one work by one judge, on the mean over criteria.

    Args:
        ratings: of `working.work.ratings`.
    """
    by_draw = ratings.group_by(*KEYS, "judge", "replicate", maintain_order=True).agg(pl.col("score").mean())
    for judge in in_order(by_draw.sort("judge"), "judge"):
        own = by_draw.filter(pl.col("judge") == judge)
        if own["replicate"].n_unique() < 2:
            yield f"not estimable: {judge}, {AGAIN_ONE}: every work was rated once"
            continue
        labels = {"respondent": EVERYBODY, "judge": judge, "criterion": ALL_CRITERIA}
        yield from _intraclass(works_by(own, "replicate"), labels, names=(AGAIN_ONE, AGAIN_MEAN), repeated=True)


def agreement_with_people(first: pl.DataFrame) -> Iterator[Row | str]:
    """Agreement of each model that judges with the mean of the people who rated the same work.

    Args:
        first: of `first_ratings`; nothing comes back where nobody of the judges is human.
    """
    people = first.filter(pl.col("judge").str.starts_with("human/"))
    mean = people.group_by(*KEYS, "criterion", maintain_order=True).agg(pl.col("score").mean().alias("human"))
    if people.is_empty():
        return
    for judge in [j for j in in_order(first.sort("judge"), "judge") if not is_human(j)]:
        own = first.filter(pl.col("judge") == judge)
        for criterion in in_order(own, "criterion"):
            both = own.filter(pl.col("criterion") == criterion).join(mean, on=[*KEYS, "criterion"], how="inner")
            labels = {"respondent": EVERYBODY, "judge": judge, "other": HUMANS, "criterion": criterion}
            wide = both.select(*KEYS, pl.col("score"), pl.col("human"))
            yield from _intraclass(wide, labels, names=(PEOPLE,))


def sampled_works(wide: pl.DataFrame) -> pl.DataFrame:
    """At most `ENOUGH_WORKS` works, evenly spaced in the order of their ids, which are digests and so of no order."""
    every = -(-wide.height // ENOUGH_WORKS)
    return wide.sort("trial_id").gather_every(every) if every > 1 else wide


def _alpha(wide: pl.DataFrame, labels: dict[str, str]) -> Row | str:
    metric = "interval" if labels["criterion"] == ALL_CRITERIA else "ordinal"

    def estimate() -> Estimate:
        families = wide["family"].to_list()
        if metric == "interval":
            return krippendorff_alpha(_matrix(wide), metric="interval", clusters=families)
        return krippendorff_alpha(_matrix(wide), metric="ordinal", clusters=families)

    return row_or_note({**labels, "measure": ALPHA}, estimate, scale="coefficient")


def _intraclass(
    wide: pl.DataFrame, labels: dict[str, str], *, names: tuple[str, ...], repeated: bool = False
) -> Iterator[Row | str]:
    try:
        found = intraclass_correlation(_matrix(wide), missing="listwise", clusters=wide["family"].to_list())
    except StatisticsError as error:
        yield f"not estimable: {', '.join(labels.values())}, {names[0]}: {error}"
        return
    pair = (found.icc1, found.icc1k) if repeated else (found.icc2, found.icc2k)
    for name, estimate in zip(names, pair, strict=False):  # against people, one figure of the two is asked for
        yield _told({**labels, "measure": name}, estimate)


def _told(labels: dict[str, str], estimate: Estimate) -> Row | str:
    return row_or_note(labels, lambda: estimate, scale="coefficient")


def _kappa(wide: pl.DataFrame, labels: dict[str, str]) -> Row | str:
    pair = wide.select("family", labels["judge"], labels["other"]).drop_nulls()
    values = pair.drop("family").to_numpy()
    steps = np.arange(np.floor(values.min()), np.ceil(values.max()) + 1) if len(values) else np.array([])
    scale = steps.tolist() if len(values) and np.isin(values, steps).all() else None

    def estimate() -> Estimate:
        return weighted_kappa(values[:, 0], values[:, 1], categories=scale, clusters=pair["family"].to_list())

    return row_or_note({**labels, "measure": KAPPA}, estimate, scale="coefficient")


def _matrix(wide: pl.DataFrame) -> Floats:
    return wide.drop(KEYS).cast(pl.Float64).fill_null(np.nan).to_numpy()
