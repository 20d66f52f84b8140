"""What killed processes left in a folder of unfinished work."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

#: Nothing that is still written is as old as this (seconds).
_OLD = 2 * 86_400


def sweep(folder: Path) -> None:
    """Remove what has lain in the folder for two days."""
    for left in folder.iterdir():
        try:
            old = time.time() - left.stat().st_mtime > _OLD
        except OSError:  # another process has just finished with it
            continue
        if old and left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        elif old:
            left.unlink(missing_ok=True)
