"""Tables of 两个责任."""

from __future__ import annotations
