"""Check a folder of CSV files: against SHA256SUMS, and whether each can still be read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kpilib.project.stores import sums
from kpilib.project.stores.csv_folder import csv_files, read_observations
from kpilib.project.stores.csv_rows import MOST_BYTES
from kpilib.project.stores.locking import locked
from kpilib.project.stores.protocol import Trouble
from kpilib.project.stores.sums import NAME, Sum
from kpilib.project.yaml.configuration import Configuration
from kpilib.values.errors import StoreError
from kpilib.values.files import Entry, read_bytes
from kpilib.values.findings import Fault


def check_folder(folder: Path, geography: str) -> tuple[Trouble, ...]:
    """Give the files that are damaged, missing, or edited since they were written."""
    try:
        known = sums.read_sums(folder)
    except StoreError as error:
        return (Trouble(NAME, str(error)),)
    configuration = Configuration(root=str(folder.parent))
    rows, faults, _ = read_observations(configuration, folder.name, geography)
    sizes = Counter(row.file.name.rsplit("/", 1)[-1] for row in rows if row.file)
    broken: dict[str, Fault] = {}
    for fault in faults:
        broken.setdefault(fault.span.file.rsplit("/", 1)[-1], fault)
    found: list[Trouble] = []
    there = set()
    for entry in csv_files(configuration, folder.name, []):
        name = entry.name.rsplit("/", 1)[-1]
        there.add(name)
        found += _checked(entry, name, known.get(name), broken.pop(name, None), sizes[name])
    for name in sorted(known.keys() - there):
        found.append(Trouble(name, "the file is listed in SHA256SUMS and is not there"))
    found += [Trouble(name, fault.message) for name, fault in broken.items()]
    return tuple(found)


def _checked(
    entry: Entry, name: str, known: Sum | None, fault: Fault | None, rows: int
) -> list[Trouble]:
    data = read_bytes(entry, MOST_BYTES, [])
    if data is None:
        return [Trouble(name, fault.message)] if fault else []
    if known is None and fault is None:
        message = "written by hand, without a checksum: it can be read, and is not checked"
        return [Trouble(name, message, is_damage=False, rows=rows)]
    where = f", line {fault.span.line}: {fault.message}" if fault else ""
    if known is None:
        return [Trouble(name, f"the file cannot be read{where}")]
    if known.is_of(data):
        return [Trouble(name, f"as it was written, and not sound{where}")] if fault else []
    if known.is_longer_than(data):
        message = (
            f"{len(data):,} of {known.size:,} bytes are left: it was cut, or rows were deleted"
        )
        return [Trouble(name, f"{message}{where}")]
    if fault:
        return [Trouble(name, f"it was damaged{where}")]
    message = "edited since it was written; every row can be read"
    return [Trouble(name, message, is_damage=False, rows=rows)]


def accept(folder: Path) -> int:
    """Write SHA256SUMS anew for the files as they are; give how many there are."""
    if not folder.is_dir():
        raise StoreError(f"{folder} is not there: nothing was observed yet")
    try:
        with locked(folder):
            return _accepted(folder)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}") from None


def _accepted(folder: Path) -> int:
    configuration = Configuration(root=str(folder.parent))
    try:
        known = sums.read_sums(folder)
    except StoreError:
        known = {}  # damaged: it is written anew
    found = {}
    for entry in csv_files(configuration, folder.name, []):
        data = read_bytes(entry, MOST_BYTES, [])
        if data is not None:
            name = entry.name.rsplit("/", 1)[-1]
            found[name] = sums.sum_of(data, known[name].source if name in known else None)
    sums.write_sums(folder, found)
    return len(found)
