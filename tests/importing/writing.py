"""Write drawn tables as files: text, .xlsx, and .ods by hand."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from tests.importing.drawing import Cell, Drawn


def shown(cell: Cell) -> str:
    """Return what a text file has of a cell."""
    if cell.shown is not None:
        return cell.shown
    return "" if cell.value is None else str(cell.value)


def as_text(table: Drawn) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=table.separator, lineterminator="\n")
    writer.writerows([shown(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode(table.encoding)


def as_xlsx(table: Drawn, path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if cell.value is not None:
                put(book, sheet, r, c, cell)
    if table.hidden:
        book.add_worksheet("Empty").activate()
        sheet.very_hidden()
    book.close()


def put(book: Any, sheet: Any, r: int, c: int, cell: Cell) -> None:
    """Write a cell into a sheet."""
    looks = {"font_strikeout": True} if cell.kind == "struck" else {}
    form = book.add_format({"num_format": cell.form, **looks})
    if cell.raised or cell.struck:
        normal, raised = book.add_format({}), book.add_format({"font_script": 1})
        parts: list[Any] = [normal, str(cell.value)]
        parts += [raised, cell.raised] if cell.raised else []
        if cell.struck:
            parts = [book.add_format({"font_strikeout": True}), cell.struck, *parts]
        sheet.write_rich_string(r, c, *parts)
    elif cell.kind == "formula":
        sheet.write_formula(r, c, "=B2*2")
    elif cell.kind == "error":
        sheet.write_formula(r, c, "=1/0", None, cell.value)
    elif cell.merged > 1:
        sheet.merge_range(r, c, r, c + cell.merged - 1, cell.value)
    elif isinstance(cell.value, datetime.date):
        sheet.write_datetime(r, c, cell.value, form)
    elif isinstance(cell.value, float):
        sheet.write_number(r, c, cell.value, form)
    else:
        sheet.write_string(r, c, cell.value)


_HEAD = (
    '<?xml version="1.0"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' office:version="1.2"><office:automatic-styles>'
    '<style:style style:name="up" style:family="text"><style:text-properties'
    ' style:text-position="super 58%"/></style:style>'
    '<style:style style:name="out" style:family="text"><style:text-properties'
    ' style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="gone" style:family="table-cell"><style:text-properties'
    ' style:text-line-through-type="single"/></style:style>'
    '<style:style style:name="unseen" style:family="table"><style:table-properties'
    ' table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0"?><m:manifest'
    ' xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry'
    ' m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>'
)


def _ods_cell(cell: Cell) -> str:
    value, kind, extra = cell.value, "string", ""
    paragraphs = "".join(
        f"<text:p>{escape(line)}</text:p>" for line in shown(cell).split("\n") if line
    )
    if cell.form == '"[c]"':
        paragraphs = "<text:p>[c]</text:p>"
    if cell.raised or cell.struck:
        up = f'<text:span text:style-name="up">{cell.raised}</text:span>' if cell.raised else ""
        out = f'<text:span text:style-name="out">{cell.struck}</text:span>' if cell.struck else ""
        paragraphs = f"<text:p>{out}{escape(str(value))}{up}</text:p>"
    if value is None:
        return "<table:table-cell/>"
    if cell.kind == "formula":
        return '<table:table-cell table:formula="of:=[.B2]*2"/>'
    if cell.kind == "error":
        extra = ' table:formula="of:=1/0" calcext:value-type="error"'
    elif isinstance(value, datetime.date):
        kind, extra = "date", f' office:date-value="{value.isoformat()}"'
    elif isinstance(value, float):
        kind = "percentage" if "%" in cell.form else "float"
        extra = f' office:value="{value!r}"'
    if cell.kind == "struck":
        extra += ' table:style-name="gone"'
    if cell.merged > 1:
        extra += f' table:number-columns-spanned="{cell.merged}" table:number-rows-spanned="1"'
    opened = f'<table:table-cell office:value-type="{kind}"{extra}>{paragraphs}</table:table-cell>'
    return opened + "<table:covered-table-cell/>" * (cell.merged - 1)


def as_ods(table: Drawn, path: Path) -> None:
    rows = []
    for row in table.rows:
        cells, skip = "", 0
        for cell in row:
            if skip:
                skip -= 1
                continue
            cells += _ods_cell(cell)
            skip = cell.merged - 1
        rows.append(f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>")
    style = ' table:style-name="unseen"' if table.hidden else ""
    content = f'<table:table table:name="Data"{style}>{"".join(rows)}</table:table>'
    if table.hidden:
        content += '<table:table table:name="Empty"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"{_HEAD}{content}{_TAIL}")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)


def write(table: Drawn, folder: Path, kind: str) -> Path | None:
    """Write a table as a file of a kind; None where it cannot be one."""
    is_text = kind == "csv"
    if table.only and (table.only == "text") != is_text:
        return None
    path = folder / f"t.{kind}"
    if kind == "csv":
        path.write_bytes(as_text(table))
    elif kind == "xlsx":
        as_xlsx(table, path)
    else:
        as_ods(table, path)
    return path
