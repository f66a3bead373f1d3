"""A project as it is in a folder or was in a git revision; no checkout is touched.

git is asked by its own command, with a list of words and without a shell. Nothing of the
repository is run: files are read as objects, never checked out, so no hook or filter applies.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kpilib.project.project import Project
from kpilib.project.revisions.git import Objects, Tree, asked, repository
from kpilib.project.yaml.configuration import CSV, POSTGRES, at, read
from kpilib.project.yaml.loader import load_specs
from kpilib.values.errors import UsageError
from kpilib.values.files import MOST_FILES

_PROJECT_FILES = ("kpilib.toml", "pyproject.toml", "CHANGELOG.md")
#: what holds specs and observations, and the sums of the latter
_SPECS = (".yaml", ".yml", ".csv", "SHA256SUMS")
#: below the folder of the specs lie those of the datasets, below them those of their files
_DEPTH = 3
_HASH = re.compile("[0-9a-f]{40,64}").fullmatch
_is_folder = re.compile(r"\.{0,2}([/\\].*)?|[A-Za-z]:([/\\].*)?", re.DOTALL).fullmatch


def is_folder(name: str) -> bool:
    r"""Return whether a name is written as a folder is; anything else names a revision.

    What the repository holds does not count: whoever proposes a change could choose its base by
    a folder that is called like it.

    >>> [is_folder(name) for name in ("./before", "..", "/tmp/x", "C:\\x", "main", "v1/../x")]
    [True, True, True, True, False, False]
    """
    return name != "" and _is_folder(name) is not None


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Project]:
    """Read the project of a folder, or of a revision of the repository that holds `folder`.

    `folder` is the project's own. Raises UsageError where there is no project of that name.
    """
    if is_folder(name):
        yield Project(load_specs(at(name)))
        return
    with opened_revision(name, folder) as found:
        yield found


@contextmanager
def opened_revision(name: str, folder: Path) -> Iterator[Project]:
    """Read the project of a revision, whatever the folders here are called."""
    with tempfile.TemporaryDirectory(prefix="kpilib-") as temporary:
        target = Path(os.path.realpath(temporary))
        _extract(name, folder, target)
        _lend_store(folder, target)
        yield Project(load_specs(at(str(target))))


def merge_base(name: str, folder: Path) -> str:
    """Return the revision from which the work in a folder began to differ from another one."""
    commit = _commit(name, folder)
    try:
        return asked(folder, "merge-base", commit, "HEAD").decode().strip()
    except UsageError:
        message = f"`{name}` and the work here have no revision in common"
        raise UsageError(f"{message}; in CI, fetch the history (fetch-depth: 0)") from None


def _commit(name: str, folder: Path) -> str:
    repository(folder)
    words = ("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    try:
        found = "" if name.startswith(":") else asked(folder, *words).decode().strip()
        if not _HASH(found):  # a search of the commit messages, or several revisions
            raise ValueError
        return found
    except (UsageError, ValueError) as error:
        if "not installed" in str(error) or "stands for several" in str(error):
            raise
        message = f"`{name}` is no revision of this repository"
        if os.path.isdir(name):
            raise UsageError(f"{message}; the folder is written ./{name}") from None
        raise UsageError(f"{message}; in CI, fetch it first (fetch-depth: 0)") from None


def _extract(name: str, folder: Path, target: Path) -> None:
    """Write the project's files of a revision below a folder: those that a project has, only."""
    commit = _commit(name, folder)
    with Objects(folder, commit) as objects:
        tree = objects.tree(within=repository(folder)[1])
        if tree is not None:
            for one in _PROJECT_FILES:
                if one in tree.files:
                    _write(target / one, objects.file(tree, one))
        configuration = read(str(target))
        if tree is None or configuration is None:
            raise UsageError(f"{name} holds no project at this place")
        for part in {configuration.indicators, configuration.specs}:
            found: Tree | None = tree
            for step in part.split("/"):
                found = found and objects.below(found, step)
            if found is not None:
                _copy(objects, found, target / part, _DEPTH)
                if objects.files > 10 * MOST_FILES:
                    raise UsageError(f"{name} holds more than {10 * MOST_FILES:,} files of specs")


def _copy(objects: Objects, tree: Tree, target: Path, depth: int) -> None:
    for one in filter(_is_plain, tree.files):
        if one.endswith(_SPECS) and objects.files <= 10 * MOST_FILES:
            _write(target / one, objects.file(tree, one))
    for one in filter(_is_plain, tree.folders if depth > 1 else ()):
        below = objects.below(tree, one)
        if below is not None:
            _copy(objects, below, target / one, depth - 1)


def _is_plain(name: str) -> bool:
    """Return whether a name is one of a file or folder right there, on any system."""
    return not any(one in name for one in "\\:")


def _write(file: Path, data: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "xb") as handle:
            handle.write(data)
    except FileExistsError:
        message = f"the revision has two files, or a file and a folder, that are called {file.name}"
        raise UsageError(message) from None


def _lend_store(folder: Path, target: Path) -> None:
    """Copy the folder's store for a revision where it is a database, which git does not keep."""
    try:
        store = at(str(target)).store
    except UsageError:
        return
    if store in (CSV, POSTGRES) or (target / store).exists():
        return
    for name in (store, f"{store}-wal"):
        file = Path(os.path.realpath(folder), name)
        if file.is_file() and os.path.realpath(file) == str(file):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / name)
