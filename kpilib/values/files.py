"""Which files a project holds, and their bytes: regular files of the project only."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from kpilib.values.findings import Fault, Span

UNREADABLE = "KPI109"
#: a folder of specs or observations holds at most so many files
MOST_FILES = 10_000


class Entry(NamedTuple):
    """A file or folder: its path, and its path within the project with ``/``."""

    path: str
    name: str
    is_folder: bool


def listed(root: str, folder: str, faults: list[Fault]) -> list[Entry]:
    """Give the entries of a project folder by name; links and devices become faults."""
    found = []
    base = folder.replace("\\", "/").rstrip("/")
    path = os.path.normpath(os.path.join(root, folder))
    if os.path.realpath(path) != path:
        # the folder, or one above it within the project, is a link
        faults.append(_not_regular(base))
        return []
    try:
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~$")):
                    continue  # of editors and systems: locks, copies, what a crash has left
                # a name that is not UTF-8 is shown as well as it can be
                shown = os.fsencode(entry.name).decode("utf-8", "replace")
                name = f"{base}/{shown}"
                if not shown.isprintable():
                    faults.append(_unprintable(name))
                    continue
                if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
                    if entry.name.endswith((".yaml", ".yml", ".csv")) or entry.is_dir():
                        faults.append(_not_regular(name))
                    continue
                found.append(Entry(entry.path, name, entry.is_dir()))
                if len(found) > MOST_FILES:
                    message = f"the folder holds more than {MOST_FILES:,} files"
                    faults.append(Fault(UNREADABLE, Span(base), message, "split the project"))
                    break
    except FileNotFoundError:
        return []
    except OSError as error:
        faults.append(Fault(UNREADABLE, Span(base), f"the folder cannot be read: {_why(error)}"))
    return sorted(found, key=lambda entry: entry.name)


def _unprintable(name: str) -> Fault:
    from kpilib.values.safe import one_line

    message = "the name of this file holds a line end, or what nobody can see"
    return Fault(UNREADABLE, Span(one_line(name)), message, "rename it")


def _not_regular(name: str) -> Fault:
    message = "this is a link or a device; a spec is a file of its own"
    return Fault(UNREADABLE, Span(name), message, "put the file itself here")


def read_bytes(entry: Entry, most: int, faults: list[Fault]) -> bytes | None:
    """Read a file, one byte more than `most` at the most; None and a fault where it fails."""
    flags = os.O_RDONLY
    for extra in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, extra, 0)
    try:
        handle = os.open(entry.path, flags)
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                faults.append(_not_regular(entry.name))
                return None
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        message = f"the file cannot be read: {_why(error)}"
        faults.append(Fault(UNREADABLE, Span(entry.name), message))
        return None


def _why(error: OSError | ValueError) -> str:
    return str(getattr(error, "strerror", None) or "its name is none").lower()


#: folders of a dataset
_FOLDERS = ("observations", "commentary", "published", "layouts")


def mistaken(entries: list[Entry]) -> Iterator[Fault]:
    """Give the folders of a dataset whose name is nearly one that is read."""
    import difflib

    names = {entry.name.rsplit("/", 1)[1]: entry for entry in entries if entry.is_folder}
    for name, entry in names.items():
        near = difflib.get_close_matches(name.lower(), _FOLDERS, n=1, cutoff=0.7)
        if near and name not in _FOLDERS and near[0] not in names:
            message = f"the folder `{name}` is not read"
            yield Fault(UNREADABLE, Span(entry.name), message, f"did you mean `{near[0]}`?")


def stray_tables(entries: list[Entry]) -> Iterator[Fault]:
    """Give the files among CSV files that are none, such as workbooks."""
    for entry in entries:
        name = entry.name.rsplit("/", 1)[1]
        if entry.is_folder or name.endswith(".csv") or name.startswith((".", "~$")):
            continue
        if name.lower().endswith((".csv", ".xlsx", ".xls", ".ods", ".tsv", ".txt")):
            message = "this file is not read: observations and published cells are .csv files"
            yield Fault(UNREADABLE, Span(entry.name), message, "save it as CSV UTF-8, named .csv")


def stray(entries: list[Entry], known: set[str]) -> Iterator[Fault]:
    """Give a fault for every .yml, and for every .yaml that means nothing where it stands."""
    for entry in entries:
        if entry.is_folder or entry.name in known:
            continue
        small = entry.name.lower()
        if small.endswith((".yml", ".yaml.txt", ".yml.txt")) or (
            small.endswith(".yaml") and not entry.name.endswith(".yaml")
        ):
            shown = entry.name.rsplit("/", 1)[1]
            message = f"`{shown}` is not read: spec files end in .yaml"
            yield Fault(UNREADABLE, Span(entry.name), message, "name it .yaml")
        elif entry.name.endswith(".yaml"):
            message = "a .yaml file of this name means nothing here"
            yield Fault(
                UNREADABLE, Span(entry.name), message, "rename it, or move it out of the specs"
            )
