"""The objects of a git repository, read one by one and bounded: nothing is checked out or run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple

from kpilib.values.errors import UsageError
from kpilib.values.repository import repository_of

#: a revision's specs and observations have at most so many bytes, and so has a list of its files
MOST_BYTES = 500_000_000
MOST_OF_TREES = 20_000_000
_FILES = (b"100644", b"100755", b"100664")
_FOLDER = (b"40000", b"040000")


class Tree(NamedTuple):
    """A folder of a revision: the objects of its plain files and of its folders, by name."""

    files: Mapping[str, str]
    folders: Mapping[str, str]


def repository(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Return the folder that holds .git, and the path of a folder within it.

    git is told where it is: left to look by itself it would take committed files that look like
    a repository for one, with whatever commands their configuration holds.
    """
    above = repository_of(folder)
    if above is None:
        raise UsageError(f"{folder} lies in no git repository, and a revision was asked for")
    return above, folder.relative_to(above).parts


def asked(folder: Path, *words: str) -> bytes:
    """Run git and return what it prints; UsageError where it fails or is not there."""
    try:
        done = subprocess.run(  # noqa: S603
            _command(folder, *words), cwd=repository(folder)[0], capture_output=True, check=False,
            env=_environment(), stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        raise _not_installed() from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git {words[0]}: {said[0] if said else 'failed'}")
    if b"is ambiguous" in done.stderr:
        # whoever may name a branch or a tag could name it like what is asked for
        message = "the name stands for several: a branch, a tag, a hash"
        raise UsageError(f"git {words[0]}: {message}; write refs/heads/... or refs/remotes/...")
    return done.stdout


class Objects:
    """The objects of a commit, through one ``git cat-file``; a context manager."""

    def __init__(self, folder: Path, commit: str) -> None:
        self._commit = commit
        self._room = {"blob": MOST_BYTES, "tree": MOST_OF_TREES}
        #: how many files were read
        self.files = 0
        try:
            self._git = subprocess.Popen(  # noqa: S603
                _command(folder, "cat-file", "--batch"), cwd=repository(folder)[0],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=_environment(),
            )  # fmt: skip
        except OSError:
            raise _not_installed() from None

    def __enter__(self) -> Objects:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._git.kill()
        self._git.communicate()

    def tree(self, within: tuple[str, ...] = ()) -> Tree | None:
        """Return the tree of a folder; None where the commit has none there."""
        found: Tree | None = self._tree(f"{self._commit}^{{tree}}")
        for step in within:
            found = found and self.below(found, step)
        return found

    def below(self, tree: Tree, name: str) -> Tree | None:
        """Return a folder of a tree; None where it has none of that name."""
        found = tree.folders.get(name)
        return self._tree(found) if found is not None else None

    def file(self, tree: Tree, name: str) -> bytes:
        """Return the bytes of a file of a tree."""
        self.files += 1
        return self._read(tree.files[name], "blob", name)

    def _tree(self, name: str) -> Tree:
        """Read a tree: entries of mode, blank, name, zero byte and the bytes of the object."""
        data = self._read(name, "tree", "a folder")
        files: dict[str, str] = {}
        folders: dict[str, str] = {}
        place, size = 0, len(self._commit) // 2
        while place < len(data):
            zero = data.index(b"\0", place)
            mode, _, raw = data[place:zero].partition(b" ")
            object_ = data[zero + 1 : zero + 1 + size].hex()
            place = zero + 1 + size
            shown = os.fsdecode(raw)
            if mode in (*_FILES, *_FOLDER) and "/" not in shown and shown not in ("", ".", ".."):
                if shown in files or shown in folders:
                    raise UsageError(f"the revision has two entries that are called {shown}")
                (folders if mode in _FOLDER else files)[shown] = object_
        return Tree(files, folders)

    def _read(self, name: str, kind: str, shown: str) -> bytes:
        pipes: tuple[IO[bytes] | None, IO[bytes] | None] = self._git.stdin, self._git.stdout
        given, said = pipes
        assert given is not None
        assert said is not None
        given.write(f"{name}\n".encode())
        given.flush()
        facts = said.readline(1000).split()
        if len(facts) != 3 or facts[1] != kind.encode():
            raise UsageError(f"{shown} of {self._commit[:12]} is missing in the repository")
        size = int(facts[2])
        self._room[kind] -= size
        if self._room[kind] < 0:
            most = MOST_BYTES if kind == "blob" else MOST_OF_TREES
            what = "specs" if kind == "blob" else "lists of files"
            raise UsageError(f"the {what} of {self._commit[:12]} have more than {most:,} bytes")
        data = said.read(size + 1)
        if len(data) != size + 1:
            raise UsageError(f"{shown} of {self._commit[:12]} cannot be read")
        return data[:size]


def _command(folder: Path, *words: str) -> list[str]:
    root, _ = repository(folder)
    command = ["git", f"--git-dir={root / '.git'}", f"--work-tree={root}", "--literal-pathspecs"]
    for setting in (
        "core.fsmonitor=false", "core.quotePath=false", "core.warnAmbiguousRefs=true",
        "protocol.allow=never",
    ):  # fmt: skip
        command += ["-c", setting]
    return [*command, *words]


def _environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    return environment | {"GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1"}


def _not_installed() -> UsageError:
    return UsageError("git is not installed, and a revision was asked for")
