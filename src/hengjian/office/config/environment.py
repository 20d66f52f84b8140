"""What an installation may set from outside, typed, with the default of an embedded district."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def home_path() -> Path:
    """The district's directory (HENGJIAN_HOME, by default ./district)."""
    return Path(os.environ.get("HENGJIAN_HOME", "district")).resolve()


def office_path() -> Path:
    """Where the office keeps its database, files and anchors: <home>/office."""
    path = home_path() / "office"
    path.mkdir(parents=True, exist_ok=True)
    return path


def database_url() -> str:
    """HENGJIAN_DATABASE (postgresql://…), by default SQLite inside the home."""
    return os.environ.get("HENGJIAN_DATABASE") or f"sqlite:///{office_path() / 'office.sqlite3'}"


def secret_key() -> str:
    """The key that signs sessions: HENGJIAN_SECRET, else a file made once, readable by the owner."""
    if given := os.environ.get("HENGJIAN_SECRET"):
        return given
    file = office_path() / "secret"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(64))
    return file.read_text()


def flag(name: str, default: bool = False) -> bool:
    """A switch: 1, true, yes, on."""
    return os.environ.get(name, "1" if default else "0").lower() in ("1", "true", "yes", "on")


def names(name: str, default: str) -> list[str]:
    """A list separated by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]
