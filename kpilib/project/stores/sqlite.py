"""The embedded store: one SQLite file, for many writers at once and for millions of rows.

See https://www.sqlite.org/wal.html and https://www.sqlite.org/stricttables.html.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

from kpilib.project.stores.asking import asked_of, history_of
from kpilib.project.stores.observations import Observation, is_sound
from kpilib.project.stores.packing import pack, unpack
from kpilib.project.stores.protocol import EVERYTHING, Appended, Asked, Submission, Trouble, Vintage
from kpilib.project.stores.sqlite_file import SqliteFile
from kpilib.project.stores.sqlite_schema import (
    StretchRow,
    SubmissionRow,
    digest_of_stretch,
    digest_of_submission,
    verified,
)
from kpilib.project.stores.submitting import prepared, vintages
from kpilib.values.errors import StoreError

if TYPE_CHECKING:
    from kpilib.project.panel import Panel

#: submissions with their stretches
Known = list[tuple[SubmissionRow, list[StretchRow]]]
#: a longer series is packed in several stretches
_LONGEST = 65_536
_SUBMISSIONS = (
    "SELECT number, dataset, recorded, source, rows, first, last, geographies, digest"
    " FROM submission ORDER BY number"
)
_STRETCHES = (
    "SELECT submission, place, ref, rows, first, last, digest FROM stretch"
    " ORDER BY submission, place"
)


class SqliteStore:
    """The observations of one dataset in a SQLite file, which may hold several datasets.

    Every read verifies the checksums of what it gives.
    """

    def __init__(
        self, path: str | os.PathLike[str], dataset: str = "", geography: str = "local"
    ) -> None:
        self._file = SqliteFile(path)
        self.path = self._file.path
        self.dataset, self.geography = dataset, geography

    @classmethod
    def create(
        cls, path: str | os.PathLike[str], dataset: str = "", geography: str = "local"
    ) -> SqliteStore:
        """Make an empty store, or open the one that is there and bring it up to date."""
        store = cls(path, dataset, geography)
        store._file.create()
        return store

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def append(
        self, observations: Iterable[Observation], recorded: str | None = None, source: str = ""
    ) -> Appended:
        """Add a submission in one transaction, as `Store.append` says."""
        rows = tuple(observations)
        with self._file.told():
            connection = self._file.connected(for_writing=True)
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = self._append(connection, rows, recorded, source)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        return result

    def _append(
        self, connection: sqlite3.Connection, rows: tuple[Observation, ...],
        recorded: str | None, source: str,
    ) -> Appended:  # fmt: skip
        def stored(refs: frozenset[str]) -> Iterator[Observation]:
            months = min(row.month for row in rows), max(row.month for row in rows)
            same_day = self._on(connection, recorded)
            return self._rows(connection, same_day, Asked(refs, None, months))

        new, left = prepared(rows, recorded, source, stored)
        if not new:
            return Appended(None, 0, left)
        (count, before) = connection.execute("SELECT submissions, digest FROM head").fetchone()
        names = sorted({row.geography for row in new})
        codes = {name: number for number, name in enumerate(names)}
        months = [row.month for row in new]
        made = SubmissionRow(
            count + 1, self.dataset, recorded, source, len(new), min(months), max(months),
            json.dumps(names), b"",
        )  # fmt: skip
        packed = list(_packed(new, codes))
        digest = digest_of_submission(before, made, (row for row, _, _ in packed))
        connection.execute(
            "INSERT INTO submission VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*made[:-1], digest)
        )
        connection.executemany(
            "INSERT INTO stretch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(made.number, *row, rest, body) for row, rest, body in packed],
        )
        connection.execute("UPDATE head SET submissions = ?, digest = ?", (made.number, digest))
        return Appended(Submission(made.number, recorded, source, len(new)), len(new), left)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Hold one state of the file while it is read."""
        with self._file.told():
            connection = self._file.connected()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    def _verified(self, connection: sqlite3.Connection) -> Known:
        """Give the submissions of this dataset with their stretches, all checksums held."""
        every = [SubmissionRow(*row) for row in connection.execute(_SUBMISSIONS)]
        parts = ((row[0], StretchRow(*row[1:])) for row in connection.execute(_STRETCHES))
        head = connection.execute("SELECT submissions, digest FROM head").fetchone()
        found = verified(every, parts, head, str(self.path))
        return [(one, found[one.number]) for one in every if one.dataset == self.dataset]

    def _body(
        self, connection: sqlite3.Connection, submission: SubmissionRow, stretch: StretchRow
    ) -> tuple[str, bytes]:
        """Give what a stretch holds, its checksum held."""
        rest, body = connection.execute(
            "SELECT rest, body FROM stretch WHERE submission = ? AND place = ?",
            (submission.number, stretch.place),
        ).fetchone()
        if digest_of_stretch(rest, body) != stretch.digest:
            message = f"submission {submission.number}, {stretch.ref}: its checksum differs"
            raise StoreError(f"{self.path} is damaged in {message}")
        return rest, body

    def submissions(self) -> tuple[Submission, ...]:
        """Give what was appended, in order."""
        with self._reading() as connection:
            return tuple(
                Submission(one.number, one.recorded, one.source, one.rows)
                for one, _ in self._verified(connection)
            )

    def _on(self, connection: sqlite3.Connection, recorded: str | None) -> Known:
        """Give what was recorded on a day; an append need not read the whole store."""
        there = "WHERE dataset = ? AND recorded IS ? ORDER BY number"
        found = []
        for row in connection.execute(
            _SUBMISSIONS.replace("ORDER BY number", there), (self.dataset, recorded)
        ).fetchall():
            one = SubmissionRow(*row)
            parts = connection.execute(
                _STRETCHES.replace("ORDER BY", "WHERE submission = ? ORDER BY"), (one.number,)
            )
            found.append((one, [StretchRow(*part[1:]) for part in parts]))
        return found

    def rows(self, asked: Asked = EVERYTHING) -> Iterator[Observation]:
        """Give the rows meant, in the order of the submissions."""
        with self._reading() as connection:
            known = self._verified(connection)
            return iter(tuple(self._rows(connection, known, asked)))

    def parts(self) -> Iterator[tuple[Submission, tuple[Observation, ...]]]:
        """Give every submission with its rows, in order."""
        with self._reading() as connection:
            known = self._verified(connection)
            found = []
            for one, stretches in known:
                rows = tuple(self._rows(connection, [(one, stretches)], EVERYTHING))
                found.append((Submission(one.number, one.recorded, one.source, one.rows), rows))
        return iter(found)

    def _rows(
        self, connection: sqlite3.Connection, known: Known, asked: Asked
    ) -> Iterator[Observation]:
        for one, stretches in known:
            names = json.loads(one.geographies)
            for stretch in stretches:
                if not _meant(one, stretch, asked):
                    continue
                rest, body = self._body(connection, one, stretch)
                for place, month, value, marker, note in unpack(body, rest, stretch.rows):
                    if not is_sound(value, marker):
                        raise ValueError(f"a row of {stretch.ref!a:.60} holds {value!a:.60}")
                    row = Observation(
                        stretch.ref, names[place], stretch.first + month, value, marker,
                        one.recorded, note, one.source or None,
                    )  # fmt: skip
                    if asked.takes(row):
                        yield row

    def read(
        self,
        refs: Iterable[str] | None = None,
        geographies: Iterable[str] | None = None,
        periods: tuple[str, str] | None = None,
        as_of: str | None = None,
    ) -> Panel:
        """Give what was known on a day, as `Store.read` says."""
        asked = asked_of(refs, geographies, periods, as_of)
        with self._reading() as connection:
            return self._panel(connection, asked)

    def _panel(self, connection: sqlite3.Connection, asked: Asked) -> Panel:
        import numpy as np

        from kpilib.project.stores.panel import Grid
        from kpilib.project.stores.unpacking import put_stretch

        known = [
            pair
            for pair in self._verified(connection)
            if asked.as_of is None or (pair[0].recorded or "") <= asked.as_of
        ]
        known.sort(key=lambda pair: pair[0].recorded or "")
        names = {one.number: json.loads(one.geographies) for one, _ in known}
        months = (
            min((one.first for one, _ in known), default=0),
            max((one.last for one, _ in known), default=-1),
        )
        every = sorted(set().union(*names.values())) or [self.geography]
        chosen = every if asked.geographies is None else sorted(asked.geographies)
        grid = Grid(asked.months or (months if known else None), chosen)
        for one, stretches in known:
            places = np.array([grid.place.get(name, -1) for name in names[one.number]], np.intp)
            for stretch in stretches:
                if _meant(one, stretch, asked):
                    rest, body = self._body(connection, one, stretch)
                    count = stretch.rows
                    put_stretch(grid, stretch.ref, stretch.first, body, rest, count, places)
        return grid.panel()

    def vintages(self) -> tuple[Vintage, ...]:
        """Give the days on which something was recorded."""
        return vintages([(one.recorded, one.rows) for one in self.submissions()])

    def history(self, ref: str, geography: str | None, period: str) -> tuple[Observation, ...]:
        """Give all that was ever said of one cell."""
        return history_of(self, ref, geography, period)

    def check(self) -> tuple[Trouble, ...]:
        """Run SQLite's own integrity check and hold every checksum."""
        name = self.path.name
        try:
            with self._reading() as connection:
                told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
                found = [Trouble(name, text) for text in told if text != "ok"]
                for _ in self._rows(connection, self._verified(connection), EVERYTHING):
                    pass
        except StoreError as error:
            return (Trouble(name, str(error)),)
        return tuple(found)


def _meant(submission: SubmissionRow, stretch: StretchRow, asked: Asked) -> bool:
    """Say whether a stretch may hold rows that are meant."""
    if asked.refs is not None and stretch.ref not in asked.refs:
        return False
    if asked.as_of is not None and (submission.recorded or "") > asked.as_of:
        return False
    return asked.months is None or (
        stretch.first <= asked.months[1] and stretch.last >= asked.months[0]
    )


def _packed(
    rows: Iterable[Observation], codes: Mapping[str, int]
) -> Iterator[tuple[StretchRow, str, bytes]]:
    """Pack rows series by series."""
    place = 0
    for ref, several in groupby(rows, key=lambda row: row.ref):
        series = tuple(several)
        for start in range(0, len(series), _LONGEST):
            part = series[start : start + _LONGEST]
            made = pack(part, codes)
            digest = digest_of_stretch(made.rest, made.body)
            place += 1
            row = StretchRow(place, ref, len(part), made.first, made.last, digest)
            yield row, made.rest, made.body
