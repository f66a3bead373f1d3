"""Why a cell has no value: the reasons, their codes in one byte, and which one wins.

A cell is a number or a reason. In arrays a reason is a byte beside the number; 0 says that there
is a number. Where several reasons meet, the largest code wins, so that combining two arrays of
reasons is one `numpy.maximum`. The codes from `NO_COMPARATOR` up mean the same everywhere; the
lower ones are pairs (which input, its deepest reason) that only the formula's own `Codes` can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

VALUE = 0
NO_COMPARATOR = 245
NOT_REPORTED = 246
NOT_APPLICABLE = 247
TOO_FEW = 248
NO_BASE = 249
BREAK = 250
ZERO_BASE = 251
ZERO_DENOMINATOR = 252
CONFIDENTIAL = 253
ENDED = 254
NOT_YET = 255
#: in a panel only: nothing was said of this cell
ABSENT = 1

TEXT = {
    NOT_YET: "not yet collected",
    ENDED: "ended",
    NOT_REPORTED: "not reported",
    CONFIDENTIAL: "confidential",
    NOT_APPLICABLE: "not applicable",
    ZERO_DENOMINATOR: "zero denominator",
    ZERO_BASE: "zero base",
    NO_BASE: "no base",
    BREAK: "break in series",
    TOO_FEW: "too few values",
    NO_COMPARATOR: "no comparator",
}
MARKERS = {"x": NOT_REPORTED, "c": CONFIDENTIAL, "z": NOT_APPLICABLE}

_KINDS = NOT_YET - NO_COMPARATOR + 1
_INPUTS = 21
#: an input too far on to have a code of its own: the exact evaluation knows which
_SOME_INPUT = 1
#: in a pair: a deepest reason that has no code here (a confidential input never makes a pair)
_UNTOLD = CONFIDENTIAL


def lifecycle(month: int, introduced: int | None, ended: int | None) -> int:
    """Give the code for a month before the measure began or after it ended, else `VALUE`."""
    if introduced is not None and month < introduced:
        return NOT_YET
    if ended is not None and month > ended:
        return ENDED
    return VALUE


def input_missing(ref: str, deepest: int) -> str:
    """Give the words for a formula without a value because an input has none."""
    return f"input missing: {ref} ({TEXT[deepest]})"


class Codes:
    """The reading of one formula's reasons: ``inputs`` names what it reads, in reading order."""

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = tuple(inputs)

    def pair(self, place: int, deepest: int) -> int:
        """Return the code for the input at that place missing; the first input's is the largest."""
        return pair(place, deepest)

    def text(self, code: int) -> str | None:
        """Give the words for a code; None for a value, and where only exact evaluation knows."""
        if code >= NO_COMPARATOR:
            return TEXT[code]
        known = _unpair(code, len(self.inputs))
        if known is None or known[1] == _UNTOLD:
            return None
        return input_missing(self.inputs[known[0]], known[1])

    def reading(self, place: int, source: Codes) -> bytes:
        """Give a table of 256 bytes: a code of the input at that place to what it is here."""
        return _reading(place, len(source.inputs))


def pair(place: int, deepest: int) -> int:
    """Return the code for the input at that place missing; the first input's is the largest."""
    if place >= _INPUTS:
        return _SOME_INPUT
    return 2 + (_INPUTS - 1 - place) * _KINDS + deepest - NO_COMPARATOR


def _unpair(code: int, inputs: int) -> tuple[int, int] | None:
    place = _INPUTS - 1 - (code - 2) // _KINDS
    if not _SOME_INPUT < code < NO_COMPARATOR or not 0 <= place < inputs:
        return None
    return place, (code - 2) % _KINDS + NO_COMPARATOR


@cache
def _reading(place: int, inputs: int) -> bytes:
    """Give the table for an input at that place which itself has so many inputs."""
    return bytes(_read(place, inputs, code) for code in range(256))


def _read(place: int, inputs: int, code: int) -> int:
    if code in (VALUE, CONFIDENTIAL):
        return code
    if code >= NO_COMPARATOR:
        return pair(place, code)
    known = _unpair(code, inputs)
    return pair(place, known[1] if known else _UNTOLD)
