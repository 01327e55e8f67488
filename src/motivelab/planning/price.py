"""What a respondent's tokens cost: the study's own word, or the price list by exact model id."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from genai_prices import Usage, calc_price
from genai_prices.types import ClauseEquals, ClauseOr, MatchLogic

from motivelab.providers.registry import capabilities
from motivelab.schema.respondent import Price, Respondent

_LISTED = MappingProxyType({"xai": "x-ai", "gemini": "google"})
"""What the price list calls a provider, where it is not our name for it."""

_SAMPLE = 1_000
"""Tokens priced to read a price off; few, so that the first tier of a tiered price is meant."""


def price_of(respondent: Respondent) -> Price | None:
    """Dollars per million tokens, or None where nobody has said.

    A price in the study goes first. What stays in this process costs nothing. A server of the study's own (`base_url`)
    has no listed price. Else the price list is asked, and its answer taken only if the model's id is the one written,
    or one that the list names letter by letter as the same model: never by prefix.

    Example:
        >>> price_of(Respondent(name="a", provider="sim", model="coherent"))
        Price(input=0.0, output=0.0, cached_input=None)
        >>> price_of(Respondent(name="a", provider="openai", model="gpt-4o-mini-of-my-own")) is None
        True
    """
    if respondent.price is not None:
        return respondent.price
    if not capabilities(respondent.provider).wire:
        return Price(input=0.0, output=0.0)
    if respondent.base_url:
        return None
    return _listed(_LISTED.get(respondent.provider, respondent.provider), respondent.model)


@cache
def _listed(provider: str, model: str) -> Price | None:
    try:
        read = calc_price(Usage(input_tokens=_SAMPLE), model, provider_id=provider)
        cached = calc_price(Usage(input_tokens=_SAMPLE, cache_read_tokens=_SAMPLE), model, provider_id=provider)
        written = calc_price(Usage(output_tokens=_SAMPLE), model, provider_id=provider)
    except LookupError:
        return None
    if read.model.id.lower() != model.lower() and not _named(read.model.match, model):
        return None
    return Price(
        input=_per_million(read.total_price),
        output=_per_million(written.total_price),
        cached_input=_per_million(cached.total_price),
    )


def _per_million(price: object) -> float:
    return float(str(price)) * 1e6 / _SAMPLE


def _named(logic: MatchLogic, model: str) -> bool:
    """Whether a model is named letter by letter among those that the price list holds to be the same."""
    if isinstance(logic, ClauseEquals):
        return bool(logic.equals.lower() == model.lower())
    return isinstance(logic, ClauseOr) and any(_named(inner, model) for inner in logic.or_)
