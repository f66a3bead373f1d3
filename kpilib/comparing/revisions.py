"""A project as it is in a folder or was in a git revision; no checkout is touched.

git is asked by its own command, with a list of words and without a shell. Nothing of the
repository is run: files are read as objects, never checked out, so no hook or filter applies.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kpilib.errors import UsageError
from kpilib.project import Project
from kpilib.spec.configuration import CSV, POSTGRES, at, read
from kpilib.spec.files import MOST_FILES
from kpilib.spec.loader import load_specs

#: a revision's specs and observations have at most so many bytes
_MOST_BYTES = 500_000_000
_FILES = ("100644", "100755")


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Project]:
    """Read the project of a folder, or of a revision of the repository that holds `folder`.

    `folder` is the project's own; a name that is neither folder nor revision is a UsageError.
    """
    if os.path.isdir(name) and read(os.path.realpath(name)) is not None:
        yield Project(load_specs(at(name)))
        return
    with tempfile.TemporaryDirectory(prefix="kpilib-") as temporary:
        target = Path(os.path.realpath(temporary))
        _extract(name, folder, target)
        _lend_store(folder, target)
        yield Project(load_specs(at(str(target))))


def merge_base(name: str, folder: Path) -> str:
    """Give the revision from which the work in a folder began to differ from another one."""
    commit = _commit(name, folder)
    try:
        return _git(folder, "merge-base", commit, "HEAD").decode().strip()
    except UsageError:
        message = f"`{name}` and the work here have no revision in common"
        raise UsageError(f"{message}; in CI, fetch the history (fetch-depth: 0)") from None


def _repository(folder: Path) -> tuple[Path, str]:
    """Give the folder that holds .git, and the path of the project within it.

    git is told where it is: left to look by itself it would take committed files that look like
    a repository for one, with whatever commands their configuration holds.
    """
    for above in (folder, *folder.parents):
        if (above / ".git").exists():
            within = folder.relative_to(above).as_posix()
            return above, "" if within == "." else f"{within}/"
    raise UsageError(f"{folder} lies in no git repository, and a revision was asked for")


def _git(folder: Path, *words: str, given: bytes | None = None) -> bytes:
    """Run git; UsageError where it fails or is not there."""
    root, _ = _repository(folder)
    command = ["git", f"--git-dir={root / '.git'}", f"--work-tree={root}"]
    for setting in ("core.fsmonitor=false", "core.quotePath=false", "protocol.allow=never"):
        command += ["-c", setting]
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    environment["GIT_NO_LAZY_FETCH"] = "1"
    try:
        done = subprocess.run(  # noqa: S603
            [*command, *words], cwd=root, input=given, capture_output=True, check=False,
            env=environment, stdin=None if given is not None else subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        raise UsageError("git is not installed, and a revision was asked for") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git {words[0]}: {said[0] if said else 'failed'}")
    return done.stdout


def _commit(name: str, folder: Path) -> str:
    _repository(folder)
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    try:
        return _git(folder, *words).decode().strip()
    except (UsageError, ValueError) as error:
        if "not installed" in str(error):
            raise
        message = f"`{name}` is neither the folder of a project nor a revision of this repository"
        raise UsageError(f"{message}; in CI, fetch it first (fetch-depth: 0)") from None


def _extract(name: str, folder: Path, target: Path) -> None:
    """Write the project's files of a revision below a folder."""
    commit = _commit(name, folder)
    wanted = [entry for entry in _listing(commit, folder) if _is_of_project(entry[2])]
    if len(wanted) > 10 * MOST_FILES:
        raise UsageError(f"{name} holds more than {10 * MOST_FILES:,} files of specs")
    if sum(size for _, size, _ in wanted) > _MOST_BYTES:
        raise UsageError(f"the specs of {name} have more than {_MOST_BYTES:,} bytes")
    asked = "".join(f"{object_}\n" for object_, _, _ in wanted).encode()
    data = _git(folder, "cat-file", "--batch", given=asked)
    place = 0
    for _, size, path in wanted:
        end = data.index(b"\n", place)
        if not data[place:end].endswith(f" blob {size}".encode()):
            raise UsageError(f"{path} of {name} is missing in the repository")
        place = end + 1
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data[place : place + size])
        place += size + 1
    if not wanted:
        raise UsageError(f"{name} holds no project at this place")


def _listing(commit: str, folder: Path) -> Iterator[tuple[str, int, str]]:
    """Give object, size and path, within the project, of every plain file."""
    _, prefix = _repository(folder)
    tree = _git(folder, "ls-tree", "-r", "-l", "-z", commit, "--", prefix or ".")
    for entry in tree.decode("utf-8", "surrogateescape").split("\0"):
        if not entry:
            continue
        facts, _, path = entry.partition("\t")
        mode, _, object_, size = facts.split()
        if mode in _FILES and ".." not in path.split("/") and path.startswith(prefix):
            if not size.isdecimal():
                raise UsageError(f"{path} of {commit[:12]} is missing in the repository")
            yield object_, int(size), path.removeprefix(prefix)


def _is_of_project(path: str) -> bool:
    """Say whether a path may hold specs or observations: text files, and project files."""
    return path.endswith(
        (".yaml", ".yml", ".csv", "kpilib.toml", "pyproject.toml", "SHA256SUMS", "CHANGELOG.md")
    )


def _lend_store(folder: Path, target: Path) -> None:
    """Give a revision the store of the folder where it is a database, which git does not keep."""
    try:
        store = at(str(target)).store
    except UsageError:
        return
    if store in (CSV, POSTGRES) or (target / store).exists():
        return
    for name in (store, f"{store}-wal"):
        if (folder / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, target / name)
