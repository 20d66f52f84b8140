"""The one door from the office to the parts below: catalog, lake, runs, explanations.

Objects are read once per process; a new run or a new batch is seen because they live on disk.
"""

from __future__ import annotations

from functools import lru_cache

from hengjian.catalog.library import Catalog
from hengjian.cli.home import Home
from hengjian.engine.store import NoRun
from hengjian.office.config.environment import home_path


@lru_cache(maxsize=4)
def _opened(path: str) -> Home:
    from pathlib import Path

    return Home.open(Path(path))


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
