"""Government projects, the audits of their cost, and money carried over from earlier years."""

from __future__ import annotations

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
    years_of,
)
from hengjian.demo.draws import Flags, Generator, amounts, between, chance, generator, pick, share
from hengjian.demo.frames import Array, joined, kept, labelled, numbered
from hengjian.demo.outbox import Outbox
from hengjian.demo.procurement import line_ids
from hengjian.demo.units import NAMES

_NAMES = [
    "道路改造工程",
    "老旧小区改造工程",
    "污水管网工程",
    "中心小学扩建工程",
    "卫生院改造工程",
    "农田水利工程",
    "公园提升工程",
    "停车场建设工程",
    "办公楼维修",
    "设备更新",
]
#: Upper ends of settlement amounts in fen and the longest review given here, in days.
_REVIEW = ((500_000_000, 18), (2_000_000_000, 28), (5_000_000_000, 40))
_OWNERS = tuple(
    NAMES.index(n)
    for n in [
        "教育局",
        "住房和城乡建设局",
        "交通运输局",
        "水务局",
        "农业农村局",
        "卫生健康局",
        "城市管理局",
    ]
)


def send_projects(office: Office, seed: int, count: int, outbox: Outbox) -> None:
    """Projects with their cost from feasibility study to final account."""
    rng = generator(seed, "projects")
    feasible = amounts(rng, 6_000_000, 1.1, count) // 1_000_000 * 1_000_000 + 100_000_000
    estimate = share(feasible, 0.9, 1.08, rng) // 10_000 * 10_000
    submitted = share(estimate, 0.8, 0.97, rng)
    audited = share(submitted, 0.84, 0.985, rng)
    started = next_working(number(date(2022, 3, 1)) + between(rng, 0, 1150, count))
    completed = next_working(shifted(started, between(rng, 150, 420, count)))
    handed = next_working(shifted(completed, between(rng, 3, 10, count)))
    reviewed = _reviewed(rng, handed, submitted)
    final = next_working(shifted(reviewed, between(rng, 3, 12, count)))
    ids = numbered("XM", np.arange(1, count + 1), 6)
    owner = np.array(_OWNERS)[between(rng, 0, len(_OWNERS) - 1, count)]
    done = final <= AS_OF
    paid = np.where(done, share(audited, 0.97, 0.97, rng), share(estimate, 0.1, 0.7, rng))
    kind = pick(rng, (70, 20, 10), count)
    outbox.put_by_year("project", years_of(started), {
        "project_id": ids,
        "name": joined("衡安区", labelled(between(rng, 0, 9, count), _NAMES), numbered("", np.arange(1, count + 1), 3)),
        "owner_id": office.units.of(owner),
        "kind": labelled(kind, ("works", "renovation", "purchase")),
        "estimate_fen": estimate,
        "feasibility_fen": feasible,
        "started_on": started,
        "completed_on": known_by(completed),
        "accepted_on": known_by(next_working(shifted(completed, 2))),
        "settlement_submitted_on": known_by(handed),
        "final_account_on": known_by(final),
        "total_paid_fen": paid,
    })  # fmt: skip
    _send_audits(rng, ids, started, estimate, (handed, reviewed), (submitted, audited), outbox)


def _reviewed(rng: Generator, handed: Ints, submitted: Ints) -> Ints:
    """The end of the settlement review, within the limit of its amount."""
    longest = np.full(len(handed), 55)
    for amount, days in reversed(_REVIEW):
        longest = np.where(submitted < amount, days, longest)
    length = 5 + np.floor(rng.random(len(handed)) * (longest - 5)).astype(np.int64)
    return next_working(shifted(handed, length))


def _send_audits(
    rng: Generator, ids: Array, started: Ints, estimate: Ints, days: tuple[Ints, Ints],
    amount: tuple[Ints, Ints], outbox: Outbox,
) -> None:  # fmt: skip
    """The control price before the start, the settlement after the end."""
    n = len(ids)
    before = next_working(shifted(started, -between(rng, 40, 80, n)))
    offered = share(estimate, 0.95, 1.02, rng)
    outbox.put_by_year("cost_audit", years_of(before), {
        "audit_id": joined(ids, "-K"),
        "project_id": ids,
        "stage": labelled(np.zeros(n, np.int64), ("control_price",)),
        "auditor": labelled(np.zeros(n, np.int64), ("finance_review",)),
        "submitted_fen": offered,
        "audited_fen": share(offered, 0.9, 0.99, rng),
        "received_on": before,
        "audited_on": next_working(shifted(before, between(rng, 5, 15, n))),
    })  # fmt: skip
    came = np.flatnonzero(days[0] <= AS_OF)
    audited = known_by(days[1][came])
    outbox.put_by_year("cost_audit", years_of(days[0][came]), {
        "audit_id": joined(ids.take(came), "-J"),
        "project_id": ids.take(came),
        "stage": labelled(np.zeros(len(came), np.int64), ("settlement",)),
        "auditor": labelled(pick(rng, (50, 10, 40), len(came)), ("finance_review", "audit_office", "third_party")),
        "submitted_fen": amount[0][came],
        "audited_fen": np.where(audited == NONE, NONE, amount[1][came]),
        "received_on": days[0][came],
        "audited_on": audited,
    })  # fmt: skip


def send_carry_overs(office: Office, seed: int, count: int, outbox: Outbox) -> None:
    """Money of last year recorded at the end of the year, and what became of some of it."""
    rng = generator(seed, "carry-overs")
    number_ = np.arange(1, count + 1)
    year = np.array(YEARS)[between(rng, 0, 2, count)]
    unit = between(rng, 0, 55, count)
    recorded = np.array([number(date(int(y), 12, 31)) for y in year])
    recorded = np.where(chance(rng, 0.3, count), recorded - 184, recorded)
    origin = year - between(rng, 0, 1, count)
    ids = numbered("JZ", number_, 6)
    fen = amounts(rng, 180_000, 0.9, count)
    outbox.put_by_year("carry_over", year, {
        "fund_id": ids,
        "unit_id": office.units.of(unit),
        "budget_line_id": kept(origin >= YEARS[0], line_ids(np.maximum(origin, YEARS[0]), unit, between(rng, 1, 7, count))),
        "origin_year": origin,
        "fund_kind": labelled(pick(rng, (60, 15, 25), count), ("project", "basic", "special_transfer")),
        "amount_fen": fen,
        "recorded_on": recorded,
    })  # fmt: skip
    ripe = origin <= YEARS[-1] - 2
    _send_recoveries(rng, ids, fen, recorded, ripe, outbox)


def _send_recoveries(
    rng: Generator, ids: Array, fen: Ints, recorded: Ints, ripe: Flags, outbox: Outbox
) -> None:
    """What is two years old is returned; half of what is returned is given a new use later."""
    back = np.flatnonzero(ripe & (recorded < AS_OF - 200))
    day = next_working(shifted(recorded[back], between(rng, 20, 90, len(back))))
    first = joined("SH", ids.take(back))
    outbox.put_by_year("fund_recovery", years_of(day), {
        "recovery_id": first,
        "fund_id": ids.take(back),
        "action": labelled(np.zeros(len(back), np.int64), ("returned",)),
        "amount_fen": fen[back],
        "acted_on": day,
        "document_no": numbered("衡财收〔", np.arange(1, len(back) + 1), 3),
    })  # fmt: skip
    again = np.flatnonzero(rng.random(len(back)) < 0.5)
    later = next_working(shifted(day[again], between(rng, 10, 90, len(again))))
    outbox.put_by_year("fund_recovery", years_of(later), {
        "recovery_id": joined("AP", ids.take(back[again])),
        "fund_id": ids.take(back[again]),
        "action": labelled(np.zeros(len(again), np.int64), ("reassigned",)),
        "amount_fen": fen[back[again]],
        "acted_on": later,
        "document_no": numbered("衡财调〔", np.arange(1, len(again) + 1), 3),
        "follows": first.take(again),
    })  # fmt: skip
