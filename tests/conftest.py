"""Things that many tests read and none changes: the library, a finished demo district."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hengjian.catalog import Catalog, load
from hengjian.cli import app
from hengjian.district.home import Home
from hengjian.engine.procedures import with_procedures

SHARED = Path(__file__).parents[2] / "shared" / "data"
DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The national library, procedures compiled."""
    return with_procedures(load())


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real data that lies beside the checkout; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"real data not present: {SHARED} is missing")
    return SHARED


def _district(folder: Path, *arguments: str) -> Home:
    result = CliRunner().invoke(app, ["demo", "--home", str(folder), "--scale", "0.03", *arguments])
    assert result.exit_code == 0, result.output
    return Home.open(folder)


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo district, taken in, run and reported; HENGJIAN_TEST_DISTRICT names one made before."""
    if made := os.environ.get("HENGJIAN_TEST_DISTRICT"):
        return Home.open(Path(made))
    return _district(tmp_path_factory.mktemp("district") / "home")


@pytest.fixture(scope="session")
def clean_district(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Its clean twin."""
    return _district(tmp_path_factory.mktemp("clean") / "home", "--clean")
