"""How rectification works, as data: library/rectification.yaml."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import read_object


class Terms(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`demand` and `days`: offered for a rectification; `look_back_days`: after closing; `causes`: code → title."""

    demand: str
    days: int
    look_back_days: int
    causes: dict[str, str]


@cache
def rectification_terms() -> Terms:
    """The terms of the library."""
    return read_object(library_path() / "rectification.yaml", Terms)


def cause_title(code: str) -> str:
    """The cause in words; the code where it left the list."""
    return rectification_terms().causes.get(code, code)
