"""``kpilib export``: figures for others: open data with their metadata, or a Parquet file."""

from __future__ import annotations

import argparse
import sys

import kpilib
from kpilib.commands.output import add_bom, check_bom, complain, fill, project_of, with_mark
from kpilib.commands.values import add_as_of
from kpilib.publications.parts.slugs import is_taken
from kpilib.values.safe import for_stream, one_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("dataset", nargs="?", metavar="DATASET")
    parser.add_argument("-o", "--output", metavar="DIR", default=".", help="the folder; default .")
    parser.add_argument("--refs", nargs="+", metavar="REF", help="only these rows")
    parser.add_argument("--from", dest="start", metavar="MONTH", help="the first month")
    parser.add_argument("--to", dest="end", metavar="MONTH", help="the last month")
    add_as_of(parser)
    words = "open-data: CSV as the Department for Education lays it out (default); parquet: tidy"
    parser.add_argument(
        "--format", choices=("open-data", "parquet"), default="open-data", help=words
    )
    add_bom(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the files; 1 if the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    check_bom(options, is_csv=options.format == "open-data")
    dataset = project.dataset(options.dataset)
    evaluation = kpilib.evaluate(
        project, dataset=dataset, refs=options.refs, start=options.start, end=options.end,
        as_of=options.as_of,
    )  # fmt: skip
    name = dataset.dataset + "-1" * is_taken(dataset.dataset)
    fill(options.output, _files(evaluation, name, options).items())
    return failed


def _files(
    evaluation: kpilib.Evaluation, name: str, options: argparse.Namespace
) -> dict[str, bytes]:
    from kpilib.publications import open_data

    if options.format == "parquet":
        return {f"{name}.parquet": _parquet(evaluation)}
    lacking = open_data.undeclared(evaluation)
    if lacking:
        shown = ", ".join(map(one_line, lacking[:5])) + (", ..." if len(lacking) > 5 else "")
        _say(f"no codes are declared of {shown}: add them to geographies.yaml")
    for text in open_data.shortened(evaluation):
        _say(one_line(text))
    texts = {
        f"{name}.csv": open_data.data_file(evaluation),
        f"{name}.meta.csv": open_data.metadata_file(evaluation),
    }
    return {file: with_mark(text, options).encode() for file, text in texts.items()}


def _say(text: str) -> None:
    print(for_stream(text, sys.stderr.encoding), file=sys.stderr)


def _parquet(evaluation: kpilib.Evaluation) -> bytes:
    table = evaluation.to_arrow()
    import pyarrow.parquet

    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink)
    data: bytes = sink.getvalue().to_pybytes()
    return data
