"""A finished run, and copies of it that a test may break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.support.finished_run import STUDY

import motivelab


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    (folder / "small.toml").write_text(STUDY, "utf-8")
    motivelab.run(folder / "small.toml", out=folder / "run", progress=False)
    return folder / "run"


@pytest.fixture
def run(finished: Path, tmp_path: Path) -> Path:
    """A copy of a finished run that a test may break; its study lies beside it."""
    shutil.copy(finished.parent / "small.toml", tmp_path / "small.toml")
    return Path(shutil.copytree(finished, tmp_path / "run"))
