"""Laws of procedures as plug-ins."""

from __future__ import annotations

from typing import get_args

import pytest

from motivelab.errors import InputError
from motivelab.procedures import forced_choice, judgement, performance, self_report
from motivelab.procedures.procedure import Procedure, get, kinds
from motivelab.schema.trial import ProcedureKind

# The type checker holds each module against the protocol here; get() cannot, for it imports by name.
ALL: tuple[Procedure, ...] = (forced_choice, judgement, performance, self_report)


def test_every_kind_of_a_study_file_has_a_module_and_no_module_is_without_a_kind() -> None:
    assert set(kinds()) == set(get_args(ProcedureKind)) == {p.KIND for p in ALL}


@pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.KIND)
def test_a_procedure_is_found_under_its_own_name(procedure: Procedure) -> None:
    assert get(procedure.KIND) is procedure


def test_templates_of_two_kinds_never_share_a_digest() -> None:
    assert len({p.TEMPLATE_DIGEST for p in ALL}) == len(ALL)


def test_an_unknown_kind_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(InputError, match="did you mean 'self_report'"):
        get("selfreport")


@pytest.mark.parametrize("procedure", ALL, ids=lambda p: p.KIND)
def test_columns_have_names_of_their_own(procedure: Procedure) -> None:
    names = [c.name for c in procedure.COLUMNS]
    assert len(set(names)) == len(names)
