"""Tables of 信用查询."""

from __future__ import annotations
