"""``kpilib import``: tables into observations and, of a published report, its printed cells."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kpilib.commands.output import complain, project_of
from kpilib.commands.progress import tracked
from kpilib.commands.values import date
from kpilib.figures.report.withheld import hidden_cells
from kpilib.language.dataset import Dataset
from kpilib.project.project import Project
from kpilib.project.stores.observations import Observation
from kpilib.project.tables.importing import Import, import_tables
from kpilib.project.tables.tables import Entry
from kpilib.project.tables.writing import recorded_on, write_import
from kpilib.project.yaml.layout import Layout
from kpilib.publications.findings.text import block
from kpilib.values.errors import UsageError
from kpilib.values.period import Period, asked_month
from kpilib.values.safe import for_stream, one_line
from kpilib.values.suggest import did_you_mean

#: so many changed values are listed one by one
_LISTED = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("names", nargs="+", metavar="[DATASET] FILE ...")
    words = "the tables are the published report of that month: keep their cells as printed, too"
    parser.add_argument("--period", metavar="MONTH", help=words)
    words = "how the tables are laid out: a file of the dataset's folder layouts"
    parser.add_argument("--layout", metavar="NAME", help=words)
    words = "the day on which the figures became known; default: today, and for the first ones none"
    parser.add_argument("--recorded", metavar="DATE", type=date, help=words)
    words = "the day after which a month is still to come; default: today"
    parser.add_argument("--today", metavar="DATE", type=date, help=words)
    words = "say what would be added, restated and left, and write nothing"
    parser.add_argument("--dry-run", action="store_true", help=words)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import the tables; 1 where nothing is taken, a cell is refused or the specs have errors."""
    project = project_of(options)
    failed = complain(project.findings)
    named, files = _named(project, options.names)
    dataset = project.dataset(named)
    period = Period.month(asked_month(options.period)) if options.period else None
    layout = _layout(project, dataset, options.layout)

    def watch(entries: Iterator[Entry], number: int) -> Iterator[Entry]:
        return tracked(entries, "reading", number, quiet=options.quiet)

    recorded = recorded_on(project, dataset, options.recorded)
    today = datetime.date.fromisoformat(options.today) if options.today else None
    paths = [Path(file) for file in files]

    def hidden(of: Period) -> frozenset[tuple[str, str]]:
        return hidden_cells(project, dataset.dataset, of)

    found = import_tables(project, dataset, paths, period, layout, watch, recorded, today, hidden)
    for finding in found.findings:
        for line in block(finding):
            print(for_stream(line, sys.stderr.encoding), file=sys.stderr)
    for line in _summary(found, would=options.dry_run):
        print(for_stream(line, sys.stdout.encoding))
    if options.dry_run:
        print("nothing is written: this was a dry run")
    else:
        for text in write_import(project, dataset, found, recorded, period):
            print(f"wrote {text}")
    return failed or int(not found.is_clean)


def _named(project: Project, names: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """Return the dataset that is named first, None where none is, and the files."""
    if len(names) > 1 and names[0] in project.datasets:
        return names[0], names[1:]
    if len(names) > 1 and not Path(names[0]).exists():
        known = ", ".join(project.datasets)
        raise UsageError(f"`{names[0]}` is neither a dataset ({known}) nor a file that is there")
    return None, names


def _layout(project: Project, dataset: Dataset, name: str | None) -> Layout | None:
    if name is None:
        return None
    known = project.specs.layouts.get(dataset.dataset, {})
    if name not in known:
        near = did_you_mean(name, known)
        also = f"; did you mean `{near}`?" if near else f": there are {', '.join(known) or 'none'}"
        raise UsageError(f"no layout of {dataset.dataset} is called `{name}`{also}")
    return known[name]


def _summary(found: Import, *, would: bool) -> list[str]:
    """Say what an import does: figures first, then what became of the rest."""
    published = f"; {len(found.published):,} published cells" if found.published else ""
    prefix = "would be: " if would else ""
    counts = f"{len(found.added):,} added, {len(found.restated):,} restated, {found.left:,} left"
    lines = [f"{prefix}{counts}{published}"]
    if would:
        lines += [f"  added: {_cell(row)} {_said(row)}" for row in found.added[:_LISTED]]
        if len(found.added) > _LISTED:
            lines.append(f"  and {len(found.added) - _LISTED:,} more")
    for stored, new in found.restated[:_LISTED]:
        is_hidden = stored.value is not None and new.is_withheld
        before = "a figure that is withheld" if is_hidden else _said(stored)
        lines.append(f"  restated: {_cell(new)} {before}, now {_said(new)}")
    if len(found.restated) > _LISTED:
        lines.append(f"  and {len(found.restated) - _LISTED:,} more restated")
    words = {"x": "not reported", "c": "confidential", "z": "not applicable"}
    for (text, marker), count in found.markers.items():
        lines.append(f"read as {words[marker]} ({marker}): `{one_line(text)}`, {count:,} x")
    lines += _left("left out", found.left_out)
    lines += _left("left out, because they are worked out", found.worked_out)
    counted = found.counts
    cells = f"{counted.total:,} cells below the headings: {counted.read:,} read"
    return [*lines, f"{cells}, {counted.left:,} left out, {counted.refused:,} refused"]


def _left(words: str, counts: Mapping[str, int]) -> list[str]:
    """Name columns or rows that are not read, each with the number of its cells."""
    if not counts:
        return []
    shown = [f"{one_line(name)[:60]} ({count:,})" for name, count in counts.items()]
    more = f" and {len(shown) - _LISTED:,} more" if len(shown) > _LISTED else ""
    return [f"{words}: {', '.join(shown[:_LISTED])}{more}"]


def _cell(row: Observation) -> str:
    return f"{one_line(row.ref)}, {one_line(row.geography)}, {Period.month(row.month)}:"


def _said(row: Observation) -> str:
    if row.value is None:
        return f"no value ({row.marker})" if row.marker else "no value"
    return f"{row.value} ({row.marker})" if row.marker else row.value
