"""Every engine's figures of one case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, Protocol

import kpilib
from kpilib.figures.sql.rows import running
from kpilib.figures.sql.script import SCHEMA, query, transpiled
from kpilib.figures.sql.views import Views
from kpilib.language.answers import Answer
from kpilib.language.columns import Columns
from kpilib.project.stores.sql_store import TABLES
from kpilib.values.change import ARROWS, direction
from kpilib.values.period import Period
from kpilib.values.rounding import decimal_text, rounded, scaled
from tests.differential.cases import Case, Figure, Figures, Key


class Connection(Protocol):
    """A connection of DuckDB or psycopg."""

    def execute(self, statement: Any, parameters: Any = ...) -> Any: ...


def kernel(case: Case) -> Figures:
    """Everything at once, on arrays."""
    evaluation = evaluated(case)
    evaluation.work_out()
    return dict(_of_lines(evaluation))


def evaluated(case: Case) -> kpilib.Evaluation:
    return kpilib.evaluate(case.catalogue, case.observations, dataset=case.dataset)


def _lines(evaluation: kpilib.Evaluation) -> Iterator[tuple[str, kpilib.Line]]:
    assert evaluation.dataset is not None
    for ref in evaluation.refs:
        yield "", evaluation[ref]
        for column in evaluation.dataset.columns:
            line = evaluation.column(ref, column.id)
            if line is not None:
                yield column.id, line


def _of_lines(evaluation: kpilib.Evaluation) -> Iterator[tuple[Key, Figure]]:
    for name, line in _lines(evaluation):
        for place, geography in enumerate(evaluation.geographies):
            for month, period in enumerate(evaluation.periods):
                cell = line.cell(place, month)
                moved = None
                if line.is_change and cell.reason is None:
                    moved = line.moved(place, month)
                printed = None if cell.reason else cell.text
                key = name, line.ref, geography, str(period)
                bound = line.block.bound.error
                yield key, Figure(cell.value, cell.reason, printed, moved, bound)


def model(case: Case) -> Figures:
    """One cell at a time, on fractions."""
    evaluation = evaluated(case)
    found = {}
    for name, line in _lines(evaluation):
        for geography in evaluation.geographies:
            for period in evaluation.periods:
                answer = line.exact(geography, period.first)
                found[name, line.ref, geography, str(period)] = _figure(case, line, answer)
    return found


def _figure(case: Case, line: kpilib.Line, answer: Answer) -> Figure:
    if not isinstance(answer, Fraction):
        return Figure(None, str(answer), None)
    rounding, rule = case.dataset.rounding, case.dataset.change
    units = scaled(answer, line.decimals, rounding)
    if not line.is_change:
        text = decimal_text(units, line.decimals) + ("%" if line.unit == "percent" else "")
        return Figure(float(answer), None, text)
    decided = rounded(answer, 0, rounding) if rule.decided_on == "rounded" else answer
    moved = direction(decided, rule.threshold)
    text = f"{ARROWS[moved]} {decimal_text(units, 0, thousands=True)}"
    return Figure(float(answer), None, text, moved)


def by_sql(figures: Figures, case: Case) -> Figures:
    """Return the figures that views have: none of rows that read themselves."""
    left = running(case.catalogue)
    return {key: figure for key, figure in figures.items() if key[1] not in left}


def rows_of(case: Case) -> Iterator[tuple[Any, ...]]:
    """Give the observations as a store's table holds them."""
    for place, row in enumerate(case.observations):
        period = str(Period.month(row.month))
        yield 1, place, row.ref, row.geography, period, row.value, row.marker, None


def views(case: Case, prefix: str = SCHEMA) -> Views:
    return Views(case.catalogue, case.dataset, Columns(case.catalogue, case.dataset), prefix=prefix)


def sql(case: Case, connection: Connection, dialect: str, mark: str) -> Figures:
    """Make the views in a database that holds the observations in a store's tables."""
    for statement in TABLES:
        connection.execute(statement)
    values = ", ".join([mark] * 6)
    connection.execute(
        f"INSERT INTO kpilib.submission VALUES ({values})", (1, "d", None, "x", 0, "")
    )
    rows = [part for row in rows_of(case) for part in row]
    lines = ", ".join([f"({', '.join([mark] * 8)})"] * (len(rows) // 8))
    connection.execute(f"INSERT INTO kpilib.observation VALUES {lines}", rows)
    relations = views(case).views()
    creates = [f"CREATE VIEW {name} AS {select}" for name, select in relations]
    for statement in transpiled(creates, dialect):
        connection.execute(statement)
    return read(connection.execute)


FIGURES = (
    "SELECT '' AS column_id, ref, geography, period, value, reason, printed, NULL, bound"
    " FROM {0}figure"
)
DERIVED = (
    "SELECT column_id, ref, geography, period, value, reason, printed, direction, bound"
    " FROM {0}derived"
)


def read(execute: Any, prefix: str = SCHEMA) -> Figures:
    """Read what the views say."""
    found: dict[Key, Figure] = {}
    for statement in (FIGURES, DERIVED):
        result = execute(statement.format(prefix))
        found.update(figures(result.fetchall() if hasattr(result, "fetchall") else result))
    return found


def figures(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Key, Figure]]:
    for column, ref, geography, period, value, reason, printed, moved, *bound in rows:
        figure = Figure(value, reason, printed, moved, *(one or 0.0 for one in bound))
        yield (column, ref, geography, period), figure


def queries(case: Case, dialect: str) -> tuple[str, str]:
    """Give the same as two queries, for a database in which no view can be made."""
    relations = views(case, "").all()
    return (
        query(relations, FIGURES.format(""), dialect),
        query(relations, DERIVED.format(""), dialect),
    )
