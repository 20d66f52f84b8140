"""Procurement packages: what is bought, by which method, and the days of every step.

All days follow the law's order and limits; a day after the as-of date is not given yet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengjian.demo.approvals import Office
from hengjian.demo.days import (
    AS_OF,
    NONE,
    YEARS,
    Ints,
    known_by,
    next_working,
    plus_working,
    shifted,
    working_days_of,
    years_of,
)
from hengjian.demo.draws import Flags, Generator, amounts, between, chance, generator, only, pick
from hengjian.demo.frames import Array, joined, kept, labelled, numbered, seconds
from hengjian.demo.outbox import Outbox
from hengjian.demo.units import COUNT as UNITS

GOODS, SERVICES, WORKS = range(3)
CATEGORIES = ("goods", "services", "works")
OPEN, NEGOTIATION, CONSULTATION, INQUIRY, SINGLE, FRAMEWORK, DIRECT = range(7)
METHODS = (
    "open_tender", "negotiation", "consultation", "inquiry", "single_source", "framework",
    "direct_purchase",
)  # fmt: skip
_NAMES = [
    "办公设备采购",
    "信息系统建设",
    "物业管理服务",
    "道路维修工程",
    "医疗设备采购",
    "校舍修缮工程",
    "绿化养护服务",
    "车辆租赁服务",
    "印刷服务",
    "环卫设备采购",
    "教学设备采购",
    "档案数字化服务",
    "管网改造工程",
    "安保服务",
    "实验耗材采购",
]
AWARDED, FAILED, CANCELLED, OPEN_STILL, PLANNED = range(5)
STATUS = ("awarded", "failed", "cancelled", "open", "planned")
CODES = 20  #: catalogue codes of a category
_LARGE = 200_000_000  #: open tender from 2,000,000 yuan (the district's amount), in fen


@dataclass
class Packages:
    """Packages by number; days are NONE where the step does not exist."""

    number: Ints
    unit: Ints
    year: Ints
    line: Ints  #: number of the budget line within the unit and year
    code: Ints
    category: Ints
    method: Ints
    budget: Ints
    outcome: Ints
    days: dict[str, Ints]
    sealed: Ints  #: bid deposit in fen

    def ids(self, rows: Ints | None = None) -> Array:
        """Package identifiers."""
        year, number = self.year, self.number
        if rows is not None:
            year, number = year[rows], number[rows]
        return joined("CG", numbered("", year, 4), numbered("-", number, 6))

    def reached(self, step: str) -> Flags:
        """Whether the step has happened by the as-of date."""
        happened: Flags = known_by(self.days[step]) != NONE
        return happened


def make_packages(seed: int, count: int, lines: int) -> Packages:
    """`count` packages over three years; each unit has `lines` budget lines a year."""
    rng = generator(seed, "packages")
    started = _starts(rng, count)
    outcome = np.where(
        chance(rng, 0.04, count), FAILED, np.where(chance(rng, 0.02, count), CANCELLED, AWARDED)
    )
    category = pick(rng, (45, 38, 17), count)
    budget = _budgets(rng, category)
    method = _methods(rng, category, budget)
    outcome = np.where(method >= SINGLE, AWARDED, outcome)
    unit = between(rng, 0, UNITS - 5, count)
    year = years_of(started)
    place = _place_within(unit * 10_000 + year)
    free = lines - 8
    days = _days(rng, started, method, budget, category)
    sealed = only(
        chance(rng, 0.5, count) & (method <= CONSULTATION),
        budget // 10_000 * between(rng, 100, 199, count) // 10_000 * 10_000,
    )
    packages = Packages(
        np.arange(1, count + 1), unit, year, 8 + place % free, place // free % CODES, category,
        method, budget, outcome, days, sealed,
    )  # fmt: skip
    _settle(packages)
    return packages


def _starts(rng: Generator, count: int) -> Ints:
    shares = np.array_split(np.arange(count), len(YEARS))
    parts = []
    for year, rows in zip(YEARS, shares, strict=True):
        days = working_days_of(year)
        parts.append(np.sort(days[between(rng, 12, len(days) - 12, len(rows))]))
    return np.concatenate(parts)


def _budgets(rng: Generator, category: Ints) -> Ints:
    n = len(category)
    median = np.where(category == WORKS, 2_400_000, 700_000)
    yuan = median * amounts(rng, 1.0, 0.9, n) / 100
    return np.clip(yuan, 60_000, 60_000_000).astype(np.int64) // 1_000 * 100_000


def _methods(rng: Generator, category: Ints, budget: Ints) -> Ints:
    """From the open-tender amount up by open tender (or approved single source)."""
    n = len(category)
    small = pick(rng, (20, 12, 33, 13, 6, 6, 0), n)
    small = np.where((category == WORKS) & (small == INQUIRY), CONSULTATION, small)
    small = np.where((category == WORKS) & (small == FRAMEWORK), OPEN, small)
    large = np.where(chance(rng, 0.05, n) & (category != WORKS), SINGLE, OPEN)
    method = np.where(budget >= _LARGE * 9 // 10, large, small)
    return np.where(budget < 50_000_000, DIRECT, method)


def _place_within(group: Ints) -> Ints:
    """0, 1, 2 ... within equal groups, in order of appearance."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    first = np.searchsorted(ordered, ordered, side="left")
    place = np.empty(len(group), np.int64)
    place[order] = np.arange(len(group)) - first
    return place


def _days(
    rng: Generator, started: Ints, method: Ints, budget: Ints, category: Ints
) -> dict[str, Ints]:
    n = len(started)
    tender, alone = method == OPEN, method == SINGLE
    asked = (method == NEGOTIATION) | (method == CONSULTATION) | (method == INQUIRY)
    public = tender | asked
    issued = only(public, plus_working(started, between(rng, 0, 3, n)))
    clarified = only(tender & chance(rng, 0.15, n), shifted(issued, between(rng, 1, 4, n)))
    shown = only(alone, plus_working(started, between(rng, 0, 2, n)))
    shown_until = plus_working(shown, between(rng, 6, 8, n))
    quiet = plus_working(started, between(rng, 2, 8, n))
    least = np.where(tender, 22, np.where(method == CONSULTATION, 12, 9))
    until = plus_working(issued, between(rng, 6, 7, n))
    last = np.maximum(next_working(shifted(issued, least + between(rng, 0, 8, n))), until)
    opened = np.where(
        public, last, np.where(alone, plus_working(shown_until, between(rng, 2, 5, n)), quiet)
    )
    approved = only(alone & (budget >= _LARGE), plus_working(started, -between(rng, 3, 9, n)))
    return {
        "intention": next_working(shifted(started, -between(rng, 38, 70, n))),
        "started": started, "notice": issued,
        "notice_until": plus_working(issued, between(rng, 6, 7, n)), "document_until": until,
        "clarified": clarified, "shown": shown, "shown_until": shown_until,
        "deadline": only(public | alone, opened), "approved": approved,
        **_after_opening(rng, opened),
    }  # fmt: skip


def _after_opening(rng: Generator, opened: Ints) -> dict[str, Ints]:
    n = len(opened)
    reviewed = plus_working(opened, pick(rng, (8, 2), n))
    reported = plus_working(reviewed, between(rng, 0, 2, n))
    confirmed = plus_working(reported, between(rng, 0, 4, n))
    noticed = plus_working(confirmed, between(rng, 0, 1, n))
    signed = next_working(shifted(noticed, between(rng, 3, 26, n)))
    return {
        "opened": opened, "reviewed": reviewed, "reported": reported, "confirmed": confirmed,
        "noticed": noticed, "result": plus_working(confirmed, between(rng, 1, 2, n)),
        "signed": signed,
    }  # fmt: skip


def _settle(packages: Packages) -> None:
    """Failed and cancelled packages stop after the opening; late ones are still open."""
    stopped = (packages.outcome == FAILED) | (packages.outcome == CANCELLED)
    for step in ("reported", "confirmed", "noticed", "result", "signed"):
        packages.days[step] = np.where(stopped, NONE, packages.days[step])
    running = packages.days["confirmed"] > AS_OF
    packages.outcome = np.where(running & ~stopped, OPEN_STILL, packages.outcome)
    late = stopped & (packages.days["reviewed"] > AS_OF)
    packages.outcome = np.where(late, OPEN_STILL, packages.outcome)
    unseen = np.maximum(packages.days["notice"], packages.days["shown"]) > AS_OF
    packages.outcome = np.where(unseen, PLANNED, packages.outcome)
    packages.days["started"] = np.where(unseen, AS_OF + 1, packages.days["started"])


def send_packages(packages: Packages, office: Office, seed: int, outbox: Outbox) -> None:
    """Packages and their lots (one each)."""
    rng = generator(seed, "package details")
    n = len(packages.number)
    day = {step: known_by(value) for step, value in packages.days.items()}
    ids = packages.ids()
    name = joined(
        numbered("", packages.year, 4), "年",
        labelled(between(rng, 0, len(_NAMES) - 1, n), _NAMES), numbered("", packages.number, 4),
    )  # fmt: skip
    central = chance(rng, 0.3, n)
    agency = np.where(central, NONE, between(rng, 0, 11, n))
    outbox.put_by_year("procurement_package", packages.year, {
        "package_id": ids, "name": name, "buyer_id": office.units.of(packages.unit),
        "agency_code": labelled(agency, office.firms.codes),
        "agency_name": kept(central, "衡安区政府采购中心"),
        "agency_kind": labelled(np.where(central, 0, 1), ("central", "social")), "in_catalogue": central,
        "category": labelled(packages.category, CATEGORIES),
        "catalogue_code": catalogue(packages.category, packages.code),
        "method": labelled(packages.method, METHODS),
        "fiscal_year": packages.year,
        "budget_line_id": line_ids(packages.year, packages.unit, packages.line),
        "budget_fen": packages.budget, "estimate_fen": only(packages.category == WORKS, packages.budget),
        **_dates(packages, day),
        **_terms(packages, day, rng),
    })  # fmt: skip
    outbox.put_by_year("procurement_lot", packages.year, {
        "lot_id": joined(ids, "-1"), "package_id": ids, "name": joined(name, "第一包"),
        "budget_fen": packages.budget,
    })  # fmt: skip


def _dates(packages: Packages, day: dict[str, Ints]) -> dict[str, Ints]:
    minute = np.full(len(packages.number), 570)
    deadline = np.where(day["started"] == NONE, NONE, packages.days["deadline"])
    until = {
        step: np.where(day["started"] == NONE, NONE, packages.days[step])
        for step in ("notice_until", "document_until", "shown_until")
    }
    return {
        "intention_published_on": day["intention"], "started_on": day["started"],
        "notice_on": day["notice"], "notice_until": until["notice_until"],
        "document_issued_on": day["notice"],
        "document_until": until["document_until"],
        "clarification_on": day["clarified"],
        "bid_deadline_on": deadline, "bid_deadline_at": seconds(deadline, minute),
        "opened_at": seconds(np.where(packages.days["deadline"] == NONE, NONE, day["opened"]), minute),
        "single_source_from_on": day["shown"],
        "single_source_until_on": until["shown_until"],
        "method_approved_on": day["approved"], "review_finished_on": day["reviewed"],
        "report_sent_on": day["reported"], "winner_confirmed_on": day["confirmed"],
    }  # fmt: skip


def _terms(packages: Packages, day: dict[str, Ints], rng: Generator) -> dict[str, Ints | Array]:
    n = len(packages.number)
    lowest = np.isin(packages.method, (INQUIRY, NEGOTIATION))
    weight = np.where(
        packages.category == SERVICES, between(rng, 12, 29, n), between(rng, 31, 58, n)
    )
    scored = ((packages.method == OPEN) | (packages.method == CONSULTATION)) & ~lowest
    alone = packages.method == SINGLE
    approved = day["approved"] != NONE
    return {
        "clarification_affects_bids": only(day["clarified"] != NONE, 1),
        "price_weight": only(scored, weight * 10_000),
        "evaluation_method": labelled(
            np.where(scored, 1, np.where(lowest, 0, NONE)), ("lowest_price", "comprehensive")
        ),
        "is_standard_goods": (packages.method == INQUIRY).astype(np.int64),
        "bid_deposit_fen": packages.sealed,
        "single_source_ground": labelled(np.where(alone, 0, NONE), ("only_supplier",)),
        "method_approval_no": kept(approved, numbered("明财采批", packages.number, 4)),
        "method_approver": labelled(np.where(approved, 0, NONE), ("city_finance",)),
        "status": labelled(packages.outcome, STATUS),
        "sme_reserved": packages.budget < _LARGE,
        "credit_checked_on": day["reviewed"],
    }  # fmt: skip


def catalogue(category: Ints, code: Ints) -> Array:
    """Catalogue codes: A goods, C services, B works."""
    return joined(labelled(category, ("A", "C", "B")), numbered("", code * 100 + 20_100, 6))


def line_ids(year: Ints, unit: Ints, line: Ints) -> Array:
    """Identifiers of budget lines."""
    number = (unit + 1) * 1000 + line + 1
    return joined("YS", numbered("", year, 4), numbered("-", number, 6))
