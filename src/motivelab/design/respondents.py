"""Respondents of a study: each table's factors crossed, names and digests told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from motivelab.schema.respondent import Limits, Price, Respondent
from motivelab.schema.study import RespondentTable


@dataclass(frozen=True, slots=True)
class Respondents:
    """Who is asked, and what is wrong with how that is written.

    Attributes:
        all: in the order of the file, the levels of a table's factors in the order written.
        faults: one sentence each; empty where there is nothing to complain about.
    """

    all: tuple[Respondent, ...]
    faults: tuple[str, ...]


def expand_respondents(tables: Sequence[RespondentTable], *, key: str = "respondents") -> Respondents:
    """Cross the factors of every table into respondents.

    A respondent's name is the one given, or `provider/model` with its variant, followed by the level of each factor:
    `openai/gpt-4o-mini temperature=0`. System prompts are numbered from 1 in the order written.

    Args:
        tables: as written.
        key: their place in the study file, for the faults (`respondents`, `judges`).

    Example:
        >>> table = RespondentTable.model_validate({"model": "sim/coherent", "factors": {"temperature": [0, 1.5]}})
        >>> [r.name for r in expand_respondents([table]).all]
        ['sim/coherent temperature=0', 'sim/coherent temperature=1.5']
    """
    found: list[tuple[str, Respondent]] = []
    faults: list[str] = []
    for position, table in enumerate(tables):
        where = f"{key}[{position}]"
        faults.extend(_set_twice(table, where=where))
        found.extend((where, respondent) for respondent in _crossed(table))
    faults.extend(_clashes(found))
    return Respondents(all=tuple(respondent for _, respondent in found), faults=tuple(faults))


def _crossed(table: RespondentTable) -> Iterator[Respondent]:
    provider, _, model = table.model.partition("/")
    label = table.name or (f"{table.model} {table.variant}" if table.variant else table.model)
    factors = {name: levels for name, levels in table.factors if levels}
    for levels in product(*factors.values()):
        setting = dict(zip(factors, levels, strict=True))
        prompt = setting.pop("system_prompt", table.system_prompt)
        written = {name: value for name, value in table.settings if value is not None and value is not False}
        yield Respondent(
            name=" ".join([label, *(f"{n}={_level(n, v, factors)}" for n, v in zip(factors, levels, strict=True))]),
            provider=provider,
            model=model,
            settings=written | setting,
            system_prompt=str(prompt),
            extra=table.extra,
            variant=table.variant,
            base_url=table.base_url or "",
            key_env=table.key_env or "",
            limits=Limits(**table.limits.model_dump()),
            price=Price(**table.price.model_dump()) if table.price is not None else None,
        )


def _level(name: str, value: Any, factors: dict[str, list[Any]]) -> str:
    if name == "system_prompt":
        return str(factors[name].index(value) + 1)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _set_twice(table: RespondentTable, *, where: str) -> Iterator[str]:
    """A setting that is both fixed and a factor."""
    for name, levels in table.factors:
        fixed = table.system_prompt if name == "system_prompt" else getattr(table.settings, name)
        if levels and fixed not in (None, ""):
            place = name if name == "system_prompt" else f"settings.{name}"
            yield (
                f"{where}.factors.{name} = {levels!r}: {where}.{place} = {fixed!r} fixes what the factor varies;"
                " take one of them out"
            )


def _clashes(found: Sequence[tuple[str, Respondent]]) -> Iterator[str]:
    by_digest: dict[str, tuple[str, Respondent]] = {}
    by_name: dict[str, tuple[str, Respondent]] = {}
    for where, respondent in found:
        twin_where, twin = by_digest.setdefault(respondent.digest, (where, respondent))
        if twin is not respondent:
            yield (
                f"{where}: respondent {respondent.name!r} has the model and settings of {twin.name!r} ({twin_where}),"
                " so every trial would be asked of it twice; take one out, or give one a `variant`"
            )
            continue
        namesake_where, namesake = by_name.setdefault(respondent.name, (where, respondent))
        if namesake is not respondent:
            yield (
                f"{where}: two respondents are called {respondent.name!r} (the other is {namesake_where}); give one of"
                " them a `name` of its own"
            )
