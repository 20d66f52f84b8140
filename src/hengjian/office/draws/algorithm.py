"""How a draw is decided. docs/draw_verify.py does the same without any of this code.

1. Digest of the list: SHA-256 over canonical JSON of number, kind, counts and the entries sorted by id.
2. Each person commits to SHA-256("number|person|nonce") and reveals the nonce later.
3. Seed: SHA-256 over the digest of the list and all nonces in sorted order, joined by "|".
4. Sampling without replacement: at step i the entries left stand in the order of their ids, each with its
   weight; HMAC-SHA256(seed, "i:attempt") as a number below the sum of weights points at one of them.
   A value in the last, incomplete stretch of 2^256 is thrown away and the attempt counted on: no entry gains.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

#: (id, name, weight, why it cannot be drawn or "")
EntryRow = tuple[str, str, int, str]
_SPACE = 1 << 256


def canonical(value: Any) -> str:
    """JSON that everybody writes the same."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """Hexadecimal SHA-256 of UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def list_digest(
    number: str, kind: str, drawn: int, standby: int, seats: int, entries: Iterable[EntryRow]
) -> str:
    """What the frozen list stands for: nothing of it can change afterwards."""
    return sha256(canonical({
        "number": number, "kind": kind, "drawn": drawn, "standby": standby, "seats": seats,
        "entries": [list(e) for e in sorted(entries)],
    }))  # fmt: skip


def commitment(number: str, person: str, nonce: str) -> str:
    """Bound to the draw and the person: copying another's commitment helps nobody."""
    return sha256(f"{number}|{person}|{nonce}")


def seed_of(digest: str, nonces: Iterable[str]) -> str:
    """The order in which people committed or revealed does not matter."""
    return sha256("|".join([digest, *sorted(nonces)]))


def order(seed: str, weights: Mapping[str, int], count: int) -> list[str]:
    """The first `count` ids in drawn order; a longer order begins with a shorter one."""
    left = sorted(weights)
    drawn: list[str] = []
    while left and len(drawn) < count:
        at = _below(seed, len(drawn), sum(weights[e] for e in left))
        for place, entry in enumerate(left):
            at -= weights[entry]
            if at < 0:
                drawn.append(left.pop(place))
                break
    return drawn


def _below(seed: str, step: int, total: int) -> int:
    attempt = 0
    while True:
        value = hmac.new(bytes.fromhex(seed), f"{step}:{attempt}".encode(), hashlib.sha256).digest()
        number = int.from_bytes(value, "big")
        if number < _SPACE - _SPACE % total:
            return number % total
        attempt += 1
