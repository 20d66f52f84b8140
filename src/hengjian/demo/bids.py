"""Who takes part in a tender: bids, the review committee, bid deposits, the award."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengjian.demo import names
from hengjian.demo.approvals import Office
from hengjian.demo.codes import people_numbers
from hengjian.demo.days import AS_OF, NONE, Ints, known_by, next_working, plus_working, shifted
from hengjian.demo.draws import Flags, Generator, between, generator, only, pick
from hengjian.demo.enterprises import rivals
from hengjian.demo.frames import Array, joined, labelled, numbered, seconds, texts
from hengjian.demo.outbox import Outbox
from hengjian.demo.people import colleague
from hengjian.demo.procurement import AWARDED, DIRECT, FAILED, FRAMEWORK, OPEN, SINGLE, Packages
from hengjian.demo.units import NAMES

_MOST = 6
_EXPERTS = 400
_FIRST_EXPERT = 6_000_000
_COMMITTEE_LARGE = 1_000_000_000  #: 10,000,000 yuan in fen
_EMPLOYERS = [
    "江岚工业大学",
    "江岚省设计院",
    "明川市第一医院",
    "明川职业技术学院",
    "江岚造价咨询协会",
    "退休专家",
]


@dataclass
class Winners:
    """Per package: the winning enterprise and its price in fen; NONE without an award."""

    firm: Ints
    price: Ints


def send_bids(packages: Packages, office: Office, seed: int, outbox: Outbox) -> Winners:
    """Bids, committees, bid deposits and awards of all packages."""
    rng = generator(seed, "bids")
    n = len(packages.number)
    firms = rivals(rng, office.firms, n, _MOST)
    count = _counts(rng, packages)
    price = _prices(rng, packages.budget, count)
    rank = (
        np.argsort(
            np.argsort(np.where(np.arange(_MOST) < count[:, None], price, 1 << 60), axis=1), axis=1
        )
        + 1
    )
    first = np.argmin(rank, axis=1)
    rows = np.arange(n)
    won = (packages.outcome == AWARDED) & packages.reached("confirmed")
    winners = Winners(only(won, firms[rows, first]), only(won, price[rows, first]))
    opened = packages.reached("opened") & (packages.days["deadline"] != NONE)
    row, column = np.nonzero((np.arange(_MOST) < count[:, None]) & opened[:, None])
    _send(rng, packages, office, row, column, firms, price, rank, outbox)
    _send_deposits(rng, packages, office, row, column, firms, winners, outbox)
    _send_committees(rng, packages, office, outbox)
    _send_awards(packages, office, winners, outbox)
    return winners


def _counts(rng: Generator, packages: Packages) -> Ints:
    count = between(rng, 3, _MOST, len(packages.number))
    count = np.where(packages.outcome == FAILED, 2, count)
    return np.where(packages.method >= SINGLE, 1, count)


def _prices(rng: Generator, budget: Ints, count: Ints) -> Ints:
    """Below the budget, in whole yuan; no two offers of a package are alike, and the steps between them
    are of a like size, as where nobody has agreed on anything."""
    size = (len(budget), _MOST)
    key = np.where(np.arange(_MOST) < count[:, None], rng.random(size), 2.0)
    place = np.argsort(np.argsort(key, axis=1), axis=1)
    share = 0.84 + 0.155 * (place + rng.uniform(0.3, 0.7, size)) / np.maximum(
        count[:, None], place + 1
    )
    yuan = np.floor(budget[:, None] * share / 100 / _MOST).astype(np.int64) * _MOST
    return (yuan + np.arange(_MOST)) * 100


def _send(
    rng: Generator, packages: Packages, office: Office, row: Ints, column: Ints, firms: Ints,
    price: Ints, rank: Ints, outbox: Outbox,
) -> None:  # fmt: skip
    n = len(row)
    firm = firms[row, column]
    ids = packages.ids(row)
    contact = names.people(rng, len(office.firms))
    handed = seconds(
        shifted(packages.days["deadline"][row], -between(rng, 1, 3, n)), between(rng, 540, 1020, n)
    )
    valid = packages.outcome[row] != FAILED
    outbox.put_by_year("bid", packages.year[row], {
        "bid_id": joined(ids, numbered("-T", column.astype(np.int64) + 1, 1)),
        "package_id": ids,
        "lot_id": joined(ids, "-1"),
        "bidder_code": labelled(firm, office.firms.codes),
        "bidder_name": labelled(firm, office.firms.names),
        "price_fen": price[row, column],
        "submitted_at": handed,
        "status": labelled(np.zeros(n, np.int64), ("valid",)),
        "rank": only(valid, rank[row, column]),
        "contact_phone": labelled(firm, office.firms.phones),
        "contact_name": labelled(firm, contact),
        "device_id": numbered("SB", firm * 97 + 1_000_003, 12),
        "deposit_account": office.firms.accounts(firm),
    })  # fmt: skip


def _send_deposits(
    rng: Generator, packages: Packages, office: Office, row: Ints, column: Ints, firms: Ints,
    winners: Winners, outbox: Outbox,
) -> None:  # fmt: skip
    """A bid deposit for every bid of a package that asks for one."""
    asked = packages.sealed[row] != NONE
    row, column = row[asked], column[asked]
    n, firm = len(row), firms[row, column]
    won = winners.firm[row] == firm
    stopped = packages.days["signed"][row] == NONE
    since = np.where(won, packages.days["signed"][row], packages.days["noticed"][row])
    since = np.where(stopped, packages.days["reviewed"][row], since)
    back = next_working(shifted(since, between(rng, 1, 5, n)))
    unsigned = (packages.outcome[row] == AWARDED) & (packages.days["signed"][row] > AS_OF)
    form = np.where(unsigned, 1, pick(rng, (60, 30, 10), n))
    ids = packages.ids(row)
    outbox.put_by_year("deposit", packages.year[row], {
        "deposit_id": joined(ids, numbered("-B", column.astype(np.int64) + 1, 1)),
        "package_id": ids,
        "payer_code": labelled(firm, office.firms.codes),
        "kind": labelled(np.zeros(n, np.int64), ("bid",)),
        "amount_fen": packages.sealed[row],
        "form": labelled(form, ("transfer", "guarantee", "cheque")),
        "received_on": plus_working(packages.days["deadline"][row], -between(rng, 1, 4, n)),
        "returned_on": known_by(back),
        "is_winner": only(packages.outcome[row] == AWARDED, won.astype(np.int64)),
        "payer_account": office.firms.accounts(firm),
    })  # fmt: skip


def _send_committees(rng: Generator, packages: Packages, office: Office, outbox: Outbox) -> None:
    """Five (seven from ten million) for tenders, three or five for other methods."""
    n = len(packages.number)
    tender = packages.method == OPEN
    large = packages.budget >= _COMMITTEE_LARGE
    size = np.where(tender, np.where(large, 7, 5), np.where(packages.budget >= 180_000_000, 5, 3))
    none = (
        (packages.method == DIRECT) | (packages.method == FRAMEWORK) | ~packages.reached("opened")
    )
    size = np.where(none, 0, size)
    experts = np.where(size == 7, 5, np.where(size == 5, 4, 2))
    row, column = np.nonzero(np.arange(7) < size[:, None])
    stride = between(rng, 1, 50, n)
    seat = (between(rng, 0, _EXPERTS - 1, n)[row] + stride[row] * column) % _EXPERTS
    own = column >= experts[row]
    tokens = texts(people_numbers(_FIRST_EXPERT, _EXPERTS).to_pylist())
    official = colleague(rng, packages.unit[row], 5) + (column - experts[row]) * 60 * own
    representative = np.where(own, official % 3000, NONE)
    expert = np.where(own, NONE, seat)
    token = [
        a or b
        for a, b in zip(
            labelled(expert, tokens).to_pylist(),
            labelled(representative, office.officials.tokens).to_pylist(),
            strict=True,
        )
    ]
    drawn = plus_working(packages.days["opened"][row], -1)
    outbox.put_by_year("review_member", packages.year[row], {
        "package_id": packages.ids(row),
        "member_token": texts(token),
        "role": labelled(own.astype(np.int64), ("expert", "buyer_representative")),
        "drawn_at": seconds(drawn, 600),
        "is_random": only(~own, 1),
        "employer": _employers(np.where(own, NONE, seat % len(_EMPLOYERS)), packages.unit[row], own),
    })  # fmt: skip


def _employers(place: Ints, unit: Ints, own: Flags) -> Array:
    outside = labelled(place, _EMPLOYERS).to_pylist()
    inside = labelled(np.where(own, unit, NONE), [f"衡安区{name}" for name in NAMES]).to_pylist()
    return texts([a or b for a, b in zip(outside, inside, strict=True)])


def _send_awards(packages: Packages, office: Office, winners: Winners, outbox: Outbox) -> None:
    row = np.flatnonzero((winners.firm != NONE) & packages.reached("noticed"))
    ids = packages.ids(row)
    outbox.put_by_year("award", packages.year[row], {
        "award_id": joined(ids, "-ZB"),
        "package_id": ids,
        "lot_id": joined(ids, "-1"),
        "winner_code": labelled(winners.firm[row], office.firms.codes),
        "amount_fen": winners.price[row],
        "rank": np.ones(len(row), np.int64),
        "notice_on": packages.days["noticed"][row],
        "result_published_on": known_by(packages.days["result"][row]),
        "result_until": known_by(plus_working(packages.days["result"][row], 1)),
    })  # fmt: skip
