"""What the XML of a sheet says beside its values: errors, hidden rows, cells shown in percent."""

from __future__ import annotations

import re
import xml.parsers.expat
import zipfile
from collections.abc import Callable
from typing import NamedTuple

#: a sheet has at most so many rows and columns, and says at most so much of its cells
_ROWS, _COLUMNS, _FACTS = 1_048_576, 16_384, 1_000_000
_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)|Err:[0-9]+")
Attributes = dict[str, str]


class Facts(NamedTuple):
    """Rows and columns are counted from 0."""

    errors: dict[tuple[int, int], str]
    hidden_rows: set[int]
    hidden_columns: set[int]
    percentages: set[tuple[int, int]]
    #: the number of rows and of columns up to the last cell that holds something
    extent: list[int]


class TooLarge(ValueError):
    """A sheet says more of itself than anybody has typed."""


def _nothing() -> Facts:
    return Facts({}, set(), set(), set(), [0, 0])


def _grow(facts: Facts, row: int, column: int) -> None:
    facts.extent[0] = max(facts.extent[0], row + 1)
    facts.extent[1] = max(facts.extent[1], column + 1)
    if len(facts.percentages) + len(facts.errors) + len(facts.hidden_rows) > _FACTS:
        raise TooLarge("more than a sheet holds")


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


def xlsx_facts(archive: zipfile.ZipFile, sheet: str) -> Facts | None:
    """Read the facts of a sheet of an .xlsx file; None where its XML cannot be read."""
    facts = _nothing()
    part = _xlsx_part(archive, sheet)
    if part is None:
        return None
    walk = _XlsxWalk(facts, _percent_styles(archive))
    return facts if _parse(archive, part, walk.start, walk.end, walk.text) else None


class _XlsxWalk:
    """Reads the cells of a sheet as they come; a row or cell may leave its address out."""

    def __init__(self, facts: Facts, percent: set[int]) -> None:
        self._facts, self._percent = facts, percent
        self._row, self._column = -1, -1
        self._is_error = self._in_value = False

    def start(self, tag: str, given: Attributes) -> None:
        hidden = given.get("hidden") in ("1", "true")
        if tag == "c":
            self._row, self._column = (
                _place(given["r"]) if "r" in given else (max(self._row, 0), self._column + 1)
            )
            self._is_error = given.get("t") == "e"
            if int(given.get("s", "0")) in self._percent:
                self._facts.percentages.add((self._row, self._column))
        elif tag in ("v", "is"):
            self._in_value = True
            _grow(self._facts, self._row, self._column)
        elif tag == "row":
            self._row = int(given["r"]) - 1 if "r" in given else self._row + 1
            self._column = -1
            if not 0 <= self._row < _ROWS:
                raise TooLarge("a row beyond the last")
            if hidden:
                self._facts.hidden_rows.add(self._row)
        elif tag == "col" and hidden:
            first, last = max(int(given["min"]) - 1, 0), min(int(given["max"]), _COLUMNS)
            self._facts.hidden_columns.update(range(first, last))

    def end(self, tag: str) -> None:
        self._in_value = False

    def text(self, data: str) -> None:
        if self._in_value and self._is_error:
            self._facts.errors[self._row, self._column] = data


def _place(address: str) -> tuple[int, int]:
    match = re.fullmatch("([A-Z]{1,3})([0-9]{1,7})", address)
    if not match:
        raise ValueError(address)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2]) - 1
    if not 0 <= row < _ROWS or column > _COLUMNS:
        raise TooLarge("a cell beyond the last")
    return row, column - 1


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
        if tag == "numFmt" and _is_percent(given.get("formatCode", "")):
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


def _is_percent(code: str) -> bool:
    """Say whether a number format multiplies by 100: a % that is neither quoted nor escaped."""
    plain = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code)
    return "%" in plain.split(";")[0]


def ods_facts(archive: zipfile.ZipFile, sheet: str) -> Facts | None:
    """Read the facts of a sheet of an .ods file; None where its XML cannot be read."""
    facts = _nothing()
    walk = _OdsWalk(sheet, facts)
    read = _parse(archive, "content.xml", walk.start, walk.end, walk.text)
    return facts if read else None


class _OdsWalk:
    """Counts the cells of one table, repeated ones too."""

    def __init__(self, sheet: str, facts: Facts) -> None:
        self._sheet, self._facts = sheet, facts
        self._inside = False
        self._rows, self._columns = range(0), range(0)
        self._defined = range(0)
        self._shown, self._notes = "", 0
        self._is_hidden = False

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "table":
            self._inside = given.get("table:name") == self._sheet
            self._rows = self._defined = range(0)
        if not self._inside:
            return
        hidden = given.get("table:visibility") in ("collapse", "filter")
        if tag == "table-column":
            self._defined = _next(self._defined, given, "columns", _COLUMNS)
            if hidden:
                self._facts.hidden_columns.update(self._defined)
        elif tag == "table-row":
            self._rows = _next(self._rows, given, "rows", _ROWS)
            self._columns = range(0)
            self._is_hidden = hidden
        elif tag in ("table-cell", "covered-table-cell"):
            self._columns = _next(self._columns, given, "columns", _COLUMNS)
            self._shown = ""
            self._cell(given.get("office:value-type"))
        elif tag == "annotation":
            self._notes += 1

    def _cell(self, kind: str | None) -> None:
        if kind is None:
            return
        size = len(self._rows) * len(self._columns)
        if size > _FACTS:
            raise TooLarge("a cell repeated beyond measure")
        _grow(self._facts, self._rows[-1], self._columns[-1])
        if self._is_hidden:
            self._facts.hidden_rows.update(self._rows)
        if kind == "percentage":
            places = ((row, column) for row in self._rows for column in self._columns)
            self._facts.percentages.update(places)

    def end(self, tag: str) -> None:
        if tag == "annotation":
            self._notes -= 1
        elif tag == "table-cell" and self._inside and _ERROR.fullmatch(self._shown.strip()):
            for row in self._rows[:1000]:
                self._facts.errors[row, self._columns[-1]] = self._shown.strip()

    def text(self, data: str) -> None:
        if self._inside and not self._notes and len(self._shown) < 40:
            self._shown += data


def _next(before: range, given: Attributes, what: str, most: int) -> range:
    """Give the rows or columns behind those before, as many as are repeated."""
    times = max(int(given.get(f"table:number-{what}-repeated", "1")), 1)
    return range(before.stop, min(before.stop + times, before.stop + most))
