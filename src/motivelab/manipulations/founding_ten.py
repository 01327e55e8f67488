"""The conditions of the founding study, in its order: what `use = "all"` means in a study file."""

from __future__ import annotations

FOUNDING_TEN: tuple[str, ...] = (
    "money",
    "competition",
    "legacy",
    "purpose",
    "encouragement",
    "guilt",
    "punishment",
    "reward_loss",
    "meaningless",
    "futility",
)
"""Ids of the manipulations of Nahum et al. (2026); the control and the money ladders stand beside them."""
