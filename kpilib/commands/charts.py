"""``kpilib charts``: the trend of every row, and small multiples of every area, as SVG files."""

from __future__ import annotations

import argparse

import kpilib
from kpilib.commands.output import complain, fill, project_of
from kpilib.commands.values import add_as_of


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
    from kpilib.publications.parts.gallery import gallery

    project = project_of(options)
    failed = complain(project.findings)
    found = kpilib.report(
        project, options.dataset, period=options.period, geography=options.geography,
        as_of=options.as_of,
    )  # fmt: skip
    drawings = gallery(project, found, options.refs)
    fill(options.output, ((name, drawing.encode()) for name, drawing in drawings))
    return failed
