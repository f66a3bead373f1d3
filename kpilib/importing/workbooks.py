"""Workbooks, .xlsx and .ods: cells by python-calamine, and what it leaves out from the XML.

Needs ``kpilib[excel]``. calamine gives a formula that failed as an empty cell, and does not tell
hidden rows or number formats; `kpilib.importing.sheet_xml` reads those (ECMA-376 part 1, 18.3;
OpenDocument 1.3 part 3, 9.1).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from kpilib.errors import UsageError
from kpilib.importing.grids import Grid
from kpilib.importing.sheet_xml import MOST_CHARACTERS, Facts, XlsxFacts, ods_facts

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

#: a workbook holds at most so much once it is unpacked
_LARGEST = 400_000_000
#: a sheet is read up to here
_CELLS = 5_000_000
#: a workbook has at most so many sheets, and its archive so many parts
_SHEETS, _PARTS = 1_000, 10_000
_UNREAD = "cannot be read: its XML is damaged, or says what no spreadsheet says"


def read_workbook(data: bytes, file: str, sheet: str | None) -> Grid:
    """Read one sheet: the one named, or the only one that is not hidden and not empty."""
    try:
        import python_calamine
    except ModuleNotFoundError:
        message = f"{file} is a workbook, which needs python-calamine: pip install kpilib[excel]"
        raise UsageError(message) from None
    plain, archive = _plain(_archive(data, file), file)
    # of an .ods file calamine makes all that it holds at once
    ods = _ods(archive, file)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(plain))
        name, facts = _sheet(book, archive, file, sheet, ods)
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
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _damaged(file) from None
    if len(entries) > _PARTS:
        raise UsageError(f"{file} has more than {_PARTS:,} parts; it is not read")
    if sum(entry.file_size for entry in entries) > _LARGEST:
        raise UsageError(f"{file} unpacks to more than {_LARGEST:,} bytes; it is not read")
    return archive


def _plain(archive: zipfile.ZipFile, file: str) -> tuple[bytes, zipfile.ZipFile]:
    """Return an archive of the parts that are text, unpacked, each once: what is checked is read.

    Two readers may differ in what they make of sizes that lie, or of two parts of one name.
    """
    target = io.BytesIO()
    room = _LARGEST
    try:
        with zipfile.ZipFile(target, "w") as copy:
            for name in dict.fromkeys(archive.namelist()):
                if name.endswith((".xml", ".rels")) or name == "mimetype":
                    with archive.open(name) as part:
                        data = part.read(room + 1)
                    room -= len(data)
                    if room < 0:
                        message = f"{file} unpacks to more than {_LARGEST:,} bytes; it is not read"
                        raise UsageError(message)
                    copy.writestr(name, data)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError):
        raise _damaged(file) from None
    except RuntimeError:
        raise UsageError(f"{file} has a password; save it without one") from None
    return target.getvalue(), zipfile.ZipFile(target)


def _damaged(file: str) -> UsageError:
    return UsageError(f"{file} is damaged: it begins like a workbook and is none")


def _ods(archive: zipfile.ZipFile, file: str) -> dict[str, Facts] | None:
    """Return the facts of an .ods file's sheets, which are not too much together; else None."""
    if "content.xml" not in archive.namelist():
        return None
    found = ods_facts(archive)
    if found is None:
        raise UsageError(f"{file} {_UNREAD}")
    if len(found) > _SHEETS:
        raise UsageError(f"{file} has more than {_SHEETS:,} sheets; it is not read")
    if sum(facts.extent[0] * facts.extent[1] for facts in found.values()) > _CELLS:
        raise UsageError(f"the sheets of {file} span more than {_CELLS:,} cells")
    if sum(facts.characters[0] for facts in found.values()) > MOST_CHARACTERS:
        raise UsageError(f"the cells of {file} hold more than {MOST_CHARACTERS:,} characters")
    return found


def _sheet(
    book: CalamineWorkbook, archive: zipfile.ZipFile, file: str, wanted: str | None,
    ods: dict[str, Facts] | None,
) -> tuple[str, Facts]:  # fmt: skip
    """Choose the sheet; its XML is looked at before anything is made of its cells."""
    names = list(book.sheet_names)
    if len(names) > _SHEETS:
        raise UsageError(f"{file} has more than {_SHEETS:,} sheets; it is not read")
    if wanted is not None and wanted not in names:
        raise UsageError(f"{file} has no sheet `{wanted}`: there are {', '.join(names)}")
    visible = [one.name for one in book.sheets_metadata if "Visible" in str(one.visible)]
    asked = visible if wanted is None else [wanted]
    of = XlsxFacts(archive).of if ods is None else ods.get
    full: dict[str, Facts] = {}
    for name in asked:
        facts = of(name)
        if facts is None:
            raise UsageError(f"{name} of {file} {_UNREAD}")
        if facts.extent[0]:
            full[name] = facts
    if not full:
        raise UsageError(f"{file} has no sheet with cells")
    if len(full) > 1:
        several = ", ".join(full)
        raise UsageError(f"{file} has several sheets ({several}): a layout names one, `sheet:`")
    ((name, facts),) = full.items()
    if facts.extent[0] * facts.extent[1] > _CELLS:
        raise UsageError(f"{name} of {file} spans more than {_CELLS:,} cells")
    return name, facts
