"""Matters of approval and registration with their events: the big tables, made in parts.

Time is counted in working days while a part is made, and turned into dates at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hengjian.demo.approval_events import send_events
from hengjian.demo.days import AS_OF, NONE, Ints, known_by, worked, working_day, working_days_of
from hengjian.demo.draws import Flags, Generator, between, chance, generator, only, pick, up_to
from hengjian.demo.enterprises import Enterprises
from hengjian.demo.frames import Array, kept, labelled, numbered
from hengjian.demo.items import PROCEDURES, Items
from hengjian.demo.outbox import Outbox
from hengjian.demo.people import Officials, colleague
from hengjian.demo.units import Units

PART = 100_000  #: matters made at once
_PROCEDURE_WEIGHTS = (58, 4, 32, 6)
_KINDS = ("expert_review", "inspection", "testing", "third_party")
GRANTED, REFUSED, WITHDRAWN, TURNED_AWAY = range(4)
_DECISIONS = ("granted", "refused", "withdrawn", "not_accepted")
_REASONS = ("不符合法定条件", "申请材料与实际不符", "选址不符合规划要求")


@dataclass
class Part:
    """Matters being made. Times are counts of working days, NONE where a step did not happen."""

    number: Ints
    item: Ints
    procedure: Ints
    unit: Ints
    received: Ints
    noticed: Ints
    supplemented: Ints
    accepted: Ints
    suspended: Ints
    resumed: Ints
    extended: Ints
    decided: Ints
    delivered: Ints
    published: Ints
    decision: Ints
    promised: Ints


@dataclass(frozen=True)
class Office:
    """What approvals need to know of the rest of the district."""

    units: Units
    officials: Officials
    firms: Enterprises
    items: Items


def send_approvals(office: Office, seed: int, years: dict[int, int], outbox: Outbox) -> None:
    """`years` gives the number of matters received in each year."""
    first = 1
    for year, count in years.items():
        for start, size in _parts(count):
            rng = generator(seed, "approvals", year, start)
            part = _part(rng, office.items, year, first + start, size)
            _send(rng, part, office, year, outbox)
        first += count


def _parts(count: int) -> Iterator[tuple[int, int]]:
    for start in range(0, count, PART):
        yield start, min(PART, count - start)


def _part(rng: Generator, items: Items, year: int, first: int, n: int) -> Part:
    wanted = pick(rng, _PROCEDURE_WEIGHTS, n)
    item = np.zeros(n, np.int64)
    for procedure in range(len(PROCEDURES)):
        pool, chosen = items.with_procedure(procedure), wanted == procedure
        item[chosen] = pool[between(rng, 0, len(pool) - 1, int(chosen.sum()))]
    days = working_days_of(year)
    day = np.sort(days[between(rng, 0, len(days) - 1, n)])
    received = worked(day)
    decision = pick(rng, (94.5, 3.5, 1.0, 1.0), n)
    noticed, supplemented, accepted = _intake(rng, received, decision)
    promised = items.promised(item, day)
    slow = chance(rng, 0.05, n) & (promised >= 8) & (decision <= REFUSED) & (wanted != 1)
    suspended = only(slow, accepted + between(rng, 1, 3, n))
    resumed = only(slow, suspended + between(rng, 2, 7, n))
    more = chance(rng, 0.02, n) & (wanted <= 1) & ~slow & (decision <= REFUSED)
    decided = _decided(rng, accepted, suspended, resumed, promised, more)
    decided = np.where(decision == TURNED_AWAY, NONE, decided)
    delivered = np.where(decided == NONE, NONE, decided + between(rng, 0, 4, n))
    delivered = np.where(decision == GRANTED, delivered, NONE)
    return Part(
        np.arange(first, first + n), item, wanted, items.unit[item], received, noticed,
        supplemented, accepted, suspended, resumed,
        only(more, accepted + np.maximum(promised - between(rng, 1, 2, n), 1)),
        decided, delivered,
        np.where(delivered == NONE, NONE, delivered + between(rng, 0, 2, n)),
        decision, np.where(more, promised + np.where(wanted == 1, 15, 10), promised),
    )  # fmt: skip


def _intake(rng: Generator, received: Ints, decision: Ints) -> tuple[Ints, Ints, Ints]:
    """Correction notice, completed materials and acceptance (or refusal to accept)."""
    n = len(received)
    asked = chance(rng, 0.08, n) & (decision != TURNED_AWAY)
    noticed = only(asked, received + between(rng, 0, 4, n))
    supplemented = only(asked, noticed + between(rng, 1, 8, n))
    start = np.where(asked, supplemented, received)
    return noticed, supplemented, start + pick(rng, (70, 20, 10), n)


def _decided(
    rng: Generator, accepted: Ints, suspended: Ints, resumed: Ints, promised: Ints, more: Flags
) -> Ints:
    """Within the promise; what a suspension takes away is added; an extension adds a few days."""
    plain = accepted + up_to(rng, 0, promised)
    rest = resumed + up_to(rng, 1, promised - (suspended - accepted))
    late = accepted + promised + between(rng, 1, 6, len(promised))
    return np.where(more, late, np.where(suspended == NONE, plain, rest))


def _send(rng: Generator, part: Part, office: Office, year: int, outbox: Outbox) -> None:
    n = len(part.number)
    handler, reviewer = colleague(rng, part.unit, 0), colleague(rng, part.unit, 1)
    firm = between(rng, 0, len(office.firms) - 1, n)
    online = chance(rng, 0.8, n)
    site = chance(rng, 0.1, n) & (part.procedure <= 1)
    outbox.put("matter", year, {
        "matter_id": numbered(f"BJ{year}", part.number, 8),
        "item_id": labelled(part.item, office.items.ids),
        "procedure": labelled(part.procedure, PROCEDURES),
        "unit_id": office.units.of(part.unit),
        "applicant_code": labelled(firm, office.firms.codes),
        "applicant_name": labelled(firm, office.firms.names),
        "handler_id": office.officials.of(handler),
        "reviewer_id": office.officials.of(reviewer),
        "received_on": _dates(part.received),
        "promised_days": part.promised,
        "correction_notices": (_dates(part.noticed) != NONE).astype(np.int64),
        "visits": np.where(online, 0, between(rng, 0, 1, n)),
        "is_online": online,
        "fee_fen": np.zeros(n, np.int64),
        "on_site_officers": only(site, between(rng, 2, 3, n)),
        **_outcome(rng, part),
    })  # fmt: skip
    _send_ledgers(rng, part, office, year, outbox)
    send_events(rng, part, office, year, outbox, handler, reviewer)


def _outcome(rng: Generator, part: Part) -> dict[str, Ints | Array]:
    """Acceptance, decision and delivery; a refusal gives its reason and tells the remedies."""
    decided, accepted = _dates(part.decided), _dates(part.accepted)
    turned = (part.decision == TURNED_AWAY) & (accepted != NONE)
    refused = turned | ((part.decision == REFUSED) & (decided != NONE))
    decision = np.where(decided == NONE, NONE, part.decision)
    return {
        "accepted_on": np.where(part.decision == TURNED_AWAY, NONE, accepted),
        "decided_on": np.where(turned, accepted, decided),
        "decision": labelled(np.where(turned, TURNED_AWAY, decision), _DECISIONS),
        "delivered_on": _dates(part.delivered),
        "refusal_reason": kept(refused, labelled(between(rng, 0, 2, len(decided)), _REASONS)),
        "remedy_told": only(refused, 1),
    }  # fmt: skip


def _dates(count: Ints) -> Ints:
    """Dates of counted working days, as far as they have come."""
    return known_by(working_day(count))


def _send_ledgers(rng: Generator, part: Part, office: Office, year: int, outbox: Outbox) -> None:
    """Suspensions (for corrections too) and extensions."""
    for code, start, end, kinds in (
        ("ZT", part.suspended, part.resumed, _KINDS), ("BZ", part.noticed, part.supplemented, ("correction",)),
    ):  # fmt: skip
        chosen = np.flatnonzero((start != NONE) & (working_day(start) <= AS_OF))
        begun, n = working_day(start[chosen]), len(chosen)
        outbox.put("suspension", year, {
            "suspension_id": numbered(f"{code}{year}", part.number[chosen], 8),
            "matter_id": numbered(f"BJ{year}", part.number[chosen], 8),
            "kind": labelled(between(rng, 0, len(kinds) - 1, n), kinds),
            "started_on": begun,
            "ended_on": _dates(end[chosen]),
            "told_on": begun,
            "document_no": numbered(f"衡审告〔{year}〕", part.number[chosen], 1),
        })  # fmt: skip
    chosen = np.flatnonzero((part.extended != NONE) & (working_day(part.extended) <= AS_OF))
    joint = part.procedure[chosen] == 1
    n = len(chosen)
    leader = colleague(rng, part.unit[chosen], 6)
    outbox.put("extension", year, {
        "extension_id": numbered(f"YQ{year}", part.number[chosen], 8),
        "matter_id": numbered(f"BJ{year}", part.number[chosen], 8),
        "step": labelled(np.zeros(n, np.int64), ("decide",)),
        "approved_on": working_day(part.extended[chosen]),
        "approver_id": office.officials.of(leader),
        "approver_level": labelled(joint.astype(np.int64), ("unit_head", "government_head")),
        "told_on": working_day(part.extended[chosen]),
        "reason": labelled(np.zeros(n, np.int64), ("案情复杂，需征求意见",)),
        "document_no": numbered(f"衡审延〔{year}〕", part.number[chosen], 1),
    })  # fmt: skip
