"""Words of reasons as published: mean TF-IDF by band of reported motivation."""

from __future__ import annotations

from collections.abc import Iterator

from motivelab.analyses.as_published.cells import PublishedCells
from motivelab.analyses.as_published.computation.band_words import band_words
from motivelab.analyses.as_published.computation.labels import EVERYBODY
from motivelab.analyses.as_published.computation.published_row import NOT_APPLICABLE, published_row
from motivelab.analyses.as_published.computation.reason_bands import BANDS, reasons_per_band
from motivelab.analyses.protocol.analysis import Row

_LONGEST = 40


def rows(cells: PublishedCells) -> Iterator[Row | str]:
    """Reports in each band, and the words that weigh most there."""
    counts = reasons_per_band(cells)
    for band, n in counts.items():
        yield published_row(
            {"respondent": EVERYBODY, "measure": "reports in the band", "band": band},
            statistic="count",
            value=float(n),
            n=sum(counts.values()),
            method=f"single reports from {BANDS[band][0]} to below {BANDS[band][1]}; those of exactly 100 are in none",
            scale="coefficient",
            unit="report",
        )
    words = band_words(cells)
    for found in words:
        yield published_row(
            {"respondent": EVERYBODY, "measure": "mean TF-IDF", "band": found.band, "item": found.word[:_LONGEST]},
            statistic="mean",
            value=found.weight,
            n=found.n,
            method="mean TF-IDF over reasons of the band, stop words left out; not kept to adjectives and nouns",
            scale="coefficient",
            unit="reason",
        )
    if words:
        yield (
            "as published, reasons were also kept to adjectives and singular nouns by a tagger whose model must be "
            "fetched; that step is left out, so that words here are more than those printed"
        )
    else:
        yield f"{NOT_APPLICABLE} (as published): no reason was given with a report before the task"
