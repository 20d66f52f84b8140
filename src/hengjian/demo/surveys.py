"""Yearly social surveys of the invented province: 23 counties, five of them of the same city."""

from __future__ import annotations

from datetime import date

import numpy as np

from hengjian.demo.days import YEARS, number
from hengjian.demo.draws import generator
from hengjian.demo.frames import texts
from hengjian.demo.outbox import Outbox

OWN = "衡安区"
_CITY = (OWN, "临江区", "东陵区", "云溪县", "石门县")
_OTHERS = (
    "安平区", "白河县", "长宁市", "大埔县", "枫桥区", "高台县", "海陵县", "金沙县", "兰溪市", "梅岭县", "宁远区",
    "平湖县", "清水县", "双桥区", "天台县", "望江县", "新泉市", "玉泉区",
)  # fmt: skip


def send_surveys(seed: int, outbox: Outbox) -> None:
    """One edition a year with the ranks of the province, and the same ranked within the city."""
    for year in YEARS:
        rng = generator(seed, "surveys", year)
        places = [*_CITY, *_OTHERS]
        scores = 84_000_000 + rng.integers(0, 11_000, len(places)) * 1000
        scores[0] = 91_000_000 + (year - YEARS[0]) * 1_250_000
        _edition(f"CP{year}P", "province", year, places, scores, outbox)
        _edition(f"CP{year}C", "city", year, list(_CITY), scores[: len(_CITY)], outbox)


def _edition(
    edition: str, scope: str, year: int, places: list[str], scores: np.ndarray, outbox: Outbox
) -> None:
    size = len(places)
    outbox.put("survey_edition", year, {
        "edition_id": texts([edition]), "title": texts([f"{year}年党风廉政建设社会测评"]), "scope": texts([scope]),
        "year": np.array([year]), "published_on": np.array([number(date(year, 11, 28))]),
        "document": texts([f"江岚测评通报〔{year}〕1号"]), "places": np.array([size]),
    })  # fmt: skip
    ranks = np.array([1 + int((scores > s).sum()) for s in scores], np.int64)
    outbox.put("survey_result", year, {
        "edition_id": texts([edition] * size), "place": texts(places), "is_own": np.array([p == OWN for p in places], np.int64),
        "score": scores.astype(np.int64), "rank": ranks,
    })  # fmt: skip
