"""``kpilib owners``: CODEOWNERS from the registers."""

from __future__ import annotations

import argparse
from pathlib import Path

from kpilib.commands.output import add_output, complain, deliver, project_of
from kpilib.spec.owners import codeowners


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print who is asked to review which file; 1 if the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    text = codeowners(project.catalogue, project.configuration.specs, _within(project.root))
    deliver(text, options)
    return failed


def _within(root: Path) -> str:
    """Give the project's folder in its repository, empty where that is the same."""
    for above in (root, *root.parents):
        if (above / ".git").exists() and above != root:
            return f"{root.relative_to(above).as_posix()}/"
        if (above / ".git").exists():
            break
    return ""
