"""Kinds of documents and the letterhead as data: library/documents/."""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from hengjian.catalog.library import library_path
from hengjian.catalog.reading import read_object

#: unit: after issue the unit sees it; office: drafters and signers; sealed: the drafter and signers.
Circle = Literal["unit", "office", "sealed"]
Layout = Literal["notice", "letter"]


class Kind(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind. `mark`: its character in the number; `about`: what it may be written about.

    `to`: "unit" for the unit itself, or the recipients in words. `statuses`: of a finding that may be
    written about (empty: all).
    """

    kind: str
    title: str
    title_en: str
    mark: str
    layout: Layout
    circle: Circle
    about: tuple[str, ...]
    subject: str
    body: str
    to: str = "unit"
    statuses: tuple[str, ...] = ()
    clock: str = ""
    tone: str = "secondary"
    icon: str = "file-text"


class Letterhead(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who writes. `code`: the characters of the office in every number."""

    issuer: str
    code: str
    heads: dict[Layout, str]
    blank: str


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name."""
    folder = library_path() / "documents" / "kinds"
    found = [read_object(f, Kind) for f in sorted(folder.glob("*.yaml"))]
    return {kind.kind: kind for kind in found}


@cache
def letterhead() -> Letterhead:
    """The letterhead of the library."""
    return read_object(library_path() / "documents" / "letterhead.yaml", Letterhead)


def kinds_about(subject: str) -> dict[str, Kind]:
    """Kinds that may be written about a subject: finding, rectification, sweep, unit."""
    return {name: kind for name, kind in kinds().items() if subject in kind.about}


def kinds_for(status: str) -> dict[str, Kind]:
    """Kinds that may be written about a finding of that status: 澄清 only where it proved wrong."""
    found = kinds_about("finding")
    return {n: k for n, k in found.items() if not k.statuses or status in k.statuses}


def series_of(kind: str) -> str:
    """The characters before the year: 衡廉督."""
    return letterhead().code + kinds()[kind].mark
