"""Text on a screen of some width and encoding: measured, cut and padded as it is printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from kpilib.values.safe import for_stream, one_line


def size(text: str) -> int:
    """Return how many columns a text takes on a screen: two for a wide letter, none for an accent.

    Source: Unicode Standard Annex 11, East Asian Width.

    >>> size("a b"), size("会議"), size("e\u0301")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen(NamedTuple):
    """What a person looks at: so many columns, and the characters of an encoding."""

    width: int = 80
    encoding: str | None = "utf-8"

    def plain(self, text: str) -> str:
        """Return a text in one line, in the characters that the screen has."""
        return for_stream(one_line(text), self.encoding)

    def cut(self, text: str, most: int) -> str:
        """Return a text of at most so many columns, with dots for what is left out."""
        if size(text) <= most:
            return text
        dots = for_stream("…", self.encoding)
        if len(dots) > most:
            dots = ""
        room = most - len(dots)
        kept = ""
        for character in text:
            room -= _columns(character)
            if room < 0:
                break
            kept += character
        return kept + dots

    def line(self, text: str) -> str:
        """Return a text cut to the width of the screen."""
        return self.cut(text, self.width)

    def left(self, text: str, columns: int) -> str:
        """Return a text padded behind to so many columns."""
        return text + " " * (columns - size(text))

    def right(self, text: str, columns: int) -> str:
        """Return a text padded before to so many columns."""
        return " " * (columns - size(text)) + text

    def wrapped(self, text: str) -> list[str]:
        """Return the lines of a text, broken at blanks."""
        import textwrap

        return textwrap.wrap(self.plain(text), max(self.width, 1))


def longest(texts: Iterable[str], least: int = 0) -> int:
    """Return the columns of the longest of some texts, or `least`."""
    return max((size(text) for text in texts), default=least)
