"""The closed choices of a trial: its procedure, where its reason stands, how its answer is taken."""

from __future__ import annotations

from typing import Literal, TypeAlias

ProcedureKind: TypeAlias = Literal["self_report", "performance", "forced_choice", "judgement"]
ReasonPosition: TypeAlias = Literal["after", "before", "none"]
Readout: TypeAlias = Literal["sampled", "expected"]
