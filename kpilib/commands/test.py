"""``kpilib test``: the tests that analysts wrote, what they cover, and properties."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kpilib.commands.output import complain, project_of
from kpilib.figures.proof.coverage import coverage
from kpilib.figures.proof.outline import to_text
from kpilib.figures.proof.running import run_cases
from kpilib.project.project import Project
from kpilib.values import atomic
from kpilib.values.errors import UsageError
from kpilib.values.safe import for_stream


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--junit", metavar="FILE", help="write the outcomes as JUnit XML")
    parser.add_argument("--coverage", action="store_true", help="say what no test touches")
    words = "draw observations that obey the specs, and look for figures that cannot be"
    parser.add_argument("--properties", action="store_true", help=words)
    parser.add_argument("--examples", metavar="N", type=int, default=200, help="draws a row")
    parser.add_argument("--refs", nargs="+", metavar="REF", help="properties of these rows only")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the tests; 1 if one fails, a property does not hold, or the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    if options.properties:
        return _properties(project, options) or failed
    outcomes = run_cases(project)
    if options.junit is not None:
        from kpilib.publications.proof_as_junit import to_junit

        try:
            atomic.write(Path(options.junit), to_junit(outcomes).encode())
        except OSError as error:
            raise UsageError(f"{options.junit} cannot be written: {error.strerror}") from None
    parts = coverage(project, outcomes) if options.coverage else ()
    print(for_stream(to_text(outcomes, parts), sys.stdout.encoding), end="")
    return failed or int(any(not one.passed for one in outcomes))


def _properties(project: Project, options: argparse.Namespace) -> int:
    try:
        from kpilib.figures.proof.properties import broken_properties
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise UsageError("--properties needs hypothesis: pip install kpilib[test]") from None
    found = list(broken_properties(project, options.refs, options.examples))
    for one in found:
        print(for_stream(one, sys.stdout.encoding))
    if not found:
        print("every property holds for all observations drawn")
    return int(bool(found))
