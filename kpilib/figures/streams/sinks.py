"""Where figures go, block by block: a Parquet file, a CSV file, or a store."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from os import PathLike
from pathlib import Path

from kpilib.figures.evaluation.evaluation import Evaluation
from kpilib.figures.report import tidy
from kpilib.project.stores.observations import Observation
from kpilib.project.stores.opening import store_at
from kpilib.values import atomic
from kpilib.values.errors import UsageError
from kpilib.values.reasons import MARKERS, TEXT
from kpilib.values.rounding import plain

#: what a file of figures may end in
ENDINGS = (".parquet", ".csv", ".sqlite", ".sqlite3", ".db", ".duckdb")
_MARKER = {TEXT[reason]: marker for marker, reason in MARKERS.items()}


def write(
    blocks: Iterable[Evaluation], path: str | PathLike[str], columns: Sequence[str] = ()
) -> int:
    """Write the figures of one block after the other; give how many cells.

    ``.parquet`` has the columns of `table_of`, with those derived columns; ``.csv`` is as that of
    `kpilib evaluate`, block by block; ``.sqlite`` and ``.duckdb`` are stores, which take, a block
    at a time, values and the markers of cells that are confidential, not applicable or not
    reported. A Parquet or CSV file is there only when all of it is written. Raises UsageError for
    another ending, for derived columns that a sink cannot take, and where there is no block;
    OSError where the file cannot be written.
    """
    place = Path(path)
    ending = place.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"figures go to a file that ends in {', '.join(ENDINGS)}; not to `{path}`")
    if place.is_dir():
        raise UsageError(f"{path} is a folder")
    if columns and ending != ".parquet":
        raise UsageError("derived columns can be written to a .parquet file only")
    if ending == ".parquet":
        return _parquet(blocks, place, columns)
    return _csv(blocks, place) if ending == ".csv" else _store(blocks, place)


def _parquet(blocks: Iterable[Evaluation], path: Path, columns: Sequence[str]) -> int:
    from kpilib.figures.streams.tables import table_of

    try:
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise UsageError("Parquet needs pyarrow: pip install kpilib[arrow]") from None
    cells = 0
    with atomic.writing(path) as stream, ExitStack() as stack:
        writer = None
        for block in blocks:
            block.work_out(columns)
            table = table_of(block, columns)
            if writer is None:
                writer = parquet.ParquetWriter(stream, table.schema, compression="zstd")
                stack.callback(writer.close)
            writer.write_table(table)
            cells += table.num_rows
        if writer is None:
            raise UsageError("there is no figure to write")
    return cells


def _csv(blocks: Iterable[Evaluation], path: Path) -> int:
    cells = 0
    with atomic.writing(path) as stream:
        out = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        out.write(",".join(tidy.HEADER) + "\n")
        for block in blocks:
            block.work_out(())
            tidy.write_csv(tidy.cells_of(block), out)
            cells += len(block.refs) * len(block.geographies) * len(block.periods)
        out.detach()
    return cells


def _store(blocks: Iterable[Evaluation], path: Path) -> int:
    cells = 0
    with ExitStack() as stack:
        store = None
        for block in blocks:
            if store is None:
                name = block.dataset.dataset if block.dataset else ""
                store = stack.enter_context(closing(store_at(path, name, create=True)))
            block.work_out(())
            cells += store.append(_observations(block), source="kpilib evaluate").added
    return cells


def _observations(block: Evaluation) -> Iterator[Observation]:
    months = [period.first for period in block.periods]
    for ref in block.refs:
        line = block[ref]
        for place, geography in enumerate(block.geographies):
            for month, when in enumerate(months):
                value, reason, _ = line.cell(place, month)
                marker = _MARKER.get(reason or "")
                if value is not None:
                    yield Observation(ref, geography, when, plain(value), None)
                elif marker is not None:
                    yield Observation(ref, geography, when, None, marker)
