"""Write a file so that readers see the old one or the new one, even after a crash."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

#: how the files end that a crash may leave behind
UNFINISHED = ".new"


def write(path: Path, data: bytes) -> None:
    """Write beside the file, sync, put it in place, sync the folder; OSError: the old file kept."""
    if _is_device(path):
        path.write_bytes(data)
        return
    with _beside(path) as handle:
        _write_all(handle, data)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing part by part: it is there, whole, when the block has ended well.

    OSError, or whatever the block raises, leaves the old file as it was.
    """
    if _is_device(path):
        with open(path, "wb") as stream:
            yield stream
        return
    with _beside(path) as handle, os.fdopen(handle, "wb", closefd=False) as stream:
        yield stream


def _is_device(path: Path) -> bool:
    """Say whether this is a device or a pipe, which is written to and never replaced."""
    return path.exists() and not path.is_file()


@contextmanager
def _beside(path: Path) -> Iterator[int]:
    """Open a new file beside; when the block has ended well it takes the place of the old one."""
    prefix = f".{path.name[:80]}."
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=UNFINISHED)
    try:
        try:
            yield handle
            os.fsync(handle)
        finally:
            os.close(handle)
        os.chmod(beside, _mode(path))
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last; a system that cannot (Windows) does so by itself."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clean(folder: Path) -> None:
    """Delete what a crash left unfinished; for whoever holds the folder's lock."""
    for left in folder.glob(f".*{UNFINISHED}"):
        left.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
