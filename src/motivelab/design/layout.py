"""The layout of a study: its respondents and procedure blocks, everything resolved, every fault told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from motivelab.design.arms import Arms, resolve_arms
from motivelab.design.block import Block, Variant
from motivelab.design.names import block_name
from motivelab.design.protocol_prompts import resolve_prompt
from motivelab.design.questions import resolve_questions
from motivelab.design.respondents import expand_respondents
from motivelab.errors import choices
from motivelab.procedures.procedure import get
from motivelab.schema.instrument import Instrument
from motivelab.schema.respondent import Respondent
from motivelab.schema.stimuli import Stimuli
from motivelab.schema.study import ProcedureTable, Study


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Layout:
    """A study laid out.

    Attributes:
        respondents: factors crossed.
        judges: likewise.
        blocks: those that could be resolved, in the order of the study file, save that a block that follows a
            performance comes after it.
        faults: what is wrong, one sentence each; blocks with a fault are left out.
    """

    respondents: tuple[Respondent, ...]
    judges: tuple[Respondent, ...]
    blocks: tuple[Block, ...]
    faults: tuple[str, ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        """Every condition that some block has, `none` first where there is one."""
        return tuple(dict.fromkeys(arm.condition for block in self.blocks for arm in block.arms))


def lay_out(study: Study, stimuli: Stimuli) -> Layout:
    """Resolve a study against the stimuli it uses.

    Reads nothing, raises nothing that a study file could cause: faults are collected, so that they can be told at once.
    """
    respondents = expand_respondents(study.respondents)
    judges = expand_respondents(study.judges, key="judges")
    faults = [*respondents.faults, *judges.faults, *_namesakes(respondents.all, judges.all)]
    names = [block_name(table) for table in study.procedures]
    faults.extend(_repeated(names))
    blocks: dict[int, Block] = {}
    performances = [i for i, table in enumerate(study.procedures) if table.kind == "performance"]
    for position in sorted(range(len(names)), key=lambda i: _follows(study.procedures[i])):
        table, where = study.procedures[position], f"procedures[{position}] {names[position]!r}"
        asked, told = _asked(table, respondents=respondents.all, judges=judges.all, where=where)
        faults.extend(told)
        parent: Block | None = None
        if _follows(table):
            chosen, told = _parent(table, names=names, performances=performances, where=where)
            faults.extend(told)
            parent = blocks.get(chosen) if chosen is not None else None
            if parent is None:
                continue  # the performance's own faults have been told
        arms: Arms = resolve_arms(table, study.manipulations, stimuli=stimuli, parent=parent, where=where)
        questions = resolve_questions(table, stimuli=stimuli, where=where)
        said = resolve_prompt(table, stimuli=stimuli, arms=arms.all, questions=questions, where=where)
        faults.extend([*arms.faults, *questions.faults, *said.faults])
        if told or arms.faults or questions.faults or said.faults:
            continue
        blocks[position] = Block(
            name=names[position],
            position=position,
            kind=table.kind,
            template=said.prompt.digest if said.prompt is not None else get(table.kind).TEMPLATE_DIGEST,
            table=table,
            asked=asked,
            arms=arms.all,
            variants=tuple(_capped(variant, table, questions.instrument) for variant in questions.variants),
            instrument=questions.instrument,
            instrument_wordings=questions.wordings,
            moment=questions.moment,
            n_orders=questions.n_orders if said.prompt is None or said.prompt.listings else 1,
            parent=parent,
            prompt=said.prompt,
        )
    ordered = sorted(blocks.values(), key=lambda block: (block.parent is not None, block.position))
    return Layout(respondents=respondents.all, judges=judges.all, blocks=tuple(ordered), faults=tuple(faults))


def _follows(table: ProcedureTable) -> bool:
    """Whether a procedure follows a performance."""
    return table.kind == "judgement" or (table.kind == "self_report" and table.moment in ("post", "similar"))


def _capped(variant: Variant, table: ProcedureTable, instrument: Instrument | None) -> Variant:
    cap = table.max_tokens or get(table.kind).default_max_tokens(instrument, reason=variant.reason)
    return replace(variant, max_tokens=cap)


def _namesakes(respondents: Sequence[Respondent], judges: Sequence[Respondent]) -> Iterator[str]:
    by_name = {r.name: r for r in respondents}
    for judge in judges:
        twin = by_name.get(judge.name)
        if twin is not None and twin.digest != judge.digest:
            yield (
                f"judges: judge {judge.name!r} has other settings than the respondent of that name; give the judge a"
                " `name` of its own"
            )


def _repeated(names: Sequence[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        places = [f"procedures[{i}]" for i, other in enumerate(names) if other == name]
        if len(places) > 1:
            yield f"{', '.join(places)}: all are called {name!r}; give each a `name` of its own"


def _asked(
    table: ProcedureTable, *, respondents: tuple[Respondent, ...], judges: tuple[Respondent, ...], where: str
) -> tuple[tuple[Respondent, ...], tuple[str, ...]]:
    if table.kind != "judgement":
        return respondents, ()
    if not judges:
        return (), (f'{where}: there is no judge; add a [[judges]] table (`model = "sim/judge"` needs no key)',)
    if table.judges is None:
        return judges, ()
    known = {judge.name: judge for judge in judges}
    strangers = [name for name in table.judges if name not in known]
    faults = tuple(f"{where}.judges: there is no judge {name!r}; {choices(name, known)}" for name in strangers)
    return tuple(known[name] for name in dict.fromkeys(table.judges) if name in known), faults


def _parent(
    table: ProcedureTable, *, names: Sequence[str], performances: Sequence[int], where: str
) -> tuple[int | None, tuple[str, ...]]:
    """Position of the performance block that is followed."""
    known = {names[i]: i for i in performances}
    if not performances:
        return None, (f'{where}: it follows a performance, and there is none; add `kind = "performance"`',)
    if table.of is None and len(performances) > 1:
        return None, (f"{where}.of is missing: there are several performances; name one of: {', '.join(known)}",)
    if table.of is not None and table.of not in known:
        return None, (f"{where}.of = {table.of!r}: there is no performance of that name; {choices(table.of, known)}",)
    return known[table.of] if table.of is not None else performances[0], ()
