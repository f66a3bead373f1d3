"""``kpilib report``: the published dataset of a month."""

from __future__ import annotations

import argparse
import shutil
import sys

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
from kpilib.commands.values import add_as_of, date
from kpilib.values.errors import UsageError

FORMATS = ("text", "csv", "json", "markdown", "html", "xlsx")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("dataset", nargs="?", metavar="DATASET")
    parser.add_argument("--period", metavar="MONTH", help="such as 2016-09; default: the last")
    parser.add_argument("--geography", metavar="NAME")
    add_as_of(parser)
    parser.add_argument(
        "--changes", nargs="?", const="", metavar="DATE", type=_day,
        help="list what moved since that day; without a day: since the last vintage",
    )  # fmt: skip
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--live", action="store_true", help="with xlsx: add the formulas as formulas of Excel"
    )
    add_bom(parser)
    add_output(parser)
    parser.set_defaults(run=run)


def _day(text: str) -> str:
    return text and date(text)


def run(options: argparse.Namespace) -> int:
    """Print the report; 1 if the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    found = kpilib.report(
        project,
        options.dataset,
        period=options.period,
        geography=options.geography,
        as_of=options.as_of,
    )
    check_bom(options, is_csv=options.format == "csv")
    if options.live and options.format != "xlsx":
        raise UsageError("--live goes with --format xlsx")
    if options.changes is not None:
        if options.format in ("csv", "xlsx"):
            raise UsageError("--changes goes with text, json, markdown or html")
        from kpilib.figures.report.changes import with_changes

        found = with_changes(project, found, options.as_of, options.changes or None)
    deliver(_written(project, found, options), options, for_person=options.format == "text")
    return failed


def _written(
    project: kpilib.Project, found: kpilib.Report, options: argparse.Namespace
) -> str | bytes:
    if options.format == "csv":
        from kpilib.publications.report.csv import to_csv

        return with_mark(to_csv(found), options)
    if options.format == "json":
        from kpilib.publications.report.json import to_json as write
    elif options.format == "markdown":
        from kpilib.publications.report.markdown import to_markdown as write
    elif options.format == "text":
        from kpilib.publications.report.text import to_text

        width = shutil.get_terminal_size((80, 24)).columns
        # a file is UTF-8, whatever the terminal is
        encoding = sys.stdout.encoding if options.output is None else "utf-8"
        return to_text(found, width, encoding)
    else:
        return _published(project, found, options)
    return write(found)


def _published(
    project: kpilib.Project, found: kpilib.Report, options: argparse.Namespace
) -> str | bytes:
    from kpilib.publications.parts.publication import Publication

    publication = Publication(project, found, as_of=options.as_of)
    if options.format == "html":
        from kpilib.publications.pages.report import to_html

        return to_html(publication)
    from kpilib.publications.workbook.writing import to_xlsx

    if options.output is None and sys.stdout.isatty():
        raise UsageError("a workbook is no text for a terminal: name a file with -o report.xlsx")
    return to_xlsx(publication, live=options.live)
