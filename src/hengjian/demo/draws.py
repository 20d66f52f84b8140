"""Random draws that depend on the seed and the subject's name only."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hengjian.demo.days import NONE, Ints

Generator = np.random.Generator
Flags = npt.NDArray[np.bool_]


def generator(seed: int, subject: str, *part: int) -> Generator:
    """The generator of one subject (and part, such as a year): independent of all others."""
    key = zlib.crc32(subject.encode())
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, key, *part])))


def between(rng: Generator, low: int, high: int, n: int) -> Ints:
    """Whole numbers from low to high, both included."""
    drawn: Ints = rng.integers(low, high + 1, n)
    return drawn


def up_to(rng: Generator, low: int, high: Ints) -> Ints:
    """Whole numbers from low to each entry of high, both included; low where high is smaller."""
    room = np.maximum(high - low, 0)
    steps: Ints = np.floor(rng.random(len(high)) * (room + 1)).astype(np.int64)
    return steps + low


def chance(rng: Generator, share: float, n: int) -> Flags:
    """True for about `share` of n."""
    return rng.random(n) < share


def pick(rng: Generator, weights: Sequence[float], n: int) -> Ints:
    """Indices with the given weights."""
    shares = np.cumsum(np.asarray(weights, float))
    return np.searchsorted(shares / shares[-1], rng.random(n), side="right").astype(np.int64)


def amounts(rng: Generator, median_yuan: float, spread: float, n: int) -> Ints:
    """Log-normal money in fen, at least one yuan."""
    yuan = median_yuan * np.exp(rng.normal(0.0, spread, n))
    return np.maximum(np.rint(yuan * 100), 100).astype(np.int64)


def only(flags: Flags, values: Ints | int) -> Ints:
    """The values where the flag holds, not given elsewhere."""
    return np.where(flags, values, NONE)


def share(values: Ints, low: float, high: float, rng: Generator) -> Ints:
    """A random share of each value, rounded down to whole units."""
    return np.floor(values * rng.uniform(low, high, len(values))).astype(np.int64)
