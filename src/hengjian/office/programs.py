"""Runs the programs of PostgreSQL that a backup needs."""

from __future__ import annotations

import os
import shutil
import subprocess


def run_program(name: str, *arguments: str, password: str | None) -> None:
    """Run pg_dump or pg_restore; raises ValueError with the program's own words.

    The password goes by the environment: other people on the machine can read a command line.
    """
    program = shutil.which(name, path=os.environ.get("HENGJIAN_PG_BIN"))
    if program is None:
        raise FileNotFoundError(f"{name} is missing; install it or set HENGJIAN_PG_BIN")
    environment = {**os.environ, "PGPASSWORD": password} if password else dict(os.environ)
    done = subprocess.run(
        [program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ValueError(f"{name}: {done.stderr.strip() or f'ended with {done.returncode}'}")
