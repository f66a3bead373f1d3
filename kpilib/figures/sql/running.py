"""The views run by DuckDB: in a store's own file, or over observations that are handed to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import Any

from kpilib.figures.sql.script import query, views_of
from kpilib.figures.sql.views import Views
from kpilib.language.dataset import Dataset
from kpilib.project.project import Project
from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import EVERYTHING
from kpilib.project.stores.sql_store import TABLES, SqlStore
from kpilib.project.yaml.configuration import POSTGRES
from kpilib.values.errors import StoreError, UsageError
from kpilib.values.period import Period, asked_month, in_order

#: ref, geography, period, value, reason, printed text (empty where there is no value)
Figure = tuple[str, str, str, float | None, str | None, str]
_FIGURES = (
    "SELECT ref, geography, period, value, reason, printed FROM figure"
    " ORDER BY place, geography, period"
)
#: so many rows are handed over at once
_BATCH = 1_000
#: so many indicators are worked out by one statement
_ROWS = 200


def figures(
    project: Project,
    dataset: str | None = None,
    *,
    refs: Iterable[str] | None = None,
    start: str | None = None,
    end: str | None = None,
    as_of: str | None = None,
) -> Iterator[Figure]:
    """Give the figures of a dataset's rows, worked out by DuckDB.

    Raises UsageError for what is not there, for rows that SQL cannot work out, and where duckdb
    or sqlglot is not installed.
    """
    wanted = None if refs is None else project.catalogue.asked(refs)
    first, last = (asked_month(one) if one is not None else None for one in (start, end))
    if first is not None and last is not None:
        in_order(first, last)
    every = views_of(project, dataset, as_of=as_of, stretch=(first, last), wanted=wanted)
    lost = [words for ref, words in every.left.items() if wanted is None or ref in wanted]
    if lost:
        raise UsageError(f"DuckDB cannot work out every row: {lost[0]}; leave out --engine")
    # views take more than twice as long over twice as many rows
    shown = every.shown
    parts = [shown[start : start + _ROWS] for start in range(0, len(shown), _ROWS)] or [shown]
    catalogue, chosen = every.catalogue, project.dataset(dataset)
    given: dict[str, Any] = {"as_of": as_of, "stretch": (first, last)}
    statements = (
        _statement(Views(catalogue.part(part), chosen, **given, wanted=part)) for part in parts
    )
    with closing(project.store(chosen.dataset)) as store:
        if isinstance(store, SqlStore) and project.configuration.store != POSTGRES:
            rows: Iterable[Sequence[Any]] = chain.from_iterable(map(store.ask, statements))
        else:
            rows = _by_itself(project, chosen, statements)
        empty = True
        for ref, geography, period, value, reason, printed in rows:
            empty = False
            yield ref, geography, period, value, reason, printed or ""
    if empty:
        raise UsageError("DuckDB finds nothing observed, and so no place: leave out --engine")


def _statement(views: Views) -> str:
    relations = [(name, select) for name, select in views.all() if not _is_column(name)]
    return query(relations, _FIGURES, "duckdb")


def _is_column(name: str) -> bool:
    return name == "derived" or name.startswith("column_")


def _by_itself(
    project: Project, dataset: Dataset, statements: Iterable[str]
) -> Iterator[Sequence[Any]]:
    """Hand the observations to a database in memory."""
    try:
        import duckdb
    except ModuleNotFoundError:
        raise UsageError("--engine duckdb needs duckdb: pip install kpilib[sql]") from None
    with duckdb.connect(config={"enable_external_access": "false"}) as connection:
        for table in TABLES:
            connection.execute(table)
        days = sorted({row.recorded or "" for row in project.rows(dataset.dataset, EVERYTHING)})
        number = {day: place for place, day in enumerate(days, 1)}
        for day, place in number.items():
            submission = [place, dataset.dataset, day or None, "", 0, ""]
            connection.execute(
                "INSERT INTO kpilib.submission VALUES (?, ?, ?, ?, ?, ?)", submission
            )
        found: list[tuple[Any, ...]] = []
        for place, row in enumerate(project.rows(dataset.dataset, EVERYTHING)):
            found.append(_line(number[row.recorded or ""], place, row, dataset.geography))
            if len(found) == _BATCH:
                _insert(connection, found)
                found = []
        _insert(connection, found)
        try:
            for statement in statements:
                yield from connection.execute(statement).fetchall()
        except duckdb.Error as error:
            raise StoreError(f"DuckDB: {str(error).splitlines()[0]}") from None


def _line(submission: int, place: int, row: Observation, geography: str) -> tuple[Any, ...]:
    period = str(Period.month(row.month))
    where = row.geography or geography
    return submission, place, row.ref, where, period, row.value, row.marker, None


def _insert(connection: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(rows))
        values = [part for row in rows for part in row]
        connection.execute(f"INSERT INTO kpilib.observation VALUES {marks}", values)
