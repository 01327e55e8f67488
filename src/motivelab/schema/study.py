"""A study as a person writes it: the tables and keys of `study.toml`.

These are the only records of the package that people write by hand, so they are the only pydantic models. Loading them
with errors that name the nearest known key is done in `motivelab.studies`.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, field_validator, model_validator

from motivelab.schema.instrument import Moment
from motivelab.schema.manipulation import Placement
from motivelab.schema.trial import ProcedureKind, Readout, ReasonPosition

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._:/@+-]*$", max_length=120)]
Setting = str | int | float | bool


Listed = TypeVar("Listed")
Some: TypeAlias = Annotated[list[Listed], Field(min_length=1)]
"""A list that names at least one thing; where all are meant the key is left out."""


def _only_json(value: Any, *, where: str) -> None:
    """Refuse what cannot go over the wire as JSON: TOML has dates and times, and numbers that are none.

    Raises:
        ValueError: something in it cannot.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            _only_json(inner, where=f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for inner in value:
            _only_json(inner, where=where)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{where} = {value!r} cannot be sent as JSON; give a finite number")
    elif not isinstance(value, (str, bool, int, float)):
        raise ValueError(f"{where} = {value} cannot be sent as JSON; write it as a text in quotes")


class _Table(BaseModel):
    """A table of the study file: no unknown keys, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True)


class LimitsTable(_Table):
    """`[respondents.limits]`: how hard a host may be driven; see `schema.respondent.Limits`."""

    concurrency: PositiveInt = 16
    requests_per_minute: PositiveFloat | None = None
    tokens_per_minute: PositiveFloat | None = None
    timeout: PositiveFloat = 120.0
    attempts: PositiveInt = 6


class PriceTable(_Table):
    """`[respondents.price]`: US dollars per million tokens."""

    input: Annotated[float, Field(ge=0)]
    output: Annotated[float, Field(ge=0)]
    cached_input: Annotated[float, Field(ge=0)] | None = None


class SettingsTable(_Table):
    """Sampling settings; a key that is absent leaves the host's default."""

    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    top_k: PositiveInt | None = None
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    reasoning_effort: str | None = None
    reasoning_tokens: PositiveInt | None = None
    seed: bool | None = None
    """True: every trial is sent a seed of its own, derived from its id."""


class FactorsTable(_Table):
    """`[respondents.factors]`: settings that are crossed; each combination becomes a respondent of its own."""

    temperature: list[Annotated[float, Field(ge=0, le=2)]] = []
    top_p: list[Annotated[float, Field(gt=0, le=1)]] = []
    reasoning_effort: list[str] = []
    system_prompt: list[str] = []


class RespondentTable(_Table):
    """`[[respondents]]` or `[[judges]]`: whom to ask."""

    model: Annotated[str, Field(pattern=r"^[^/\s]+/\S+$")]
    """`provider/model`, the model id exactly as the host spells it."""
    name: Name | None = None
    system_prompt: str = ""
    variant: str = ""
    base_url: Annotated[str, Field(pattern=r"^https?://")] | None = None
    key_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    settings: SettingsTable = SettingsTable()
    factors: FactorsTable = FactorsTable()
    extra: dict[str, Any] = {}
    limits: LimitsTable = LimitsTable()
    price: PriceTable | None = None

    @field_validator("extra")
    @classmethod
    def _can_be_sent(cls, extra: dict[str, Any]) -> dict[str, Any]:
        _only_json(extra, where="")
        return extra


class TasksTable(_Table):
    """`[tasks]`: which tasks of which bank."""

    bank: str = "core"
    """Name of an installed bank, or path of a file or folder relative to the study file."""
    categories: Some[str] | None = None
    families: Some[str] | None = None
    ids: Some[str] | None = None
    sample: Annotated[PositiveInt, Field(strict=True)] | None = None
    """Size of a stratified sample (by category, spread over families); absent: all that are selected."""


class ManipulationsTable(_Table):
    """`[manipulations]`: the conditions beside `none`, which is always there."""

    use: list[str] | Literal["all"] = []
    """Ids of manipulations, or "all" for the ten of the founding study."""
    control: bool = True
    """Whether the pooled neutral control is a condition, wherever there is a manipulation."""
    placements: Some[Placement] = ["before_task"]
    """Several placements are crossed."""
    wordings: Some[str] | None = None
    """Ids of the wordings to use; absent: all. They are assigned to tasks in balance, not crossed."""


class ProcedureTable(_Table):
    """`[[procedures]]`: one thing that is done with every task (or pair) under the conditions it names."""

    kind: ProcedureKind
    name: Name | None = None
    """Label in tables; by default the moment, the instrument or the kind."""
    conditions: list[str] | Literal["all"] = "all"
    replicates: Annotated[int, Field(ge=1, le=10_000)] = 1
    max_tokens: PositiveInt | None = None
    readout: Readout = "sampled"

    # self_report
    moment: Moment | None = None
    instrument: str | None = None
    formats: Some[str] | None = None
    """Several response formats are crossed; absent: the instrument's first."""
    instrument_wordings: Some[str] | None = None
    """Assigned to tasks in balance; absent: all of the instrument."""
    reason: Some[ReasonPosition] | None = None
    """Several positions are crossed; absent: after the score for one item, none for several."""

    # forced_choice
    pairs: PositiveInt | None = None
    """How many pairs; absent: each task meets about four others."""
    complete_block: Annotated[int, Field(ge=0)] = 0
    """So many tasks are paired completely, for transitivity (12 tasks are 66 pairs)."""
    pair_list: str | None = None
    """A CSV file of pairs (columns first, second) instead of drawn ones, relative to the study file; or the name of the
    study's protocol, for its pairs and sides."""
    neither: Some[bool] | None = None
    """Whether "neither" is offered; [false, true] crosses both."""
    orders: Literal["both", "one"] = "both"
    sides: Literal["both", "one"] = "both"

    # judgement
    judges: Some[str] | None = None
    """Names of the judges; absent: all."""
    of: str | None = None
    """Name of the performance block that is followed (post, similar, judgement); absent: the only one."""

    @model_validator(mode="after")
    def _only_its_own_keys(self) -> ProcedureTable:
        own = {
            "self_report": {"moment", "instrument", "formats", "instrument_wordings", "reason", "of"},
            "performance": set[str](),
            "forced_choice": {"pairs", "complete_block", "pair_list", "neither", "orders", "sides"},
            "judgement": {"judges", "of", "instrument", "instrument_wordings", "formats"},
        }
        every = set().union(*own.values())
        wrong = sorted((self.model_fields_set & every) - own[self.kind])
        if wrong:
            known = ", ".join(sorted(own[self.kind])) or "none of its own"
            raise ValueError(f"{', '.join(map(repr, wrong))} does not belong to kind {self.kind!r} (its keys: {known})")
        return self


class BudgetTable(_Table):
    """`[budget]`: what may be spent; the run stops before it would be passed."""

    usd: PositiveFloat | None = None
    calls: PositiveInt | None = None
    tokens: PositiveInt | None = None


class Study(_Table):
    """A whole study file."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)]
    title: str = ""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    paths: list[str] = []
    """Folders with tasks, instruments and manipulations of your own, relative to the study file."""
    protocol: str | None = None
    """Name of an imported protocol whose prompts are shown word for word in place of motivelab's own."""
    respondents: Annotated[list[RespondentTable], Field(min_length=1)]
    judges: list[RespondentTable] = []
    tasks: TasksTable = TasksTable()
    manipulations: ManipulationsTable = ManipulationsTable()
    procedures: Annotated[list[ProcedureTable], Field(min_length=1)]
    budget: BudgetTable = BudgetTable()
