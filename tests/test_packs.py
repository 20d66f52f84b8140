"""Packs of cases: every case is answered, a wrong answer names its case, what disturbs each other stays apart."""

from __future__ import annotations

from itertools import combinations

import msgspec
import pytest

from hengjian.catalog import Catalog
from hengjian.catalog.models import Case
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.cases import CaseBench
from hengjian.engine.compile import compile_rule
from hengjian.engine.together import answers_together
from hengjian.gate.check import cases_of
from hengjian.gate.packs import Pack, packed

RULES = [
    "procurement.contract_signed_late",
    "procurement.splitting",
    "funds.duplicate_payment",
    "licence.decide_late",
]


@pytest.fixture(scope="module")
def bench(catalog: Catalog) -> CaseBench:
    return CaseBench(catalog, DuckDBBackend())


def packs_of(catalog: Catalog, bench: CaseBench, name: str) -> list[Pack]:
    rule = catalog.rules[name]
    file, cases = cases_of(catalog, rule)
    return packed(bench, compile_rule(rule, catalog), rule, cases, file)


def rows_of(catalog: Catalog, bench: CaseBench, name: str, pack: Pack) -> list[dict[str, object]]:
    rule = catalog.rules[name]
    file, _cases = cases_of(catalog, rule)
    return answers_together(bench, compile_rule(rule, catalog), [pack.case], file)[0]


@pytest.mark.parametrize("name", RULES)
def test_every_case_is_in_one_pack_and_answered_there(catalog, bench, name):
    packs = packs_of(catalog, bench, name)
    _file, cases = cases_of(catalog, catalog.rules[name])
    assert sorted(part.name for pack in packs for part in pack.parts) == sorted(
        c.name for c in cases
    )
    for pack in packs:
        assert pack.problems(rows_of(catalog, bench, name, pack)) == {}


def test_many_cases_need_few_queries(catalog, bench):
    _file, cases = cases_of(catalog, catalog.rules["procurement.contract_signed_late"])
    assert len(packs_of(catalog, bench, "procurement.contract_signed_late")) * 3 < len(cases)


def test_a_rule_that_compares_all_records_keeps_its_cases_apart(catalog, bench):
    _file, cases = cases_of(catalog, catalog.rules["procurement.splitting"])
    assert len(packs_of(catalog, bench, "procurement.splitting")) > len(cases) // 2


def test_cases_of_other_days_or_terms_are_not_mixed(catalog, bench):
    for name in RULES:
        for pack in packs_of(catalog, bench, name):
            for one, other in combinations(pack.parts, 2):
                assert (one.as_of, one.period, one.parameters) == (
                    other.as_of,
                    other.period,
                    other.parameters,
                )


def changed(pack: Pack, number: int, verdict: str) -> tuple[Pack, Case]:
    """The pack with another verdict wanted of one part."""
    part = pack.parts[number]
    wrong = msgspec.structs.replace(
        part, expect=[{**part.expect[0], "verdict": verdict}, *part.expect[1:]]
    )
    return Pack(pack.case, tuple(wrong if p is part else p for p in pack.parts)), wrong


def test_a_wrong_answer_names_its_case_and_no_other(catalog, bench):
    name = "procurement.contract_signed_late"
    pack = max(packs_of(catalog, bench, name), key=lambda p: len(p.parts))
    rows = rows_of(catalog, bench, name, pack)
    for number, part in enumerate(pack.parts):
        if part.expect:
            other, wrong = changed(pack, number, "pending")
            assert list(other.problems(rows)) == [wrong.name]


def test_a_lost_row_and_a_row_of_two_cases_are_noticed(catalog, bench):
    name = "procurement.contract_signed_late"
    pack = max(packs_of(catalog, bench, name), key=lambda p: len(p.parts))
    rows = rows_of(catalog, bench, name, pack)
    for row in rows:
        assert pack.problems([r for r in rows if r is not row])
    assert pack.problems([*rows, {**rows[0], "record_id": "X~1", "buyer_id": "Y~2"}])
    assert pack.problems([*rows, {**rows[0], "record_id": f"X~{len(pack.parts)}"}])
