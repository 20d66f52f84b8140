"""The gate and the catalog refuse what is wrong, and say where."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from hengjian.catalog import LibraryError, library_path, load
from hengjian.catalog.models import Case, CaseFile
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.engine.cases import CaseBench, window_of
from hengjian.engine.compile import RuleError, compile_rule
from hengjian.engine.procedures import with_procedures
from hengjian.gate.check import Report, check_library
from hengjian.gate.passed import PassedUnits
from hengjian.gate.scaffold import scaffold

RULE = "procurement.contract_signed_late"


@pytest.fixture(scope="module")
def bench(catalog):
    return CaseBench(catalog, DuckDBBackend(threads=1, memory="1GB"))


@pytest.fixture
def library(tmp_path):
    return shutil.copytree(library_path(), tmp_path / "library")


def edit(library, name, old, new):
    path = library / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_new_rule_from_the_scaffold_passes(library):
    scaffold(library, "procurement.my_fact")
    catalog = with_procedures(load(library))
    report = check_library(
        catalog, CaseBench(catalog, DuckDBBackend(threads=1)), names=["procurement.my_fact"]
    )
    assert report.problems == {}
    assert report.mutants > 0


def test_a_wrong_boundary_fails_a_case(catalog, bench):
    rule = catalog.rules[RULE]
    weak = msgspec.structs.replace(
        rule, sql=rule.sql.replace("> dated.due_day", ">= dated.due_day", 1)
    )
    changed = replace(catalog, rules={**catalog.rules, RULE: weak})
    report = check_library(changed, bench, names=[RULE])
    assert any("case" in problem for problem in report.problems[RULE])


def test_a_comparison_that_no_case_needs_is_named(catalog, bench):
    rule = catalog.rules[RULE]
    idle = rule.sql.replace(
        "> dated.due_day then 'flagged'",
        "> dated.due_day and dated.amount_fen > 0 then 'flagged'",
        1,
    )
    assert idle != rule.sql
    changed = replace(
        catalog, rules={**catalog.rules, RULE: msgspec.structs.replace(rule, sql=idle)}
    )
    report = check_library(changed, bench, names=[RULE])
    assert any("no case notices the mutant" in problem for problem in report.problems[RULE])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "src.award as award",
            "src.award as award cross join src.unit as unit",
            "does not declare",
        ),
        (
            "when dated.due_day is null then 'calendar'",
            "when dated.due_day is null then 'oops'",
            "'oops'",
        ),
        ("cross join engine.run as run", "cross join engine.run as run limit 5", "limit"),
        (
            "else 'pending'",
            "when current_date is null then 'clear' else 'pending'",
            "dialect",
        ),
        ("dated.buyer_id,", "dated.buyer_ident,", "buyer_id"),
        ("select\n    dated.award_id", "select *, dated.award_id", "result columns"),
        ("from dated", "frm dated", "does not parse"),
    ],
)
def test_sql_that_breaks_the_contract_is_refused(catalog, old, new, said):
    rule = catalog.rules[RULE]
    assert old in rule.sql
    broken = msgspec.structs.replace(rule, sql=rule.sql.replace(old, new, 1))
    with pytest.raises(RuleError, match=said):
        compile_rule(broken, catalog)


def test_a_number_in_a_rule_must_be_a_parameter(catalog):
    rule = catalog.rules[RULE]
    broken = msgspec.structs.replace(
        rule, sql=rule.sql.replace("'pending'", "case when 30 > 1 then 'pending' end")
    )
    with pytest.raises(RuleError, match="number 30 must be a parameter"):
        compile_rule(broken, catalog)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "parameters/licensing/decision.yaml",
            "kind: limit",
            "knid: limit",
            "unknown field `knid`",
        ),
        ("parameters/licensing/decision.yaml", "unit: working_day", "unit: work_day", "work_day"),
        (
            "parameters/licensing/decision.yaml",
            "act: licensing_law",
            "act: licencing_law",
            "licencing_law",
        ),
        (
            "tables/contract.yaml",
            "key: [contract_id]",
            "key: [contract_no]",
            "contract_no is not a column",
        ),
        (
            "rules/procurement/contract_signed_late/contract_signed_late.yaml",
            "rule: procurement",
            "rule: procuremnt",
            "the path says",
        ),
        (
            "rules/procurement/contract_signed_late/contract_signed_late.yaml",
            "version: 1",
            "version: 1\nversion: 2",
            "written twice",
        ),
        (
            "duties/licensing.yaml",
            "confidence: verified",
            "confidence: sure",
            "Invalid enum value 'sure'",
        ),
        (
            "duties/disclosure.yaml",
            "why: definition, ",
            "why: lazy, ",
            "Invalid enum value 'lazy'",
        ),
        (
            "rules/penalty/fined_twice/fined_twice.yaml",
            "duties: [PEN-16]",
            "duties: [PEN-02]",
            "duty PEN-16: no rule or procedure names it(?s:.*)duty PEN-02: examined by penalty.fined_twice|"
            "duty PEN-02: examined by penalty.fined_twice(?s:.*)duty PEN-16: no rule",
        ),
    ],
)
def test_a_typo_is_refused_with_its_place(library, name, old, new, said):
    edit(library, name, old, new)
    with pytest.raises(LibraryError, match=said):
        load(library)


def test_an_overlay_may_not_loosen_the_law(library):
    path = library / "overlays" / "hengan" / "parameters" / "licensing" / "decision.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "parameter: licensing.decision\nversions:\n  - valid_from: 2024-01-01\n    value: {n: %d, unit: working_day}\n    confidence: verified\n    basis: [{act: hengan_measures, article: '1'}]\n"
    path.write_text(text % 15, "utf-8")
    assert (
        load(library, overlays=["hengan"]).parameters["licensing.decision"].versions[0].value["n"]
        == 15
    )
    path.write_text(text % 25, "utf-8")
    with pytest.raises(LibraryError, match="loosens"):
        load(library, overlays=["hengan"])


def test_a_law_change_is_one_more_version(library):
    edit(
        library, "parameters/licensing/delivery.yaml", "versions:\n",
        "versions:\n  - valid_from: 2025-07-01\n    value: {n: 5, unit: working_day}\n"
        "    basis: [{act: licensing_law, article: \"44\"}]\n    confidence: verified\n",
    )  # fmt: skip
    catalog = with_procedures(load(library))
    bench = CaseBench(catalog, DuckDBBackend(threads=1))
    rule = compile_rule(catalog.rules["licence.deliver_late"], catalog)

    def verdict(decided: str, delivered: str) -> str:
        events = [("accept", decided), ("decide", decided), ("deliver", delivered)]
        given = {
            "matter": [{"matter_id": "M", "procedure": "licence"}],
            "matter_event": [
                {"matter_id": "M", "seq": n, "step": s, "happened_on": d}
                for n, (s, d) in enumerate(events)
            ],
        }
        case = Case(name="law change", given=given, expect=[])
        bench.prepare(rule, case, CaseFile(cases=(case,), as_of=date(2025, 12, 31)))
        return str(bench.result(rule.tree)[0]["verdict"])

    assert verdict("2025-06-30", "2025-07-10") == "clear"  # the old act keeps ten working days
    assert verdict("2025-07-01", "2025-07-10") == "flagged"  # the new act has five


def test_what_passed_is_checked_again_only_when_something_it_depends_on_changed(
    library, tmp_path, monkeypatch
):
    monkeypatch.setenv("HENGJIAN_CACHE", str(tmp_path / "cache"))
    catalog = with_procedures(load(library))
    read = catalog.rules[RULE]
    names = [RULE, "licence.deliver_late", "f15_procurement_saving"]
    passed = PassedUnits(catalog)
    assert passed.known(names) == (Report(), names)
    for name in names:
        passed.keep(name, Report(1, 9, 4))
    passed.keep("funds.invoice_in_two_units", Report(1, 1, 0, {"funds": ["a case fails"]}))
    assert passed.known([*names, "funds.invoice_in_two_units"])[0] == Report(3, 27, 12)

    def left(kind, name, **changes):
        held = getattr(catalog, kind)
        entry = msgspec.structs.replace(held[name], **changes)
        return PassedUnits(replace(catalog, **{kind: {**held, name: entry}})).known(names)[1]

    assert left("rules", RULE, sql=read.sql + " ") == [RULE]
    assert left("rules", "funds.invoice_in_two_units", sql="select") == []
    assert left("parameters", read.parameters[0], note="新") == [RULE]
    assert RULE in left("tables", read.reads[0], grain="新")
    assert left("procedures", "licence", title="新") == [names[1]]
    cases = catalog.files[RULE].with_suffix(".cases.yaml")
    cases.write_text(cases.read_text("utf-8") + "# 新", "utf-8")
    assert passed.known(names)[1] == [RULE]


def test_each_figure_is_checked_on_its_own_days(catalog, monkeypatch):
    """On a backend that keeps only a window of days, no unit runs on the window of the one before."""
    backend = DuckDBBackend()
    monkeypatch.setattr(backend, "dialect", "spark")
    bench, seen = CaseBench(catalog, backend), []
    monkeypatch.setattr(bench, "focus", seen.append)
    name = "f35_disclosure_coverage"
    assert not check_library(catalog, bench, names=[name], with_mutants=False).problems
    file = catalog.cases(name)
    assert seen == [window_of(file.cases, file)]
    assert seen[0][0] <= date(file.period, 1, 1)
