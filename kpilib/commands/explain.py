"""``kpilib explain``: how one figure came about, down to the observations."""

from __future__ import annotations

import argparse

import kpilib
from kpilib.commands.output import add_output, complain, deliver, project_of
from kpilib.values.safe import one_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--period", required=True, metavar="MONTH", help="such as 2016-09")
    parser.add_argument("--geography", metavar="NAME")
    parser.add_argument("--dataset", metavar="DATASET")
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the explanation; 1 if the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    outline = kpilib.explain(
        project, options.ref, options.period, options.geography, dataset=options.dataset
    )
    text = "\n".join(map(one_line, outline.lines())) + "\n"
    deliver(text, options, for_person=True)
    return failed
