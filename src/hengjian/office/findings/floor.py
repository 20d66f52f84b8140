"""When a rule is wrong too often: the share of its judged findings that were not established.

A few unlucky judgements prove nothing, so the lower end of the Wilson interval of that share is what
counts (E. B. Wilson, JASA 22, 1927; one-sided, at `z` standard errors).
"""

from __future__ import annotations

import math

from msgspec import Struct


class Precision(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """library/office.yaml: `floor` by level of a rule, the share of its judged findings that must hold;
    `least`: fewer judged findings say nothing; `z`: how sure to be, in standard errors. Without a floor
    no rule falls."""

    floor: dict[str, float] = {}
    least: int = 20
    z: float = 1.645

    def too_low(self, level: str, confirmed: int, judged: int) -> bool:
        """Whether a rule of the level is surely below its floor.

        >>> Precision(floor={"hard": 0.6}, least=20, z=1.645).too_low("hard", 5, 20)
        True
        >>> Precision(floor={"hard": 0.6}, least=20, z=1.645).too_low("hard", 5, 19)
        False
        >>> Precision(floor={"hard": 0.6}, least=20, z=1.645).too_low("hint", 0, 99)
        False
        """
        floor = self.floor.get(level)
        if floor is None or judged < self.least:
            return False
        return 1 - self.at_best(confirmed, judged) > 1 - floor

    def at_best(self, confirmed: int, judged: int) -> float:
        """The highest share that may hold: 1 − the lower Wilson bound of the share not established."""
        return 1 - wilson_low(judged - confirmed, judged, self.z)


def wilson_low(hits: int, of: int, z: float) -> float:
    """The lower end of the Wilson interval of a share; 0 where nothing was counted.

    >>> round(wilson_low(15, 20, 1.645), 4)
    0.5678
    >>> wilson_low(0, 0, 1.645)
    0.0
    """
    if not of:
        return 0.0
    share, square = hits / of, z * z
    middle = share + square / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - spread) / (1 + square / of))
