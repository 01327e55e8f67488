"""Two factors of the facets and the motivation that goes with them, one panel a respondent."""

from __future__ import annotations

import numpy as np
import polars as pl

from motivelab.errors import StatisticsError
from motivelab.figures.drawing.catalogue import Source
from motivelab.figures.drawing.draw_panel import draw_panel
from motivelab.figures.drawing.palette import INK, STEPS
from motivelab.figures.drawing.panel import Panel
from motivelab.figures.drawing.vega_lite import Spec, alone, column, marks, told
from motivelab.figures.reading.facets import facet_means
from motivelab.stats.factor_analysis import factor_analysis
from motivelab.tables.tables import Tables

QUESTION = "facets"
CAPTION = (
    "Tasks by their scores on two correlated factors of the facets, nothing added; darker is higher mean overall "
    "motivation, larger is more tasks in the same place. Each axis names the facets that weigh most on it."
)
SOURCE: Source = "tables"

SCHEMA: dict[str, type[pl.DataType]] = {
    "panel": pl.String,
    "x": pl.Float64,
    "y": pl.Float64,
    "motivation": pl.Float64,
    "count": pl.Int64,
    "x_facets": pl.String,
    "y_facets": pl.String,
}

_FACTORS = 2
_ENOUGH = 30
_SIDE = 0.25
_FAR = 3.0
_HEIGHT = 380
_BANDS = (20.0, 40.0, 60.0, 80.0)
_NAMES = ("0–20", "20–40", "40–60", "60–80", "80–100")
_SHADES = (STEPS[0], STEPS[1], STEPS[2], STEPS[3], STEPS[5])


def data(source: Tables) -> pl.DataFrame:
    """One row a respondent and square of a quarter of a standard deviation, with mean motivation and how many tasks.

    The factors are those of a minimum-residual analysis with oblimin rotation, scored by regression; a respondent with
    fewer than thirty tasks, fewer than four facets or none that vary has no panel.

    Args:
        source: a run's tables.
    """
    means = facet_means(source)
    parts = [_scored(own) for own in means.partition_by("respondent", maintain_order=True)]
    found = [part for part in parts if part is not None]
    return pl.concat(found) if found else pl.DataFrame(schema=SCHEMA)


def _scored(own: pl.DataFrame) -> pl.DataFrame | None:
    facets = own["facet"].unique(maintain_order=True).to_list()
    wide = own.pivot("facet", index=["task", "motivation"], values="score").drop_nulls()
    if wide.height < _ENOUGH or len(facets) < 2 * _FACTORS:
        return None
    try:
        found = factor_analysis(wide.select(facets).to_numpy(), n_factors=_FACTORS, rotation="oblimin")
    except StatisticsError:  # nothing varies, or no two factors can be told apart: there is nothing to draw
        return None
    if found.scores is None:
        return None
    turned = np.where(found.loadings.sum(axis=0) < 0, -1.0, 1.0)
    scores, loadings = found.scores * turned, found.loadings * turned
    sides = ((pl.col(name) / _SIDE).floor() * _SIDE + _SIDE / 2 for name in ("x", "y"))
    named = [_weighing(loadings[:, f], facets) for f in range(_FACTORS)]
    return (
        wide.select("motivation", x=pl.Series(scores[:, 0]), y=pl.Series(scores[:, 1]))
        .with_columns(pl.col("x", "y").clip(-_FAR, _FAR - _SIDE / 2))
        .with_columns(*sides)
        .group_by("x", "y")
        .agg(pl.col("motivation").mean(), pl.len().alias("count"))
        .sort("x", "y")
        .with_columns(
            pl.lit(own["respondent"][0]).alias("panel"),
            pl.lit(named[0]).alias("x_facets"),
            pl.lit(named[1]).alias("y_facets"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
    )


def _weighing(loadings: np.ndarray, facets: list[str]) -> str:
    """The facets that weigh at least half as much as the heaviest one, a minus before those that weigh against."""
    least = 0.5 * float(np.abs(loadings).max())
    order = np.argsort(-np.abs(loadings), kind="stable")
    return ", ".join(f"{'−' if loadings[i] < 0 else ''}{facets[i]}" for i in order if abs(loadings[i]) >= least)


def draw(data: pl.DataFrame) -> tuple[Panel, ...]:
    """Points shaded by motivation, all panels on the same axes."""
    return tuple(_panel(own) for own in data.partition_by("panel", maintain_order=True))


def _panel(own: pl.DataFrame) -> Panel:
    name, n = str(own["panel"][0]), int(own["count"].sum())
    bands = np.array(_NAMES)[np.digitize(own["motivation"].fill_null(0).to_numpy(), _BANDS)].tolist()
    shown = own.drop("panel", "x_facets", "y_facets").with_columns(pl.Series("band", bands))
    present = [band for band in _NAMES if band in set(bands)]
    colours = [_SHADES[_NAMES.index(band)] for band in present]
    x_facets, y_facets = own["x_facets"][0], own["y_facets"][0]
    words = (
        f"{name}: {n:,} tasks by two factors, of {x_facets} and of {y_facets}; mean overall motivation of the tasks "
        + "; ".join(_corner(own, right=right, up=up) for right in (False, True) for up in (False, True))
    )
    axis: Spec = {"scale": {"domain": [-_FAR, _FAR], "nice": False}, "axis": {"tickCount": 6}}
    key = {"title": "overall motivation (% of range)", "orient": "bottom", "columns": len(present)}
    encoding = {
        "x": column("x", title=[f"factor of {x_facets}", f"n = {n:,} tasks"], **axis),
        "y": column("y", title=f"factor of {y_facets}", **axis),
        "size": column("count", scale={"range": [22, 150]}, legend=None),
        "color": column("band", "nominal", scale={"domain": present, "range": colours}, legend=key),
        "tooltip": [
            told("motivation", title="mean overall motivation", form=".1f"),
            told("count", title="tasks", form=","),
            told("x", title="first factor", form=".2f"),
            told("y", title="second factor", form=".2f"),
        ],
    }
    look: Spec = {"filled": True, "opacity": 0.9, "stroke": INK, "strokeWidth": 0.4, "strokeOpacity": 0.6}
    chart = alone(marks("point", encoding, **look), shown)
    return draw_panel(chart, title=name, words=words, height=_HEIGHT)


def _corner(own: pl.DataFrame, *, right: bool, up: bool) -> str:
    found = own.filter((pl.col("x") > 0) == right, (pl.col("y") > 0) == up, pl.col("motivation").is_not_null())
    where = f"{'high' if right else 'low'} on the first and {'high' if up else 'low'} on the second"
    if found.is_empty():
        return f"{where}: none"
    mean = float((found["motivation"] * found["count"]).sum()) / float(found["count"].sum())
    return f"{where}: {mean:.0f}"
