"""The store that analysts review by pull request: a folder of CSV files, one a submission."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from kpilib.project.stores import sums
from kpilib.project.stores.asking import asked_of, history_of
from kpilib.project.stores.csv_folder import OPTIONAL, REQUIRED, read_observations
from kpilib.project.stores.csv_rows import MOST_BYTES
from kpilib.project.stores.locking import locked
from kpilib.project.stores.memory import MemoryStore
from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import EVERYTHING, Appended, Asked, Submission, Trouble, Vintage
from kpilib.project.stores.submitting import prepared, vintages
from kpilib.project.stores.sums import NAME
from kpilib.project.yaml.configuration import Configuration
from kpilib.values import atomic
from kpilib.values.errors import StoreError
from kpilib.values.period import Period

if TYPE_CHECKING:
    from kpilib.project.panel import Panel


class CsvStore:
    """A folder of observations of one dataset; other files in it may be written by hand.

    A file that the store writes holds one submission, its rows by ref, geography and month, and
    is listed in SHA256SUMS.
    """

    def __init__(self, folder: str | os.PathLike[str], geography: str = "local") -> None:
        self.folder = Path(os.path.realpath(folder))
        self.geography = geography

    def append(
        self, observations: Iterable[Observation], recorded: str | None = None, source: str = ""
    ) -> Appended:
        """Add a submission as a file of its own, as `Store.append` says."""
        try:
            _made(self.folder)
            with locked(self.folder):
                self._recover()
                return self._append(observations, recorded, source)
        except OSError as error:
            message = f"{self.folder} cannot be written, nothing is added: {_why(error)}"
            raise StoreError(message) from None

    def _append(
        self, observations: Iterable[Observation], recorded: str | None, source: str
    ) -> Appended:
        there = self._observations()

        def stored(refs: frozenset[str]) -> Iterable[Observation]:
            return (row for row in there if row.recorded == recorded and row.ref in refs)

        new, left = prepared(observations, recorded, source, stored)
        if not new:
            return Appended(None, 0, left)
        known = sums.read_sums(self.folder)
        path = self._free(recorded or str(Period.month(max(row.month for row in new))))
        data = written(new, self.geography).encode()
        if len(data) > MOST_BYTES:
            message = f"the submission has more than {MOST_BYTES:,} bytes, nothing is added"
            raise StoreError(f"{message}: take it in by parts")
        try:
            with sums.writing_sums(self.folder, known | {path.name: sums.sum_of(data, source)}):
                atomic.write(path, data)
        except OSError as error:
            raise self._failed(path, error) from None
        except BaseException:
            self._failed(path, OSError("broken off"))
            raise
        number = len(self._submissions([*there, *new]))
        return Appended(Submission(number, recorded, source, len(new)), len(new), left)

    def recover(self) -> None:
        """Finish what a writer left undone when it was killed, if there is any."""
        if not any(self.folder.glob(f".*{atomic.UNFINISHED}")):
            return
        try:
            with locked(self.folder):
                self._recover()
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be written: {_why(error)}") from None

    def _recover(self) -> None:
        sums.finish(self.folder)
        atomic.clean(self.folder)

    def _failed(self, path: Path, error: OSError) -> StoreError:
        """Take back a file whose submission failed, and say what has become of it.

        With its sum in place the submission is there, whatever failed behind that.
        """
        why = _why(error)
        try:
            if path.name in sums.read_sums(self.folder):
                message = f"{path}: the submission is added, and the disk has not confirmed it"
                return StoreError(f"{message}: {why}; run kpilib store check")
            path.unlink(missing_ok=True)
        except (OSError, StoreError):
            if os.path.lexists(path):
                message = f"{path} is written without its checksum and cannot be taken back"
                return StoreError(f"{message}: {why}; delete it, or run store check --accept")
        return StoreError(f"{self.folder} cannot be written, nothing is added: {why}")

    def _free(self, stem: str) -> Path:
        """Give the first name that is free: 2016-10-14.csv, 2016-10-14-002.csv, ..."""
        path, number = self.folder / f"{stem}.csv", 1
        while path.exists():
            number += 1
            path = self.folder / f"{stem}-{number:03}.csv"
        return path

    def _observations(self) -> tuple[Observation, ...]:
        """Read the folder; StoreError where a file of it is damaged."""
        configuration = Configuration(root=str(self.folder.parent))
        found, faults, _ = read_observations(configuration, self.folder.name, self.geography)
        for fault in faults:
            # what else stands in the folder is the business of validate
            if fault.span.file.endswith((".csv", NAME)):
                raise StoreError(f"{fault.span}: {fault.message}")
        return tuple(sorted(found.rows, key=lambda row: row.recorded or ""))

    def submissions(self) -> tuple[Submission, ...]:
        """Give the submissions: the rows of a file that share their day and source."""
        return self._submissions(self._observations())

    def _submissions(self, rows: Sequence[Observation]) -> tuple[Submission, ...]:
        return tuple(submission for submission, _ in _parts(rows))

    def parts(self) -> Iterator[tuple[Submission, tuple[Observation, ...]]]:
        """Give the rows of each file that share their day and source, in order."""
        return _parts(self._observations())

    def rows(self, asked: Asked = EVERYTHING) -> Iterator[Observation]:
        """Give the rows meant, by the day on which they were recorded."""
        return (row for row in self._observations() if asked.takes(row))

    def read(
        self,
        refs: Iterable[str] | None = None,
        geographies: Iterable[str] | None = None,
        periods: tuple[str, str] | None = None,
        as_of: str | None = None,
    ) -> Panel:
        """Give what was known on a day, as `Store.read` says."""
        asked_of(refs, geographies, periods, as_of)
        return MemoryStore.of(self._observations(), self.geography).read(
            refs, geographies, periods, as_of
        )

    def vintages(self) -> tuple[Vintage, ...]:
        """Give the days on which something was recorded."""
        return vintages([(one.recorded, one.rows) for one in self.submissions()])

    def history(self, ref: str, geography: str | None, period: str) -> tuple[Observation, ...]:
        """Give all that was ever said of one cell."""
        return history_of(self, ref, geography, period)

    def check(self) -> tuple[Trouble, ...]:
        """Hold every file against SHA256SUMS and read it."""
        from kpilib.project.stores.csv_check import check_folder

        return check_folder(self.folder, self.geography)

    def close(self) -> None:
        """Nothing is held between calls."""


def _parts(
    rows: Sequence[Observation],
) -> Iterator[tuple[Submission, tuple[Observation, ...]]]:
    found: dict[tuple[str | None, str | None, str | None], list[Observation]] = {}
    for row in rows:
        key = row.recorded, row.source, row.file.name if row.file else None
        found.setdefault(key, []).append(row)
    for number, ((recorded, source, _), several) in enumerate(found.items(), 1):
        yield Submission(number, recorded, source or "", len(several)), tuple(several)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _made(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True)
        atomic.sync_folder(folder.parent)


def written(rows: Sequence[Observation], geography: str) -> str:
    """Write rows as a file of observations: only the columns that say something."""
    said = {
        "geography": any(row.geography != geography for row in rows),
        "marker": any(row.marker for row in rows),
        "recorded": any(row.recorded for row in rows),
        "note": any(row.note for row in rows),
    }
    chosen = [number for number, name in enumerate(OPTIONAL, 3) if said[name]]
    pick = itemgetter(0, 1, 2, *chosen)
    months: dict[int, str] = {}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*REQUIRED, *(OPTIONAL[number - 3] for number in chosen)])
    for row in rows:
        month = months.get(row.month)
        if month is None:
            month = months[row.month] = str(Period.month(row.month))
        place = "" if row.geography == geography else row.geography
        cells = (row.ref, month, row.value, place, row.marker, row.recorded, row.note)
        writer.writerow(pick(cells))
    return out.getvalue()
