"""Things that many tests read and none changes: the library, a finished demo district."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock, Timeout
from typer.testing import CliRunner

from hengjian.catalog import Catalog, load
from hengjian.cli import app
from hengjian.district.home import Home
from hengjian.engine.procedures import with_procedures

SHARED = Path(__file__).parents[2] / "shared" / "data"
DATA = Path(__file__).parent / "data"

#: Files that take minutes; begun last, one process would work on them alone.
LONGEST = ("test_spark.py",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that the parallel processes end together."""
    items.sort(key=lambda item: item.path.name not in LONGEST)  # stable: the rest keeps its order


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


def _made(folder: Path, *arguments: str) -> Home:
    """A district made once, whoever of the parallel test processes comes first; the others wait."""
    done = folder.with_suffix(".made")
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            asked = ["demo", "--home", str(folder), "--scale", "0.03", *arguments]
            result = CliRunner().invoke(app, asked)
            assert result.exit_code == 0, result.output
            done.touch()
    return Home.open(folder)


@pytest.fixture(scope="session")
def _together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


def _in_the_making(folder: Path) -> bool:
    """Whether another process makes this district right now."""
    lock = FileLock(f"{folder}.lock")
    try:
        with lock.acquire(blocking=False):
            return False
    except Timeout:
        return True


@pytest.fixture(scope="session")
def district(_together: Path) -> Home:
    """The demo district, taken in, run and reported; HENGJIAN_TEST_DISTRICT names one made before."""
    if made := os.environ.get("HENGJIAN_TEST_DISTRICT"):
        return Home.open(Path(made))
    if _in_the_making(_together / "district"):
        _made(_together / "clean", "--clean")  # a use for the time of waiting
    return _made(_together / "district")


@pytest.fixture(scope="session")
def clean_district(_together: Path) -> Home:
    """Its clean twin."""
    return _made(_together / "clean", "--clean")
