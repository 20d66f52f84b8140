"""Officials: who works where, so that acts have actors and duties can be kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from hengjian.demo import names
from hengjian.demo.codes import people_numbers
from hengjian.demo.days import NONE, Ints, number
from hengjian.demo.draws import Generator, between, chance, generator, only
from hengjian.demo.frames import Array, labelled, numbered
from hengjian.demo.outbox import Outbox
from hengjian.demo.units import COUNT, POSTS, Units, post_ids

OFFICIALS = 3000
_PER_UNIT = OFFICIALS // COUNT


@dataclass(frozen=True)
class Officials:
    """3,000 officials; official i works in unit i % 60, at post (i // 60) % 12."""

    ids: Array
    tokens: Array

    def of(self, index: Ints) -> Array:
        """Identifiers of the officials with the given numbers."""
        return labelled(index, self.ids)

    def heads(self) -> Array:
        """The head of every unit."""
        return self.ids.slice(0, COUNT)


def make_officials() -> Officials:
    """The officials' identifiers; the same for every seed."""
    numbers = np.arange(1, OFFICIALS + 1, dtype=np.int64)
    return Officials(numbered("G", numbers, 6), people_numbers(0, OFFICIALS))


def colleague(rng: Generator, unit: Ints, group: int) -> Ints:
    """An official of each unit, out of one of eight groups without common members.

    Different groups give different persons: handlers never review, accept or decide.
    """
    place = (between(rng, 0, 4, len(unit)) * 8 + group) % (_PER_UNIT - 2) + 2
    return np.where(unit == NONE, NONE, place * COUNT + unit)


def send_officials(officials: Officials, units: Units, seed: int, outbox: Outbox) -> None:
    """The personnel list; one in thirty has left."""
    rng = generator(seed, "officials")
    index = np.arange(OFFICIALS, dtype=np.int64)
    unit, post = index % COUNT, index // COUNT % len(POSTS)
    start = number(date(2008, 1, 1)) + between(rng, 0, 5000, OFFICIALS)
    left = chance(rng, 0.03, OFFICIALS) & (index // COUNT >= _PER_UNIT - 3)
    outbox.put("person", 2025, {
        "person_id": officials.ids,
        "name": names.people(rng, OFFICIALS),
        "id_token": officials.tokens,
        "unit_id": units.of(unit),
        "post_id": post_ids(unit, post),
        "rank": labelled(post, [p[1] for p in POSTS]),
        "from_on": start,
        "to_on": only(left, number(date(2023, 1, 1)) + between(rng, 0, 1000, OFFICIALS)),
    })  # fmt: skip
