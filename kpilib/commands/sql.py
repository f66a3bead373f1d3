"""``kpilib sql``: the catalogue as views, in the dialect of a database."""

from __future__ import annotations

import argparse

from kpilib.commands.output import add_output, complain, deliver, project_of
from kpilib.commands.values import add_as_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("dataset", nargs="?", metavar="DATASET")
    parser.add_argument(
        "--dialect",
        default="duckdb",
        metavar="NAME",
        help="duckdb (default), postgres, spark, bigquery, tsql, or another that sqlglot knows",
    )
    add_as_of(parser)
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the script; 1 if the specs have errors."""
    from kpilib.figures.sql.script import script

    project = project_of(options)
    failed = complain(project.findings)
    text = script(project, options.dataset, dialect=options.dialect, as_of=options.as_of)
    deliver(text, options)
    return failed
