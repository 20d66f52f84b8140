"""Ordinary records from YAML, and cases planted as records."""

from __future__ import annotations

from datetime import date

import pytest

from hengjian.catalog.models import Case, CaseFile, Column, Table
from hengjian.demo.ordinary import ordinary_records
from hengjian.demo.planted_cases import CaseRows
from hengjian.demo.schema import standard
from hengjian.demo.truth import Planted, score, write_truth

TABLE = Table(
    table="thing", title="事项", grain="每件一行", key=("thing_id",),
    columns={
        "thing_id": Column(title="编号", type="text", required=True),
        "unit_id": Column(title="单位", type="text", required=True, refers_to="unit.unit_id"),
        "done_on": Column(title="办结", type="date"),
        "kind": Column(title="类别", type="code", required=True, codes={"a": "甲", "b": "乙"}),
        "rate": Column(title="比例", type="ratio"),
    },
)  # fmt: skip


class Office:
    """What a case asks of the district's plants."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, int, dict[str, object]]] = []
        self.facts: list[Planted] = []
        self.beside: set[str] = set()

    def number(self) -> int:
        return 600_007

    def row(self, table: str, year: int, **values: object) -> None:
        self.rows.append((table, year, values))

    def true(self, *fact: str) -> None:
        self.facts.append(Planted(*fact))  # type: ignore[arg-type]

    def unit(self, n: int) -> str:
        return f"HA{n % 10:03d}"

    def new_unit(self) -> str:
        return "HA061"


def planted(record: str, row: dict[str, object], verdict: str = "flagged") -> Office:
    office = Office()
    case = Case(
        name="逾期", given={"thing": [row]}, expect=[{"record_id": record, "verdict": verdict}]
    )
    file = CaseFile(cases=(case,), as_of=date(2025, 12, 31))
    CaseRows(office, {"thing": TABLE}, case, file).plant("field.rule")  # type: ignore[arg-type]
    return office


def test_a_case_becomes_a_record_with_an_identifier_of_its_own():
    office = planted(
        "T1", {"thing_id": "T1", "unit_id": "U1", "done_on": date(2024, 5, 6), "rate": "0.25"}
    )
    assert office.facts == [Planted("field.rule", "T1P600007", "breach", "逾期")]
    assert office.rows == [("thing", 2024, {
        "thing_id": "T1P600007", "unit_id": "HA008", "done_on": date(2024, 5, 6), "kind": "a", "rate": 250_000,
    })]  # fmt: skip


def test_a_judged_unit_is_one_of_its_own():
    office = planted("U1", {"thing_id": "T1", "unit_id": "U1"}, "undecidable")
    assert office.facts == [Planted("field.rule", "HA061", "undecidable", "逾期")]


def test_what_is_planted_for_one_rule_is_beside_for_another(tmp_path):
    path = tmp_path / "planted.csv"
    write_truth(path, [Planted("a.b", "T1P7", "breach", ""), Planted("", "T1P7", "beside", "")])
    found = [("a.b", "T1P7", "flagged"), ("c.d", "T1P7|2024", "flagged"), ("c.d", "X", "flagged")]
    first, second = score(found, path)
    assert (first.found, first.not_planted, first.beside) == (1, (), ())
    assert (second.not_planted, second.beside) == (("X",), ("T1P7|2024",))


@pytest.mark.parametrize("name", sorted(ordinary_records()))
def test_every_file_of_records_fits_its_table(name: str):
    columns = standard()[name].columns
    described = ordinary_records()[name].columns
    assert set(described) <= set(columns)
    assert {c for c, spec in columns.items() if spec.required} <= set(described)
