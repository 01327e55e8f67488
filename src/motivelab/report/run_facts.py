"""What was run, on whom and at which cost: counts and labels out of the tables and the run's manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import polars as pl

from motivelab.analyses.protocol.overall_reports import conditions_in_order, in_order
from motivelab.report.study_copy import study_copy, study_title
from motivelab.schema.response import NONRESPONSE_REASONS
from motivelab.tables.tables import Tables

SIMULATED = "sim"
"""The provider whose respondents are made up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RespondentFacts:
    """One respondent.

    Attributes:
        name: its label.
        model: `provider/model`.
        settings: sampling settings in one line, or "".
        returned: model ids that the host named, with how many answers each.
        author: whether it was asked anything but to judge.
        judge: whether it judged.
        simulated: whether it is made up.
        planned, asked: trials of the plan; those with a reply.
        input_tokens, output_tokens: of the replies that stand, or None where the host did not count.
        cost: US dollars of the replies that stand, or None where the price is unknown.
        requests, failed: requests made and those that failed, where the run's account was handed in.
    """

    name: str
    model: str
    settings: str
    returned: tuple[tuple[str, int], ...]
    author: bool
    judge: bool
    simulated: bool
    planned: int
    asked: int
    input_tokens: float | None
    output_tokens: float | None
    cost: float | None
    requests: int | None
    failed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """A run.

    Attributes:
        name: of the study.
        title: of the study, or "".
        respondents: whom was asked, judges included.
        tasks, families, categories: how many.
        conditions: with the construct each is meant to move, in the plan's order.
        procedures: name, kind, moment and planned trials of each.
        planned, answered, open: trials.
        works: answered trials that are performances; any text is work, so they say nothing of questions.
        reasons: trials by reason for nonresponse; those that never had to be asked included.
        first, last: when the first and the last reply began, or "".
        entries: label and value of everything else that the manifest holds.
        study_text: the study file, addresses masked, or "".
    """

    name: str
    title: str
    respondents: tuple[RespondentFacts, ...]
    tasks: int
    families: int
    categories: int
    conditions: tuple[tuple[str, str], ...]
    procedures: tuple[tuple[str, str, str, int], ...]
    planned: int
    answered: int
    works: int
    open: int
    reasons: Mapping[str, int]
    first: str
    last: str
    entries: tuple[tuple[str, str], ...]
    study_text: str

    @property
    def silent(self) -> bool:
        """Whether no question was answered; that tasks were worked on does not count."""
        return self.answered == self.works and any(kind != "performance" for _, kind, _, _ in self.procedures)

    @property
    def authors(self) -> tuple[RespondentFacts, ...]:
        """Who was asked anything but to judge."""
        return tuple(r for r in self.respondents if r.author)

    @property
    def simulated(self) -> tuple[str, ...]:
        """Names of those who are made up."""
        return tuple(r.name for r in self.respondents if r.simulated)

    @property
    def simulated_authors(self) -> tuple[str, ...]:
        """Names of the made-up ones among those who were asked anything but to judge."""
        return tuple(r.name for r in self.authors if r.simulated)

    @property
    def simulated_judges(self) -> tuple[str, ...]:
        """Names of the made-up ones among those who judged."""
        return tuple(r.name for r in self.respondents if r.simulated and r.judge)

    @property
    def made_up(self) -> bool:
        """Whether nobody who was asked is a real model."""
        return bool(self.respondents) and all(r.simulated for r in self.respondents)


def run_facts(tables: Tables, *, manifest: Mapping[str, Any], spending: pl.DataFrame | None = None) -> RunFacts:
    """Gather them.

    Args:
        tables: the run's tables.
        manifest: the store's manifest; every entry is optional.
        spending: requests, failed ones and cost by respondent (`respondent`, `requests`, `failed`, `cost`), or None.
    """
    trials, ledger = tables.trials, tables.nonresponse
    started = trials["started"].drop_nulls().sort().dt.strftime("%Y-%m-%d %H:%M UTC").to_list()
    by_procedure = ledger.group_by("procedure", maintain_order=True).agg(
        pl.col("kind").first(), pl.col("planned").sum()
    )
    moments = dict(trials.select(pl.col("procedure", "moment").cast(pl.String)).unique().iter_rows())
    constructs = dict(trials.select(pl.col("condition", "construct").cast(pl.String)).unique().iter_rows())
    study = str(manifest.get("study") or "")
    return RunFacts(
        title=study_title(study),
        name=str(manifest.get("study_name") or "unnamed study"),
        respondents=tuple(_respondent(tables, name, spending) for name in in_order(trials, "respondent")),
        tasks=trials["task"].n_unique() if trials.height else 0,
        families=trials["family"].n_unique() if trials.height else 0,
        categories=trials["category"].n_unique() if trials.height else 0,
        conditions=tuple((c, (constructs[c] or "").replace("_", " ")) for c in conditions_in_order(trials)),
        procedures=tuple(
            (str(p), str(k).replace("_", " "), moments.get(p) or "", n) for p, k, n in by_procedure.iter_rows()
        ),
        planned=int(ledger["planned"].sum()),
        answered=int(ledger["answered"].sum()),
        works=int(ledger.filter(pl.col("kind") == "performance")["answered"].sum()),
        open=int(ledger["open"].sum()),
        reasons={reason: int(ledger[reason].sum()) for reason in NONRESPONSE_REASONS},
        first=started[0] if started else "",
        last=started[-1] if started else "",
        entries=tuple(_entries(manifest)),
        study_text=study_copy(study),
    )


def _respondent(tables: Tables, name: str, spending: pl.DataFrame | None) -> RespondentFacts:
    own = tables.trials.filter(pl.col("respondent") == name)
    provider, model, settings = (own[c].cast(pl.String)[0] for c in ("provider", "model", "settings"))
    named = own.filter(pl.col("returned_model").is_not_null())
    returned = named.group_by(pl.col("returned_model").cast(pl.String), maintain_order=True).len()
    account = {} if spending is None else next(iter(spending.filter(pl.col("respondent") == name).to_dicts()), {})
    asked = int((own["started"].is_not_null() | ~own["status"].cast(pl.String).is_in(["open"])).sum())
    return RespondentFacts(
        name=name,
        model=f"{provider}/{model}",
        settings=settings or "",
        returned=tuple((str(m), int(n)) for m, n in returned.iter_rows()),
        author=bool((own["kind"] != "judgement").any()),
        judge=bool((own["kind"] == "judgement").any()),
        simulated=provider == SIMULATED,
        planned=own.height,
        asked=asked,
        input_tokens=_total(own["input_tokens"]),
        output_tokens=_total(own["output_tokens"]),
        cost=account.get("cost") if account else _total(own["cost_usd"]),
        requests=account.get("requests"),
        failed=account.get("failed"),
    )


def _total(column: pl.Series) -> float | None:
    known = column.drop_nulls()
    return float(known.sum()) if len(known) else None


def _entries(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    labels = {
        "study_file": "Study file",
        "seed": "Seed",
        "bank": "Task bank",
        "plan_hash": "Plan hash",
        "stimuli_digest": "Digest of all stimuli",
        "id_scheme": "Trial id scheme",
        "merged_from": "Merged from",
    }
    found = [(label, _text(manifest[key])) for key, label in labels.items() if manifest.get(key) is not None]
    if manifest.get("study_file") is not None:
        found[0] = ("Study file", PurePath(str(manifest["study_file"])).name)  # folders may tell whose it is
    for key, label in (("versions", "Versions"), ("instruments", "Instruments"), ("manipulations", "Manipulations")):
        value = manifest.get(key)
        if isinstance(value, Mapping) and value:
            found.append((label, ", ".join(f"{name} {_text(version)}" for name, version in value.items())))
    return found


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
