"""Write what an import found: a submission to the store, the published cells to their file."""

from __future__ import annotations

import csv
import datetime
import io
import os
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress

from kpilib.language.dataset import Dataset
from kpilib.project.project import Project
from kpilib.project.stores.csv_store import CsvStore
from kpilib.project.stores.locking import locked
from kpilib.project.tables.importing import Import
from kpilib.values import atomic
from kpilib.values.errors import UsageError
from kpilib.values.period import Period
from kpilib.values.safe import for_spreadsheet


def write_import(
    project: Project, dataset: Dataset, found: Import, recorded: str | None = None,
    period: Period | None = None,
) -> list[str]:  # fmt: skip
    """Write what an import found; return what was written, in words.

    New and restated values go into the store as one submission of that day (see `recorded_on`);
    the published cells of a report's month are written anew. The new file of those lies beside
    the old one before anything is stored, and takes its place after: what fails before leaves
    both as they were, and what is killed between is done by the same import once more.
    """
    name = f"{project.specs.folders[dataset.dataset]}/published/{period}.csv"
    path = project.root / name
    data = _published(found) if period is not None else b""
    if not data or (path.is_file() and path.read_bytes() == data):
        return _append(project, dataset, found, recorded)
    if os.path.realpath(path.parent) != os.path.normpath(path.parent) or path.is_symlink():
        raise UsageError(f"{name} lies behind a link: nothing is written there")
    is_new = not path.parent.exists()
    written: list[str] = []
    try:
        path.parent.mkdir(exist_ok=True)
        with locked(path.parent):
            atomic.clean(path.parent)
            with atomic.writing(path) as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
                written += _append(project, dataset, found, recorded)
    except OSError as error:
        done = f"{written[0]}, are stored and {name} is not" if written else "nothing is written"
        why = (error.strerror or str(error)).lower()
        raise UsageError(f"{done}: {why}; run the same import once more") from None
    finally:
        if is_new and not path.exists():
            with suppress(OSError):
                path.parent.rmdir()
    return [*written, name]


def _published(found: Import) -> bytes:
    """Return the file of published cells; empty where there are none."""
    if not found.published:
        return b""
    cells = ((*key, for_spreadsheet(text)) for *key, text in (*found.published, *found.kept))
    return csv_text((("ref", "column", "printed"), *cells)).encode()


def _append(project: Project, dataset: Dataset, found: Import, recorded: str | None) -> list[str]:
    rows = [*found.added, *(new for _, new in found.restated)]
    with closing(project.store(dataset.dataset)) as store:
        if isinstance(store, CsvStore):
            store.recover()
        if not rows:
            return []
        done = store.append(rows, recorded, found.source)
    day = f"recorded {recorded}" if recorded else "known from the start"
    return [f"{done.added:,} observations, {day}"]


def recorded_on(project: Project, dataset: Dataset, given: str | None) -> str | None:
    """Give the day on which a submission is recorded: the one given, or today.

    The first figures of a dataset are known from the start.
    """
    if given is not None or not len(project.observations(dataset.dataset)):
        return given
    return datetime.date.today().isoformat()


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV with plain line ends."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
