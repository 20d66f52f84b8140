"""Tables of 信息共享."""

from __future__ import annotations
