"""What a request proposes, as one text that is always the same for the same proposal, and its hashes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

#: What may be done to an entry.
CHANGES = ("add", "change", "cancel", "merge")


def canonical(content: dict[str, Any]) -> str:
    """JSON with a fixed order of keys and no white space."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> dict[str, str]:
    """SHA-256 and SM3 of a text: what a review and an approval bind."""
    data = text.encode()
    return {"sha256": hashlib.sha256(data).hexdigest(), "sm3": hashlib.new("sm3", data).hexdigest()}


def line(
    change: str, item: str, *, row: dict[str, Any] | None = None, base: int | None = None,
    merged_into: str = "", reason: str = "",
) -> dict[str, Any]:  # fmt: skip
    """One entry of a request. `base`: the version that is to be changed or ended."""
    return {
        "change": change, "item": item, "base": base, "merged_into": merged_into, "reason": reason,
        "row": {k: v for k, v in (row or {}).items() if v is not None},
    }  # fmt: skip
