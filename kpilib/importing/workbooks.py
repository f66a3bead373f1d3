"""Workbooks, .xlsx and .ods: cells by python-calamine, and what it leaves out from the XML.

Needs ``kpilib[excel]``. calamine gives a formula that failed as an empty cell, and does not tell
hidden rows or number formats; `kpilib.importing.sheet_xml` reads those (ECMA-376 part 1, 18.3;
OpenDocument 1.3 part 3, 9.1).
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from kpilib.errors import UsageError
from kpilib.importing.grids import Grid
from kpilib.importing.sheet_xml import Facts, ods_facts, xlsx_facts

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

#: a workbook holds at most so much once it is unpacked
_LARGEST = 400_000_000
#: a sheet is read up to here
_CELLS = 5_000_000


def read_workbook(data: bytes, file: str, sheet: str | None) -> Grid:
    """Read one sheet: the one named, or the only one that is not hidden and not empty."""
    try:
        import python_calamine
    except ModuleNotFoundError:
        message = f"{file} is a workbook, which needs python-calamine: pip install kpilib[excel]"
        raise UsageError(message) from None
    archive = _archive(data, file)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        name, facts = _sheet(book, archive, file, sheet)
        found = book.get_sheet_by_name(name)
        rows = found.to_python(skip_empty_area=False)
        merged = [(*first, *last) for first, last in found.merged_cell_ranges or ()]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise UsageError(f"{file} cannot be read as a workbook: {error}") from None
    return Grid(
        file, name, rows, (), merged, facts.errors, frozenset(facts.hidden_rows),
        frozenset(facts.hidden_columns), frozenset(facts.percentages),
    )  # fmt: skip


def _archive(data: bytes, file: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UsageError(f"{file} is damaged: it begins like a workbook and is none") from None
    if size > _LARGEST:
        raise UsageError(f"{file} unpacks to more than {_LARGEST:,} bytes; it is not read")
    return archive


def _sheet(
    book: CalamineWorkbook, archive: zipfile.ZipFile, file: str, wanted: str | None
) -> tuple[str, Facts]:
    """Choose the sheet; its XML is looked at before anything is made of its cells."""
    names = list(book.sheet_names)
    if wanted is not None and wanted not in names:
        raise UsageError(f"{file} has no sheet `{wanted}`: there are {', '.join(names)}")
    visible = [one.name for one in book.sheets_metadata if "Visible" in str(one.visible)]
    asked = visible if wanted is None else [wanted]
    full = {name: facts for name in asked if (facts := _facts(archive, name, file)).extent[0]}
    if not full:
        raise UsageError(f"{file} has no sheet with cells")
    if len(full) > 1:
        several = ", ".join(full)
        raise UsageError(f"{file} has several sheets ({several}): a layout names one, `sheet:`")
    ((name, facts),) = full.items()
    if facts.extent[0] * facts.extent[1] > _CELLS:
        raise UsageError(f"{name} of {file} spans more than {_CELLS:,} cells")
    return name, facts


def _facts(archive: zipfile.ZipFile, name: str, file: str) -> Facts:
    is_ods = "content.xml" in archive.namelist()
    facts = ods_facts(archive, name) if is_ods else xlsx_facts(archive, name)
    if facts is None:
        message = "cannot be read: its XML is damaged, or says what no spreadsheet says"
        raise UsageError(f"{name} of {file} {message}")
    return facts
