"""What the hosts of a study cannot do, and the keys that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motivelab.design.layout import Layout
from motivelab.errors import MissingKeyError
from motivelab.providers.refusals import refusals
from motivelab.providers.registry import capabilities, key_for, names
from motivelab.schema.respondent import Respondent


def capability_faults(layout: Layout, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Settings, readouts and system turns that a provider does not take, one sentence each.

    Args:
        layout: the study, laid out.
        environ: where some providers look up their address.
    """
    faults: list[str] = []
    for respondent in _everyone(layout):
        faults.extend(f"respondent {respondent.name!r}: {refusal}" for refusal in refusals(respondent, environ))
    return (*faults, *_block_faults(layout))


def key_faults(layout: Layout, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Keys that are needed and not in the environment, one sentence a respondent."""
    faults: list[str] = []
    for respondent in _everyone(layout):
        if respondent.provider not in names():
            continue  # told by `capability_faults`
        try:
            key_for(respondent, environ)
        except MissingKeyError as error:
            faults.append(str(error))
    return tuple(faults)


def _everyone(layout: Layout) -> tuple[Respondent, ...]:
    """Respondents and judges, each once."""
    return tuple({r.name: r for r in (*layout.respondents, *layout.judges)}.values())


def _block_faults(layout: Layout) -> Iterator[str]:
    for block in layout.blocks:
        for respondent in block.asked:
            if respondent.provider not in names():
                continue
            can = capabilities(respondent.provider)
            if block.readout not in can.readouts:
                yield (
                    f"procedures[{block.position}] {block.name!r}: readout = {block.readout!r} is not offered by"
                    f" provider {respondent.provider!r} of respondent {respondent.name!r}; it offers:"
                    f" {', '.join(sorted(can.readouts))}"
                )
            in_system = any(arm.wordings != (None,) and arm.placement == "system" for arm in block.arms)
            if in_system and not can.system_prompt:
                yield (
                    f"manipulations.placements: provider {respondent.provider!r} (respondent {respondent.name!r})"
                    ' takes no system turn; leave out "system"'
                )
