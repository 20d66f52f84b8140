"""Unified social credit codes (GB 32100-2015), as the check of the intake sees them (`macros.sql`)."""

from __future__ import annotations

import re

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHAPE = re.compile(rf"[{_SIGNS}]{{2}}\d{{6}}[{_SIGNS}]{{10}}", re.ASCII)


def is_credit_code(text: str) -> bool:
    """Whether the eighteen characters and the check character fit together.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    if not _SHAPE.fullmatch(text):
        return False
    total = sum(pow(3, place, 31) * _SIGNS.index(sign) for place, sign in enumerate(text[:17]))
    return _SIGNS.index(text[17]) == -total % 31
