"""Whether a judge and an author are the same model, or of the same maker."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import polars as pl

Kin: TypeAlias = Literal["same model", "same maker"]

_HOSTS = frozenset(
    {
        "azure",
        "groq",
        "hf",
        "inspect",
        "llamacpp",
        "lmstudio",
        "ollama",
        "openai_compatible",
        "openrouter",
        "sim",
        "together",
        "transformers",
        "vllm",
    }
)
"""Providers that serve models of others, so that their name says nothing of who made one."""


def models(trials: pl.DataFrame, names: list[str]) -> dict[str, tuple[str, str]]:
    """Provider and model of each respondent; those not in the trials go by their names."""
    known = trials.select(pl.col("respondent", "provider", "model").cast(pl.String)).unique(
        "respondent", maintain_order=True
    )
    found = {name: (provider, model) for name, provider, model in known.iter_rows()}
    return {name: found.get(name) or (name.partition("/")[0], name.partition("/")[2] or name) for name in names}


def maker(provider: str, model: str) -> str:
    """Who made a model, as far as its name tells.

    Example:
        >>> maker("openrouter", "mistralai/mistral-large"), maker("openai", "gpt-4o"), maker("ollama", "llama3.1:8b")
        ('mistralai', 'openai', 'llama')
    """
    if "/" in model:
        return model.partition("/")[0].casefold()
    if provider not in _HOSTS:
        return provider.casefold()
    letters = re.match(r"[^\W\d_]+", model)
    return letters[0].casefold() if letters else model.casefold()


def kin(judge: tuple[str, str], author: tuple[str, str], *, what: Kin) -> bool:
    """Whether judge and author, each as provider and model, are akin."""
    if what == "same model":
        return judge == author
    return maker(*judge) == maker(*author)
