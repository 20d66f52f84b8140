"""Tables of 办理事项."""

from __future__ import annotations
