"""The report's figures recomputed from the departments' own files in plain Python."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

import chinese_calendar
import pytest

from tests.source_files import table_rows

START, END = date(2025, 1, 1), date(2025, 12, 31)
PRIOR_START, PRIOR_END = date(2024, 1, 1), date(2024, 12, 31)
APPROVALS = ("licence", "joint", "registration", "other")


def two_places(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )


@pytest.fixture(scope="module")
def source(district):
    """table name → rows as the departments sent them."""
    return cache(lambda table: table_rows(district.path / "outbox", table))


@pytest.fixture(scope="module")
def reported(district):
    """figure number → readings of the run, as decimals."""
    run = district.store.path(district.store.latest())
    data = json.loads((run / "figures.json").read_text("utf-8"))
    return {
        r["number"]: {n: v["value"] and Decimal(v["value"]) for n, v in r["readings"].items()}
        for r in data.values()
    }


def in_force(rows, key, day, first, last):
    """The newest version in force on a day, by key."""
    chosen = {}
    for row in sorted(rows, key=lambda r: r[first]):
        if row[first] <= day and (row[last] is None or row[last] >= day):
            chosen[row[key]] = row
    return chosen


def paired_items(source):
    """(baseline rows, current row) of every item in both lists, merged items with their successor."""
    items = source("service_item")
    before = in_force(items, "item_id", PRIOR_END, "version_from", "version_to")
    now = in_force(items, "item_id", END, "version_from", "version_to")
    merged = {
        c["item_id"]: c["merged_into"] for c in source("list_change")
        if c["change"] == "merge" and PRIOR_END < c["decided_on"] <= END
    }  # fmt: skip
    pairs = defaultdict(list)
    for key, row in before.items():
        pairs[merged.get(key) or key].append(row)
    return [(pairs[key], row) for key, row in now.items() if key in pairs]


def test_f03_steps(source, reported):
    base = now = 0
    for before, after in paired_items(source):
        if after["step_count"] is not None and all(b["step_count"] is not None for b in before):
            base += max(b["step_count"] for b in before)
            now += after["step_count"]
    assert reported["F03"]["removed"] == two_places(Fraction(100 * (base - now), base))


def materials(row):
    if row["material_count"] is None:
        return None
    if row["shared_material_count"] == 0 or row["share_is_live"] is False:
        return row["material_count"]
    if row["shared_material_count"] is None or row["share_is_live"] is None:
        return None
    return row["material_count"] - row["shared_material_count"]


def test_f04_materials(source, reported):
    base = now = 0
    for before, after in paired_items(source):
        counts = [materials(b) for b in before]
        if None not in counts and materials(after) is not None:
            base += max(counts)
            now += materials(after)
    assert reported["F04"]["removed"] == two_places(Fraction(100 * (base - now), base))


def test_f05_promised_days(source, reported):
    now = in_force(source("service_item"), "item_id", END, "version_from", "version_to").values()
    rows = [r for r in now if None not in (r["statutory_days"], r["promised_days"])]
    statutory = sum(r["statutory_days"] for r in rows)
    saved = statutory - sum(r["promised_days"] for r in rows)
    assert reported["F05"]["saved"] == two_places(Fraction(100 * saved, statutory))


def published_powers(source):
    now = in_force(source("power_item"), "power_id", END, "valid_from", "valid_to").values()
    return [r for r in now if r["published_on"] is not None and r["published_on"] <= END]


def test_f09_and_f10_power_items(source, reported):
    powers = published_powers(source)
    assert reported["F09"]["published"] == len(powers)
    assert reported["F10"]["published"] == sum(p["power_type"] == "permit" for p in powers)


def test_f11_powers_removed(source, reported):
    listed = in_force(source("power_item"), "power_id", END, "valid_from", "valid_to")
    removed = {
        c["item_id"] for c in source("list_change")
        if c["list"] == "power" and c["change"] == "cancel" and c["merged_into"] is None
        and c["basis_document"] is not None and START <= c["decided_on"] <= END
        and c["item_id"] not in listed
    }  # fmt: skip
    assert reported["F11"]["cancelled"] == len(removed)


def test_f12_three_public_expenses(source, reported):
    units = {u["unit_id"]: u for u in source("unit")}
    spent, years = defaultdict(lambda: [0, 0]), defaultdict(set)
    for v in source("expense_voucher"):
        if v["basis"] != "account" or v["fiscal_year"] not in (2024, 2025):
            continue
        years[v["unit_id"]].add(v["fiscal_year"])
        if v["kind"] in ("reception", "vehicle_purchase", "vehicle_running", "overseas"):
            spent[v["unit_id"]][v["fiscal_year"] - 2024] += v["amount_fen"]
    before = now = 0
    for unit, (prior, current) in spent.items():
        known = units.get(unit)
        same_scope = (
            known
            and not (known["established_on"] and known["established_on"] > PRIOR_START)
            and not (known["closed_on"] and known["closed_on"] < END)
        )
        if same_scope and len(years[unit]) == 2:
            before, now = before + prior, now + current
    assert reported["F12"]["change"] == two_places(Fraction(100 * (now - before), before))


def test_f13_livelihood_share(source, reported):
    classes = ("205", "206", "207", "208", "210", "211", "212", "213", "214", "221")
    lines = {line["budget_line_id"]: line for line in source("budget_line")}
    paid = people = 0
    for p in source("payment"):
        line = lines.get(p["budget_line_id"])
        if line and line["fund_kind"] == "general" and START <= p["paid_on"] <= END:
            paid += p["amount_fen"]
            people += p["amount_fen"] if line["function_class"].startswith(classes) else 0
    assert reported["F13"]["share"] == two_places(Fraction(100 * people, paid))


def test_f14_idle_funds(source, reported):
    recoveries = source("fund_recovery")
    funds = {f["fund_id"] for f in source("carry_over")}
    returned = defaultdict(list)
    for r in recoveries:
        if r["action"] == "returned":
            returned[r["fund_id"]].append(r["acted_on"])
    total = 0
    for r in recoveries:
        if not START <= r["acted_on"] <= END or r["fund_id"] not in funds or r["follows"]:
            continue
        unlinked = r["action"] == "reassigned" and any(
            d <= r["acted_on"] for d in returned[r["fund_id"]]
        )
        if r["action"] in ("returned", "reassigned") and not unlinked:
            total += r["amount_fen"]
    assert reported["F14"]["recovered"] == two_places(Fraction(total, 1_000_000))


def test_f15_procurement_saving(source, reported):
    awards, contracts, supplements = defaultdict(list), defaultdict(list), defaultdict(int)
    gaps = set()
    packages_of = {c["contract_id"]: c["package_id"] for c in source("contract")}
    for a in source("award"):
        awards[a["package_id"]].append(a)
    for c in source("contract"):
        contracts[c["package_id"]].append(c)
    for s in source("supplement"):
        if s["contract_id"] in packages_of and (s["signed_on"] is None or s["signed_on"] <= END):
            supplements[packages_of[s["contract_id"]]] += s["amount_fen"] or 0
            gaps |= {packages_of[s["contract_id"]]} if s["amount_fen"] is None else set()
    lots = defaultdict(list)
    for lot in source("procurement_lot"):
        lots[lot["package_id"]].append(lot)
    packages = source("procurement_package")
    retendered = {p["retender_of"] for p in packages}
    total = 0
    for p in packages:
        key = p["package_id"]
        won, signed = awards[key], [c for c in contracts[key] if c["contract_kind"] != "framework"]
        if p["status"] != "awarded" or p["method"] == "framework" or key in retendered | gaps:
            continue
        if any(c["contract_kind"] == "framework" for c in contracts[key]) or not signed:
            continue
        days = [a["notice_on"] for a in won if a["notice_on"]]
        day = max(days) if days else p["winner_confirmed_on"] or max(c["signed_on"] for c in signed)
        if not START <= day <= END or any(c["amount_fen"] is None for c in signed):
            continue
        if len({c["lot_id"] for c in signed}) < len({a["lot_id"] for a in won}):
            continue
        budget = p["budget_fen"]
        awarded_lots = {a["lot_id"] for a in won} - {None}
        if lots[key] and 0 < len(awarded_lots) < len(lots[key]):
            budget = sum(lot["budget_fen"] for lot in lots[key] if lot["lot_id"] in awarded_lots)
        if budget is not None:
            total += budget - sum(c["amount_fen"] for c in signed) - supplements[key]
    assert reported["F15"]["saving"] == two_places(Fraction(total, 1_000_000))


def decisive_audits(source):
    """(submitted, audited) of the ruling audit of each project stage of the year."""
    rank = {"audit_office": 0, "finance_review": 1, "third_party": 2, "owner": 3}
    stages, earlier = defaultdict(list), {}
    for a in source("cost_audit"):
        key = (a["project_id"], a["stage"])
        if a["audited_on"] is None:
            continue
        if a["audited_on"] < START and a["audited_fen"] is not None:
            earlier[key] = min(earlier.get(key, a["audited_fen"]), a["audited_fen"])
        elif START <= a["audited_on"] <= END:
            stages[key].append(a)
    for key, audits in stages.items():
        best = min(rank[a["auditor"]] for a in audits)
        ruling = max(
            (a for a in audits if rank[a["auditor"]] == best),
            key=lambda a: (a["audited_on"], a["audit_id"]),
        )
        if None not in (ruling["submitted_fen"], ruling["audited_fen"]):
            submitted = min(ruling["submitted_fen"], earlier.get(key, ruling["submitted_fen"]))
            yield submitted, ruling["audited_fen"]


def test_f16_and_f17_cost_reduction(source, reported):
    audits = list(decisive_audits(source))
    submitted = sum(s for s, _ in audits)
    reduced = submitted - sum(a for _, a in audits)
    assert reported["F16"]["reduced"] == two_places(Fraction(reduced, 1_000_000))
    assert reported["F17"]["weighted"] == two_places(Fraction(100 * reduced, submitted))


def test_f29_use_of_funds(source, reported):
    lines = {x["budget_line_id"]: x for x in source("budget_line") if x["fiscal_year"] == 2025}
    paid = sum(
        p["amount_fen"]
        for p in source("payment")
        if p["budget_line_id"] in lines and p["paid_on"] <= END
    )
    budget = sum(
        x["approved_fen"] if x["adjusted_fen"] is None else x["adjusted_fen"]
        for x in lines.values()
    )
    assert reported["F29"]["used"] == two_places(Fraction(100 * paid, budget))


def decided(source):
    return [
        m
        for m in source("matter")
        if m["procedure"] in APPROVALS and m["decided_on"] and START <= m["decided_on"] <= END
    ]


def test_f34_at_most_one_visit(source, reported):
    rows = [m for m in decided(source) if m["visits"] is not None]
    assert reported["F34"]["within_one"] == two_places(
        Fraction(100 * sum(m["visits"] <= 1 for m in rows), len(rows))
    )


def working_days(first: date, last: date, spans) -> int:
    """Working days after the first day up to the last that no span covers."""
    day, count = first + timedelta(days=1), 0
    while day <= last:
        count += chinese_calendar.is_workday(day) and not any(a <= day <= b for a, b in spans)
        day += timedelta(days=1)
    return count


def test_f39_promises_kept_among_the_decided(source, reported):
    spans, still_open = defaultdict(list), defaultdict(list)
    for s in source("suspension"):
        if s["started_on"] and s["ended_on"]:
            spans[s["matter_id"]].append((s["started_on"], s["ended_on"]))
        elif s["started_on"]:
            still_open[s["matter_id"]].append(s["started_on"])
    items = defaultdict(list)
    for i in source("service_item"):
        items[i["item_id"]].append(i)
    kept = total = 0
    for m in decided(source):
        if m["decision"] not in (None, "granted", "refused"):
            continue
        if m["accepted_on"] is None or m["decided_on"] < m["accepted_on"]:
            continue
        if any(day <= m["decided_on"] for day in still_open[m["matter_id"]]):
            continue
        promised = m["promised_days"]
        if promised is None:
            version = in_force(
                items[m["item_id"]], "item_id", m["accepted_on"], "version_from", "version_to"
            )
            promised = version.get(m["item_id"], {}).get("promised_days")
        if promised is None:
            continue
        total += 1
        kept += working_days(m["accepted_on"], m["decided_on"], spans[m["matter_id"]]) <= promised
    assert reported["F39"]["decided_kept"] == two_places(Fraction(100 * kept, total))


def test_f40_counts_each_overdue_act_once(district, reported):
    overdue = {
        f["record_id"] for f in district.findings()
        if f["family"] == "overdue" and f["verdict"] == "flagged" and f["unit"]
        and f["trigger_day"] and START <= f["trigger_day"] <= END
    }  # fmt: skip
    assert reported["F40"]["acts"] == len(overdue)
