"""The relations a catalogue stands on: what is observed, every month and place, and the people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from kpilib.figures.sql.bounds import MOST_CHARACTERS, of_written, written
from kpilib.figures.sql.cell import Cell
from kpilib.figures.sql.codes import code
from kpilib.figures.sql.steps import named
from kpilib.figures.sql.text import literal, number, table
from kpilib.language.catalogue import Catalogue
from kpilib.language.model import Indicator
from kpilib.values.reasons import (
    CONFIDENTIAL,
    ENDED,
    MARKERS,
    NOT_APPLICABLE,
    NOT_REPORTED,
    NOT_YET,
)

#: months are told apart by their number: years times twelve, plus the month from 0
_MONTH = (
    "CAST(SUBSTRING(o.period, 1, 4) AS INTEGER) * 12"
    " + CAST(SUBSTRING(o.period, 6, 2) AS INTEGER) - 1"
)
_NOT_APPLICABLE = literal(next(m for m, said in MARKERS.items() if said == NOT_APPLICABLE))
_CONFIDENTIAL = literal(next(m for m, said in MARKERS.items() if said == CONFIDENTIAL))


def observed(dataset: str, as_of: str | None) -> str:
    """Return what counts of the tables of a store: of each cell, what was recorded last.

    A figure that is too long for a double is not applicable.
    """
    long = f"LENGTH(o.value) > {MOST_CHARACTERS}"
    cell = "o.ref, o.geography, o.period"
    newest = "COALESCE(s.recorded, '') DESC, s.number DESC, o.place DESC"
    source = (
        " FROM kpilib.observation AS o JOIN kpilib.submission AS s ON o.submission = s.number"
        f" WHERE s.dataset = {literal(dataset)}"
    )
    columns = (
        f"o.ref, o.geography, {_MONTH} AS month,"
        f" CASE WHEN {long} THEN NULL ELSE CAST(o.value AS DOUBLE PRECISION) END AS value,"
        f" CASE WHEN {long} THEN {_NOT_APPLICABLE} ELSE o.marker END AS marker,"
    )
    if as_of is None:
        return (
            f"SELECT ref, geography, month, value, marker FROM (SELECT {columns}"
            f" ROW_NUMBER() OVER (PARTITION BY {cell} ORDER BY {newest}) AS latest"
            f"{source}) AS every_row WHERE latest = 1"
        )
    # what is confidential now is confidential on every day
    known = f"CASE WHEN COALESCE(s.recorded, '') <= {literal(as_of)} THEN 1 ELSE 0 END"
    secret = f"CASE WHEN o.value IS NULL AND o.marker = {_CONFIDENTIAL} THEN 1 ELSE 0 END"
    hidden = "hidden = 1 AND value IS NOT NULL"
    return (
        "SELECT ref, geography, month,"
        f" CASE WHEN {hidden} THEN NULL ELSE value END AS value,"
        f" CASE WHEN {hidden} THEN {_CONFIDENTIAL} ELSE marker END AS marker"
        f" FROM (SELECT {columns} {known} AS known,"
        f" FIRST_VALUE({secret}) OVER (PARTITION BY {cell} ORDER BY {newest}) AS hidden,"
        f" ROW_NUMBER() OVER (PARTITION BY {cell}, {known} ORDER BY {newest}) AS latest"
        f"{source}) AS every_row WHERE known = 1 AND latest = 1"
    )


def calendar(source: str, before: int, start: int | None, end: int | None) -> str:
    """Give every place in every month without a gap, as far back as formulas look.

    `shown` is 1 in the months asked for: those observed, unless others are named.
    """
    low = "MIN(month)" if start is None else str(start)
    high = "MAX(month)" if end is None else str(end)
    begin = low if start is None else f"LEAST(MIN(month), {start})"
    digits = " UNION ALL ".join(f"SELECT {digit} AS digit" for digit in range(10))
    digit = f"(SELECT digit FROM ({digits}) AS d)"
    return (
        "SELECT places.geography, span.first_month + steps.step AS month,"
        " CASE WHEN span.first_month + steps.step >= span.first_shown THEN 1 ELSE 0 END AS shown"
        f" FROM (SELECT DISTINCT geography FROM {source}) AS places"
        f" CROSS JOIN (SELECT {begin} - {before} AS first_month, {low} AS first_shown,"
        f" {high} AS last_month FROM {source}) AS span"
        " CROSS JOIN (SELECT ones.digit + 10 * tens.digit + 100 * hundreds.digit"
        f" + 1000 * thousands.digit AS step FROM {digit} AS ones CROSS JOIN {digit} AS tens"
        f" CROSS JOIN {digit} AS hundreds CROSS JOIN {digit} AS thousands) AS steps"
        " WHERE span.first_month + steps.step <= span.last_month"
    )


def populations(catalogue: Catalogue, names: Sequence[str], geography: str) -> str:
    """Return the denominators in force: from a month until before another."""
    dated = catalogue.populations(geography)
    rows: list[tuple[str, ...]] = []
    for name in names:
        steps = dated.steps(name)
        of_place: dict[int, list[tuple[int, float]]] = {}
        for place, since, value in zip(steps.which, steps.since, steps.values, strict=True):
            of_place.setdefault(int(place), []).append((int(since), float(value)))
        for place, values in of_place.items():
            ends = [since for since, _ in values[1:]] + [120_000]
            for (since, value), end in zip(values, ends, strict=True):
                where = literal(steps.geographies[place])
                people = number(value), number(written(value))
                rows.append((literal(name), where, str(since), str(end), *people))
    none = ("CAST(NULL AS TEXT)", "CAST(NULL AS TEXT)", "0", "0", number(0), number(0))
    heads = ("denominator", "geography", "since", "until_month", "people", "bound")
    return table(heads, rows or [none])


def collected(
    catalogue: Catalogue,
    refs: Iterable[str],
    people: Mapping[str, str],
    own: Callable[[str], str],
) -> tuple[str, dict[str, Cell]]:
    """Give all collected rows side by side, one line a place and month, and their cells."""
    cells, columns = {}, []
    for place, ref in enumerate(refs, 1):
        cells[ref] = named(f"v{place}")._replace(written=True)
        columns += _collected(catalogue[ref], cells[ref])
    found = [
        part
        for column in people.values()
        for part in (f"{column}.people AS {column}", f"{column}.bound AS {column}e")
    ]
    joins = "".join(
        f" LEFT JOIN {own('population')} AS {column} ON {column}.denominator = {literal(name)}"
        f" AND {column}.geography = c.geography"
        f" AND c.month >= {column}.since AND c.month < {column}.until_month"
        for name, column in people.items()
    )
    groups = "".join(f", {column}.people, {column}.bound" for column in people.values())
    select = ", ".join(["c.geography", "c.month", "c.shown", *columns, *found])
    side_by_side = (
        f"SELECT {select} FROM {own('calendar')} AS c LEFT JOIN {own('observed')} AS o"
        f" ON o.geography = c.geography AND o.month = c.month{joins}"
        f" GROUP BY c.geography, c.month, c.shown{groups}"
    )
    bounds = [f"{of_written(f's.{cell.value}')} AS {cell.bound}" for cell in cells.values()]
    return f"SELECT {', '.join(['s.*', *bounds])} FROM ({side_by_side}) AS s", cells


def _collected(row: Indicator, cell: Cell) -> list[str]:
    own = f"o.ref = {literal(row.ref)}"
    value, late = f"MAX(CASE WHEN {own} THEN o.value END)", f"c.month > {row.ended}"
    given = value if row.ended is None else f"CASE WHEN {late} THEN NULL ELSE {value} END"
    cases = "" if row.ended is None else f" WHEN {late} AND {value} IS NOT NULL THEN {code(ENDED)}"
    cases += f" WHEN {value} IS NOT NULL THEN 0"
    for marker, said in MARKERS.items():
        found = f"MAX(CASE WHEN {own} AND o.marker = {literal(marker)} THEN 1 END)"
        cases += f" WHEN {found} = 1 THEN {code(said)}"
    if row.introduced is not None:
        cases += f" WHEN c.month < {row.introduced} THEN {code(NOT_YET)}"
    if row.ended is not None:
        cases += f" WHEN {late} THEN {code(ENDED)}"
    reason = f"CASE{cases} ELSE {code(NOT_REPORTED)} END"
    return [f"{given} AS {cell.value}", f"{reason} AS {cell.reason}"]
