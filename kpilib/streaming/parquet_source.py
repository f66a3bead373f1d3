"""A Parquet file of observations, read a block of geographies at a time. Needs ``kpilib[arrow]``.

The columns are those of `kpilib store export observations.parquet`: ``ref``, ``geography``,
``period`` and ``value`` (the decimal as written), or ``number`` (float64) in its place, and, where
there are such, ``marker`` and ``recorded``. A file sorted by geography is read fastest: what holds
none of the block's geographies is not read at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import Any

import numpy as np

from kpilib.errors import StoreError, UsageError
from kpilib.series.panel import Panel
from kpilib.series.period import month
from kpilib.series.reasons import ABSENT, MARKERS
from kpilib.store.asking import asked_of
from kpilib.store.panel import CARRIED, Grid
from kpilib.store.protocol import Asked

_WANTED = ("ref", "geography", "period", "value", "number", "marker", "recorded")


class ParquetSource:
    """What `kpilib.streaming.blocks.Source` asks for, of one file."""

    def __init__(self, path: str | PathLike[str], geography: str = "local") -> None:
        try:
            from pyarrow import dataset
        except ModuleNotFoundError:
            raise UsageError("Parquet needs pyarrow: pip install kpilib[arrow]") from None
        self.path, self.geography = path, geography
        try:
            texts = dataset.ParquetFileFormat(dictionary_columns=("ref", "geography", "period"))
            self._file = dataset.dataset(path, format=texts)
        except (OSError, ValueError) as error:
            raise StoreError(f"{path} cannot be read: {str(error).splitlines()[0]}") from None
        names = set(self._file.schema.names)
        if not {"ref", "geography", "period"} <= names or not {"value", "number"} & names:
            raise StoreError(f"{path} has not the columns ref, geography, period and value")
        self._columns = [name for name in _WANTED if name in names]
        self._extents: dict[str | None, Panel] = {}

    def read(
        self,
        refs: Iterable[str] | None = None,
        geographies: Iterable[str] | None = None,
        periods: tuple[str, str] | None = None,
        as_of: str | None = None,
    ) -> Panel:
        """Give what was known on a day, as `Store.read` says."""
        from pyarrow import ArrowException

        asked = asked_of(refs, geographies, periods, as_of)
        try:
            return self._panel(asked)
        except (OSError, ArrowException, ValueError) as error:
            why = str(error).splitlines()[0]
            raise StoreError(f"{self.path} holds no observations that can be read: {why}") from None

    def _panel(self, asked: Asked) -> Panel:
        import pyarrow
        from pyarrow import compute

        whole = self._whole(asked.as_of)
        if asked.refs is not None and not asked.refs:
            return whole
        where = self._known(asked.as_of)
        for name, wanted in (("ref", asked.refs), ("geography", asked.geographies)):
            if wanted is not None:
                where &= compute.is_in(compute.field(name), pyarrow.array(sorted(wanted)))
        months = asked.months
        if months is None and whole.months:
            months = whole.first, whole.first + whole.months - 1
        names = whole.geographies if asked.geographies is None else sorted(asked.geographies)
        grid = Grid(months, names)
        fill(grid, self._file.to_table(columns=self._columns, filter=where))
        return grid.panel()

    def close(self) -> None:
        """Nothing is held between calls."""

    def _known(self, as_of: str | None) -> Any:
        from pyarrow import compute

        if as_of is None or "recorded" not in self._columns:
            return compute.scalar(True)
        recorded = compute.field("recorded")
        return recorded.is_null() | (recorded <= as_of)

    def _whole(self, as_of: str | None) -> Panel:
        """Give the geographies and the months, without a series."""
        if as_of not in self._extents:
            places: set[str] = set()
            periods: set[str] = set()
            columns = ["geography", "period"]
            scan = self._file.scanner(columns=columns, filter=self._known(as_of))
            for batch in scan.to_batches():
                places.update(batch.column("geography").unique().to_pylist())
                periods.update(batch.column("period").unique().to_pylist())
            months = sorted(map(month, periods))
            span = (months[0], months[-1]) if months else None
            self._extents[as_of] = Grid(span, sorted(places) or [self.geography]).panel()
        return self._extents[as_of]


def fill(grid: Grid, table: Any) -> None:
    """Put the rows of a table into a grid, the earlier recorded first."""
    from pyarrow import compute

    if "recorded" in table.column_names and table.column("recorded").null_count < len(table):
        recorded = compute.fill_null(table.column("recorded"), "")
        order = np.argsort(np.asarray(recorded.to_numpy(zero_copy_only=False)), kind="stable")
        table = table.take(order)
    refs, ref = _coded(table, "ref")
    places, place = _coded(table, "geography")
    periods, period = _coded(table, "period")
    columns = np.array([grid.place.get(name, -1) for name in places], np.intp)[place]
    months = np.array([month(one) for one in periods], np.int64)[period]
    values, reasons = _values(table)
    by_ref = np.argsort(ref, kind="stable")
    edges = np.searchsorted(ref[by_ref], np.arange(len(refs) + 1))
    for number, name in enumerate(refs):
        rows = by_ref[edges[number] : edges[number + 1]]
        grid.put(name, months[rows], columns[rows], values[rows], reasons[rows])
    if "value" in table.column_names:
        long = compute.greater(compute.utf8_length(table.column("value")), CARRIED)
        for row in np.flatnonzero(compute.fill_null(long, False).to_numpy()).tolist():
            text = table.column("value")[row].as_py()
            where = places[place[row]]
            grid.put_exact(refs[ref[row]], where, int(months[row]), text)


def _coded(table: Any, name: str) -> tuple[list[str], Any]:
    from pyarrow import compute

    coded = compute.dictionary_encode(table.column(name).combine_chunks())
    return coded.dictionary.to_pylist(), np.asarray(coded.indices.to_numpy())


def _values(table: Any) -> tuple[Any, Any]:
    """Give values and reasons of the rows."""
    import pyarrow
    from pyarrow import compute

    name = "number" if "number" in table.column_names else "value"
    numbers = table.column(name)
    if not pyarrow.types.is_floating(numbers.type):
        numbers = numbers.cast(pyarrow.float64())
    values = np.array(compute.fill_null(numbers, np.nan).to_numpy(), np.float64)
    if np.isinf(values).any():
        raise ValueError("a figure without end")
    missing = values != values
    reasons = missing * np.uint8(ABSENT)
    if "marker" in table.column_names:
        markers = table.column("marker")
        for marker, reason in MARKERS.items():
            said = compute.fill_null(compute.equal(markers, marker), False).to_numpy()
            reasons[said & missing] = reason
    return values, reasons
