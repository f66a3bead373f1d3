"""Before rows are appended: whether they are sound and new, and in which order they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from kpilib.project.stores.observations import Observation, is_sound, is_value
from kpilib.project.stores.protocol import Vintage
from kpilib.values.errors import UsageError
from kpilib.values.period import FIRST_YEAR, LAST_YEAR, Period, is_date
from kpilib.values.safe import for_spreadsheet
from kpilib.values.text import hides

#: a text that begins so would be run by a spreadsheet that opens it
_RUN = ("=", "+", "@", "-", "\t")


class Prepared(NamedTuple):
    """Rows ready to be stored: by ref in order of appearance, geography and month."""

    rows: tuple[Observation, ...]
    left: int


#: gives the rows of some refs that were recorded on that day
Recorded = Callable[[frozenset[str]], Iterable[Observation]]


def prepared(
    observations: Iterable[Observation], recorded: str | None, source: str, stored: Recorded
) -> Prepared:
    """Check rows and leave out those that are stored; UsageError where one cannot be taken."""
    if recorded is not None and not is_date(recorded):
        raise UsageError(f"`{recorded}` is no date; one is written 2016-10-14")
    _check_text("source", source)
    found: dict[str, dict[str, dict[int, Observation]]] = {}
    sound: set[str] = set()
    for row in observations:
        if row.recorded not in (None, recorded):
            message = f"{_cell(row)} was recorded on {row.recorded}, and the submission on"
            raise UsageError(f"{message} {recorded or 'no day'}: they go in one by one")
        _check(row, sound)
        months = found.setdefault(row.ref, {}).setdefault(row.geography, {})
        first = months.setdefault(row.month, row)
        if first is not row and _differ(first, row):
            said = f"`{first.value or first.marker or ''}` and `{row.value or row.marker or ''}`"
            raise UsageError(f"{_cell(row)} is twice in one submission, as {said}")
    left = _without(found, stored(frozenset(found)), recorded) if found else 0
    rows = tuple(
        Observation(ref, place, month, row.value, row.marker, recorded, row.note, source or None)
        for ref, places in found.items()
        for place, months in sorted(places.items())
        for month, row in sorted(months.items())
    )
    return Prepared(rows, left)


def _without(
    found: dict[str, dict[str, dict[int, Observation]]], stored: Iterable[Observation],
    recorded: str | None,
) -> int:  # fmt: skip
    """Take out what is stored already, the same; return how many rows those are."""
    there = {
        row.cell: row
        for row in stored
        if row.month in found.get(row.ref, {}).get(row.geography, {})
    }
    for (ref, place, month), known in there.items():
        row = found[ref][place].pop(month)
        if _differ(known, row):
            when = f"recorded on {recorded or 'no day'} already"
            # what was said may be withheld by now
            message = f"{_cell(row)} is {when}, and not as `{row.value or row.marker or ''}`"
            raise UsageError(f"{message}: a restatement is recorded on a later day")
    return len(there)


def _differ(first: Observation, other: Observation) -> bool:
    return first.said != other.said and not _equal(first, other)


def _equal(first: Observation, other: Observation) -> bool:
    both = first.value is not None and other.value is not None
    return (
        both
        and first.marker == other.marker
        and (Fraction(first.value or 0) == Fraction(other.value or 0))
    )


def _cell(row: Observation) -> str:
    return f"`{row.ref}` of {row.geography} in {Period.month(row.month)}"


def _check(row: Observation, sound: set[str]) -> None:
    """Refuse a row that a file of observations could not hold; `sound` are names known to do."""
    for name, text in (("ref", row.ref), ("geography", row.geography)):
        if text not in sound:
            _check_text(name, text)
            sound.add(text)
    if row.note:
        _check_text("note", row.note)
    if not row.ref or not row.geography:
        raise UsageError("an observation names its ref and its geography")
    if not FIRST_YEAR * 12 <= row.month < (LAST_YEAR + 1) * 12:
        raise UsageError(f"`{row.ref}`: {row.month} is no month of {FIRST_YEAR} to {LAST_YEAR}")
    if row.value is not None and not is_value(row.value):
        raise UsageError(f"{_cell(row)}: `{row.value[:40]}` is no number such as 1090 or 12.5")
    if row.marker is not None and not is_sound(row.value, row.marker):
        raise UsageError(f"{_cell(row)}: `{row.marker}` is no marker that fits there")


def _check_text(name: str, text: str) -> None:
    if hides(text) or "\n" in text or "\r" in text:
        raise UsageError(f"the {name} {text[:40]!a} holds a character that cannot be seen")
    if name in ("note", "source") and (text.startswith(_RUN) or for_spreadsheet(text) != text):
        message = f"the {name} `{text[:40]}` begins with `{text[0]}`, which a spreadsheet would run"
        raise UsageError(f"{message}; put a word before it")


def vintages(days: Sequence[tuple[str | None, int]]) -> tuple[Vintage, ...]:
    """Give the vintages of submissions, each as its day and number of rows."""
    found: dict[str, list[tuple[str | None, int]]] = {}
    for recorded, rows in days:
        found.setdefault(recorded or "", []).append((recorded, rows))
    return tuple(
        Vintage(several[0][0], len(several), sum(rows for _, rows in several))
        for _, several in sorted(found.items())
    )
