"""One writer at a time in a folder; the lock goes with the process, even when it is killed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kpilib.errors import StoreError

#: so many seconds a writer waits for the one before it
PATIENCE = 60.0


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; StoreError where another writer keeps it for a minute."""
    handle = _opened(folder)
    try:
        until = time.monotonic() + PATIENCE
        while not _taken(handle):
            if time.monotonic() > until:
                raise StoreError(f"{folder} is being written by another process")
            time.sleep(0.01)
        yield
    finally:
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
