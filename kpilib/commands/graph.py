"""``kpilib graph``: which indicator reads which, of the whole catalogue."""

from __future__ import annotations

import argparse

from kpilib.commands.output import add_output, complain, deliver, project_of
from kpilib.figures.explanation import drawing
from kpilib.figures.explanation.impact import graph


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--format", choices=("mermaid", "dot", "json"), default="mermaid")
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the graph; 1 if the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    write = {"mermaid": drawing.to_mermaid, "dot": drawing.to_dot, "json": drawing.to_json}
    deliver(write[options.format](graph(project)), options)
    return failed
