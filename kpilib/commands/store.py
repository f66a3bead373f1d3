"""``kpilib store``: make, fill, copy, ask and check the place where observations are kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from kpilib.commands.output import complain, project_of
from kpilib.commands.progress import tracked
from kpilib.project.project import Project
from kpilib.project.stores.observations import Observation, withheld_cells
from kpilib.project.stores.protocol import Store
from kpilib.project.yaml.configuration import CSV
from kpilib.values.errors import UsageError
from kpilib.values.safe import for_stream, one_line

_ACTIONS = {
    "init": "make the store that the project file names",
    "import": "take in what another store or Parquet file has",
    "export": "copy everything into another store or Parquet file",
    "history": "who said what when of one figure",
    "check": "read everything, and hold it against its checksums",
}


#: what is told of a figure that is confidential now
WITHHELD = "withheld"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions and their arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True, dest="action")
    for name, words in _ACTIONS.items():
        action = actions.add_parser(name, help=words, description=words, allow_abbrev=False)
        action.add_argument("--project", metavar="DIR", default=argparse.SUPPRESS)
        action.add_argument("-q", "--quiet", action="store_true", default=argparse.SUPPRESS)
        action.add_argument("--dataset", metavar="DATASET", help="where there are several")
        if name in ("import", "export"):
            words = "a folder of CSV files, a .sqlite, .duckdb or .parquet file, or postgresql"
            action.add_argument("place", metavar="PLACE", help=words)
        if name == "history":
            action.add_argument("ref", metavar="REF")
            action.add_argument("--period", required=True, metavar="MONTH", help="such as 2016-09")
            action.add_argument("--geography", metavar="NAME")
        if name in ("history", "export"):
            words = "tell what is confidential now and was not before, too"
            action.add_argument("--restricted", action="store_true", help=words)
        if name == "check":
            words = "take edited CSV files as they are: write SHA256SUMS anew"
            action.add_argument("--accept", action="store_true", help=words)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do what the action says; 1 where a check finds damage or the specs have errors."""
    project = project_of(options)
    dataset = project.dataset(options.dataset).dataset
    if options.action == "check":
        return _check(project, dataset, accept=options.accept)
    if options.action == "init":
        project.store(dataset, create=True).close()
        print(f"the store of {dataset} is ready: {project.configuration.store}")
        return 0
    failed = complain(project.findings)
    with closing(project.store(dataset)) as store:
        if options.action == "history":
            _history(project, store, options)
        else:
            _copy(project, store, options)
    return failed


def _copy(project: Project, store: Store, options: argparse.Namespace) -> None:
    from kpilib.project.stores.converting import convert
    from kpilib.project.stores.opening import store_at
    from kpilib.project.stores.parquet import write_parquet

    place, name = Path(options.place), project.dataset(options.dataset)
    if options.action == "export" and not options.restricted:
        _refuse_secrets(project, name.dataset)
    if options.action == "export" and place.suffix.lower() == ".parquet":
        print(f"{write_parquet(store, place)} rows written to {one_line(options.place)}")
        return
    is_export = options.action == "export"
    with closing(store_at(place, name.dataset, name.geography, create=is_export)) as other:
        source, target = (store, other) if is_export else (other, store)

        def watch(rows: Iterable[Observation]) -> Iterator[Observation]:
            total = sum(vintage.rows for vintage in source.vintages())
            return tracked(rows, "copying", total, quiet=options.quiet)

        submissions, rows = convert(source, target, watch)
    print(f"{rows} rows in {submissions} submission{'s' * (submissions != 1)} added")


def _refuse_secrets(project: Project, dataset: str) -> None:
    from kpilib.figures.report.withheld import withheld_rows

    if number := len(withheld_rows(project, dataset)):
        what = "1 figure is" if number == 1 else f"{number} figures are"
        message = f"{what} confidential now and {'was' if number == 1 else 'were'} not before"
        raise UsageError(f"{message}: --restricted copies what was said then, too")


def _history(project: Project, store: Store, options: argparse.Namespace) -> None:
    if options.ref not in project.catalogue:
        raise UsageError(f"no indicator is called `{options.ref}`")
    found = store.history(options.ref, options.geography, options.period)
    place = one_line(options.geography or store.geography)
    print(for_stream(f"{one_line(options.ref)}, {place}, {options.period}", sys.stdout.encoding))
    if not found:
        formula = project.catalogue[options.ref].formula
        print("  nothing was ever recorded" + (f": it is {formula}" if formula else ""))
    hidden = not options.restricted and bool(withheld_cells(found))
    for row in found:
        told = row._replace(value=WITHHELD, note=None) if hidden and row.value else row
        print(for_stream(f"  {_said(told)}", sys.stdout.encoding))


def _said(row: Observation) -> str:
    """Give a row of a history: day, what was said, and where from."""
    value = row.value if row.value is not None else "no value"
    marker = f" ({row.marker})" if row.marker else ""
    place = row.place("value") if row.file else None
    source = [row.source, f"{place.file}:{place.line}" if place else None, row.note]
    words = "; ".join(one_line(part) for part in source if part)
    return f"{row.recorded or 'from the start':<14}  {value + marker:<12}  {words}".rstrip()


def _check(project: Project, dataset: str, *, accept: bool) -> int:
    if accept:
        if project.configuration.store != CSV:
            raise UsageError("only CSV files are edited by hand; nothing is accepted")
        from kpilib.project.stores.csv_check import accept as accept_files

        folder = project.root / project.specs.folders[dataset] / "observations"
        print(f"{accept_files(folder)} files are taken as they are")
        return 0
    with closing(project.store(dataset)) as store:
        troubles = store.check()
        damaged = any(trouble.is_damage for trouble in troubles)
        rows = 0 if damaged else sum(one.rows for one in store.submissions())
    for trouble in troubles:
        word = "error" if trouble.is_damage else "note"
        text = f"{word}: {one_line(trouble.where)}: {one_line(trouble.message)}"
        print(for_stream(text, sys.stdout.encoding))
    if not damaged:
        others = sum(trouble.rows for trouble in troubles)
        print(_in_words(rows, others))
    return int(damaged)


def _in_words(rows: int, others: int) -> str:
    """Say how many rows were held against a checksum, and how many were not, or differ."""
    if not others:
        return f"{rows} rows: every one as it was recorded"
    if others == rows:
        return f"{rows} rows: none is known to be as it was recorded"
    return f"{rows} rows: {rows - others} as they were recorded; of {others} that is not known"
