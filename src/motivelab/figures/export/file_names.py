"""A name of letters and figures for each panel's file, the same whenever it is drawn again."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST = 60


def file_names(figure: str, titles: Sequence[str]) -> list[str]:
    """One stem a panel: the figure's name alone where there is one panel, with the panel's title behind it else.

    Titles come from a run and may hold anything: only letters, figures and hyphens pass, and titles that read the same
    then are numbered.

    Example:
        >>> file_names("score_histograms", ["openai/gpt-4o", "../openai gpt 4o"])
        ['score_histograms--openai-gpt-4o', 'score_histograms--openai-gpt-4o-2']
        >>> file_names("scree", ["any"])
        ['scree']
    """
    if len(titles) < 2:
        return [figure for _ in titles]
    found: list[str] = []
    for title in titles:
        plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:_LONGEST].rstrip("-") or "panel"
        stem, number = f"{figure}--{plain}", 2
        while stem in found:
            stem, number = f"{figure}--{plain}-{number}", number + 1
        found.append(stem)
    return found
