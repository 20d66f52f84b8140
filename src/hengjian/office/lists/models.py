"""Tables of 清单."""

from __future__ import annotations
