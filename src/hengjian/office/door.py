"""The one door from the office to the parts below: catalog, lake, runs, explanations.

Objects are read once per process; a new run or a new batch is seen because they live on disk. A changed
district.yaml (a rule released or withdrawn) opens the home anew in every process.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from hengjian.catalog.library import Catalog
from hengjian.district.explaining import explain_finding, rows_of, unit_names
from hengjian.district.home import Home
from hengjian.engine.explain import Explanation
from hengjian.engine.store import NoRun
from hengjian.office.config.environment import home_path


@lru_cache(maxsize=4)
def _opened_as(path: str, _changed_at: int) -> Home:
    return Home.open(Path(path))


def _opened(path: str) -> Home:
    file = Path(path) / "district.yaml"
    return _opened_as(path, file.stat().st_mtime_ns if file.exists() else 0)


def home() -> Home:
    """The district on disk that this office belongs to; raises NoHome."""
    return _opened(str(home_path()))


def catalog() -> Catalog:
    """The library with this district's overlays."""
    return home().catalog


def latest_run() -> str | None:
    """Id of the newest finished run, or None."""
    try:
        return home().store.latest()
    except NoRun:
        return None


def change_settings(change: Callable[[dict[str, Any]], None]) -> None:
    """Let `change` edit what district.yaml says; every process reads the library anew."""
    home().change_settings(change)


@lru_cache(maxsize=2)
def _unit_names(path: str, delivered: str) -> dict[str, str]:
    return unit_names(_opened(path))


@lru_cache(maxsize=128)
def _explained(path: str, run: str, snapshot: str, finding_id: str) -> Explanation:
    place = _opened(path)
    return explain_finding(place, finding_id, run, _unit_names(path, place.lake.table_id("unit")))


def explanation(finding_id: str) -> Explanation | None:
    """What the latest run and the library say about a finding; None when it is gone from the run.

    Kept per run and state of the lake: the tabs of one page ask for it again and again.
    """
    run, path = latest_run(), str(home_path())
    if run is None:
        return None
    try:
        return _explained(path, run, home().lake.snapshot_id(), finding_id)
    except (ValueError, KeyError):  # no such finding in the run, or its rule left the library
        return None


def records(table: str, where: dict[str, str], limit: int = 50) -> list[dict[str, Any]]:
    """Rows of a table of the lake whose columns equal the given texts."""
    return rows_of(home(), table, where, limit)
