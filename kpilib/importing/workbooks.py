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
from kpilib.importing.sheet_xml import ods_facts, xlsx_facts

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

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
        name = _sheet(book, file, sheet)
        found = book.get_sheet_by_name(name)
        if found.total_height * found.total_width > _CELLS:
            raise UsageError(f"{name} of {file} has more than {_CELLS:,} cells")
        rows = found.to_python(skip_empty_area=False)
        merged = [(*first, *last) for first, last in found.merged_cell_ranges or ()]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise UsageError(f"{file} cannot be read as a workbook: {error}") from None
    is_ods = "content.xml" in archive.namelist()
    facts = ods_facts(archive, name) if is_ods else xlsx_facts(archive, name)
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


def _sheet(book: CalamineWorkbook, file: str, wanted: str | None) -> str:
    names = list(book.sheet_names)
    if wanted is not None:
        if wanted in names:
            return wanted
        raise UsageError(f"{file} has no sheet `{wanted}`: there are {', '.join(names)}")
    visible = [one.name for one in book.sheets_metadata if "Visible" in str(one.visible)]
    full = [name for name in visible if _is_filled(book.get_sheet_by_name(name))]
    if len(full) == 1:
        return full[0]
    if not full:
        raise UsageError(f"{file} has no sheet with cells")
    raise UsageError(f"{file} has several sheets ({', '.join(full)}): a layout names one, `sheet:`")


def _is_filled(sheet: CalamineSheet) -> bool:
    return bool(sheet.total_height and sheet.total_width)
