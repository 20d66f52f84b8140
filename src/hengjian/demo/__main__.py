"""python -m hengjian.demo OUT [--scale 0.05] [--seed 7] [--clean]"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from hengjian.demo.district import generate


def main() -> None:
    """Write the district and print what was written."""
    parser = argparse.ArgumentParser(prog="hengjian.demo", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--clean", action="store_true")
    given = parser.parse_args()
    start = time.monotonic()

    def say(step: str) -> None:
        sys.stderr.write(f"{time.monotonic() - start:7.1f} s  {step}\n")

    summary = generate(
        given.out, seed=given.seed, scale=given.scale, clean=given.clean, progress=say
    )
    for table, rows in sorted(summary.rows.items()):
        sys.stdout.write(f"{table:24} {rows:>12,}\n")
    for kind, rows in sorted(summary.planted.items()):
        sys.stdout.write(f"planted {kind:16} {rows:>12,}\n")


if __name__ == "__main__":
    main()
