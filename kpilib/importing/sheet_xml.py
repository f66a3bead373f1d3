"""What the XML of a sheet says beside its values: errors, hidden rows, cells shown in percent."""

from __future__ import annotations

import re
import xml.parsers.expat
import zipfile
from collections.abc import Callable
from typing import NamedTuple

#: a sheet has at most so many rows and columns, and says at most so much of its cells
_ROWS, _COLUMNS, _FACTS = 1_048_576, 16_384, 1_000_000
#: the cells of a sheet hold at most so many characters together, repeated ones each time
MOST_CHARACTERS = 100_000_000
#: the sheets of a book hold at most so many cells, repeated ones each time
_CELLS = 5_000_000
#: no tag is longer; what reads one piece by piece begins again with each piece
_LONGEST_TAG = 1_000_000
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
    #: the number of characters in the cells
    characters: list[int]


class TooLarge(ValueError):
    """A sheet says more of itself than anybody has typed."""


def _nothing() -> Facts:
    return Facts({}, set(), set(), set(), [0, 0], [0])


def _grow(facts: Facts, row: int, column: int) -> None:
    facts.extent[0] = max(facts.extent[0], row + 1)
    facts.extent[1] = max(facts.extent[1], column + 1)
    if len(facts.percentages) + len(facts.errors) + len(facts.hidden_rows) > _FACTS:
        raise TooLarge("more than a sheet holds")


def _say(facts: Facts, characters: int) -> None:
    facts.characters[0] += characters
    if facts.characters[0] > MOST_CHARACTERS:
        raise TooLarge("more text than a sheet holds")


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
            open_for = 0
            while data := part.read(1 << 16):
                end_of_tag = data.rfind(b">")
                open_for = len(data) - 1 - end_of_tag + (open_for if end_of_tag < 0 else 0)
                if open_for > _LONGEST_TAG:
                    raise TooLarge("a tag or a text without an end")
                parser.Parse(data)
            parser.Parse(b"", True)
    except (KeyError, ValueError, zipfile.BadZipFile, xml.parsers.expat.ExpatError):
        return False
    return True


class XlsxFacts:
    """The facts of the sheets of an .xlsx file; what they share is read once."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts = _xlsx_parts(archive)
        self._percent = _percent_styles(archive)
        self._shared = _shared_sizes(archive)

    def of(self, sheet: str) -> Facts | None:
        """Read the facts of a sheet; None where its XML cannot be read."""
        facts = _nothing()
        part = self._parts.get(sheet)
        if part is None:
            return None
        walk = _XlsxWalk(facts, self._percent, self._shared)
        return facts if _parse(self._archive, part, walk.start, walk.end, walk.text) else None


class _XlsxWalk:
    """Reads the cells of a sheet as they come; a row or cell may leave its address out."""

    def __init__(self, facts: Facts, percent: set[int], shared: list[int]) -> None:
        self._facts, self._percent, self._shared = facts, percent, shared
        self._row, self._column = -1, -1
        self._is_error = self._in_value = self._is_shared = False
        self._value = ""

    def start(self, tag: str, given: Attributes) -> None:
        hidden = given.get("hidden") in ("1", "true")
        if tag == "c":
            self._row, self._column = (
                _place(given["r"]) if "r" in given else (max(self._row, 0), self._column + 1)
            )
            self._is_error = given.get("t") == "e"
            self._is_shared = given.get("t") == "s"
            self._value = ""
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
        if tag == "c" and self._is_shared and self._value.isdecimal():
            number = int(self._value)
            _say(self._facts, self._shared[number] if number < len(self._shared) else 0)

    def text(self, data: str) -> None:
        if not self._in_value:
            return
        _say(self._facts, len(data))
        if self._is_error:
            self._facts.errors[self._row, self._column] = data
        elif self._is_shared and len(self._value) < 10:
            self._value += data


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


def _xlsx_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Find the parts that hold the sheets, by name."""
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
    found = {sheet: targets[key] for sheet, key in ids.items() if key in targets}
    return {
        sheet: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        for sheet, target in found.items()
    }


def _shared_sizes(archive: zipfile.ZipFile) -> list[int]:
    """Return the number of characters of each text that cells share."""
    sizes: list[int] = []

    def start(tag: str, given: Attributes) -> None:
        if tag == "si":
            sizes.append(0)

    def text(data: str) -> None:
        if sizes:
            sizes[-1] += len(data)

    _parse(archive, "xl/sharedStrings.xml", start, text=text)
    return sizes


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


def ods_facts(archive: zipfile.ZipFile) -> dict[str, Facts] | None:
    """Read the facts of the sheets of an .ods file; None where its XML cannot be read."""
    walk = _OdsWalk()
    read = _parse(archive, "content.xml", walk.start, walk.end, walk.text)
    return walk.sheets if read else None


class _OdsWalk:
    """Counts the cells of each table, and the characters in them, repeated ones too."""

    def __init__(self) -> None:
        self.sheets: dict[str, Facts] = {}
        self._cells = 0
        self._facts = _nothing()
        self._inside = False
        self._rows, self._columns = range(0), range(0)
        self._defined = range(0)
        self._shown, self._notes = "", 0
        self._is_hidden = False

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "table":
            self._inside = True
            self._facts = self.sheets[given.get("table:name", "")] = _nothing()
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
        elif tag == "s":
            self._say(int(given.get("text:c", "1")))

    def _say(self, characters: int) -> None:
        """Count characters of a cell, each time that it is repeated."""
        if characters < 0:
            raise ValueError("fewer than no blanks")
        _say(self._facts, characters * max(len(self._rows), 1) * max(len(self._columns), 1))

    def _cell(self, kind: str | None) -> None:
        if kind is None:
            return
        size = len(self._rows) * len(self._columns)
        self._cells += size
        if size > _FACTS or self._cells > _CELLS:
            raise TooLarge("cells repeated beyond measure")
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
        if self._inside:
            self._say(len(data))
            if not self._notes and len(self._shown) < 40:
                self._shown += data


def _next(before: range, given: Attributes, what: str, most: int) -> range:
    """Give the rows or columns behind those before, as many as are repeated."""
    times = max(int(given.get(f"table:number-{what}-repeated", "1")), 1)
    if before.stop >= most:
        raise TooLarge(f"{what} beyond the last")
    return range(before.stop, min(before.stop + times, most))
