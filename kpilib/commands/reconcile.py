"""``kpilib reconcile``: every printed cell against the computed one."""

from __future__ import annotations

import argparse
import json

import kpilib
from kpilib.commands.output import add_output, complain, deliver, project_of
from kpilib.values.safe import one_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("dataset", nargs="?", metavar="DATASET")
    parser.add_argument("--period", required=True, metavar="MONTH", help="such as 2016-09")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_output(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the differences; 1 while one is unexplained or stale, or the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    found = kpilib.reconcile(project, options.dataset, period=options.period)
    if options.format == "json":
        deliver(as_json(found), options)
    else:
        deliver(as_text(found), options, for_person=True)
    return failed or int(not found.is_clean)


def as_json(found: kpilib.Reconciliation) -> str:
    """Give the reconciliation as JSON."""
    data = found._asdict()
    del data["faults"]
    data["differences"] = [difference._asdict() for difference in found.differences]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_text(found: kpilib.Reconciliation) -> str:
    """Give the reconciliation for a terminal."""
    lines = [f"{fault.span}: {one_line(fault.message)}" for fault in found.faults]
    for cell in found.differences:
        printed, computed = (
            "no such cell" if text is None else f"`{one_line(text)}`"
            for text in (cell.printed, cell.computed)
        )
        lines.append(
            f"{one_line(cell.ref)}, {one_line(cell.column)}: printed {printed}, computed {computed}"
        )
        if cell.stale:
            lines.append("    STALE: differences.yaml declares other texts; correct or delete it")
        elif cell.reason is None:
            lines.append("    UNEXPLAINED: correct it, or declare it in differences.yaml")
        else:
            lines.append(f"    {one_line(cell.reason)}")
    lines.append(
        f"{found.cells} cells: {found.equal} equal, {found.explained} explained,"
        f" {found.unexplained} unexplained; {found.stale} stale"
    )
    return "\n".join(lines) + "\n"
