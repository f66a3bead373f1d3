"""Reasons as whole numbers, so that the strongest of several is the greatest.

As in the engine's bytes, but with room for every input: 0 is a value, a pair names the place of an
input in reading order and its own deepest reason, and what stands alone is greater than any pair.
"""

from __future__ import annotations

from kpilib.figures.sql.text import literal
from kpilib.values.reasons import (
    CONFIDENTIAL,
    NO_COMPARATOR,
    NOT_YET,
    TEXT,
)

#: reasons that stand alone are greater than this by their code
ALONE = 1_000_000
_KINDS = NOT_YET - NO_COMPARATOR + 1
#: inputs of a dataset column rank behind those of its row
COLUMN_PLACES = 40_000
_PLACES = 80_000


def code(reason: int) -> int:
    """Give the number of a reason that stands alone."""
    return ALONE + reason


HIDDEN = code(CONFIDENTIAL)


def _first_pair(place: int) -> int:
    return 1 + (_PLACES - place) * _KINDS


def pair(place: int, reason: int) -> int:
    """Give the number for an input missing, for that deepest reason.

    >>> pair(0, 246) > pair(1, 255)
    True
    """
    return _first_pair(place) + reason - NO_COMPARATOR


def reading(number: str, place: int) -> str:
    """Give the number of a row's reason as a formula says it that reads the row at a place."""
    first = _first_pair(place)
    return (
        f"CASE WHEN {number} = 0 OR {number} = {HIDDEN} THEN {number}"
        f" WHEN {number} >= {ALONE} THEN {number} - {ALONE + NO_COMPARATOR - first}"
        f" ELSE {first} + {number} - 1"
        f" - {_KINDS} * CAST(FLOOR(({number} - 1) / CAST({_KINDS} AS DOUBLE PRECISION)) AS INTEGER)"
        " END"
    )


def place_of(number: str) -> str:
    """Give the place of the input that a pair names."""
    floor = f"FLOOR(({number} - 1) / CAST({_KINDS} AS DOUBLE PRECISION))"
    return f"{_PLACES} - CAST({floor} AS INTEGER)"


def words(number: str, name: str) -> str:
    """Give the words of a reason; `name` is the input that a pair names."""
    kind = f"({number} - 1) - {_KINDS} * ({_PLACES} - ({place_of(number)}))"
    alone = " ".join(f"WHEN {code(one)} THEN {literal(text)}" for one, text in TEXT.items())
    deepest = " ".join(
        f"WHEN {one - NO_COMPARATOR} THEN {literal(text)}" for one, text in TEXT.items()
    )
    return (
        f"CASE WHEN {number} = 0 THEN NULL"
        f" WHEN {number} >= {ALONE} THEN CASE {number} {alone} END"
        f" ELSE 'input missing: ' || {name} || ' (' || CASE {kind} {deepest} END || ')' END"
    )
