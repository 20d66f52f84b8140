"""The eleven indicators against Cardinal's own fixtures: same codes, same ids, same values.

The file name of a fixture states the settings it is run with, as in Cardinal's test suite.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from hengjian.catalog.library import Catalog, load
from hengjian.catalog.models import ParameterVersion
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.compile import compile_rule
from hengjian.engine.daily import FIRST_DAY
from hengjian.engine.session import RunRequest, Session
from hengjian.intake.readers import ocds

FIXTURES = Path(__file__).parents[2] / "shared" / "data" / "cardinal" / "indicators"
AS_OF = date(2026, 6, 30)
Rows = list[dict[str, Any]]
Flags = dict[str, dict[str, dict[str, float]]]

#: Code → (column of the value or None for 1, columns of flagged tenderers, their value).
SHAPES: dict[str, tuple[str | None, tuple[str, ...], float]] = {
    "R003": (None, (), 0.0),
    "R018": (None, (), 0.0),
    "R024": ("ratio", ("winner_id", "second_id"), 0.0),
    "R025": ("ratio", (), 0.0),
    "R028": (None, ("tenderers",), 1.0),
    "R030": (None, ("winners",), 1.0),
    "R035": ("rivals", ("winner_id",), 0.0),
    "R036": (None, (), 0.0),
    "R038": ("ratio", (), 0.0),
    "R048": ("classes", (), 0.0),
    "R058": ("ratio", ("winner_id",), 0.0),
}
GROUPS = {
    "buyer": "Buyer",
    "procuring_entity": "ProcuringEntity",
    "tenderer": "Tenderer",
    "supplier": "Tenderer",
}

#: Parameters that Cardinal's test suite sets for all its fixtures.
SUITE = {"ocds.price_not_compared_details": ["NPC"], "ocds.excluded_method_details": ["EXC"]}
#: What the settings in the name of a fixture mean here: (parameters, own days by method details).
SETTINGS: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "threshold-10": ({"ocds.submission_days": 10}, {}),
    "procurement_methods-open+selective": ({"ocds.submission_methods": ["open", "selective"]}, {}),
    "procurement_method_details-x-5-y-10": ({}, {"x": 5, "y": 10}),
    "minimum_contracting_processes-1": ({"ocds.minimum_processes_supplier": 1}, {}),
    "tenderer": ({}, {}),
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def with_parameters(catalog: Catalog, values: Mapping[str, Any]) -> Catalog:
    """The catalog with these parameter values on all days."""
    changed = dict(catalog.parameters)
    for name, value in values.items():
        version = ParameterVersion(valid_from=FIRST_DAY, value=value, confidence="verified")
        changed[name] = msgspec.structs.replace(changed[name], versions=(version,))
    return dataclasses.replace(catalog, parameters=changed)


def run_pack(
    catalog: Catalog, path: Path, codes: Iterable[str] = tuple(SHAPES), days: Mapping[str, int] = {}
) -> dict[str, Rows]:
    """Code → all rows of its rule over one file of releases."""
    backend = DuckDBBackend()
    ocds.read(path, backend.con)
    minimum = pa.table(
        {
            "method_details": pa.array(days.keys(), pa.string()),
            "minimum_days": pa.array(days.values(), pa.int64()),
        }
    )
    backend.load("src", "ocds_method_days", minimum)

    def attach(names: Iterable[str]) -> None:
        for name in set(names) - {"ocds_method_days"}:
            backend.con.execute(f"create view src.{name} as select * from ocds_in.{name}")  # noqa: S608

    session = Session(catalog, backend, attach, {}, RunRequest(as_of=AS_OF))
    found: dict[str, Rows] = {}
    for rule in catalog.rules.values():
        if rule.codes and rule.codes[0] in codes:
            compiled = compile_rule(rule, catalog)
            session.ensure(compiled)
            found[rule.codes[0]] = backend.fetch(compiled.tree).to_pylist()
    backend.close()
    return found


def as_cardinal(results: Mapping[str, Rows]) -> Flags:
    """Flagged rows in the shape of Cardinal's output, group → id → code → value."""
    flags: Flags = {}
    for code, rows in results.items():
        column, parties, party_value = SHAPES[code]
        for row in rows:
            if row["verdict"] != "flagged":
                continue
            value = 1.0 if column is None else float(row[column])
            group, name = _subject(row["record_id"], code)
            flags.setdefault(group, {}).setdefault(name, {})[code] = value
            for party in (p for c in parties for p in row[c].split("、")):
                flags.setdefault("Tenderer", {}).setdefault(party, {})[code] = party_value
    return flags


def _subject(record_id: str, code: str) -> tuple[str, str]:
    if code not in ("R025", "R038", "R048"):
        return "OCID", record_id
    kind, _, name = record_id.partition(":")
    return GROUPS[kind], name


needs_fixtures = pytest.mark.skipif(
    not FIXTURES.is_dir(), reason="../shared/data/cardinal is absent"
)


@needs_fixtures
@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.jsonl")), ids=lambda p: p.stem)
def test_it_flags_what_cardinal_flags(catalog: Catalog, path: Path) -> None:
    code, _, setting = path.stem.partition("-")
    parameters, days = SETTINGS[setting] if setting else ({}, {})
    chosen = with_parameters(catalog, SUITE | parameters)
    expected = json.loads(path.with_suffix(".expected").read_text())
    assert as_cardinal(run_pack(chosen, path, [code], days)) == expected


@needs_fixtures
@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.jsonl")), ids=lambda p: p.stem)
def test_an_undecidable_row_says_what_is_missing(catalog: Catalog, path: Path) -> None:
    found = run_pack(with_parameters(catalog, SUITE), path)
    rows = [row for result in found.values() for row in result]
    assert rows
    assert all((row["verdict"] == "undecidable") == (row["missing"] is not None) for row in rows)


def test_all_indicators_take_real_releases(catalog: Catalog) -> None:
    path = FIXTURES.parents[1] / "ocds" / "ukraine.releases.jsonl.gz"
    if not path.exists():
        pytest.skip("../shared/data/ocds is absent")
    found = run_pack(catalog, path)
    assert set(found) == set(SHAPES)
    assert {row["verdict"] for row in found["R003"]} <= {"flagged", "clear", "undecidable"}
    assert len(found["R003"]) == 10  # one of eleven is cancelled
