"""``kpilib import``: a wide published table into observations and published cells."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kpilib.commands.output import complain, project_of
from kpilib.errors import UsageError
from kpilib.findings import Fault, Finding, Severity
from kpilib.importing.importing import import_table, write_import
from kpilib.outputs.text import block
from kpilib.reports.safe import for_stream, one_line
from kpilib.series.period import Period, asked_month


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("names", nargs="+", metavar="[DATASET] FILE")
    parser.add_argument("--period", required=True, metavar="MONTH", help="the report's month")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import the table; 1 if a cell contradicts what is stored or the specs have errors."""
    *named, file = options.names
    if len(named) > 1:
        raise UsageError("import takes a dataset, where there are several, and one file")
    project = project_of(options)
    failed = complain(project.findings)
    dataset = project.dataset(named[0] if named else None)
    period = Period.month(asked_month(options.period))
    found = import_table(project, dataset, Path(file), period)
    said = [_finding(fault, Severity.WARNING) for fault in found.faults]
    said += [_finding(fault, Severity.ERROR) for fault in found.conflicts]
    for finding in said:
        for line in block(finding):
            print(for_stream(line, sys.stderr.encoding), file=sys.stderr)
    try:
        written = write_import(project, dataset, period, found)
    except OSError as error:
        raise UsageError(f"nothing more is written: {error}") from None
    print(
        f"{len(found.added)} values added, {found.known} known already,"
        f" {len(found.published)} published cells"
    )
    for path in written:
        print(f"wrote {path}")
    if found.left_out:
        print(f"left out: {', '.join(map(one_line, found.left_out))}")
    return failed or int(bool(found.conflicts))


def _finding(fault: Fault, severity: Severity) -> Finding:
    return Finding(
        code=fault.code,
        name="bad-row",
        severity=severity,
        message=fault.message,
        span=fault.span,
        hint=fault.hint,
        ref=fault.ref,
    )
