"""The words of clues as data: library/clues.yaml."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import read_object


class Terms(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Code → Chinese title, of each list."""

    sources: dict[str, str]
    ways: dict[str, str]
    bodies: dict[str, str]
    outcomes: dict[str, str]
    sanctions: dict[str, str]


@cache
def terms() -> Terms:
    """All lists."""
    return read_object(library_path() / "clues.yaml", Terms)
