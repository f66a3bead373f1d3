"""Take a wide table into a project: observations of what is collected, all cells as published."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kpilib import atomic
from kpilib.errors import UsageError
from kpilib.findings import Fault
from kpilib.importing.wide import BAD_CELL, WideCell, WideTable, read_wide
from kpilib.project import Project
from kpilib.series.period import Period
from kpilib.series.reasons import NOT_YET, TEXT
from kpilib.spec.dataset import Dataset
from kpilib.spec.suggest import did_you_mean
from kpilib.spec.templates import around, filled

_FIGURE = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(%?)", re.ASCII)


class Import(NamedTuple):
    """What an import found, and what it would write or wrote."""

    #: (ref, month, value) of collected indicators that are not stored yet, in printed order
    added: tuple[tuple[str, str, str], ...]
    #: (ref, column, printed) of every cell, a month or a column's id
    published: tuple[tuple[str, str, str], ...]
    #: how many values are stored already, the same
    known: int
    #: what was not understood
    faults: tuple[Fault, ...]
    #: values that contradict what is stored, which is kept
    conflicts: tuple[Fault, ...]
    #: headings behind the months that are none of the dataset's
    left_out: tuple[str, ...]
    #: published cells that are stored and not in the table
    kept: tuple[tuple[str, str, str], ...]


def import_table(project: Project, dataset: Dataset, path: Path, period: Period) -> Import:
    """Read a wide table for a report's month; nothing is written.

    Raises UsageError where the file cannot be read or holds no table.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or '').lower()}") from None
    return _Import(project, dataset, read_wide(data, path.name), period).result()


class _Import:
    """The sorting of a table's cells."""

    def __init__(
        self, project: Project, dataset: Dataset, table: WideTable, period: Period
    ) -> None:
        self._project, self._dataset, self._table = project, dataset, table
        self._period = period
        if period.first not in table.months:
            last = Period.month(max(table.months))
            raise UsageError(f"the table has no column for {period}; its last month is {last}")
        self._faults = list(table.faults)
        self._conflicts: list[Fault] = []
        self._columns = self._match_columns(table.headings)
        self._stored = project.observations(dataset.dataset)

    def _match_columns(self, headings: Sequence[str]) -> dict[str, str]:
        """Give the column id of each heading that is printed in a report of this month."""
        months = around(self._period.first)
        printed = {_folded(filled(c.heading, months)): c.id for c in self._dataset.columns}
        return {head: printed[_folded(head)] for head in headings if _folded(head) in printed}

    def result(self) -> Import:
        added: list[tuple[str, str, str]] = []
        published: list[tuple[str, str, str]] = []
        known = 0
        for cell in self._table.cells:
            if cell.ref not in self._project.catalogue:
                self._unknown(cell)
                continue
            column = self._column(cell)
            if column is None:
                continue
            published.append((cell.ref, column, cell.text))
            value = self._value(cell)
            if value is None or not isinstance(cell.column, int):
                continue
            stored = self._stored.value(cell.ref, self._dataset.geography, cell.column)
            if stored is None:
                added.append((cell.ref, column, value))
            else:
                known += self._agrees(cell, value, str(stored))
        kept = self._keep(published)
        left_out = [head for head in self._table.headings if head not in self._columns]
        return Import(
            tuple(added), tuple(published), known, tuple(self._faults), tuple(self._conflicts),
            tuple(left_out),
            kept,
        )  # fmt: skip

    def _keep(self, published: list[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
        """Hold the printed cells against those stored: what is stored stays as it is."""
        cells, _ = self._project.published(self._dataset.dataset, str(self._period))
        stored = {(cell.ref, cell.column): cell for cell in cells or ()}
        for place, (ref, column, text) in enumerate(published):
            cell = stored.pop((ref, column), None)
            if cell is not None and cell.printed != text:
                message = (
                    f"`{ref}`, {column} is printed `{text}` here and `{cell.printed}` in store"
                )
                hint = "the store is kept; correct it there"
                self._conflicts.append(Fault(BAD_CELL, cell.span, message, hint, None))
                published[place] = (ref, column, cell.printed)
        return tuple((ref, column, cell.printed) for (ref, column), cell in stored.items())

    def _column(self, cell: WideCell) -> str | None:
        if isinstance(cell.column, int):
            return str(Period.month(cell.column))
        return self._columns.get(cell.column)

    def _unknown(self, cell: WideCell) -> None:
        if any(fault.ref == cell.ref for fault in self._faults):
            return
        near = did_you_mean(cell.ref, self._project.catalogue.indicators)
        hint = f"did you mean `{near}`?" if near else "add the indicator first"
        message = f"no indicator is called `{cell.ref}`; its row is left out"
        self._faults.append(Fault(BAD_CELL, cell.span, message, hint, cell.ref))

    def _value(self, cell: WideCell) -> str | None:
        """Give the value of a month's cell of a collected indicator."""
        row = self._project.catalogue[cell.ref]
        if not isinstance(cell.column, int) or row.formula is not None or not cell.text:
            return None
        match = _FIGURE.fullmatch(cell.text)
        percent = row.unit == "percent"
        if match and (percent or not match[4]):
            return f"{match[1]}{match[2].replace(',', '')}{match[3] or ''}"
        expected = self._words(cell.ref)
        if cell.text not in expected:
            message = (
                f"`{cell.text}` for `{cell.ref}` in {Period.month(cell.column)}"
                " is neither a figure nor the words for an empty cell; no value is taken"
            )
            near = did_you_mean(cell.text, expected)
            hint = f"expected `{near}`" if near else None
            self._faults.append(Fault(BAD_CELL, cell.span, message, hint, None))
        return None

    def _words(self, ref: str) -> list[str]:
        """Give the texts that stand for a cell without a value in this row."""
        row, words = self._project.catalogue[ref], self._dataset.empty_cells
        months = around(self._period.first) | {"introduced": row.introduced, "ended": row.ended}
        texts = [filled(words.get(reason, reason), months) for reason in TEXT.values()]
        # an introduction that the spec does not know is words all the same
        general = words.get(TEXT[NOT_YET], "")
        return [*texts, *([] if row.introduced else [general])]

    def _agrees(self, cell: WideCell, value: str, stored: str) -> int:
        from fractions import Fraction

        if stored not in ("x", "c", "z") and Fraction(value) == Fraction(stored):
            return 1
        message = f"`{cell.ref}` is `{value}` here and `{stored}` in the store; the store is kept"
        hint = "record a correction with its date in the observations"
        self._conflicts.append(Fault(BAD_CELL, cell.span, message, hint, None))
        return 0


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def write_import(project: Project, dataset: Dataset, period: Period, found: Import) -> list[str]:
    """Write what an import found; give the paths written, within the project.

    New values go to ``observations/<period>.csv``, behind what stands there; the published cells
    of the month are written anew.
    """
    folder = project.specs.folders[dataset.dataset]
    written = []
    if found.added:
        name = f"{folder}/observations/{period}.csv"
        (project.root / name).parent.mkdir(exist_ok=True)
        _append(project.root / name, ("ref", "period", "value"), found.added)
        written.append(name)
    name = f"{folder}/published/{period}.csv"
    text = csv_text((("ref", "column", "printed"), *found.published, *found.kept))
    if _current(project.root / name) != text:
        (project.root / name).parent.mkdir(exist_ok=True)
        atomic.write(project.root / name, text.encode())
        written.append(name)
    return written


def _current(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _append(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    before = _current(path)
    if not before:
        atomic.write(path, csv_text((header, *rows)).encode())
        return
    columns = next(csv.reader([before.removeprefix("\ufeff").split("\n", 1)[0].strip()]))
    lines = [
        [dict(zip(header, row, strict=True)).get(column, "") for column in columns] for row in rows
    ]
    glue = "" if before.endswith("\n") else "\n"
    atomic.write(path, (before + glue + csv_text(lines)).encode())


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV with plain line ends."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
