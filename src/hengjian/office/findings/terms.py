"""Search words of Chinese text: pairs of neighbouring characters, and whole words of Latin text.

Databases cut Chinese into nothing useful; pairs find every word of two or more characters on SQLite
and PostgreSQL alike.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")


def words(text: str) -> list[str]:
    """The search words of a text, each once, in order.

    >>> words("恒源公司 HT-2025")
    ['恒源', '源公', '公司', 'ht', '2025']
    >>> words("局")
    ['局']
    """
    found: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run[0].isascii() or len(run) == 1:
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)]
    return list(dict.fromkeys(found))
