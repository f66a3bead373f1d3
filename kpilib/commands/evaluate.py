"""``kpilib evaluate``: every indicator, geography and month, tidy."""

from __future__ import annotations

import argparse

import kpilib
from kpilib.commands.output import add_output, complain, deliver, project_of
from kpilib.commands.values import add_as_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("dataset", nargs="?", metavar="DATASET")
    parser.add_argument("--refs", nargs="+", metavar="REF", help="only these rows")
    parser.add_argument("--from", dest="start", metavar="MONTH", help="the first month")
    parser.add_argument("--to", dest="end", metavar="MONTH", help="the last month")
    add_as_of(parser)
    parser.add_argument("--format", choices=("csv", "json"), default="csv")
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the figures; 1 if the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    evaluation = kpilib.evaluate(
        project,
        dataset=options.dataset,
        refs=options.refs,
        start=options.start,
        end=options.end,
        as_of=options.as_of,
    )
    from kpilib.reports import tidy

    write = tidy.to_csv if options.format == "csv" else tidy.to_json
    deliver(write(evaluation), options)
    return failed
