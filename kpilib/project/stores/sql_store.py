"""A store in plain rows, for databases that others query too: DuckDB and PostgreSQL.

Both understand the same statements; an `Engine` says how each is reached. The tables stand in
the schema ``kpilib``: ``submission`` and ``observation``, one row a value, months as 2016-09.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from kpilib.project.stores.asking import asked_of, history_of
from kpilib.project.stores.observations import Observation, is_sound
from kpilib.project.stores.protocol import EVERYTHING, Appended, Asked, Submission, Trouble, Vintage
from kpilib.project.stores.submitting import prepared, vintages
from kpilib.values.errors import StoreError
from kpilib.values.period import Period, month

if TYPE_CHECKING:
    from kpilib.project.panel import Panel

VERSION = 1
#: made in this order, each only where it is not there
TABLES = (
    "CREATE SCHEMA IF NOT EXISTS kpilib",
    "CREATE TABLE IF NOT EXISTS kpilib.store (version integer NOT NULL)",
    "CREATE TABLE IF NOT EXISTS kpilib.submission (number integer PRIMARY KEY,"
    " dataset text NOT NULL, recorded text, source text NOT NULL, rows integer NOT NULL,"
    " digest text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS kpilib.observation (submission integer NOT NULL"
    " REFERENCES kpilib.submission (number), place integer NOT NULL, ref text NOT NULL,"
    " geography text NOT NULL, period text NOT NULL, value text, marker text, note text,"
    " PRIMARY KEY (submission, place))",
)
_NAMES = ("store", "submission", "observation")
_ROWS = (
    "SELECT o.ref, o.geography, o.period, o.value, o.marker, s.recorded, o.note, s.source"
    " FROM kpilib.observation o JOIN kpilib.submission s ON o.submission = s.number"
    " WHERE s.dataset = ?"
)
_IN_ORDER = " ORDER BY s.number, o.place"
_BY_DAY = " ORDER BY coalesce(s.recorded, ''), s.number, o.place"
#: so many rows go to and fro at once
_BATCH = 50_000


class Session(Protocol):
    """A transaction that is open."""

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run one statement; ``?`` stands for a value."""
        ...

    def query(self, statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Run one query and give its rows."""
        ...


class Engine(Protocol):
    """How a database is reached; its errors are raised as StoreError."""

    name: str

    def session(self, *, for_writing: bool = False) -> AbstractContextManager[Session]:
        """Open a transaction; nobody else writes while it is one for writing."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class SqlStore:
    """The observations of one dataset in the tables of an engine."""

    def __init__(self, engine: Engine, dataset: str = "", geography: str = "local") -> None:
        self._engine = engine
        self.dataset, self.geography = dataset, geography

    def create(self) -> None:
        """Make the tables where they are not there."""
        with self._engine.session(for_writing=True) as session:
            for statement in TABLES:
                session.execute(statement)
            if not list(session.query("SELECT version FROM kpilib.store")):
                session.execute("INSERT INTO kpilib.store VALUES (?)", [VERSION])

    @contextmanager
    def _session(self, *, for_writing: bool = False) -> Iterator[Session]:
        with self._engine.session(for_writing=for_writing) as session:
            _expect_tables(session)
            yield session

    def close(self) -> None:
        """Let go of the connection."""
        self._engine.close()

    def append(
        self, observations: Iterable[Observation], recorded: str | None = None, source: str = ""
    ) -> Appended:
        """Add a submission in one transaction, as `Store.append` says."""
        rows = tuple(observations)
        with self._session(for_writing=True) as session:

            def stored(refs: frozenset[str]) -> Iterator[Observation]:
                found = _select(session, self.dataset, Asked(refs), _IN_ORDER)
                return (row for row in found if row.recorded == recorded)

            new, left = prepared(rows, recorded, source, stored)
            if not new:
                return Appended(None, 0, left)
            last = next(session.query("SELECT coalesce(max(number), 0) FROM kpilib.submission"))
            number = int(last[0]) + 1
            session.execute(
                "INSERT INTO kpilib.submission VALUES (?, ?, ?, ?, ?, ?)",
                [number, self.dataset, recorded, source, len(new), _digest(recorded, source, new)],
            )
            for start in range(0, len(new), _BATCH):
                _insert(session, number, start, new[start : start + _BATCH])
        return Appended(Submission(number, recorded, source, len(new)), len(new), left)

    def submissions(self) -> tuple[Submission, ...]:
        """Give what was appended, in order."""
        with self._session() as session:
            return tuple(Submission(*row[:-1]) for row in _submissions(session, self.dataset))

    def ask(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Run one SELECT over the tables and give its rows."""
        with self._session() as session:
            yield from session.query(statement)

    def rows(self, asked: Asked = EVERYTHING) -> Iterator[Observation]:
        """Give the rows meant, in the order of the submissions."""
        with self._session() as session:
            return iter(tuple(_select(session, self.dataset, asked, _IN_ORDER)))

    def parts(self) -> Iterator[tuple[Submission, tuple[Observation, ...]]]:
        """Give every submission with its rows, in order."""
        for one in self.submissions():
            # whoever takes a part may write into the same file before the next
            with self._session() as session:
                found = session.query(
                    f"{_ROWS} AND s.number = ?{_IN_ORDER}", [self.dataset, one.number]
                )
                rows = tuple(map(_observation, found))
            yield one, rows

    def read(
        self,
        refs: Iterable[str] | None = None,
        geographies: Iterable[str] | None = None,
        periods: tuple[str, str] | None = None,
        as_of: str | None = None,
    ) -> Panel:
        """Give what was known on a day, as `Store.read` says."""
        from kpilib.project.stores.panel import Grid

        asked = asked_of(refs, geographies, periods, as_of)
        known = Asked(as_of=as_of)
        with self._session() as session:
            where, values = _where(self.dataset, known)
            source = f"FROM ({_ROWS}{where}) AS known"
            extent = next(session.query(f"SELECT min(period), max(period) {source}", values))
            months = (_month(extent[0]), _month(extent[1])) if extent[0] else None
            places = asked.geographies
            if places is None:
                found = session.query(f"SELECT DISTINCT geography {source}", values)
                places = frozenset(name for (name,) in found) or frozenset({self.geography})
            grid = Grid(asked.months or months, sorted(places))
            grid.put_rows(_select(session, self.dataset, asked, _BY_DAY))
        return grid.panel()

    def vintages(self) -> tuple[Vintage, ...]:
        """Give the days on which something was recorded."""
        return vintages([(one.recorded, one.rows) for one in self.submissions()])

    def history(self, ref: str, geography: str | None, period: str) -> tuple[Observation, ...]:
        """Give all that was ever said of one cell."""
        return history_of(self, ref, geography, period)

    def check(self) -> tuple[Trouble, ...]:
        """Hold the checksum of every submission."""
        found = []
        with self._session() as session:
            for number, recorded, source, _, digest in list(_submissions(session, self.dataset)):
                rows = session.query(f"{_ROWS} AND s.number = ?{_IN_ORDER}", [self.dataset, number])
                if _digest(recorded, source, map(_observation, rows)) != digest:
                    message = f"submission {number}: its rows are not those that were recorded"
                    found.append(Trouble(self._engine.name, message))
        return tuple(found)


def _submissions(session: Session, dataset: str) -> Iterator[tuple[Any, ...]]:
    return session.query(
        "SELECT number, recorded, source, rows, digest FROM kpilib.submission"
        " WHERE dataset = ? ORDER BY number",
        [dataset],
    )


def _where(dataset: str, asked: Asked) -> tuple[str, list[Any]]:
    """Give the conditions of a question and their values, the dataset first."""
    text, values = "", [dataset]
    lists: list[Any] = values
    for column, names in (("o.ref", asked.refs), ("o.geography", asked.geographies)):
        if names is not None:
            text += f" AND {column} = ANY(?::text[])"
            lists.append(sorted(names))
    if asked.months is not None:
        text += " AND o.period BETWEEN ? AND ?"
        values += [str(Period.month(one)) for one in asked.months]
    if asked.as_of is not None:
        text += " AND coalesce(s.recorded, '') <= ?"
        values.append(asked.as_of)
    return text, values


def _select(session: Session, dataset: str, asked: Asked, order: str) -> Iterator[Observation]:
    where, values = _where(dataset, asked)
    return map(_observation, session.query(f"{_ROWS}{where}{order}", values))


def _observation(row: Sequence[Any]) -> Observation:
    ref, geography, period, value, marker, recorded, note, source = row
    if not (is_sound(value, marker) and isinstance(ref, str) and isinstance(geography, str)):
        raise StoreError(f"a row of `{ref}` in the store holds what no row holds: {value!a:.60}")
    return Observation(
        ref, geography, _month(period), value, marker, recorded, note, source or None
    )


@cache
def _month(period: str) -> int:
    try:
        return month(period)
    except ValueError:
        raise StoreError(f"a row in the store is of `{period[:40]}`, which is no month") from None


def _expect_tables(session: Session) -> None:
    """Refuse tables that are views of something else, or of another version."""
    kinds = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = ?"
    found = dict(session.query(kinds, ["kpilib"]))
    lacking = [name for name in _NAMES if found.get(name) != "BASE TABLE"]
    if lacking:
        message = f"the database holds no store (kpilib.{lacking[0]} is no table)"
        raise StoreError(f"{message}: kpilib store init makes it")
    versions = [row[0] for row in session.query("SELECT version FROM kpilib.store")]
    if versions != [VERSION]:
        raise StoreError("the store in the database was made by another version of kpilib")


def _insert(session: Session, number: int, start: int, rows: Sequence[Observation]) -> None:
    columns = [
        list(range(start + 1, start + 1 + len(rows))),
        [row.ref for row in rows],
        [row.geography for row in rows],
        [str(Period.month(row.month)) for row in rows],
        [row.value for row in rows],
        [row.marker for row in rows],
        [row.note for row in rows],
    ]
    lists = "unnest(?::integer[]), " + ", ".join(["unnest(?::text[])"] * 6)
    statement = f"INSERT INTO kpilib.observation SELECT ?::integer, {lists}"
    session.execute(statement, [number, *columns])


def _digest(recorded: str | None, source: str, rows: Iterable[Observation]) -> str:
    """Give the digest of a submission: of everything it says, in order."""
    made = hashlib.sha256(json.dumps([recorded, source]).encode())
    for row in rows:
        made.update(json.dumps([*row[:5], row.note]).encode())
    return made.hexdigest()
