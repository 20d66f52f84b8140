"""What a clerk writes between braces in the Word template: `{{ f15.万元 }}`, `{{ f12.升降 }}`.

With `say=marked` each number is printed between marks that name its figure, so that a page can lead from
the sentence to the rows (`content.parts`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from hengjian.engine.figures import FigureResult, Value
from hengjian.reports.words import Words

#: Units with digits after the point; all others count whole things.
BROKEN = ("percent", "wan_yuan", "day")


Say = Callable[[str, str], str]


def plain(text: str, figure: str) -> str:
    """The text of a number as files print it."""
    return text


def number_text(value: Decimal, unit: str) -> str:
    """A number without its unit: counts whole, days without idle zeros, the rest to two decimals."""
    if unit not in BROKEN:
        return f"{value:.0f}"
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if unit == "day" else text


def value_text(value: Value, words: Words) -> str:
    """A reading with the unit's own word; empty when there is no number."""
    return (
        ""
        if value.value is None
        else number_text(value.value, value.unit) + words.units[value.unit]
    )


def day_text(day: date) -> str:
    """2025年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


class UnknownWord(LookupError):
    """A tag asks for a reading or a measure word that does not exist; says which ones do."""


class ReadingTag:
    """One reading of a figure in the template. Its gap, if any, prints in place of the number."""

    def __init__(self, name: str, reading: Value, gap: str, words: Words, say: Say = plain) -> None:
        self._name, self._reading, self._gap, self._words = name, reading, gap, words
        self._print = say

    @property
    def number(self) -> Decimal | None:
        """The number for conditions; None in a gap."""
        return None if self._gap else self._reading.value

    @property
    def value(self) -> str:
        """The number alone, or the gap."""
        return self._say(self._bare())

    def _bare(self) -> str:
        return "" if self.number is None else number_text(self.number, self._reading.unit)

    def _say(self, text: str) -> str:
        """What is printed: the text, or the gap where there is no number."""
        said = self._gap if self.number is None else text
        return self._print(said, self._name.split(".")[0])

    @property
    def title(self) -> str:
        """What this reading counts."""
        return self._reading.title

    def __str__(self) -> str:
        return self._say(value_text(self._reading, self._words))

    def __getattr__(self, word: str) -> str:
        if word.startswith("_"):
            raise AttributeError(word)
        words, unit = self._words, self._reading.unit
        if word in words.directions:
            return self._say(self._directed(words.directions[word]))
        if word in words.round_down:
            return self._say(self._rounded(word))
        measure = words.measures.get(word)
        if measure is None or unit not in measure.units:
            known = [w for w, m in words.measures.items() if unit in m.units]
            raise UnknownWord(f"{self._name} 没有“{word}”；可以写 value、{'、'.join(known)}")
        return self._say(self._bare() + measure.prints)

    def _directed(self, chosen: tuple[str, str, str]) -> str:
        if self.number is None:
            return ""
        above, below, same = chosen
        if self.number == 0:
            return same
        text = (
            number_text(abs(self.number), self._reading.unit)
            + self._words.units[self._reading.unit]
        )
        return (above if self.number > 0 else below) + text

    def _rounded(self, word: str) -> str:
        if self.number is None:
            return ""
        exact = int(self.number)
        tens = exact // 10 * 10
        unit = self._words.round_down[word].prints
        return f"{tens}{self._words.about}{unit}" if 0 < tens < exact else f"{exact}{unit}"


class FigureTag(ReadingTag):
    """A figure in the template: its published reading, and its other readings by name."""

    def __init__(self, result: FigureResult, gap: str, words: Words, say: Say = plain) -> None:
        number = result.number.lower()
        super().__init__(number, result.published, gap, words, say)
        self._readings = {
            name: ReadingTag(f"{number}.{name}", value, _gap(value, gap, words), words, say)
            for name, value in result.readings.items()
        }

    def __getattr__(self, word: str) -> ReadingTag | str:  # type: ignore[override]
        readings = self.__dict__.get("_readings", {})
        return readings[word] if word in readings else super().__getattr__(word)


def _gap(value: Value, gap: str, words: Words) -> str:
    return gap or (words.gap.reading if value.value is None else "")
