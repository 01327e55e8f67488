"""A protocol's prompt, filled as far as a cell of the design goes; tasks and work are put in trial by trial."""

from __future__ import annotations

from collections.abc import Sequence

from motivelab.procedures.prompt import Prompt
from motivelab.procedures.thinking import visible_work
from motivelab.schema.instrument import Item
from motivelab.schema.protocol import Listing, ProtocolPrompt
from motivelab.schema.trial import Trial


def protocol_words(prompt: ProtocolPrompt, *, text: str = "", items: Sequence[Item] = ()) -> Prompt:
    r"""The prompt with its manipulation and its criteria in place.

    Args:
        prompt: the protocol's.
        text: the manipulation's, or "" where nothing is added.
        items: a rubric's criteria in the order shown.

    Example:
        >>> prompt = ProtocolPrompt(
        ...     kind="performance", pieces=("", "manipulation", "Do: ", "task", ""), manipulated=("", "text", "\n")
        ... )
        >>> protocol_words(prompt, text="For gold.").fill({"task": "sing"})
        'For gold.\nDo: sing'
        >>> protocol_words(prompt).fill({"task": "sing"})
        'Do: sing'
    """
    values = {listing.slot: _listed(listing, items) for listing in prompt.listings}
    values["manipulation"] = Prompt(prompt.manipulated).fill({"text": text}) if text else ""
    return Prompt(prompt.pieces).fill_some(values)


def shown_work(trial: Trial) -> str:
    """The work that a trial follows: marked reasoning left out, save where a protocol shows it as it came."""
    return visible_work(trial.work) if trial.cell.prompt is None else trial.work


def _listed(listing: Listing, items: Sequence[Item]) -> str:
    entry = Prompt(listing.pieces)
    entries = [
        entry.fill({"number": str(number), "id": item.id, "text": item.at("")})
        for number, item in enumerate(items, start=1)
    ]
    if listing.head is None:
        return listing.joint.join(entries)
    return listing.joint.join(entries[: listing.head]) + listing.gap + entries[-1]
