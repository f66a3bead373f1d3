"""What the XML of a sheet says beside its values: errors, hidden rows, cells shown in percent."""

from __future__ import annotations

import re
import xml.parsers.expat
import zipfile
from collections.abc import Callable
from typing import NamedTuple

_REPEATS = 100_000
_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)|Err:[0-9]+")
Attributes = dict[str, str]


class Facts(NamedTuple):
    """Rows and columns are counted from 0."""

    errors: dict[tuple[int, int], str]
    hidden_rows: set[int]
    hidden_columns: set[int]
    percentages: set[tuple[int, int]]


def _nothing() -> Facts:
    return Facts({}, set(), set(), set())


def _parse(
    archive: zipfile.ZipFile, name: str, start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] = lambda data: None,
) -> bool:  # fmt: skip
    """Walk through a part of the archive; False where it is missing or not to be read."""
    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True

    def stop(*given: object) -> None:
        # no workbook declares a document type; entities are how such a file attacks its reader
        raise ValueError("a document type")

    parser.StartDoctypeDeclHandler = stop
    parser.StartElementHandler = lambda tag, given: start(tag.rsplit(":", 1)[-1], given)
    parser.EndElementHandler = lambda tag: end(tag.rsplit(":", 1)[-1])
    parser.CharacterDataHandler = text
    try:
        with archive.open(name) as part:
            parser.ParseFile(part)
    except (KeyError, ValueError, zipfile.BadZipFile, xml.parsers.expat.ExpatError):
        return False
    return True


def xlsx_facts(archive: zipfile.ZipFile, sheet: str) -> Facts:
    """Read the facts of a sheet of an .xlsx file."""
    facts = _nothing()
    part = _xlsx_part(archive, sheet)
    if part is not None:
        walk = _XlsxWalk(facts, _percent_styles(archive))
        _parse(archive, part, walk.start, walk.end, walk.text)
    return facts


class _XlsxWalk:
    """Reads the cells of a sheet as they come."""

    def __init__(self, facts: Facts, percent: set[int]) -> None:
        self._facts, self._percent = facts, percent
        self._at = 0, 0
        self._is_error = self._in_value = False

    def start(self, tag: str, given: Attributes) -> None:
        hidden = given.get("hidden") in ("1", "true")
        if tag == "c":
            self._at = _place(given.get("r", "A1"))
            self._is_error = given.get("t") == "e"
            if int(given.get("s", "0")) in self._percent:
                self._facts.percentages.add(self._at)
        elif tag == "v":
            self._in_value = True
        elif tag == "row" and hidden:
            self._facts.hidden_rows.add(int(given["r"]) - 1)
        elif tag == "col" and hidden:
            last = min(int(given["max"]), 20_000)
            self._facts.hidden_columns.update(range(int(given["min"]) - 1, last))

    def end(self, tag: str) -> None:
        self._in_value = False

    def text(self, data: str) -> None:
        if self._in_value and self._is_error:
            self._facts.errors[self._at] = data


def _place(address: str) -> tuple[int, int]:
    match = re.fullmatch("([A-Z]{1,3})([0-9]{1,7})", address)
    if not match:
        raise ValueError(address)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _xlsx_part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Find the part that holds a sheet."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def in_book(tag: str, given: Attributes) -> None:
        if tag == "sheet":
            key = next((value for name, value in given.items() if name.endswith(":id")), "")
            ids[given.get("name", "")] = key

    def in_relations(tag: str, given: Attributes) -> None:
        if tag == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    _parse(archive, "xl/workbook.xml", in_book)
    _parse(archive, "xl/_rels/workbook.xml.rels", in_relations)
    target = targets.get(ids.get(sheet, ""))
    if target is None:
        return None
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _percent_styles(archive: zipfile.ZipFile) -> set[int]:
    """Give the numbers of the cell styles that show percentages (9 and 10 are built in)."""
    formats = {9, 10}
    styles: list[int] = []
    state = {"cells": False}

    def start(tag: str, given: Attributes) -> None:
        if tag == "numFmt" and "%" in given.get("formatCode", ""):
            formats.add(int(given.get("numFmtId", "0")))
        elif tag == "cellXfs":
            state["cells"] = True
        elif tag == "xf" and state["cells"]:
            styles.append(int(given.get("numFmtId", "0")))

    def end(tag: str) -> None:
        if tag == "cellXfs":
            state["cells"] = False

    _parse(archive, "xl/styles.xml", start, end)
    return {number for number, one in enumerate(styles) if one in formats}


def ods_facts(archive: zipfile.ZipFile, sheet: str) -> Facts:
    """Read the facts of a sheet of an .ods file."""
    facts = _nothing()
    walk = _OdsWalk(sheet, facts)
    _parse(archive, "content.xml", walk.start, walk.end, walk.text)
    return facts


class _OdsWalk:
    """Counts the cells of one table, repeated ones too."""

    def __init__(self, sheet: str, facts: Facts) -> None:
        self._sheet, self._facts = sheet, facts
        self._inside = False
        self._row, self._column = -1, -1
        self._column_defined = -1
        self._shown = ""

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "table":
            self._inside = given.get("table:name") == self._sheet
            self._row, self._column_defined = -1, -1
        if not self._inside:
            return
        hidden = given.get("table:visibility") in ("collapse", "filter")
        if tag == "table-column":
            first, self._column_defined = (
                self._column_defined + 1,
                self._column_defined + _times(given, "columns"),
            )
            if hidden:
                self._facts.hidden_columns.update(range(first, self._column_defined + 1))
        elif tag == "table-row":
            first, self._row = self._row + 1, self._row + _times(given, "rows")
            self._column = -1
            if hidden:
                self._facts.hidden_rows.update(range(first, self._row + 1))
        elif tag in ("table-cell", "covered-table-cell"):
            first, self._column = self._column + 1, self._column + _times(given, "columns")
            self._shown = ""
            if given.get("office:value-type") == "percentage":
                places = ((self._row, column) for column in range(first, self._column + 1))
                self._facts.percentages.update(places)

    def end(self, tag: str) -> None:
        if tag == "table-cell" and self._inside and _ERROR.fullmatch(self._shown.strip()):
            self._facts.errors[self._row, self._column] = self._shown.strip()

    def text(self, data: str) -> None:
        if self._inside and len(self._shown) < 40:
            self._shown += data


def _times(given: Attributes, what: str) -> int:
    return min(max(int(given.get(f"table:number-{what}-repeated", "1")), 1), _REPEATS)
