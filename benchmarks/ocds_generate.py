"""Compiled OCDS releases as JSON lines, the same bytes for the same arguments.

`thin` lines of about 2 KB hold what the indicators read; `fat` lines of about 7 KB add the parties,
documents and texts that real publishers send along and no indicator reads.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

SEED = 20261122
_METHODS = (("open", 0.6), ("selective", 0.15), ("limited", 0.15), ("direct", 0.1))
_DETAILS = ("公开招标", "邀请招标", "竞争性磋商", "询价")
_BID_STATUSES = (("valid", 0.8), ("disqualified", 0.12), ("pending", 0.02), ("withdrawn", 0.06))
_START = datetime(2023, 1, 1, 9, tzinfo=UTC)
_WORDS = [
    "district",
    "school",
    "road",
    "bridge",
    "water",
    "supply",
    "service",
    "network",
    "hospital",
    "equipment",
]

Json = dict[str, Any]


def lines(count: int, *, fat: bool = False, seed: int = SEED) -> Iterator[str]:
    """`count` compiled releases, a JSON text each, without the line feed."""
    for number in range(count):
        # One generator a line: a longer file begins with the lines of a shorter one.
        random = Random(seed * 1_000_003 + number)
        release = _release(random, number, max(count // 40, 20))
        if fat:
            release |= _ballast(random)
        yield json.dumps(release, ensure_ascii=False, separators=(",", ":"))


def write(path: Path, count: int, *, fat: bool = False, seed: int = SEED) -> Path:
    """Write the lines to `path` and return it; an existing file is replaced."""
    with path.open("w", encoding="utf-8") as stream:
        for line in lines(count, fat=fat, seed=seed):
            stream.write(line)
            stream.write("\n")
    return path


def _release(random: Random, number: int, companies: int) -> Json:
    opened = _START + timedelta(minutes=random.randrange(1_000_000))
    closed = opened + timedelta(days=random.randrange(5, 45), minutes=random.randrange(1440))
    estimate = round(random.lognormvariate(12, 1.5), 2)
    currency = "USD" if random.random() < 0.03 else "CNY"
    bids = [
        _bid(random, n, companies, estimate, currency, closed)
        for n in range(random.randrange(1, 8))
    ]
    _plant(random, bids)
    buyer = {
        "id": f"CN-BUYER-{random.randrange(max(companies // 5, 5)):06d}",
        "name": "district office",
    }
    return {
        "ocid": f"ocds-hengji-{number:09d}",
        "id": f"{number}-compiled",
        "date": _text(closed),
        "tag": ["compiled"],
        "language": "zh",
        "initiationType": "tender",
        "buyer": buyer,
        "tender": _tender(random, bids, buyer, opened, closed, estimate, currency),
        "bids": {"details": bids},
        "awards": _awards(random, bids, closed, currency),
    }


def _tender(
    random: Random, bids: list[Json], buyer: Json, opened: datetime, closed: datetime,
    estimate: float, currency: str,
) -> Json:  # fmt: skip
    return {
        "id": f"T{random.randrange(10**9)}",
        "title": _sentence(random, 8),
        "status": "cancelled" if random.random() < 0.03 else "complete",
        "procurementMethod": _pick(random, _METHODS),
        "procurementMethodDetails": random.choice(_DETAILS),
        "procuringEntity": buyer,
        "value": {"amount": estimate, "currency": currency},
        "tenderPeriod": {"startDate": _text(opened), "endDate": _text(closed)},
        "numberOfTenderers": len({b["tenderers"][0]["id"] for b in bids}),
    }


def _bid(
    random: Random, number: int, companies: int, estimate: float, currency: str, closed: datetime
) -> Json:
    # The square makes a few companies bid in very many processes, as in a real market.
    company = int(random.random() ** 2 * companies)
    tenderers = [{"id": f"CN-USCC-{company:012d}", "name": f"company {company}"}]
    if random.random() < 0.03:
        tenderers.append({"id": f"CN-USCC-{companies + company:012d}", "name": "partner"})
    return {
        "id": f"B{number + 1}",
        "date": _text(closed - timedelta(minutes=random.randrange(-200, 8000))),
        "status": _pick(random, _BID_STATUSES),
        "tenderers": tenderers,
        "value": {"amount": round(estimate * random.uniform(0.8, 1.1), 2), "currency": currency},
    }


def _plant(random: Random, bids: list[Json]) -> None:
    if len(bids) > 1 and random.random() < 0.02:
        bids[1]["value"]["amount"] = bids[0]["value"]["amount"]


def _awards(random: Random, bids: list[Json], closed: datetime, currency: str) -> list[Json]:
    valid = sorted(
        (b for b in bids if b["status"] == "valid"), key=lambda b: float(b["value"]["amount"])
    )
    awards = []
    for number, bid in enumerate(valid[: 2 if random.random() < 0.05 else 1]):
        awards.append(
            {
                "id": f"A{number + 1}",
                "date": _text(closed + timedelta(days=random.randrange(3, 40))),
                "status": "pending" if random.random() < 0.03 else "active",
                "suppliers": bid["tenderers"],
                "value": {"amount": bid["value"]["amount"], "currency": currency},
                "items": [_item(random, n) for n in range(random.randrange(1, 4))],
            }
        )
    return awards


def _item(random: Random, number: int) -> Json:
    code = f"{10 + int(random.random() ** 3 * 60)}{random.randrange(10**6):06d}"
    return {
        "id": str(number + 1),
        "description": _sentence(random, 4),
        "classification": {"scheme": "CPV", "id": code},
        "quantity": random.randrange(1, 500),
    }


def _ballast(random: Random) -> Json:
    """Parties, documents and a description: about 5 KB that no indicator reads."""
    return {
        "parties": [
            {
                "id": f"CN-USCC-{random.randrange(10**6):012d}",
                "name": _sentence(random, 4),
                "roles": ["tenderer"],
                "address": {"streetAddress": _sentence(random, 5), "countryName": "China"},
                "contactPoint": {"name": _sentence(random, 2), "telephone": "+86 10 6666 0000"},
            }
            for _ in range(6)
        ],
        "documents": [
            {
                "id": str(n),
                "title": _sentence(random, 6),
                "url": f"https://example.org/documents/{random.randrange(10**12)}.pdf",
                "datePublished": _text(_START),
                "format": "application/pdf",
            }
            for n in range(12)
        ],
        "description": _sentence(random, 170),
    }


def _pick(random: Random, choices: tuple[tuple[str, float], ...]) -> str:
    point = random.random()
    for value, share in choices:
        point -= share
        if point < 0:
            return value
    return choices[-1][0]


def _sentence(random: Random, words: int) -> str:
    return " ".join(random.choices(_WORDS, k=words))


def _text(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def main() -> None:
    """Command line: python benchmarks/ocds_generate.py FILE --count 200000 [--fat]."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--fat", action="store_true")
    options = parser.parse_args()
    write(options.file, options.count, fat=options.fat)


if __name__ == "__main__":
    main()
