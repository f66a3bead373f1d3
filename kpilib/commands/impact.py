"""``kpilib impact``: everything downstream of an indicator or a register's entry."""

from __future__ import annotations

import argparse

from kpilib.commands.output import add_output, complain, deliver, project_of
from kpilib.figures.explanation import drawing
from kpilib.figures.explanation.impact import impact

FORMATS = ("text", "json", "mermaid", "dot")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    words = "a ref, or the id of a denominator, comparator, person or area"
    parser.add_argument("name", metavar="NAME", help=words)
    parser.add_argument("--format", choices=FORMATS, default="text")
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what is reached; 1 if the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    found = impact(project, options.name)
    if options.format == "mermaid":
        text = drawing.to_mermaid(found.edges, (found.name, *found.refs))
    elif options.format == "dot":
        text = drawing.to_dot(found.edges, (found.name, *found.refs))
    elif options.format == "json":
        text = drawing.to_json(found.edges, found)
    else:
        text = drawing.to_text(found)
    deliver(text, options, for_person=options.format == "text")
    return failed
