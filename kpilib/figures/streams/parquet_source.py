"""A Parquet file of observations, read a block of geographies at a time. Needs ``kpilib[arrow]``.

The columns are those of `kpilib store export observations.parquet`: ``ref``, ``geography``,
``period`` and ``value`` (the decimal as written), or ``number`` (float64) in its place, and, where
there are such, ``marker`` and ``recorded``. A file sorted by geography is read fastest: what holds
none of the block's geographies is not read at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from kpilib.project.panel import Panel
from kpilib.project.stores.asking import asked_of
from kpilib.project.stores.panel import CARRIED, Grid
from kpilib.project.stores.protocol import Asked
from kpilib.values.errors import StoreError, UsageError
from kpilib.values.period import month
from kpilib.values.reasons import ABSENT, MARKERS

_WANTED = ("ref", "geography", "period", "value", "number", "marker", "recorded")


class ParquetSource:
    """What `kpilib.figures.streams.blocks.Source` asks for, of one file."""

    def __init__(self, path: str | PathLike[str], geography: str = "local") -> None:
        try:
            from pyarrow import dataset
        except ModuleNotFoundError:
            raise UsageError("Parquet needs pyarrow: pip install kpilib[arrow]") from None
        self.path, self.geography = path, geography
        if not Path(path).is_file():
            raise StoreError(f"{path} is no file that is there")
        try:
            texts = dataset.ParquetFileFormat(dictionary_columns=("ref", "geography", "period"))
            self._file = dataset.dataset(path, format=texts)
        except (OSError, ValueError):
            raise StoreError(f"{path} is no Parquet file") from None
        self._columns = _columns(str(path), self._file.schema)
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
        except (OSError, ArrowException, ValueError, TypeError) as error:
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
                own = compute.is_in(compute.field(name), pyarrow.array(sorted(wanted)))
                if name == "geography" and self.geography in wanted:
                    own |= compute.field(name).is_null() | (compute.field(name) == "")
                where &= own
        months = asked.months
        if months is None and whole.months:
            months = whole.first, whole.first + whole.months - 1
        names = whole.geographies if asked.geographies is None else sorted(asked.geographies)
        grid = Grid(months, names)
        table = self._file.to_table(columns=self._columns, filter=where)
        fill(grid, table, self.geography)
        return grid.panel()

    def close(self) -> None:
        """Nothing is held between calls."""

    def _known(self, as_of: str | None) -> Any:
        from pyarrow import compute

        if as_of is None or "recorded" not in self._columns:
            return compute.scalar(True)
        recorded = compute.field("recorded").cast("string")
        return recorded.is_null() | (recorded <= as_of)

    def _whole(self, as_of: str | None) -> Panel:
        """Give the geographies and the months, without a series."""
        if as_of not in self._extents:
            places: set[str | None] = set()
            periods: set[str] = set()
            columns = ["geography", "period"]
            scan = self._file.scanner(columns=columns, filter=self._known(as_of))
            for batch in scan.to_batches():
                places.update(batch.column("geography").unique().to_pylist())
                periods.update(batch.column("period").unique().to_pylist())
            if None in periods:
                raise ValueError("a row has no period")
            named = {place or self.geography for place in places}
            months = sorted(map(month, periods))
            span = (months[0], months[-1]) if months else None
            self._extents[as_of] = Grid(span, sorted(named) or [self.geography]).panel()
        return self._extents[as_of]


def _columns(path: str, schema: Any) -> list[str]:
    """Give the columns that are read; StoreError where one is missing or of another type."""
    from pyarrow import types

    names = set(schema.names)
    if not {"ref", "geography", "period"} <= names or not {"value", "number"} & names:
        raise StoreError(f"{path} has not the columns ref, geography, period and value")
    for name in sorted(names & set(_WANTED)):
        kind = schema.field(name).type
        if types.is_dictionary(kind):
            kind = kind.value_type
        is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind)
        is_number = types.is_floating(kind) or types.is_integer(kind) or types.is_decimal(kind)
        is_day = name == "recorded" and types.is_date(kind)
        if not (is_text or is_day or (name in ("value", "number") and is_number)):
            also = ", such as 2016-09" if name == "period" else ""
            raise StoreError(f"{path}: the column `{name}` has to be text{also}; it is {kind}")
    return [n for n in _WANTED if n in names and (n != "number" or "value" not in names)]


def fill(grid: Grid, table: Any, geography: str = "") -> None:
    """Put the rows of a table into a grid, the earlier recorded first."""
    import pyarrow
    from pyarrow import compute

    if "recorded" in table.column_names and table.column("recorded").null_count < len(table):
        recorded = compute.fill_null(table.column("recorded").cast(pyarrow.string()), "")
        order = np.argsort(np.asarray(recorded.to_numpy(zero_copy_only=False)), kind="stable")
        table = table.take(order)
    refs, ref = _coded(table, "ref", None)
    places, place = _coded(table, "geography", geography)
    periods, period = _coded(table, "period", None)
    columns = np.array([grid.place.get(name or geography, -1) for name in places], np.intp)[place]
    months = np.array([month(one) for one in periods], np.int64)[period]
    values, reasons, texts = _values(table)
    by_ref = np.argsort(ref, kind="stable")
    edges = np.searchsorted(ref[by_ref], np.arange(len(refs) + 1))
    for number, name in enumerate(refs):
        rows = by_ref[edges[number] : edges[number + 1]]
        grid.put(name, months[rows], columns[rows], values[rows], reasons[rows])
    if texts is not None:
        long = compute.fill_null(compute.greater(compute.utf8_length(texts), CARRIED), False)
        for row in np.flatnonzero(long.to_numpy(zero_copy_only=False)).tolist():
            where = places[place[row]] or geography
            grid.put_exact(refs[ref[row]], where, int(months[row]), texts[row].as_py())


def _coded(table: Any, name: str, default: str | None) -> tuple[list[str], Any]:
    import pyarrow
    from pyarrow import compute

    column = table.column(name)
    if column.null_count and default is None:
        raise ValueError(f"a row has no {name}")
    if column.null_count:
        column = compute.fill_null(column.cast(pyarrow.string()), default)
    coded = compute.dictionary_encode(column.combine_chunks())
    return coded.dictionary.to_pylist(), np.asarray(coded.indices.to_numpy())


def _values(table: Any) -> tuple[Any, Any, Any]:
    """Give values and reasons of the rows, and the values' texts where they are such."""
    import pyarrow
    from pyarrow import compute

    given = table.column("value" if "value" in table.column_names else "number")
    if pyarrow.types.is_dictionary(given.type):
        given = given.cast(given.type.value_type)
    texts = None
    if not (pyarrow.types.is_floating(given.type) or pyarrow.types.is_integer(given.type)):
        texts = given.cast(pyarrow.string()).combine_chunks()
        plain = compute.match_substring_regex(texts, r"^-?[0-9]+(\.[0-9]+)?$")
        if not compute.all(compute.fill_null(plain, True), min_count=0).as_py():
            wrong = texts.filter(compute.invert(compute.fill_null(plain, True)))[0]
            raise ValueError(f"`{wrong}` is no value, such as 12 or 0.5")
    numbers = (given if texts is None else texts).cast(pyarrow.float64())
    values = np.array(compute.fill_null(numbers, np.nan).to_numpy(), np.float64)
    if np.isinf(values).any():
        raise ValueError("a figure without end")
    missing = values != values
    reasons = missing * np.uint8(ABSENT)
    if "marker" in table.column_names:
        markers = table.column("marker").cast(pyarrow.string())
        for marker in filter(None, markers.unique().to_pylist()):
            if marker not in (*MARKERS, "p", "r"):
                raise ValueError(f"`{marker}` is no marker: there are x, c, z, p and r")
            said = compute.fill_null(compute.equal(markers, marker), False).to_numpy()
            reasons[said & missing] = MARKERS.get(marker, ABSENT)
    return values, reasons, texts
