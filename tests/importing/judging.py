"""Hold what an import takes of a drawn table against what its author meant."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from kpilib import Project, UsageError
from kpilib.project.tables.importing import Import, import_tables
from kpilib.project.yaml.layout import Layout
from tests.importing.drawing import TODAY, Drawn
from tests.importing.writing import shown

#: in these what a cell holds is not what stands in the file
_UNCOUNTED = ("looks: formula", "looks: merged")


class Verdict(NamedTuple):
    """What became of a table."""

    #: "all", "part" or "nothing" of what was meant is stored
    stored: str
    #: what is wrong; empty where nothing is
    wrong: str = ""


def judge(project: Project, table: Drawn, path: Path) -> Verdict:
    """Import a table and compare."""
    layout = Layout(**table.layout)  # type: ignore[arg-type]
    try:
        found = import_tables(project, project.dataset(), [path], None, layout, today=TODAY)
    except UsageError as error:
        return Verdict("nothing", "" if str(error) else "no sentence")
    wrong = _wrong(found, table)
    figures = [row for row in found.added if row.value is not None]
    share = "all" if len(figures) == len(table.meant) else "part" if figures else "nothing"
    if share != "all" and not wrong and not found.findings:
        wrong = "something is missing and nothing is said"
    if share == "nothing" and table.meant and found.is_clean:
        wrong = "nothing is taken and the import ends well"
    missing = len(table.meant) - len(figures)
    if missing > found.counts.refused + found.counts.left:
        wrong = wrong or "a figure is neither stored nor counted as refused or left out"
    if figures and found.counts.total != _filled(table) and table.twist not in _UNCOUNTED:
        wrong = wrong or f"{found.counts} and {_filled(table)} cells below the headings"
    return Verdict(share, wrong)


def _filled(table: Drawn) -> int:
    """Count the cells below the headings that are not blank and name no row."""
    header = next(n for n, row in enumerate(table.rows) if row and row[0].value == "Ref")
    names = {"ref", "place", "period"} if table.layout.get("shape") == "long" else {"ref"}
    naming = {
        column
        for column, cell in enumerate(table.rows[header])
        if str(cell.value).casefold() in names
        and (cell.value != "Place" or "geography_column" in table.layout)
    }
    return sum(
        bool(shown(cell).strip())
        for row in table.rows[header + 1 :]
        for column, cell in enumerate(row)
        if column not in naming
    )


def _wrong(found: Import, table: Drawn) -> str:
    for row in found.added:
        meant = table.meant.get((row.ref, row.month))
        if row.value is None:
            continue
        if meant is None:
            return f"{row.ref} of {row.month}: {row.value} is stored, and nothing is meant"
        value, mark = meant
        if Fraction(row.value) != value:
            return f"{row.ref} of {row.month}: {row.value} is stored, and {value} is meant"
        if row.marker != mark:
            return f"{row.ref} of {row.month} has the mark {row.marker}, and {mark} is meant"
    return ""
