"""docs/study-file.md knows every key, and its studies load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from motivelab.schema.study import Study
from motivelab.studies.load import parse_study

DOC = (Path(__file__).parents[2] / "docs" / "study-file.md").read_text(encoding="utf-8")


def tables(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from tables(field.annotation)
    for inner in get_args(annotation):
        yield from tables(inner)


@pytest.mark.parametrize("table", sorted(set(tables(Study)), key=repr))
def test_every_key_of_a_study_file_is_described(table: type[BaseModel]) -> None:
    for key in table.model_fields:
        assert re.search(rf"`\[*{key}\]*`", DOC), f"{key} of {table!r} is not in docs/study-file.md"


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", DOC, re.S))
def test_every_study_shown_loads(block: str) -> None:
    assert parse_study(block, where="docs/study-file.md").study.procedures
