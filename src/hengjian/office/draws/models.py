"""Tables of 随机抽取."""

from __future__ import annotations
