"""How much a finding is worth a person's time: severity × confidence × amount.

The weights order work; they say nothing about guilt. Confidence is the rule's own record: the share
of its judged findings that were confirmed.
"""

from __future__ import annotations

import math

SEVERITY = {"hard": 100, "soft": 40, "hint": 10}
#: What a rule without judged findings is taken for: as many confirmed as rejected.
PRIOR = (1, 2)


def precision(confirmed: int, judged: int) -> float:
    """Confirmed share with a mild prior, so that one rejection does not silence a rule.

    >>> precision(0, 0)
    0.5
    """
    return (confirmed + PRIOR[0]) / (judged + PRIOR[1])


def worth(level: str, amount_fen: int | None, share: float) -> int:
    """The rank value: amounts count by their order of magnitude, from ten thousand yuan up."""
    size = 1 + max(0.0, math.log10(max(1, (amount_fen or 0)) / 1_000_000))
    return round(SEVERITY.get(level, 10) * share * size * 100)
