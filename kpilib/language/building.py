"""Build a catalogue from declared indicators, with every fault on the way."""

from __future__ import annotations

from collections.abc import Sequence

from kpilib.language.catalogue import Catalogue, Registers
from kpilib.language.model import Indicator, place_of
from kpilib.language.types import Type
from kpilib.values.findings import Fault

#: units of which a total may have a meaning, so that it has to be said
_ADDED_UP = {"count": "counts state", "money": "money states"}
DUPLICATE_REF, MISSING_KEY, BAD_VALUE = "KPI202", "KPI105", "KPI106"


def build(
    indicators: Sequence[Indicator],
    registers: Registers,
    *,
    year_starts: int = 4,
    lost: frozenset[str] = frozenset(),
) -> Catalogue:
    """Bind a list of indicators into a catalogue; never raises for what they say."""
    faults: list[Fault] = []
    rows: dict[str, Indicator] = {}
    for row in indicators:
        first = rows.setdefault(row.ref, row)
        if first is not row:
            message = f"there is an indicator `{row.ref}` already, at {first.span}"
            hint = "give one of the two another ref"
            faults.append(Fault(DUPLICATE_REF, row.span, message, hint, row.ref))
    collected = [row for row in rows.values() if row.formula is None]
    types = {row.ref: kind for row in collected if (kind := _type(row, faults))}
    if len(collected) == len(rows) and not any(row.checks for row in collected):
        breaks = {row.ref: frozenset(row.breaks) for row in collected}
        return Catalogue(
            indicators=rows, registers=registers, year_starts=year_starts, types=types,
            breaks=breaks, order=tuple(rows), lost=lost, faults=tuple(faults),
        )  # fmt: skip
    from kpilib.language.binder import Binder

    return Binder(rows, registers, year_starts, lost, types, faults).catalogue()


def _type(row: Indicator, faults: list[Fault]) -> Type | None:
    """Give the type of a collected indicator, and what is missing or too much in it."""
    if row.unit is None:
        if "unit" not in row.places and "formula" not in row.places:
            message = "`unit:` is missing: a collected indicator states it"
            hint = "add `unit: count`, or a formula"
            faults.append(Fault(MISSING_KEY, row.span, message, hint, row.ref))
        return None
    if row.unit in _ADDED_UP and row.measure is None:
        if "measure" not in row.places:
            message = f"`measure:` is missing: collected {_ADDED_UP[row.unit]} a measure"
            hint = (
                "flow: what happens in the month; stock: what stands at its end;"
                " average: a mean, such as a cost per case"
            )
            faults.append(Fault(MISSING_KEY, row.span, message, hint, row.ref))
        return Type(row.unit)
    if row.unit in ("percent", "rate") and row.measure not in (None, "average"):
        message = f"a collected {row.unit} is an average, not a {row.measure}"
        hint = "leave `measure:` out; only what it is worked out from adds up"
        faults.append(Fault(BAD_VALUE, place_of(row, "measure").span, message, hint, row.ref))
        return Type(row.unit, "average")
    return Type(row.unit, row.measure or "average")
