"""Write what an import found: a submission to the store, the published cells to their file."""

from __future__ import annotations

import csv
import datetime
import io
import os
from collections.abc import Iterable, Sequence
from contextlib import closing

from kpilib import atomic
from kpilib.errors import UsageError
from kpilib.importing.importing import Import
from kpilib.project import Project
from kpilib.safe import for_spreadsheet
from kpilib.series.period import Period
from kpilib.spec.dataset import Dataset


def write_import(
    project: Project, dataset: Dataset, found: Import, recorded: str | None = None,
    period: Period | None = None,
) -> list[str]:  # fmt: skip
    """Write what an import found; give what was written, in words.

    New and restated values go into the store as one submission of that day (see
    `recorded_on`); the published cells of a report's month are written anew.
    """
    written = []
    rows = [*found.added, *(new for _, new in found.restated)]
    if rows:
        with closing(project.store(dataset.dataset)) as store:
            done = store.append(rows, recorded, found.source)
        day = f"recorded {recorded}" if recorded else "known from the start"
        written.append(f"{done.added} observations, {day}")
    if period is not None and found.published:
        name = f"{project.specs.folders[dataset.dataset]}/published/{period}.csv"
        path = project.root / name
        if os.path.realpath(path.parent) != os.path.normpath(path.parent) or path.is_symlink():
            raise UsageError(f"{name} lies behind a link: nothing is written there")
        cells = ((*key, for_spreadsheet(text)) for *key, text in (*found.published, *found.kept))
        text = csv_text((("ref", "column", "printed"), *cells))
        if not path.exists() or path.read_bytes() != text.encode():
            path.parent.mkdir(exist_ok=True)
            atomic.write(path, text.encode())
            written.append(name)
    return written


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
