"""Where a project lies in its repository."""

from __future__ import annotations

import os
from pathlib import Path

#: what CI systems call the folder of the checkout
_CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def repository_of(folder: Path) -> Path | None:
    """Return the nearest folder at or above this one that holds .git; None without one."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)


def within(root: str | os.PathLike[str]) -> str:
    """Return the project's folder in its repository, such as ``council/``; empty where it is that.

    Without .git the repository is where CI has checked it out.
    """
    folder = Path(os.path.realpath(root))
    above = repository_of(folder)
    if above is None:
        named = (os.environ.get(name) for name in _CHECKOUTS)
        tops = (Path(os.path.realpath(name)) for name in named if name)
        above = next((top for top in tops if folder.is_relative_to(top)), folder)
    path = folder.relative_to(above).as_posix()
    return "" if path == "." else f"{path}/"
