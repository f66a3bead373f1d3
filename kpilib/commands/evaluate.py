"""``kpilib evaluate``: every indicator, geography and month, tidy."""

from __future__ import annotations

import argparse
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import kpilib
from kpilib.commands.output import (
    add_bom,
    add_output,
    check_bom,
    complain,
    deliver,
    project_of,
    with_mark,
)
from kpilib.commands.values import add_as_of
from kpilib.project.project import Project
from kpilib.values.errors import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("dataset", nargs="?", metavar="DATASET")
    parser.add_argument("--refs", nargs="+", metavar="REF", help="only these rows")
    parser.add_argument("--from", dest="start", metavar="MONTH", help="the first month")
    parser.add_argument("--to", dest="end", metavar="MONTH", help="the last month")
    add_as_of(parser)
    parser.add_argument("--format", choices=("csv", "json"), default="csv")
    parser.add_argument(
        "--engine",
        choices=("kernel", "duckdb"),
        default="kernel",
        help="duckdb: by the views of `kpilib sql`, in the store's own file where it is one",
    )
    parser.add_argument(
        "--stream",
        action="store_true",
        help="a block of geographies at a time, in little memory, to the .parquet or .csv file or"
        " the store that -o names; in the order of the blocks",
    )
    parser.add_argument(
        "--observations",
        metavar="FILE",
        help="with --stream: a .parquet file of observations in place of the project's store",
    )
    add_bom(parser)
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the figures; 1 if the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    check_bom(options, is_csv=options.format == "csv" and not options.stream)
    if options.stream or options.observations is not None:
        _stream(project, options)
        return failed
    from kpilib.figures.report import tidy

    asked = _asked(options)
    write = tidy.to_csv if options.format == "csv" else tidy.to_json
    if options.engine == "duckdb":
        from kpilib.figures.sql.running import figures

        cells = figures(project, **asked)
    else:
        cells = tidy.cells_of(kpilib.evaluate(project, **asked))
    deliver(with_mark(write(cells), options), options)
    return failed


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    """Give what is asked for, as every engine takes it."""
    return {name: getattr(options, name) for name in ("dataset", "refs", "start", "end", "as_of")}


def _stream(project: Project, options: argparse.Namespace) -> None:
    """Write the figures block by block."""
    from kpilib.commands.progress import tracked
    from kpilib.figures.streams.blocks import Blocks, Source
    from kpilib.figures.streams.parquet_source import ParquetSource
    from kpilib.figures.streams.sinks import write

    if not options.stream:
        raise UsageError("--observations goes with --stream")
    if options.format != "csv":
        raise UsageError("--stream writes what the ending of -o says: leave out --format")
    if options.output is None:
        raise UsageError("--stream needs -o with a .parquet or .csv file, or a store")
    if options.engine != "kernel":
        raise UsageError("--stream works with the engine `kernel`: leave out --engine")
    geography = project.dataset(options.dataset).geography
    own = os.path.join(project.configuration.root, project.configuration.store)
    if os.path.realpath(options.output) == os.path.realpath(own):
        raise UsageError(f"{options.output} is the store that is read: name another file")
    source: Source
    if options.observations is not None:
        source = ParquetSource(options.observations, geography)
    else:
        source = project.store(options.dataset)
    with closing(source) as opened:
        blocks = Blocks(project, opened, **_asked(options))
        shown = tracked(blocks, "geographies", len(blocks), quiet=options.quiet)
        try:
            write(shown, Path(options.output))
        except OSError as error:
            raise UsageError(f"{options.output} cannot be written: {error.strerror}") from None
