"""``kpilib owners``: CODEOWNERS from the registers."""

from __future__ import annotations

import argparse

from kpilib.commands.output import add_output, complain, deliver, project_of
from kpilib.project.yaml.owners import codeowners
from kpilib.values.repository import within


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print who is asked to review which file; 1 if the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    text = codeowners(project.catalogue, project.configuration.specs, within(project.root))
    deliver(text, options)
    return failed
