"""Petitions, inspections, bulletins, audits and the counts that the discipline side feeds back."""

from __future__ import annotations

import hashlib
from datetime import date

import numpy as np

from hengjian.demo.approvals import Office
from hengjian.demo.days import (
    AS_OF,
    NONE,
    YEARS,
    Ints,
    known_by,
    next_working,
    number,
    shifted,
    working_days_of,
    years_of,
)
from hengjian.demo.draws import Generator, amounts, between, chance, generator, only, pick
from hengjian.demo.frames import labelled, numbered, texts
from hengjian.demo.outbox import Outbox

_SUBJECTS = (
    "扶贫资金",
    "物业管理",
    "征地补偿",
    "噪声扰民",
    "工资拖欠",
    "证照办理",
    "道路损坏",
    "环境卫生",
)
_INSPECTED = ("政策落实", "工作纪律", "防汛减灾值守", "项目进度", "窗口服务", "安全生产")
_PROBLEMS = ("预算编制不完整", "资产未入账", "往来款长期挂账", "项目进度缓慢", "绩效目标不明确")
_BREAKDOWNS = {
    "petitions": ("检举控告", "申诉", "业务范围外"), "clues": ("谈话函询", "初步核实", "暂存待查", "予以了结"),
    "cases": ("件", "人"), "sanctions": ("党纪处分", "政务处分", "党纪政务双重处分"),
}  # fmt: skip


def send_petitions(office: Office, seed: int, years: dict[int, int], outbox: Outbox) -> None:
    """Fewer each year; told, assigned and closed within the limits."""
    for year, count in years.items():
        rng = generator(seed, "petitions", year)
        days = working_days_of(year)
        day = np.sort(days[between(rng, 0, len(days) - 1, count)])
        kind = pick(rng, (62, 12, 8, 12, 6), count)
        own = (kind == 0) | (kind == 3)
        assigned = next_working(shifted(day, between(rng, 1, 7, count)))
        accepted = np.where(own, next_working(shifted(assigned, between(rng, 0, 8, count))), NONE)
        closed = next_working(shifted(accepted, between(rng, 5, 55, count)))
        done = known_by(closed) != NONE
        again = np.flatnonzero(chance(rng, 0.05, count))
        again = again[again > 0]
        first = np.full(count, NONE)
        first[again] = again - 1
        ids = numbered(f"XF{year}", np.arange(1, count + 1), 6)
        outbox.put("petition", year, {
            "petition_id": ids,
            "channel": labelled(pick(rng, (15, 15, 40, 22, 8), count), ("letter", "visit", "online", "hotline", "transfer")),
            "kind": labelled(kind, ("request", "accusation", "appeal", "suggestion", "out_of_scope")),
            "received_on": day,
            "unit_id": office.units.of(between(rng, 0, 45, count)),
            "persons": pick(rng, (70, 12, 8, 5, 3, 2), count) + 1,
            "assigned_on": known_by(assigned),
            "told_on": known_by(next_working(shifted(day, between(rng, 1, 12, count)))),
            "accepted_on": known_by(accepted),
            "closed_on": known_by(closed),
            "result": labelled(np.where(done, pick(rng, (70, 20, 8, 2), count), NONE), ("solved", "partly", "unsolved", "refused")),
            "satisfaction": labelled(np.where(done, pick(rng, (75, 18, 7), count), NONE), ("satisfied", "basic", "unsatisfied")),
            "duplicate_of": labelled(first, ids),
            "subject_hash": texts([_hash(year, i) for i in np.where(first == NONE, np.arange(count), first)]),
            "route": labelled(np.where(kind == 0, 0, NONE), ("petition",)),
            "reply_no": labelled(np.where(done, np.arange(count), NONE), numbered(f"信复{year}", np.arange(1, count + 1), 6)),
        })  # fmt: skip


def _hash(year: int, place: int) -> str:
    subject = f"{year}-{place}-{_SUBJECTS[int(place) % len(_SUBJECTS)]}"
    return hashlib.sha256(subject.encode()).hexdigest()[:16]


def send_inspections(office: Office, seed: int, years: dict[int, int], outbox: Outbox) -> None:
    """Inspections with at least two officers, results published; bulletins numbered from 1."""
    for year, count in years.items():
        rng = generator(seed, "inspections", year)
        days = working_days_of(year)
        begun = np.sort(days[between(rng, 0, len(days) - 16, count)])
        ended = next_working(shifted(begun, between(rng, 0, 6, count)))
        outbox.put("inspection", year, {
            "inspection_id": numbered(f"DC{year}", np.arange(1, count + 1), 5),
            "kind": labelled(pick(rng, (40, 20, 25, 15), count), ("special", "conduct_patrol", "unannounced", "random")),
            "subject": labelled(between(rng, 0, 5, count), _INSPECTED),
            "unit_id": office.units.of(between(rng, 0, 55, count)),
            "started_on": begun,
            "ended_on": known_by(ended),
            "officers": between(rng, 2, 6, count),
            "published_on": known_by(next_working(shifted(ended, between(rng, 3, 18, count)))),
            "problems": between(rng, 0, 8, count),
        })  # fmt: skip
        _send_bulletins(rng, office, year, outbox)


def _send_bulletins(rng: Generator, office: Office, year: int, outbox: Outbox) -> None:
    days, kinds = working_days_of(year), ("criticism", "warning_case", "notice")
    for code, kind in enumerate(kinds):
        count = (14, 8, 10)[code]
        outbox.put("bulletin", year, {
            "bulletin_id": numbered(f"TB{year}{code}", np.arange(1, count + 1), 3),
            "kind": labelled(np.zeros(count, np.int64), (kind,)),
            "year": np.full(count, year),
            "number": np.arange(1, count + 1),
            "issued_on": np.sort(days[between(rng, 0, len(days) - 1, count)]),
            "unit_id": office.units.of(between(rng, 0, 55, count)),
            "subject": labelled(between(rng, 0, 5, count), _INSPECTED),
        })  # fmt: skip


def send_audits(office: Office, seed: int, outbox: Outbox) -> None:
    """Every unit is audited once in three years; problems are put right in time."""
    rng = generator(seed, "audits")
    unit = np.arange(60, dtype=np.int64)
    year = np.array(YEARS)[unit % 3]
    told = next_working(
        np.array([number(date(int(y), 2, 20)) for y in year]) + between(rng, 0, 150, 60)
    )
    begun = next_working(shifted(told, between(rng, 4, 9, 60)))
    report = next_working(shifted(begun, between(rng, 30, 90, 60)))
    ids = numbered("SJ", unit + 1, 5)
    outbox.put_by_year("audit", year, {
        "audit_id": ids,
        "unit_id": office.units.of(unit),
        "kind": labelled(unit % 4, ("budget_execution", "economic_responsibility", "project", "special")),
        "year": year,
        "notice_on": told,
        "started_on": begun,
        "report_on": known_by(report),
        "amount_audited_fen": amounts(rng, 40_000_000, 0.6, 60),
    })  # fmt: skip
    _send_problems(rng, office, report, outbox)


def _send_problems(rng: Generator, office: Office, report: Ints, outbox: Outbox) -> None:
    audit = np.repeat(np.arange(60, dtype=np.int64), 8)
    audit = audit[report[audit] <= AS_OF]
    n = len(audit)
    hard = chance(rng, 0.08, n)
    due = next_working(shifted(report[audit], np.where(hard, 240, 60)))
    length = np.where(hard, between(rng, 120, 235, n), between(rng, 20, 58, n))
    fixed = known_by(next_working(shifted(report[audit], length)))
    state = np.where(fixed == NONE, 2, 0)
    outbox.put_by_year("audit_problem", years_of(report[audit]), {
        "problem_id": numbered("WT", np.arange(1, n + 1), 6),
        "audit_id": numbered("SJ", audit + 1, 5),
        "unit_id": office.units.of(audit),
        "kind": labelled(between(rng, 0, 4, n), _PROBLEMS),
        "amount_fen": only(chance(rng, 0.7, n), amounts(rng, 150_000, 1.0, n)),
        "due_on": due,
        "state": labelled(state, ("done", "partly", "open")),
        "rectified_on": fixed,
    })  # fmt: skip


def send_statistics(seed: int, outbox: Outbox) -> None:
    """Monthly counts by kind and breakdown."""
    rng = generator(seed, "discipline statistics")
    months = [(y, m) for y in YEARS for m in range(1, 13)]
    rows = [(y, m, k, b) for y, m in months for k, parts in _BREAKDOWNS.items() for b in parts]
    first = np.array([number(date(y, m, 1)) for y, m, _, _ in rows])
    last = np.array([number(date(y + m // 12, m % 12 + 1, 1)) - 1 for y, m, _, _ in rows])
    outbox.put_by_year("discipline_statistic", years_of(first), {
        "period_from": first,
        "period_to": last,
        "kind": texts([k for _, _, k, _ in rows]),
        "breakdown": texts([b for _, _, _, b in rows]),
        "count": between(rng, 0, 12, len(rows)),
    })  # fmt: skip
