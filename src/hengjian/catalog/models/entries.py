"""What every object of the library is made of: frozen, and strict about its keys."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Confidence = Literal["verified", "second_hand", "memory", "unsure"]


Level = Literal["hard", "soft", "hint"]


Status = Literal["experimental", "trial", "stable", "retired"]


ColumnType = Literal[
    "text", "code", "date", "time", "money", "integer", "ratio", "decimal", "boolean"
]


Secrecy = Literal["public", "internal", "personal", "sealed"]


Text = Annotated[str, Meta(min_length=1)]


class Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every object: frozen, and a key nobody knows is an error."""
