"""Every mechanism of the speech has its page, its content and its test; nothing points into the void."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import NoReverseMatch, get_resolver

from hengjian.catalog.library import Catalog
from hengjian.engine.procedures import with_procedures
from hengjian.gate.mechanisms import COUNT, mechanism_problems, mechanisms, rules_of
from hengjian.gate.reference import HEAD, pages

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def whole(catalog: Catalog) -> Catalog:
    return with_procedures(catalog)


def test_every_reference_resolves(whole: Catalog) -> None:
    assert list(mechanism_problems(whole)) == []


def test_every_page_exists(whole: Catalog) -> None:
    known = {
        f"{space}:{name}"
        for space, (_prefix, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }
    named = {page for entry in mechanisms(whole.root).values() for page in entry.pages}
    assert named - known == set(), NoReverseMatch


def test_every_test_exists(whole: Catalog) -> None:
    named = {test for entry in mechanisms(whole.root).values() for test in entry.tests}
    assert [t for t in sorted(named) if not (ROOT / t).exists()] == []


def test_every_mechanism_has_content_of_its_own(whole: Catalog) -> None:
    """A rule, a procedure, a table or a figure: a page alone would be a promise."""
    figures = {f.mechanism for f in whole.figures.values()}
    empty = [
        n for n, e in mechanisms(whole.root).items()
        if not (e.procedures or e.tables or e.figures or n in figures or rules_of(whole, n, e) or e.pages)
    ]  # fmt: skip
    assert empty == []
    assert len(mechanisms(whole.root)) == COUNT


def test_the_committed_pages_are_the_generated_ones(whole: Catalog) -> None:
    folder, written = ROOT / "docs" / "reference", pages(whole)
    differing = [n for n, text in written.items() if (folder / n).read_text("utf-8") != text]
    assert differing == [], "run `make docs`"
    assert all(text.startswith(HEAD) for text in written.values())
    assert [n for n in whole.rules if f"## {n}\n" not in written["rules.md"]] == []
    assert [d for d in whole.duties if f"| {d} |" not in written["law.md"]] == []
    assert "| — |" not in written["law.md"]


def test_there_are_as_many_rules_as_promised(whole: Catalog) -> None:
    assert len(whole.rules) >= 250
    assert {f.number for f in whole.figures.values()} == {f"F{n:02d}" for n in range(1, 41)}


def test_every_field_of_rules_has_a_title_on_screens(catalog):
    names = {name.split(".")[0] for name in catalog.rules}
    assert names - catalog.fields.keys() == set()
    assert catalog.fields.keys() - names == set()
