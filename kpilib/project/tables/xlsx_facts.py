"""The facts of the sheets of an .xlsx file (ECMA-376 part 1, 18.3, 18.4 and 18.8)."""

from __future__ import annotations

import re
import zipfile
from array import array

from kpilib.project.tables.number_formats import BUILT_IN, is_percent
from kpilib.project.tables.sheet_facts import (
    MOST_COLUMNS,
    MOST_ROWS,
    RAISED,
    STRUCK,
    UNWORKED,
    Attributes,
    Facts,
    Place,
    Runs,
    TooLarge,
    walk,
)

#: of more ranges than these every cell of the sheet is taken to be meant
_RANGES = 200
_NO = ("0", "false", "none", "baseline")


class XlsxFacts:
    """The facts of the sheets of an .xlsx file; what they share is read once."""

    def __init__(self, archive: zipfile.ZipFile, changed: zipfile.ZipFile) -> None:
        #: `changed` has the parts that are others in `archive`, as they were
        self._archive, self._changed = archive, changed
        self._book = _Book()
        self._styles = _Styles()
        self._texts = _SharedTexts()
        there = set(archive.namelist())
        shared = (
            ("xl/workbook.xml", self._book), ("xl/_rels/workbook.xml.rels", self._book),
            ("xl/styles.xml", self._styles), ("xl/sharedStrings.xml", self._texts),
        )  # fmt: skip
        #: why a part that the sheets share cannot be read
        self._why: str | None = None
        for name, part in shared:
            if name in there:
                why = walk(archive, name, part.start, part.end, part.text)
                self._why = self._why or why

    @property
    def formats(self) -> list[str]:
        """The number format of each style."""
        return self._styles.formats

    def of(self, sheet: str) -> Facts | str:
        """Read the facts of a sheet; why not, where its XML cannot be read."""
        part = self._book.part(sheet)
        if self._why is not None or part is None:
            return self._why or "cannot be read: no part of the archive is surely its own"
        found = _Walk(self._styles, self._texts)
        archive = self._changed if part in self._changed.namelist() else self._archive
        why = walk(archive, part, found.start, found.end, found.text)
        if why is not None:
            return why
        if not self._book.is_worked_out:
            # a program that cannot work formulas out writes 0, and has the spreadsheet do it
            found.facts.wrong.update(dict.fromkeys(found.zeros, UNWORKED))
        return found.facts


class _RichText:
    """Reads one text, which may have runs of their own look; what helps pronounce it is none."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin a text."""
        self.runs = Runs()
        self._phonetic = 0
        self._in_text = self._raised = self._struck = False

    def start(self, tag: str, given: Attributes) -> None:
        """Read the start of a tag."""
        if tag == "r":
            self._raised = self._struck = False
        elif tag == "t":
            self._in_text = not self._phonetic
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "vertAlign":
            self._raised = given.get("val") not in _NO
        elif tag == "strike":
            self._struck = given.get("val") not in _NO

    def end(self, tag: str) -> None:
        """Read the end of a tag."""
        self._in_text = False
        if tag == "rPh":
            self._phonetic -= 1

    def text(self, data: str) -> int:
        """Read a part of the text; return how many characters of it count."""
        if not self._in_text:
            return 0
        self.runs.add(data, raised=self._raised, struck=self._struck)
        return len(data)


class _Walk:
    """Reads the cells of a sheet as they come; a row or cell may leave its address out."""

    def __init__(self, styles: _Styles, texts: _SharedTexts) -> None:
        self.facts = Facts()
        self._styles, self._texts = styles, texts
        self._row, self._column = -1, -1
        self._rich = _RichText()
        self._ranges = ""
        #: formulas whose result is 0 or empty
        self.zeros: list[Place] = []
        self._begin({})

    def _begin(self, given: Attributes) -> None:
        self._kind = given.get("t", "n")
        self._style = int(given.get("s", "0"))
        self._value = ""
        self._is_formula = self._has_value = self._in_value = False
        self._rich.begin()

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "c":
            self._row, self._column = (
                _place(given["r"]) if "r" in given else (max(self._row, 0), self._column + 1)
            )
            self._begin(given)
        elif tag == "v" or tag == "is":
            self._in_value = tag == "v"
            self._has_value = True
            self.facts.grow(self._row, self._column)
        elif tag == "f":
            self._is_formula = True
        elif tag == "row":
            self._begin_row(given)
        elif tag == "conditionalFormatting":
            self._ranges = given.get("sqref", "")
        elif tag == "cfRule" and given.get("dxfId") in self._styles.masks:
            self._mask()
        elif tag == "col" and given.get("hidden") in ("1", "true"):
            first, last = max(int(given["min"]) - 1, 0), min(int(given["max"]), MOST_COLUMNS)
            self.facts.hidden_columns.update(range(first, last))
        else:
            self._rich.start(tag, given)

    def _mask(self) -> None:
        """Note the cells of a conditional format that changes what numbers show."""
        for one in self._ranges.split()[:_RANGES]:
            first, _, last = one.replace("$", "").partition(":")
            (top, left), (bottom, right) = _place(first), _place(last or first)
            self.facts.masked.append((top, left, bottom, right))
        if len(self.facts.masked) > _RANGES or len(self._ranges.split()) > _RANGES:
            self.facts.masked[:] = [(0, 0, MOST_ROWS, MOST_COLUMNS)]

    def _begin_row(self, given: Attributes) -> None:
        self._row = int(given["r"]) - 1 if "r" in given else self._row + 1
        self._column = -1
        if not 0 <= self._row < MOST_ROWS:
            raise TooLarge("holds a row beyond the last")
        if given.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(self._row)

    def text(self, data: str) -> None:
        if self._in_value:
            self.facts.say(len(data))
            if len(self._value) < 40:
                self._value += data
        else:
            self.facts.say(self._rich.text(data))

    def end(self, tag: str) -> None:
        self._in_value = False
        self._rich.end(tag)
        if tag == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        place, facts, value = (self._row, self._column), self.facts, self._value.strip()
        if self._kind == "s" and value.isdecimal():
            facts.say(self._texts.size(int(value)))
            self._texts.runs.get(int(value), Runs()).tell(facts, place)
        elif self._kind == "inlineStr":
            self._rich.runs.tell(facts, place)
        elif self._kind == "e" and value:
            facts.errors[place] = value
        elif self._kind == "str" and value.startswith("#"):
            # a text, and no error value
            facts.texts[place] = value
        if self._is_formula:
            self._end_formula(place, value)
        if not self._has_value:
            return
        if self._style:
            self._end_style(place)
        if self._style in self._styles.struck:
            facts.wrong[place] = STRUCK
        elif self._style in self._styles.raised:
            facts.wrong[place] = RAISED

    def _end_formula(self, place: Place, value: str) -> None:
        # an empty text is a result where the cell says that it is a text
        if not value and not (self._kind == "str" and self._has_value):
            self.facts.wrong[place] = UNWORKED
        elif value in ("", "0"):
            self.zeros.append(place)

    def _end_style(self, place: Place) -> None:
        row, column = place
        if not 0 <= self._style <= 65_535:
            raise TooLarge("has cells of a style that no workbook has")
        styles = self.facts.styles.setdefault(row, array("H"))
        if len(styles) < column:
            styles.extend([0] * (column - len(styles)))
        if len(styles) == column:
            styles.append(self._style)
        if self._style in self._styles.percent:
            self.facts.percentages.add(place)


def _place(address: str) -> Place:
    match = re.fullmatch("([A-Z]{1,3})([0-9]{1,7})", address)
    if not match:
        raise ValueError(address)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2]) - 1
    if not 0 <= row < MOST_ROWS or column > MOST_COLUMNS:
        raise TooLarge("holds a cell beyond the last")
    return row, column - 1


class _Book:
    """Which parts hold the sheets, by name, and whether formulas were worked out."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._targets: dict[str, str] = {}
        self._twice: set[str] = set()
        self.is_worked_out = True

    def part(self, sheet: str) -> str | None:
        """Return the part of a sheet; None where there is none, or two sheets have the name."""
        target = self._targets.get(self._ids.get(sheet, ""))
        if target is None or sheet in self._twice:
            return None
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def start(self, tag: str, given: Attributes) -> None:
        """Read the start of a tag."""
        if tag == "sheet":
            name = given.get("name", "")
            if name in self._ids:
                self._twice.add(name)
            key = next((value for key, value in given.items() if key.endswith(":id")), "")
            self._ids[name] = key
        elif tag == "calcPr":
            self.is_worked_out = given.get("fullCalcOnLoad") not in ("1", "true")
        elif tag == "Relationship":
            self._targets[given.get("Id", "")] = given.get("Target", "")

    def end(self, tag: str) -> None:
        """Read the end of a tag."""

    def text(self, data: str) -> None:
        """Read a text; none says anything here."""


class _SharedTexts:
    """The texts that cells share: how long each is, and those that look different in parts."""

    def __init__(self) -> None:
        self._sizes: array[int] = array("L")
        self.runs: dict[int, Runs] = {}
        self._rich = _RichText()

    def size(self, number: int) -> int:
        """Return the number of characters of a text."""
        return self._sizes[number] if number < len(self._sizes) else 0

    def start(self, tag: str, given: Attributes) -> None:
        """Read the start of a tag."""
        if tag == "si":
            self._sizes.append(0)
            self._rich.begin()
        else:
            self._rich.start(tag, given)

    def end(self, tag: str) -> None:
        """Read the end of a tag."""
        self._rich.end(tag)
        if tag == "si" and not self._rich.runs.is_plain:
            self.runs[len(self._sizes) - 1] = self._rich.runs

    def text(self, data: str) -> None:
        """Read a text."""
        if self._sizes:
            self._sizes[-1] += len(data)
            self._rich.text(data)


class _Styles:
    """What the styles of cells say: number formats, and fonts that strike out or raise."""

    def __init__(self) -> None:
        self._codes = dict(BUILT_IN)
        self._fonts: list[set[str]] = []
        self._within = ""
        self.formats: list[str] = []
        self.percent: set[int] = set()
        self.struck: set[int] = set()
        self.raised: set[int] = set()
        #: the numbers of conditional formats that have a number format of their own
        self.masks: set[str] = set()
        self._conditional = -1

    def start(self, tag: str, given: Attributes) -> None:
        """Read the start of a tag."""
        if tag in ("fonts", "cellXfs", "dxfs"):
            self._within = tag
        elif tag == "dxf":
            self._conditional += 1
        elif tag == "numFmt" and self._within == "dxfs":
            self.masks.add(str(self._conditional))
        elif tag == "numFmt" and not self._within:
            self._codes[int(given.get("numFmtId", "0"))] = given.get("formatCode", "")
        elif self._within == "fonts":
            if tag == "font":
                self._fonts.append(set())
            elif tag in ("strike", "vertAlign") and given.get("val") not in _NO and self._fonts:
                self._fonts[-1].add(tag)
        elif tag == "xf" and self._within == "cellXfs":
            self._add_style(given)

    def _add_style(self, given: Attributes) -> None:
        number, font = len(self.formats), int(given.get("fontId", "0"))
        # a number that is not told is one of another language's dates and times
        self.formats.append(self._codes.get(int(given.get("numFmtId", "0")), "?"))
        looks = self._fonts[font] if 0 <= font < len(self._fonts) else set()
        if "strike" in looks:
            self.struck.add(number)
        if "vertAlign" in looks:
            self.raised.add(number)
        if is_percent(self.formats[-1]):
            self.percent.add(number)

    def end(self, tag: str) -> None:
        """Read the end of a tag."""
        if tag == self._within:
            self._within = ""

    def text(self, data: str) -> None:
        """Read a text; none says anything here."""
