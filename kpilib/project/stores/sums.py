"""SHA256SUMS: what the files of observations held when they were written.

The file is one that ``sha256sum -c SHA256SUMS`` reads; a comment above each line has the size of
the file and what it came from.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from kpilib.project.stores.csv_rows import MOST_BYTES
from kpilib.values import atomic
from kpilib.values.errors import StoreError
from kpilib.values.files import Entry, read_bytes
from kpilib.values.findings import Fault
from kpilib.values.text import hides

#: the file that lists what the others held when they were written
NAME = "SHA256SUMS"
_MOST_BYTES = 4_000_000
_SUM = re.compile(r"([0-9a-f]{64}) [ *](.+)", re.ASCII)


class Sum(NamedTuple):
    """The digest and the size of a file as it was written."""

    digest: str
    #: None where only the digest is known
    size: int | None
    #: who or what it came from
    source: str | None = None

    def is_of(self, data: bytes) -> bool:
        """Return whether a file still holds what it held, whatever git made of its line ends."""
        return any(hashlib.sha256(one).hexdigest() == self.digest for one in {data, _plain(data)})

    def is_longer_than(self, data: bytes) -> bool:
        """Return whether something is missing at the end or in between."""
        return self.size is not None and len(_plain(data)) < self.size


def _plain(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def sum_of(data: bytes, source: str | None = None) -> Sum:
    """Give the sum of what a file holds."""
    return Sum(hashlib.sha256(data).hexdigest(), len(data), source or None)


def read_sums(folder: Path) -> dict[str, Sum]:
    """Read the sums of a folder by file; empty where there are none.

    Raises StoreError where the file is there and holds something else.
    """
    path = folder / NAME
    if not os.path.lexists(path):
        return {}
    faults: list[Fault] = []
    data = read_bytes(Entry(str(path), NAME, False), _MOST_BYTES, faults)
    if data is None:
        raise StoreError(f"{path}: {faults[0].message}")
    if len(data) > _MOST_BYTES:
        raise StoreError(f"{path} has more than {_MOST_BYTES:,} bytes")
    return _parsed(data.decode("utf-8", "replace"), path)


def _parsed(text: str, path: Path) -> dict[str, Sum]:
    facts: dict[str, tuple[int | None, str | None]] = {}
    found: dict[str, Sum] = {}
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if line.startswith("# ") and line.endswith("}") and " {" in line:
            name, _, told = line[2:].partition(" {")
            facts[name] = _facts(f"{{{told}")
        elif match := _SUM.fullmatch(line):
            found[match[2]] = Sum(match[1], *facts.get(match[2], (None, None)))
        elif line and not line.startswith("#"):
            message = f"line {number} of {path} is no checksum: the file was damaged or edited"
            raise StoreError(f"{message}; `kpilib store check --accept` writes it anew")
    if text and not text.endswith("\n"):
        message = f"{path} has no end: it was cut or edited"
        raise StoreError(f"{message}; `kpilib store check --accept` writes it anew")
    return found


def _facts(text: str) -> tuple[int | None, str | None]:
    """Read size and source; what is neither is passed over."""
    try:
        told = json.loads(text)
        size, source = told.get("bytes"), told.get("source")
    except (ValueError, RecursionError):
        return None, None
    is_size = isinstance(size, int) and not isinstance(size, bool)
    is_source = isinstance(source, str) and len(source) < 1000 and not hides(source)
    return size if is_size else None, source if is_source else None


def write_sums(folder: Path, sums: Mapping[str, Sum]) -> None:
    """Write the sums by name; raises OSError, the old ones kept."""
    atomic.write(folder / NAME, _written(sums))


@contextmanager
def writing_sums(folder: Path, sums: Mapping[str, Sum]) -> Iterator[None]:
    """Write sums beside the old ones; they take their place when the block has ended well.

    What is killed between has left them behind, and `finish` takes them.
    """
    with atomic.writing(folder / NAME) as stream:
        stream.write(_written(sums))
        stream.flush()
        os.fsync(stream.fileno())
        yield


def finish(folder: Path) -> None:
    """Take the sums that a writer left behind when it was killed, for files that are there.

    For whoever holds the folder's lock.
    """
    left = list(folder.glob(f".{NAME}.*{atomic.UNFINISHED}"))
    found: dict[str, Sum] = {}
    for path in left:
        with suppress(StoreError, OSError):
            found |= _parsed(path.read_bytes()[:_MOST_BYTES].decode("utf-8", "replace"), path)
    if not found:
        return
    known = read_sums(folder)
    missing = {
        name: one
        for name, one in found.items()
        if name not in known and _is_there(folder, name, one)
    }
    if missing:
        write_sums(folder, known | missing)


def _is_there(folder: Path, name: str, one: Sum) -> bool:
    """Return whether a file of that name stands in the folder and holds what its sum says."""
    if name != os.path.basename(name) or not name.endswith(".csv"):
        return False
    data = read_bytes(Entry(str(folder / name), name, False), MOST_BYTES, [])
    return data is not None and one.is_of(data)


def _written(sums: Mapping[str, Sum]) -> bytes:
    lines = []
    for name, one in sorted(sums.items()):
        told = {"bytes": one.size, "source": one.source}
        facts = {key: value for key, value in told.items() if value is not None}
        lines += [f"# {name} {json.dumps(facts, ensure_ascii=False)}"] if facts else []
        lines += [f"{one.digest}  {name}"]
    return "".join(f"{line}\n" for line in lines).encode()
