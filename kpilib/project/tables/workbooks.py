"""Workbooks, .xlsx and .ods: values by python-calamine, and what else the sheet shows from its XML.

Needs ``kpilib[excel]``. calamine gives the text of a cell without its looks, a formula that failed
or was never worked out as an empty cell, and stops at an error value that it does not know; what
it leaves out is read by `kpilib.project.tables.xlsx_facts` and `kpilib.project.tables.ods_facts`.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from kpilib.project.tables.grids import Grid, Looks, Raw
from kpilib.project.tables.ods_facts import ods_facts
from kpilib.project.tables.sheet_facts import MOST_CELLS, MOST_CHARACTERS, MOST_SHEETS, Facts
from kpilib.project.tables.tables import NoTable
from kpilib.project.tables.texts import IsHeader
from kpilib.project.tables.xlsx_facts import XlsxFacts
from kpilib.values.errors import UsageError
from kpilib.values.findings import Span

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

#: a workbook holds at most so much once it is unpacked
_LARGEST = 400_000_000
#: its archive has at most so many parts
_PARTS = 10_000
#: headings are looked for in so many rows, where there are several sheets
_LOOKED_AT = 300
#: the parts that the sheets share
_CANONICAL = {
    name.lower(): name
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
                 "xl/sharedStrings.xml", "content.xml", "styles.xml")
}  # fmt: skip
# an error value in a cell: calamine knows those of 2010 and refuses the whole book for another
_ERROR_VALUE = re.compile(rb"(<(?:[A-Za-z]{1,8}:)?v\b[^<>]*>)\s*#[^<>]{1,38}(?=</)")


def read_workbook(data: bytes, file: str, sheet: str | None, is_header: IsHeader) -> Grid:
    """Read one sheet: the one named, or the only one not hidden that has cells, or headings."""
    try:
        import python_calamine
    except ModuleNotFoundError:
        message = f"{file} is a workbook, which needs python-calamine: pip install kpilib[excel]"
        raise UsageError(message) from None
    plain, archive, changed = _plain(_archive(data, file), file)
    # of an .ods file calamine makes all that it holds at once
    ods = _ods(archive, file)
    xlsx = XlsxFacts(archive, changed) if ods is None else None
    plain.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(plain)
        name, facts, unread = _sheet(book, file, sheet, ods, xlsx, is_header)
        found = book.get_sheet_by_name(name)
        rows: list[list[Raw]] = found.to_python(skip_empty_area=False)  # type: ignore[assignment]
        merged = [(*first, *last) for first, last in found.merged_cell_ranges or ()]
        merged += facts.merged
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise UsageError(f"{file} cannot be read as a workbook: {error}") from None
    for (row, column), text in facts.texts.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    formats = xlsx.formats if xlsx is not None else []
    return Grid(
        file, name, rows, (), merged, Looks(facts, formats), None,
        frozenset(facts.hidden_rows), frozenset(facts.hidden_columns), unread,
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


def _plain(
    archive: zipfile.ZipFile, file: str
) -> tuple[io.BytesIO, zipfile.ZipFile, zipfile.ZipFile]:
    """Return an archive of the parts that are text, unpacked, each once: what is checked is read.

    Two readers may differ in what they make of sizes that lie, or of two parts of one name. In
    that archive, first as bytes, every error value is one that calamine knows; the last one has
    the parts in which others stood, as they were.
    """
    target, kept = io.BytesIO(), io.BytesIO()
    room = _LARGEST
    try:
        with zipfile.ZipFile(target, "w") as copy, zipfile.ZipFile(kept, "w") as changed:
            for name, known in _names(archive).items():
                if name.endswith((".xml", ".rels")) or name == "mimetype":
                    with archive.open(name) as part:
                        data = part.read(room + 1)
                    room -= len(data)
                    if room < 0:
                        message = f"{file} unpacks to more than {_LARGEST:,} bytes; it is not read"
                        raise UsageError(message)
                    other = _ERROR_VALUE.sub(rb"\1#VALUE!", data) if b">#" in data else data
                    if other != data:
                        changed.writestr(known, data)
                    copy.writestr(known, other)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError):
        raise _damaged(file) from None
    except RuntimeError:
        raise UsageError(f"{file} has a password; save it without one") from None
    return target, zipfile.ZipFile(target), zipfile.ZipFile(kept)


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the names of the parts, each with the one under which both readers find it.

    calamine takes them in any case of letters.
    """
    names = list(dict.fromkeys(archive.namelist()))
    if len({name.lower() for name in names}) < len(names):
        raise zipfile.BadZipFile("two parts of one name")
    return {name: _CANONICAL.get(name.lower(), name) for name in names}


def _damaged(file: str) -> UsageError:
    return UsageError(f"{file} is damaged: it begins like a workbook and is none")


def _ods(archive: zipfile.ZipFile, file: str) -> dict[str, Facts] | None:
    """Return the facts of an .ods file's sheets, which are not too much together; else None."""
    if "content.xml" not in archive.namelist():
        return None
    found = ods_facts(archive)
    if isinstance(found, str):
        raise UsageError(f"{file} {found}")
    if sum(facts.extent[0] * facts.extent[1] for facts in found.values()) > MOST_CELLS:
        raise UsageError(f"the sheets of {file} span more than {MOST_CELLS:,} cells")
    if sum(facts.characters for facts in found.values()) > MOST_CHARACTERS:
        raise UsageError(f"the cells of {file} hold more than {MOST_CHARACTERS:,} characters")
    return found


def _sheet(
    book: CalamineWorkbook, file: str, wanted: str | None, ods: dict[str, Facts] | None,
    xlsx: XlsxFacts | None, is_header: IsHeader,
) -> tuple[str, Facts, tuple[str, ...]]:  # fmt: skip
    """Choose the sheet, and name those that are not read.

    Its XML is looked at before anything is made of its cells.
    """
    from python_calamine import SheetVisibleEnum

    names = list(book.sheet_names)
    if len(names) > MOST_SHEETS:
        raise UsageError(f"{file} has more than {MOST_SHEETS:,} sheets; it is not read")
    if wanted is not None and wanted not in names:
        raise UsageError(f"{file} has no sheet `{wanted}`: there are {', '.join(names)}")
    visible = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    full: dict[str, Facts] = {}
    for name in visible if wanted is None else [wanted]:
        facts = xlsx.of(name) if xlsx is not None else (ods or {}).get(name)
        if facts is None or isinstance(facts, str):
            raise UsageError(f"{name} of {file} {facts or 'cannot be read'}")
        if facts.extent[0]:
            full[name] = facts
    if not full:
        hidden = [name for name in names if name not in visible] if wanted is None else []
        also = f"; hidden sheets are not read: {', '.join(hidden)}" if hidden else ""
        message = f"nothing is taken from {file}: it has no sheet with cells{also}"
        raise NoTable(message, Span(file), "name the sheet in a layout: `sheet:`", 0)
    chosen = list(full) if len(full) == 1 else _with_headings(book, full, is_header)
    if len(chosen) != 1:
        several = ", ".join(chosen or full)
        words = "several sheets with headings" if chosen else "several sheets, none with headings"
        message = f"nothing is taken from {file}: it has {words} ({several})"
        raise NoTable(message, Span(file), "name one of them in a layout: `sheet:`", 0)
    name = chosen[0]
    return name, full[name], tuple(other for other in full if other != name)


def _with_headings(
    book: CalamineWorkbook, full: dict[str, Facts], is_header: IsHeader
) -> list[str]:
    """Return the sheets that have a row of headings near their top."""
    if sum(facts.extent[0] * facts.extent[1] for facts in full.values()) > MOST_CELLS:
        return list(full)
    found = []
    for name in full:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=_LOOKED_AT)
        if any(is_header(row) for row in rows):
            found.append(name)
    return found
