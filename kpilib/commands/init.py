"""``kpilib init``: a small project that validates, to begin from."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from kpilib.project.validation import read_at
from kpilib.project.yaml.owners import codeowners
from kpilib.project.yaml.scaffold import FILES
from kpilib.project.yaml.schema import schemas
from kpilib.values import atomic
from kpilib.values.atomic import UNFINISHED
from kpilib.values.errors import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("folder", nargs="?", default=".", metavar="DIR")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the files of a new project; nothing that is there is touched."""
    folder = Path(options.folder)
    files = dict(FILES)
    files |= {
        f"specs/schema/{name}": json.dumps(schema, indent=1) + "\n"
        for name, schema in schemas().items()
    }
    _check(folder, files)
    for name, text in files.items():
        _write(folder / name, text)
    project = read_at(folder)
    owners = codeowners(project.catalogue, project.configuration.specs)
    _write(folder / ".github" / "CODEOWNERS", owners)
    print(f"wrote {len(files) + 1} files to {folder}; next: kpilib validate, kpilib report")
    return 0


def _check(folder: Path, files: dict[str, str]) -> None:
    """Refuse a folder that holds anything of a project but what an init broken off has left."""
    last = ".github/CODEOWNERS"
    there = [name for name in (*files, last) if os.path.lexists(folder / name)]
    strange = [name for name in there if name == last or not _is(folder / name, files[name])]
    for name in ("indicators", "specs"):
        for path in sorted((folder / name).rglob("*")) if (folder / name).is_dir() else ():
            shown = path.relative_to(folder).as_posix()
            if shown not in files and not path.is_dir() and not path.name.endswith(UNFINISHED):
                strange.append(shown)
        if os.path.lexists(folder / name) and not (folder / name).is_dir():
            strange.append(name)
    if strange:
        raise UsageError(f"{folder / strange[0]} is there already; init begins in an empty folder")


def _is(path: Path, text: str) -> bool:
    """Return whether a plain file holds that text."""
    try:
        return not path.is_symlink() and path.read_bytes() == text.encode()
    except OSError:
        return False


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(path, text.encode())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
