"""One writer at a time in a folder; the lock goes with the process, even when it is killed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kpilib.values.errors import StoreError

#: so many seconds a writer waits for the one before it
PATIENCE = 60.0
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; StoreError where another writer keeps it for a minute."""
    with _held(_opened(folder), folder):
        yield


@contextmanager
def locked_file(path: Path) -> Iterator[None]:
    """Hold the lock of a database file, by a file of its own beside it.

    StoreError as `locked`. Where nothing can be written beside it, nobody writes it either.
    """
    try:
        handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | _NO_LINK)
    except OSError:
        yield
        return
    with _held(handle, path):
        yield


@contextmanager
def _held(handle: int, place: Path) -> Iterator[None]:
    try:
        until = time.monotonic() + PATIENCE
        while not _taken(handle):
            if time.monotonic() > until:
                raise StoreError(f"{place} is being written by another process")
            time.sleep(0.01)
        yield
    finally:
        # the lock goes with the handle, even where closing it reports an error
        with suppress(OSError):
            os.close(handle)


if sys.platform == "win32":
    import hashlib
    import msvcrt
    import tempfile

    def _opened(folder: Path) -> int:
        """Open a file that stands for the folder, which itself cannot be locked here."""
        name = hashlib.sha256(os.path.realpath(folder).lower().encode()).hexdigest()[:32]
        path = os.path.join(tempfile.gettempdir(), f"kpilib-{name}.lock")
        return os.open(path, os.O_RDWR | os.O_CREAT)

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _opened(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _taken(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
