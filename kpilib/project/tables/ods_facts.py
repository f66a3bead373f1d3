"""The facts of the sheets of an .ods file (OpenDocument 1.3 part 3, 9.1, 16 and 20)."""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_right

from attrs import define

from kpilib.project.tables.sheet_facts import (
    LONGEST,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    RAISED,
    STRUCK,
    UNWORKED,
    Attributes,
    Facts,
    Runs,
    TooLarge,
    walk,
)

_ERROR = re.compile(r"#[A-Z][A-Z_0-9/]*[!?]?|Err:[0-9]+")
#: the types of cells that hold a number and show a text of their own
_NUMBERS = ("float", "percentage", "currency", "date")


def ods_facts(archive: zipfile.ZipFile) -> dict[str, Facts] | str:
    """Read the facts of the sheets of an .ods file; why not, where its XML cannot be read."""
    styles = _Styles()
    if "styles.xml" in archive.namelist():
        why = walk(archive, "styles.xml", styles.start)
        if why is not None:
            return why
    found = _Walk(styles)
    why = walk(archive, "content.xml", found.start, found.end, found.text)
    return found.sheets if why is None else why


@define
class _Style:
    """What one style says of its text; None: what its parent says."""

    parent: str | None
    is_struck: bool | None = None
    is_raised: bool | None = None


class _Styles:
    """The styles of cells and of parts of a text, by family and name."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], _Style] = {}
        self._last: _Style | None = None

    def start(self, tag: str, given: Attributes) -> None:
        """Read a style or what belongs to the one before."""
        if tag == "style":
            self._last = _Style(given.get("style:parent-style-name"))
            key = given.get("style:family", ""), given.get("style:name", "")
            self._found[key] = self._last
        elif tag == "text-properties" and self._last is not None:
            lines = [
                value
                for name in ("style", "type")
                if (value := given.get(f"style:text-line-through-{name}")) is not None
            ]
            if lines:
                self._last.is_struck = "none" not in lines
            position = given.get("style:text-position", "").split()
            if position:
                self._last.is_raised = re.match(r"0%?$", position[0]) is None

    def looks(self, family: str, name: str | None) -> tuple[bool, bool]:
        """Say whether text in a style is raised, and whether it is struck out."""
        raised = struck = None
        for _ in range(20):
            style = self._found.get((family, name or ""))
            if style is None:
                break
            raised = style.is_raised if raised is None else raised
            struck = style.is_struck if struck is None else struck
            name = style.parent
        return bool(raised), bool(struck)


class _Walk:
    """Reads the cells of each table, and counts the characters in them, repeated ones too."""

    def __init__(self, styles: _Styles) -> None:
        self.sheets: dict[str, Facts] = {}
        self._styles = styles
        self._cells = 0
        self._facts = Facts()
        self._inside = False
        self._rows, self._columns = range(0), range(0)
        self._defined = range(0)
        #: the style of the cells that have none of their own, from a column on
        self._column_starts: list[int] = []
        self._column_styles: list[str | None] = []
        self._row_style: str | None = None
        self._notes = 0
        self._is_hidden = False
        self._begin({})

    def _begin(self, given: Attributes) -> None:
        self._given, self._runs = given, Runs()
        self._paragraphs = 0
        self._looks = [(False, False)]

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "table":
            name = given.get("table:name", "")
            if name in self.sheets:
                raise TooLarge("has two tables of one name")
            self._inside = True
            self._facts = self.sheets[name] = Facts()
            self._rows = self._defined = range(0)
            self._column_starts, self._column_styles = [], []
            if len(self.sheets) > MOST_SHEETS:
                raise TooLarge(f"has more than {MOST_SHEETS:,} sheets")
        elif not self._inside:
            self._styles.start(tag, given)
        elif tag in ("table-column", "table-row"):
            self._start_line(tag, given)
        elif tag in ("table-cell", "covered-table-cell"):
            self._columns = _next(self._columns, given, "columns", MOST_COLUMNS)
            self._begin(given)
            self._cell(given.get("office:value-type"))
        else:
            self._start_text(tag, given)

    def _start_text(self, tag: str, given: Attributes) -> None:
        if tag == "annotation":
            self._notes += 1
        elif tag == "p" and not self._notes:
            self._paragraphs += 1
            if self._paragraphs > 1:
                self._add("\n")
        elif tag == "span":
            raised, struck = self._styles.looks("text", given.get("text:style-name"))
            before = self._looks[-1]
            self._looks.append((before[0] or raised, before[1] or struck))
        elif tag == "s":
            blanks = int(given.get("text:c", "1"))
            self._say(blanks)
            self._add(" " * min(blanks, LONGEST))
        elif tag in ("tab", "line-break"):
            self._add("\t" if tag == "tab" else "\n")

    def _start_line(self, tag: str, given: Attributes) -> None:
        hidden = given.get("table:visibility") in ("collapse", "filter")
        if tag == "table-column":
            self._defined = _next(self._defined, given, "columns", MOST_COLUMNS)
            self._column_starts.append(self._defined.start)
            self._column_styles.append(given.get("table:default-cell-style-name"))
            if hidden:
                self._facts.hidden_columns.update(self._defined)
        else:
            self._rows = _next(self._rows, given, "rows", MOST_ROWS)
            self._row_style = given.get("table:default-cell-style-name")
            self._columns = range(0)
            self._is_hidden = hidden

    def _say(self, characters: int) -> None:
        """Count characters of a cell, each time that it is repeated."""
        if characters < 0:
            raise ValueError("fewer than no blanks")
        self._facts.say(characters * max(len(self._rows), 1) * max(len(self._columns), 1))

    def _add(self, text: str) -> None:
        if not self._notes:
            raised, struck = self._looks[-1]
            self._runs.add(text, raised=raised, struck=struck)

    def _cell(self, kind: str | None) -> None:
        if kind is None and "table:formula" not in self._given:
            return
        columns = int(self._given.get("table:number-columns-spanned", "1"))
        rows = int(self._given.get("table:number-rows-spanned", "1"))
        if (columns > 1 or rows > 1) and self._rows and self._columns:
            top, left = self._rows[0], self._columns[0]
            self._facts.merged.append((top, left, top + rows - 1, left + columns - 1))
        size = len(self._rows) * len(self._columns)
        self._cells += size
        if self._cells > MOST_CELLS:
            raise TooLarge(f"spans more than {MOST_CELLS:,} cells")
        self._facts.grow(self._rows[-1], self._columns[-1])
        if self._is_hidden:
            self._facts.hidden_rows.update(self._rows)
        if kind == "percentage":
            places = ((row, column) for row in self._rows for column in self._columns)
            self._facts.percentages.update(places)

    def end(self, tag: str) -> None:
        if tag == "annotation":
            self._notes -= 1
        elif tag == "span" and len(self._looks) > 1:
            self._looks.pop()
        elif tag == "table-cell" and self._inside:
            self._end_cell()

    def _end_cell(self) -> None:
        """Note what the cell shows that its value does not say, in each place of it."""
        given, kind = self._given, self._given.get("office:value-type")
        if kind is None and "table:formula" not in given:
            return
        shown = self._runs.whole.strip()
        is_error = given.get("calcext:value-type") == "error" or _ERROR.fullmatch(shown)
        wrong = self._wrong(kind, shown)
        is_number = kind in _NUMBERS and self._runs.is_plain
        has_breaks = self._paragraphs > 1 and len(shown) <= LONGEST
        if is_number and shown == _value(given) and not wrong:
            return
        for place in ((row, column) for row in self._rows for column in self._columns):
            if is_error and shown:
                self._facts.errors[place] = shown
            elif wrong is not None:
                self._facts.wrong[place] = wrong
            elif is_number:
                self._facts.printed.setdefault(place[0], {})[place[1]] = shown
            elif not self._runs.is_plain:
                self._runs.tell(self._facts, place)
            elif has_breaks:
                self._facts.texts[place] = shown

    def _wrong(self, kind: str | None, shown: str) -> str | None:
        """Say why the cell is no figure, whatever it holds."""
        has_value = kind is not None and (kind not in _NUMBERS or _value(self._given) is not None)
        if "table:formula" in self._given and not has_value:
            return UNWORKED
        style = self._given.get("table:style-name") or self._row_style or self._column_style()
        raised, struck = self._styles.looks("table-cell", style)
        if not shown or not (raised or struck):
            return None
        return STRUCK if struck else RAISED

    def _column_style(self) -> str | None:
        """Return the style of the cells of the column that have none of their own."""
        number = bisect_right(self._column_starts, self._columns[0]) - 1 if self._columns else -1
        return self._column_styles[number] if number >= 0 else None

    def text(self, data: str) -> None:
        if self._inside:
            self._say(len(data))
            if self._paragraphs:
                self._add(data)


def _value(given: Attributes) -> str | None:
    return given.get("office:value") or given.get("office:date-value")


def _next(before: range, given: Attributes, what: str, most: int) -> range:
    """Return the rows or columns behind those before, as many as are repeated."""
    times = max(int(given.get(f"table:number-{what}-repeated", "1")), 1)
    if before.stop >= most:
        raise TooLarge(f"holds {what} beyond the last")
    return range(before.stop, min(before.stop + times, most))
