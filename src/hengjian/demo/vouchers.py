"""Expense vouchers: reception, cars, travel, meetings, and the yearly budget of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from hengjian.demo.approvals import Office
from hengjian.demo.days import NONE, YEARS, Ints, number, plus_working, working_days_of
from hengjian.demo.draws import Generator, amounts, between, chance, generator, only, pick
from hengjian.demo.frames import kept, labelled, numbered
from hengjian.demo.outbox import Outbox
from hengjian.demo.people import colleague
from hengjian.demo.units import COUNT

RECEPTION, RUNNING, OVERSEAS, MEETING, TRAINING, TRAVEL, PURCHASE = range(7)
KINDS = (
    "reception", "vehicle_running", "overseas", "meeting", "training", "travel",
    "vehicle_purchase",
)  # fmt: skip
_WEIGHTS = (22, 38, 0, 8, 6, 24, 0)
_PUBLIC = (RECEPTION, RUNNING, OVERSEAS, PURCHASE)
_MEDIAN = (0, 0, 38_000, 6_500, 9_000, 2_300, 170_000)
_PLACES = ("机关食堂", "衡安宾馆", "明川迎宾楼", "城东接待中心")
_ALCOHOL_BAN = number(date(2025, 5, 18))
_TANK = 60
_PER_CAR = 60  #: a unit has one car for so many fillings a year


@dataclass
class Vouchers:
    """Vouchers of one year, of one account, in order of day."""

    number: Ints
    unit: Ints
    place: Ints
    kind: Ints
    day: Ints
    guests: Ints
    companions: Ints
    litres: Ints
    fen: Ints


def send_vouchers(office: Office, seed: int, years: dict[int, int], outbox: Outbox) -> None:
    """`years` gives the number of vouchers of each year; every unit spends less each year."""
    before: Ints | None = None
    for year, count in years.items():
        rng = generator(seed, "vouchers", year)
        vouchers = _vouchers(rng, year, max(count // COUNT, 2) * COUNT)
        sums = _sums(vouchers)
        if before is not None:
            sums = _restrain(vouchers, sums, before)
        _send(rng, vouchers, office, year, count, outbox)
        _send_budgets(sums, year, office, outbox)
        before = sums


def _vouchers(rng: Generator, year: int, n: int) -> Vouchers:
    index = np.arange(n, dtype=np.int64)
    unit, place = index % COUNT, index // COUNT
    days = working_days_of(year)
    day = days[((place + rng.random(n)) * (len(days) - 6) * COUNT // n).astype(np.int64)]
    kind = pick(rng, _WEIGHTS, n)
    bought = (place == n // COUNT // 2) & (unit % 6 == 0) & (year == YEARS[0])
    kind = np.where(bought, PURCHASE, kind)
    kind = np.where((place == 0) & (unit % 6 == 1), OVERSEAS, kind)
    received = kind == RECEPTION
    guests = only(received, between(rng, 2, 30, n))
    most = np.where(guests <= 10, np.minimum(guests, 3), guests // 3)
    companions = np.where(received, np.minimum(between(rng, 0, 6, n), most), NONE)
    litres = only(kind == RUNNING, between(rng, 22, 56, n))
    median = np.array(_MEDIAN)[kind]
    fen = (median * amounts(rng, 1.0, 0.1, n)).astype(np.int64)
    fen = np.where(received, guests * between(rng, 4_000, 11_000, n), fen)
    fen = np.where(kind == RUNNING, litres * between(rng, 740, 830, n), fen)
    return Vouchers(index + 1, unit, place, kind, day, guests, companions, litres, fen)


def _sums(vouchers: Vouchers) -> Ints:
    """Spending in fen by unit and kind."""
    sums = np.zeros(COUNT * len(KINDS), np.int64)
    np.add.at(sums, vouchers.unit * len(KINDS) + vouchers.kind, vouchers.fen)
    return sums


def _restrain(vouchers: Vouchers, sums: Ints, before: Ints) -> Ints:
    """Cut the three public expenses of units that would grow to 99 % of the year before."""
    public = np.isin(vouchers.kind, _PUBLIC)
    total, most = _public(sums), _public(before) * 99 // 100
    over = public & (total > most)[vouchers.unit]
    cut = vouchers.fen * most[vouchers.unit] // np.maximum(total, 1)[vouchers.unit]
    vouchers.fen = np.where(over, cut, vouchers.fen)
    return _sums(vouchers)


def _public(sums: Ints) -> Ints:
    """The three public expenses of every unit."""
    kinds: Ints = sums.reshape(COUNT, len(KINDS))[:, list(_PUBLIC)].sum(axis=1)
    return kinds


def _send(
    rng: Generator, all_: Vouchers, office: Office, year: int, count: int, outbox: Outbox
) -> None:
    spent = np.flatnonzero(all_.fen > 0)
    v = Vouchers(**{name: getattr(all_, name)[spent] for name in vars(all_)})
    n = len(spent)
    received, cars = v.kind == RECEPTION, v.kind == RUNNING
    fleet = max(count // COUNT // _PER_CAR, 4)
    outbox.put("expense_voucher", year, {
        "voucher_id": numbered(f"PZ{year}", v.number, 8),
        "unit_id": office.units.of(v.unit),
        "fiscal_year": np.full(n, year),
        "kind": labelled(v.kind, KINDS),
        "basis": labelled(np.zeros(n, np.int64), ("account",)),
        "amount_fen": v.fen,
        "occurred_on": v.day,
        "paid_on": plus_working(v.day, between(rng, 1, 5, n)),
        "letter_no": kept(received, numbered(f"公函〔{year}〕", v.number, 1)),
        "guests": v.guests,
        "companions": v.companions,
        "place": kept(received, labelled(between(rng, 0, 3, n), _PLACES)),
        "has_list": only(received, 1),
        "has_invoice": np.ones(n, np.int64),
        "payment_method": labelled(pick(rng, (60, 40), n), ("transfer", "official_card")),
        "person_id": office.officials.of(colleague(rng, v.unit, 0)),
        "vehicle_no": kept(cars, numbered("试A", (v.unit + 1) * 1000 + v.place % fleet, 6)),
        "has_alcohol": only(received, _alcohol(rng, v.day)),
        "litres": v.litres,
        "tank_litres": only(cars, _TANK),
        "approval_no": numbered("SP", v.number, 7),
    })  # fmt: skip


def _alcohol(rng: Generator, day: Ints) -> Ints:
    """Rare before alcohol was banned altogether, none since."""
    return (chance(rng, 0.03, len(day)) & (day < _ALCOHOL_BAN)).astype(np.int64)


def _send_budgets(sums: Ints, year: int, office: Office, outbox: Outbox) -> None:
    """The approved amount of each kind and unit, a little above what the accounts show."""
    place = np.flatnonzero(sums)
    unit, n = place // len(KINDS), len(place)
    outbox.put("expense_voucher", year, {
        "voucher_id": numbered(f"YS{year}", place + 1, 8),
        "unit_id": office.units.of(unit),
        "fiscal_year": np.full(n, year),
        "kind": labelled(place % len(KINDS), KINDS),
        "basis": labelled(np.zeros(n, np.int64), ("budget",)),
        "amount_fen": sums[place] * 105 // 100,
        "occurred_on": np.full(n, number(date(year, 2, 1))),
    })  # fmt: skip
