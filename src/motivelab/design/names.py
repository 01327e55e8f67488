"""What a procedure table is called and asks where the study file leaves it open."""

from __future__ import annotations

from motivelab.schema.study import ProcedureTable

DEFAULT_REPORT = "motivation"
"""Instrument of a self-report that names none."""

DEFAULT_RUBRIC = "work_quality"
"""Rubric of a judgement that names none."""


def instrument_name(table: ProcedureTable) -> str | None:
    """Id of the instrument that a procedure asks; None for performances and choices.

    >>> instrument_name(ProcedureTable(kind="self_report"))
    'motivation'
    """
    if table.kind == "self_report":
        return table.instrument or DEFAULT_REPORT
    if table.kind == "judgement":
        return table.instrument or DEFAULT_RUBRIC
    return None


def moment_of(table: ProcedureTable) -> str:
    """Moment of a self-report (`pre` where none is written), "" for the rest.

    >>> moment_of(ProcedureTable(kind="self_report")), moment_of(ProcedureTable(kind="judgement"))
    ('pre', '')
    """
    return (table.moment or "pre") if table.kind == "self_report" else ""


def block_name(table: ProcedureTable) -> str:
    """A block's label: the name written, else the moment of a plain report, else the instrument, else the kind.

    >>> [block_name(ProcedureTable(kind="self_report", instrument=i)) for i in (None, "breakdown")]
    ['pre', 'breakdown']
    """
    if table.name is not None:
        return table.name
    if table.kind == "self_report":
        instrument, moment = instrument_name(table), moment_of(table)
        if instrument == DEFAULT_REPORT:
            return moment
        return f"{instrument}" if moment == "pre" else f"{instrument} {moment}"
    return table.kind
