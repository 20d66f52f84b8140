"""Enterprises of the district and the people behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from hengjian.demo import names
from hengjian.demo.codes import credit_codes, people_numbers
from hengjian.demo.days import NONE, Ints, number
from hengjian.demo.draws import Generator, amounts, between, chance, generator, only, pick
from hengjian.demo.frames import Array, joined, labelled, numbered, texts
from hengjian.demo.outbox import Outbox

_FIRST_SERIAL = 10_000_001
_FIRST_PERSON = 10_000  #: officials come before, planted people after 5,000,000
_STATUS = ("active", "suspended", "revoked", "deregistered")
_SIZES = ("large", "medium", "small", "micro")
_SIZE_WEIGHTS = (3, 12, 35, 50)
_ROADS = ["人民路", "建设路", "解放路", "滨河路", "衡山路", "文昌路", "工业大道", "创业大道"]


@dataclass(frozen=True)
class Enterprises:
    """Enterprises by number. The first `bidders` of them are active and take part in tenders."""

    codes: Array
    names: Array
    phones: Array
    size: Ints
    bidders: int

    def __len__(self) -> int:
        return len(self.codes)

    def accounts(self, index: Ints) -> Array:
        """The bank account of each enterprise: one and its own."""
        return numbered("6229901", np.where(index == NONE, NONE, index + 1), 12)


def make_enterprises(seed: int, count: int) -> Enterprises:
    """`count` enterprises with their identifiers."""
    rng = generator(seed, "enterprises")
    serial = np.arange(count, dtype=np.int64)
    line = between(rng, 0, len(names.FIRM_LINES) - 1, count)
    return Enterprises(
        codes=credit_codes(_FIRST_SERIAL + serial * 3),
        names=names.firms(line),
        phones=numbered("199", 10_000_000 + serial * 7, 8),
        size=pick(rng, _SIZE_WEIGHTS, count),
        bidders=int(count * 0.9),
    )


def send_enterprises(firms: Enterprises, seed: int, outbox: Outbox) -> None:
    """The register of enterprises."""
    rng = generator(seed, "enterprise register")
    count = len(firms)
    active = np.arange(count) < firms.bidders
    status = np.where(active, 0, pick(rng, (0.2, 0.2, 0.3, 0.3), count))
    gone = number(date(2023, 3, 1)) + between(rng, 0, 900, count)
    line = between(rng, 0, len(names.FIRM_LINES) - 1, count)
    street = labelled(between(rng, 0, len(_ROADS) - 1, count), _ROADS)
    outbox.put("enterprise", 2025, {
        "credit_code": firms.codes,
        "name": firms.names,
        "registered_on": number(date(2005, 1, 4)) + between(rng, 0, 6000, count),
        "deregistered_on": only(status == 3, gone),
        "status": labelled(status, _STATUS),
        "size": labelled(firms.size, _SIZES),
        "capital_fen": amounts(rng, 2_000_000, 1.0, count) // 1_000_000 * 1_000_000,
        "industry_code": labelled(line, [code for _, code in names.FIRM_LINES]),
        "address": joined("江岚省明川市衡安区", street, numbered("", between(rng, 1, 399, count), 1), "号"),
        "phone": firms.phones,
        "is_state_owned": chance(rng, 0.02, count),
    })  # fmt: skip


def send_people(firms: Enterprises, seed: int, outbox: Outbox) -> None:
    """Legal representative, two shareholders (the first is the representative), supervisor."""
    rng = generator(seed, "enterprise people")
    count = len(firms)
    firm = np.tile(np.arange(count, dtype=np.int64), 4)
    role = np.repeat(np.arange(4, dtype=np.int64), count)
    person = np.concatenate(
        [np.arange(count), *(np.arange(k * count, (k + 1) * count) for k in (0, 1, 2))]
    )
    tokens = people_numbers(_FIRST_PERSON, 3 * count)
    called = names.people(rng, 3 * count)
    major = between(rng, 51, 99, count) * 10_000
    ratio = np.concatenate([np.full(count, NONE), major, 1_000_000 - major, np.full(count, NONE)])
    outbox.put("enterprise_person", 2025, {
        "credit_code": labelled(firm, firms.codes),
        "role": labelled(role, ("legal_representative", "shareholder", "shareholder", "supervisor")),
        "name": labelled(person, called),
        "id_token": labelled(person, tokens),
        "share_ratio": ratio.astype(np.int64),
        "from_on": np.tile(number(date(2005, 1, 4)) + between(rng, 0, 6000, count), 4),
    })  # fmt: skip


def rivals(rng: Generator, firms: Enterprises, n: int, most: int) -> Ints:
    """For each of n tenders `most` different enterprises (a column each)."""
    base = between(rng, 0, firms.bidders - 1, n)
    stride = between(rng, 1, firms.bidders // most - 1, n)
    return (base[:, None] + stride[:, None] * np.arange(most)) % firms.bidders


def representative_rows(firms: Enterprises) -> Array:
    """Tokens of all legal representatives, in the order of the enterprises."""
    return texts(people_numbers(_FIRST_PERSON, len(firms)).to_pylist())
