"""A stretch of one series as bytes: columns of whole numbers, as narrow as they can be.

A value is kept as the whole number of its last decimals and how many decimals there are, so that
the decimal comes back as it was written; a value that does not come back so is kept as text. The
bytes are little-endian. Nothing here needs numpy; `kpilib.project.stores.unpacking` reads them as
arrays.
"""

from __future__ import annotations

import json
import re
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kpilib.project.stores.observations import Observation

#: values that units and decimals carry: no leading zeros, no minus zero
_CANONICAL = re.compile(r"-?(?!0[0-9])(?=[0-9])([0-9]{1,15})(?:\.([0-9]{1,15}))?").fullmatch
_WIDTHS = {"B": 1, "H": 2, "I": 4, "b": 1, "h": 2, "i": 4, "q": 8}
_HEAD = 4
#: one letter for each state of a cell: a value, a value with p or r, a marker, nothing, or a text
VALUE, NOTHING, AS_TEXT = ord("v"), ord("n"), ord("t")


class Columns(NamedTuple):
    """The columns of a stretch."""

    geographies: array[int]
    #: months since the first of the stretch
    months: array[int]
    units: array[int]
    decimals: array[int]
    states: array[int]


class Stretch(NamedTuple):
    """Rows of one series, packed."""

    first: int
    last: int
    body: bytes
    #: what the columns cannot hold, as JSON: notes and values by the number of the row
    rest: str


def pack(rows: Sequence[Observation], codes: Mapping[str, int]) -> Stretch:
    """Pack rows of one ref; `codes` numbers the geographies."""
    first = min(row.month for row in rows)
    units, decimals, states = array("q"), bytearray(), bytearray()
    texts: dict[str, str | None] = {}
    notes: dict[str, str] = {}
    for number, row in enumerate(rows):
        unit, places, state = _cell(row)
        if state == AS_TEXT:
            texts[str(number)] = f"{row.marker or ''}{row.value}"
        if row.note:
            notes[str(number)] = row.note
        units.append(unit)
        decimals.append(places)
        states.append(state)
    columns = (
        _narrow("BHI", [codes[row.geography] for row in rows]),
        _narrow("BHI", [row.month - first for row in rows]),
        _narrow("bhiq", units),
    )
    head = "".join(column.typecode for column in columns).encode() + b"1"
    body = b"".join((head, *map(_bytes, columns), bytes(decimals), bytes(states)))
    rest = json.dumps({"notes": notes, "values": texts}) if notes or texts else ""
    return Stretch(first, max(row.month for row in rows), body, rest)


def _cell(row: Observation) -> tuple[int, int, int]:
    """Give units, decimals and state of a cell."""
    if row.value is None:
        return 0, 0, ord(row.marker) if row.marker else NOTHING
    match = _CANONICAL(row.value)
    digits = row.value.replace(".", "", 1)
    if not match or len(digits.lstrip("-")) > 15 or (row.value[0] == "-" and not int(digits)):
        return 0, 0, AS_TEXT
    return int(digits), len(match[2] or ""), ord(row.marker) if row.marker else VALUE


def _narrow(kinds: str, numbers: Sequence[int] | array[int]) -> array[int]:
    """Give the narrowest array that holds the numbers."""
    low, high = min(numbers), max(numbers)
    for kind in kinds:
        bits = 8 * _WIDTHS[kind]
        small, large = (0, 1 << bits) if kind.isupper() else (-1 << (bits - 1), 1 << (bits - 1))
        if small <= low and high < large:
            return array(kind, numbers)
    raise ValueError("a number is too large to be stored")


def _bytes(column: array[int]) -> bytes:
    if sys.byteorder == "big":
        column = array(column.typecode, column)
        column.byteswap()
    return column.tobytes()


def columns_of(body: bytes, count: int) -> Columns:
    """Give the columns of a stretch; ValueError where the bytes are none."""
    kinds = body[:_HEAD].decode("ascii")
    widths = [_WIDTHS[kind] for kind in kinds[:3]]
    if kinds[3:] != "1" or len(body) != _HEAD + count * (sum(widths) + 2):
        raise ValueError("the bytes are no stretch of a series")
    columns, at = [], _HEAD
    for kind in (*kinds[:3], "B", "B"):
        column: array[int] = array(kind)
        column.frombytes(body[at : at + count * column.itemsize])
        if sys.byteorder == "big":
            column.byteswap()
        at += count * column.itemsize
        columns.append(column)
    return Columns(*columns)


def unpack(
    body: bytes, rest: str, count: int
) -> Iterator[tuple[int, int, str | None, str | None, str | None]]:
    """Give geography code, month since the first, value, marker and note of every row."""
    columns = columns_of(body, count)
    more = json.loads(rest) if rest else {"notes": {}, "values": {}}
    notes, texts = more["notes"], more["values"]
    for number, (place, month, unit, decimals, state) in enumerate(zip(*columns, strict=True)):
        note = notes.get(str(number)) if notes else None
        if state == VALUE:
            yield place, month, _decimal(unit, decimals), None, note
        elif state == AS_TEXT:
            text = texts[str(number)]
            marker = text[0] if text[0].isalpha() else None
            yield place, month, text[1:] if marker else text, marker, note
        elif state == NOTHING:
            yield place, month, None, None, note
        else:
            marker = chr(state)
            value = _decimal(unit, decimals) if marker in "pr" else None
            yield place, month, value, marker, note


def _decimal(units: int, decimals: int) -> str:
    if not decimals:
        return str(units)
    digits = str(abs(units)).zfill(decimals + 1)
    return f"{'-' if units < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"
