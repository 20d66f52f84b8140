"""Why a file is refused as a whole. Each message names the file, the place, the value, the remedy."""

from __future__ import annotations


class IntakeError(ValueError):
    """A delivery that cannot be taken in; `str(error)` is the sentence for the department."""


class UnknownFormat(IntakeError):
    """The kind of file is not one that is read."""


class WrongEncoding(IntakeError):
    """The text is neither UTF-8 nor GB 18030."""


class DamagedFile(IntakeError):
    """The file is truncated, torn, or not what its name says."""


class DangerousFile(IntakeError):
    """The file would expand or reach out beyond any honest need."""


class UnknownTable(IntakeError):
    """The headers fit no table, or several equally well."""


class MissingColumns(IntakeError):
    """A column without which rows mean nothing is not there."""


class WrongMapping(IntakeError):
    """The mapping file names what does not exist."""


class UnknownUnit(IntakeError):
    """A header names a unit of money, of a share or of time that is not known."""


class DoubtfulColumn(IntakeError):
    """Two columns claim to be the same one and differ."""
