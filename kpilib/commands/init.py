"""``kpilib init``: a small project that validates, to begin from."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from kpilib import atomic
from kpilib.errors import UsageError
from kpilib.spec.owners import codeowners
from kpilib.spec.scaffold import FILES
from kpilib.spec.schema import schemas
from kpilib.validation import read_at


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
    own = ("kpilib.toml", "indicators", "specs", ".github/CODEOWNERS", *files)
    there = [name for name in own if os.path.lexists(folder / name)]
    if there:
        raise UsageError(f"{folder / there[0]} is there already; init begins in an empty folder")
    for name, text in files.items():
        _write(folder / name, text)
    project = read_at(folder)
    owners = codeowners(project.catalogue, project.configuration.specs)
    _write(folder / ".github" / "CODEOWNERS", owners)
    print(f"wrote {len(files) + 1} files to {folder}; next: kpilib validate, kpilib report")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(path, text.encode())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
