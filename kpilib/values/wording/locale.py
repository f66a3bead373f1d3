"""A language as one file: its texts, month names, and how numbers and days are written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cache

from attrs import frozen

from kpilib.values.period import Period
from kpilib.values.wording.languages import DEFAULT, FOLDER


@frozen
class Locale:
    """What is said in one language; a text is named by its section and key: ``report.key``."""

    name: str
    #: section and key to text
    texts: Mapping[str, str]
    months: tuple[str, ...]
    short: tuple[str, ...]

    def say(self, key: str, **values: object) -> str:
        """Give a text with its places filled in.

        >>> locale().say("change.up", size="7%")
        'up 7%'
        """
        return self.texts[key].format(**values) if values else self.texts[key]

    def count(self, key: str, number: int, **values: object) -> str:
        """Give the text for one thing, or that for so many.

        >>> locale().count("formula.month", 12)
        '12 months'
        """
        form = key if number == 1 else f"{key}_s"
        return self.say(form, number=self.number(str(number)), **values)

    def format(self, period: Period, pattern: str = "%B %Y") -> str:
        """Fill %b %B %y %Y %m with the first month of a period.

        >>> locale().format(Period.parse("2016-09"))
        'September 2016'
        """
        number = period.first % 12
        named = pattern.replace("%b", self.short[number]).replace("%B", self.months[number])
        return period.format(named)

    def day(self, date: str) -> str:
        """Write a day: ``2016-10-03`` as 3 October 2016."""
        year, month, day = date.split("-")
        name = self.months[int(month) - 1]
        return self.say("format.day", day=int(day), month=name, year=year)

    def printed(self, text: str) -> str:
        """Write a printed figure, ``1,090`` or ``2.5%``, with the language's own marks."""
        marks = {",": self.texts["format.thousands"], ".": self.texts["format.decimal"]}
        if marks == {",": ",", ".": "."}:
            return text
        return text.translate({ord(mark): own for mark, own in marks.items()})

    def value(self, printed: str) -> float:
        """Read a printed figure back, whatever stands around it.

        >>> locale().value("→ 1,090"), locale().value("28.5%")
        (1090.0, 28.5)
        """
        kept = re.sub("[^-0-9.,]", "", printed)
        kept = kept.replace(self.texts["format.thousands"], "")
        return float(kept.replace(self.texts["format.decimal"], "."))

    def number(self, text: str) -> str:
        """Write a figure within a sentence: as printed, thousands set apart.

        >>> locale().number("1480"), locale().number("28%"), locale().number("n/a")
        ('1,480', '28%', 'n/a')
        """
        if not re.fullmatch("-?[0-9]+([.][0-9]+)?%?", text):
            return text
        grouped = re.sub("^-?[0-9]+", lambda match: f"{int(match[0]):,}", text)
        return self.printed("-" + grouped if text.startswith("-0") else grouped)

    def listed(self, texts: Iterable[str]) -> str:
        """Write several things one behind the other: a, b and c."""
        *first, last = texts
        if not first:
            return last
        return self.texts["format.list"].join(first) + self.texts["format.and"] + last


@cache
def locale(name: str = DEFAULT) -> Locale:
    """Give a language by its name, such as ``en-GB``."""
    return _read(name, os.path.join(FOLDER, f"{name}.yaml"))


def _read(name: str, path: str) -> Locale:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    with open(path, encoding="utf-8") as file:
        sections = yaml.load(file, loader)  # noqa: S506 - plain texts, and of our own
    texts = {
        f"{section}.{key}": text for section, keys in sections.items() for key, text in keys.items()
    }
    months, short = texts["format.months"].split(), texts["format.short"].split()
    return Locale(name, texts, tuple(months), tuple(short))
