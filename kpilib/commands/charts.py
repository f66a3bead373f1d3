"""``kpilib charts``: the trend of every row, and small multiples of every area, as SVG files."""

from __future__ import annotations

import argparse
from pathlib import Path

import kpilib
from kpilib import atomic
from kpilib.commands.output import complain, project_of, tell
from kpilib.commands.values import add_as_of
from kpilib.errors import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("dataset", nargs="?", metavar="DATASET")
    parser.add_argument("-o", "--output", metavar="DIR", default=".", help="the folder; default .")
    parser.add_argument("--refs", nargs="+", metavar="REF", help="only the trends of these rows")
    parser.add_argument("--period", metavar="MONTH", help="such as 2016-09; default: the last")
    parser.add_argument("--geography", metavar="NAME")
    add_as_of(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the charts; 1 if the specs have errors."""
    from kpilib.publishing.gallery import gallery

    project = project_of(options)
    failed = complain(project.findings)
    found = kpilib.report(
        project, options.dataset, period=options.period, geography=options.geography,
        as_of=options.as_of,
    )  # fmt: skip
    folder = Path(options.output)
    if not folder.is_dir():
        raise UsageError(f"{options.output} is no folder")
    try:
        for name, drawing in gallery(project, found, options.refs):
            atomic.write(folder / name, drawing.encode())
            tell(f"wrote {folder / name}")
    except OSError as error:
        raise UsageError(f"{options.output} cannot be written: {error.strerror}") from None
    return failed
