"""How many single reports fall in each band of motivation."""

from __future__ import annotations

from typing import Final

from motivelab.analyses.as_published.cells import PublishedCells

BANDS: Final = {"Very Low": (0, 20), "Low": (20, 40), "Medium": (40, 60), "High": (60, 80), "Very High": (80, 100)}
"""Bands as [low, high): a score of exactly 100 falls in none and is left out."""


def reasons_per_band(cells: PublishedCells) -> dict[str, int]:
    """Reports before the task, nothing added, that fall in a band; bands without one are left out."""
    scores = cells.replies["value"].to_numpy()
    counts = {band: int(((scores >= low) & (scores < high)).sum()) for band, (low, high) in BANDS.items()}
    return {band: n for band, n in sorted(counts.items(), key=lambda item: -item[1]) if n}
