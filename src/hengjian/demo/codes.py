"""Numbers that look right and belong to nobody: right check digits, areas that do not exist.

Credit codes by GB 32100 (check by weights modulo 31, the organisation part by GB 11714);
citizen numbers by GB 11643 (ISO 7064 MOD 11-2). The area 9901xx is not in GB/T 2260.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hengjian.demo.days import Ints
from hengjian.demo.frames import Array, texts

AREA = "990101"
_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_CITIZEN_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])


def credit_codes(serials: Ints) -> Array:
    """18-character credit codes, one for each serial number below 10^8."""
    head = np.array([_SYMBOLS.index(c) for c in "91" + AREA])
    body = _digits(serials, 8)
    check = (11 - body @ _ORGANISATION_WEIGHTS % 11) % 11
    tenth = np.where(check == 10, _SYMBOLS.index("X"), check)
    values = np.column_stack([np.tile(head, (len(serials), 1)), body, tenth])
    last = (31 - values @ _CREDIT_WEIGHTS % 31) % 31
    return _texts(np.column_stack([values, last]), _SYMBOLS)


def citizen_numbers(births: Ints, serials: Ints) -> Array:
    """18-digit citizen numbers: area, birthday, serial of the day (0-999), check digit."""
    stamps = births.astype("datetime64[D]")
    years = stamps.astype("datetime64[Y]").astype(np.int64) + 1970
    months = stamps.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (stamps - stamps.astype("datetime64[M]")).astype(np.int64) + 1
    birthday = years * 10000 + months * 100 + day
    head = np.tile(np.array([int(c) for c in AREA]), (len(births), 1))
    values = np.column_stack([head, _digits(birthday, 8), _digits(serials, 3)])
    last = (12 - values @ _CITIZEN_WEIGHTS % 11) % 11
    return _texts(np.column_stack([values, last]), "0123456789X")


def people_numbers(first: int, count: int) -> Array:
    """Citizen numbers of `count` different invented people; `first` numbers the first of them."""
    serial = np.arange(first, first + count, dtype=np.int64)
    births = np.int64(-7300) + (serial * 7919) % 14000
    return citizen_numbers(births, (serial // 14000) % 1000)


def _digits(values: Ints, width: int) -> Ints:
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return values[:, None] // powers % 10


def _texts(values: npt.NDArray[np.int64], symbols: str) -> Array:
    letters = np.frombuffer(symbols.encode(), np.uint8)[values]
    width = values.shape[1]
    flat = np.ascontiguousarray(letters).view(f"S{width}").ravel()
    return pa.array(flat, pa.binary()).cast(pa.string()) if len(flat) else texts([])
