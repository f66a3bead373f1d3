"""A folder of a site: what an earlier site left and this one does not have is taken away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from kpilib.values import atomic
from kpilib.values.errors import UsageError

#: the list of what was written, by which the next site knows what is its own
LIST = "kpilib-site.txt"
_OWN = re.compile(r"([a-z0-9-]+/){0,2}[a-z0-9-]+\.(html|svg)")


def fill(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files into a folder, which is made if need be; return how many. OSError as it comes.

    Raises UsageError where the folder holds the index of something else, or a link on the way to a
    file. Files of an earlier site that this one does not have are deleted; others are let alone.
    A site that was broken off is written anew by the next run.
    """
    known = folder / LIST
    if known.is_symlink():
        raise UsageError(f"{known} is a link; name another folder")
    if not known.exists() and (folder / "index.html").exists():
        raise UsageError(f"{folder} holds a site that is not ours; name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    before = set(known.read_text("utf-8", "replace").splitlines()) if known.is_file() else set()
    written: dict[str, None] = {}
    # what is about to be written is listed first
    with open(known, "a", encoding="utf-8", newline="\n") as listing:
        for path, data in files:
            target = _own(folder, path)
            print(path, file=listing, flush=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.is_file() or target.read_bytes() != data:
                atomic.write(target, data)
            written[path] = None
    for path in before - set(written):
        if _OWN.fullmatch(path):
            _own(folder, path).unlink(missing_ok=True)
    atomic.write(known, "".join(f"{path}\n" for path in written).encode())
    return len(written)


def _own(folder: Path, path: str) -> Path:
    """Return a file of the site; UsageError where the way to it, or itself, is a link."""
    target = folder / path
    for one in (target, *target.parents):
        if one == folder:
            break
        if one.is_symlink():
            raise UsageError(f"{one} is a link: nothing is written or deleted behind it")
    return target
