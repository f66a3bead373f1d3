"""``kpilib schema``: the JSON Schemas from which editors complete and check."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kpilib.commands.output import deliver
from kpilib.project.yaml.configuration import at, find
from kpilib.project.yaml.schema import schemas
from kpilib.values import atomic
from kpilib.values.errors import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("-o", dest="folder", metavar="DIR", help="write them there, a file each")
    parser.add_argument("--check", action="store_true", help="fail where the files are not current")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the schemas, write them, or compare them with the files; 1 if those are not current."""
    texts = {name: json.dumps(schema, indent=1) + "\n" for name, schema in schemas().items()}
    if options.check:
        return _check(_folder(options), texts)
    if options.folder is None:
        deliver(json.dumps(schemas(), indent=1) + "\n", argparse.Namespace())
        return 0
    for name, text in texts.items():
        try:
            Path(options.folder).mkdir(parents=True, exist_ok=True)
            atomic.write(Path(options.folder) / name, text.encode())
        except OSError as error:
            raise UsageError(f"{options.folder} cannot be written: {error.strerror}") from None
    return 0


def _folder(options: argparse.Namespace) -> Path:
    if options.folder is not None:
        return Path(options.folder)
    configuration = at(options.project) if options.project else find(".")
    return Path(configuration.root) / configuration.specs / "schema"


def _check(folder: Path, texts: dict[str, str]) -> int:
    stale = [name for name, text in texts.items() if not _is(folder / name, text)]
    for name in stale:
        print(f"{folder / name} is not current; run kpilib schema -o {folder}", file=sys.stderr)
    return int(bool(stale))


def _is(path: Path, text: str) -> bool:
    try:
        return path.read_bytes().decode() == text
    except (OSError, UnicodeDecodeError):
        return False
