"""Observations to a Parquet file and back, through pyarrow. Needs ``kpilib[arrow]``.

One row an observation, in the order of the submissions: ``submission``, ``ref``, ``geography``,
``period`` (2016-09), ``value`` (the decimal as written), ``number`` (the same as float64),
``marker``, ``recorded``, ``note``, ``source``. Only ``number`` is left out when it is read back.
"""

from __future__ import annotations

from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpilib.project.stores.memory import MemoryStore
from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import Store
from kpilib.values.errors import StoreError, UsageError
from kpilib.values.period import Period, month

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXTS = ("ref", "geography", "period", "value", "marker", "recorded", "note", "source")


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet
    except ModuleNotFoundError:
        raise UsageError("Parquet needs pyarrow: pip install kpilib[arrow]") from None
    return pyarrow


def write_parquet(store: Store, path: str | PathLike[str]) -> int:
    """Write every row of a store; give how many. Raises StoreError where the file cannot be."""
    arrow = _pyarrow()
    columns: dict[str, list[object]] = {"submission": []}
    columns |= {name: [] for name in _TEXTS} | {"number": []}
    for submission, rows in store.parts():
        for row in rows:
            columns["submission"].append(submission.number)
            cells = row._asdict() | {"period": str(Period.month(row.month))}
            for name in _TEXTS:
                columns[name].append(cells[name])
            columns["number"].append(None if row.value is None else float(row.value))
    fields = [("submission", arrow.int32()), *((name, arrow.string()) for name in _TEXTS)]
    schema = arrow.schema([*fields, ("number", arrow.float64())])
    try:
        arrow.parquet.write_table(arrow.table(columns, schema=schema), path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error}") from None
    return len(columns["ref"])


def read_parquet(path: str | PathLike[str], geography: str = "local") -> MemoryStore:
    """Read a file that `write_parquet` wrote; StoreError where it is another, or damaged."""
    arrow = _pyarrow()
    store = MemoryStore(geography)
    try:
        table = arrow.parquet.read_table(Path(path), columns=["submission", *_TEXTS])
        for (_, recorded, source), several in groupby(_rows(table), key=_submission):
            plain = [row._replace(recorded=None, source=None) for _, row in several]
            store.append(plain, recorded, source or "")
    except (
        OSError, arrow.ArrowException, KeyError, TypeError, ValueError, AttributeError, UsageError,
    ) as error:  # fmt: skip
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StoreError(f"{path} holds no observations that can be read: {why}") from None
    return store


def _submission(pair: tuple[int, Observation]) -> tuple[int, str | None, str | None]:
    number, row = pair
    return number, row.recorded, row.source


def _rows(table: Any) -> Iterator[tuple[int, Observation]]:
    for batch in table.to_batches(20_000):
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number, ref, geography, period, value, marker, recorded, note, source = cells
            row = Observation(ref, geography, month(period), value, marker, recorded, note, source)
            yield number, row
