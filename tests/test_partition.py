"""The gate refuses a partition under which rows answer for each other."""

from __future__ import annotations

import msgspec
import pytest

from hengjian.catalog import Catalog
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.cases import CaseBench
from hengjian.engine.compile import compile_rule
from hengjian.gate.check import cases_of
from hengjian.gate.packs import packed
from hengjian.gate.partition import disproved


@pytest.fixture(scope="module")
def bench(catalog: Catalog) -> CaseBench:
    return CaseBench(catalog, DuckDBBackend())


@pytest.mark.parametrize(
    ("rule", "column", "why"),
    [
        # Payments without a payee answer (they cannot be decided): a part of their own.
        ("funds.duplicate_payment", "payee_code", ""),
        ("funds.duplicate_payment", "payment_id", "answer for each other"),
        ("funds.duplicate_payment", "voucher_id", "no case has a voucher_id"),
        # Several columns together; each of them must hold rows apart by itself.
        ("funds.duplicate_payment", "unit_id+payee_code", ""),
        ("funds.duplicate_payment", "unit_id+payee_code+invoice_no", "answer for each other"),
        ("funds.invoice_in_two_units", "invoice_no+unit_id", "change the answer"),
        # Whether a unit ever gives reasons is asked of all its matters.
        ("approval.refusal_without_reason", "matter_id", "answer for each other"),
        # Awards of one package; the contract's own key does not hold them together.
        ("procurement.contract_signed_late", "package_id", ""),
        ("procurement.contract_signed_late", "contract_id", "answer for each other"),
    ],
)
def test_a_partition_is_proved_on_the_cases(
    catalog: Catalog, bench: CaseBench, rule: str, column: str, why: str
) -> None:
    compiled = compile_rule(catalog.rules[rule], catalog)
    file, cases = cases_of(catalog, catalog.rules[rule])
    found = disproved(bench, compiled, (column,), cases, file)
    assert (why in found) if why else (found == "")
    asked = msgspec.structs.replace(catalog.rules[rule], partition=(column,))
    packs = packed(bench, compiled, asked, cases, file)
    assert bool(disproved(bench, compiled, (column,), [p.case for p in packs], file)) == bool(why)
