"""What the XML of a sheet says beside its values, and how that XML is walked through.

A workbook holds more than a reader of its values is told: which text is struck out or raised,
what a number looks like, which formula was never worked out, which row is hidden.
"""

from __future__ import annotations

import xml.parsers.expat
import zipfile
from array import array
from collections.abc import Callable

from attrs import define, field

#: a sheet has at most so many rows and columns, and says at most so much of its cells
MOST_ROWS, MOST_COLUMNS, _FACTS = 1_048_576, 16_384, 1_000_000
#: the cells of a sheet hold at most so many characters together, repeated ones each time
MOST_CHARACTERS = 100_000_000
#: a sheet spans at most so many cells, repeated ones each time
MOST_CELLS = 5_000_000
#: a workbook has at most so many sheets
MOST_SHEETS = 1_000
#: no tag is longer; what reads one piece by piece begins again with each piece
_LONGEST_TAG = 1_000_000
#: so much of a text is kept: no figure and no heading is longer
LONGEST = 300

#: why a cell is no figure, whatever it holds
STRUCK = "struck out"
RAISED = "raised"
UNWORKED = "never worked out"
Attributes = dict[str, str]
Place = tuple[int, int]


@define
class Facts:
    """Rows and columns are counted from 0."""

    #: what a formula shows that failed, and any other error
    errors: dict[Place, str] = field(factory=dict)
    #: STRUCK, RAISED or UNWORKED
    wrong: dict[Place, str] = field(factory=dict)
    #: the texts of cells without what is struck out or raised in them
    texts: dict[Place, str] = field(factory=dict)
    #: what is raised or lowered in them, such as the sign of a footnote
    notes: dict[Place, str] = field(factory=dict)
    #: the whole text of cells in which a part is struck out
    struck: dict[Place, str] = field(factory=dict)
    #: by row, the number of the style of each of its cells (.xlsx)
    styles: dict[int, array[int]] = field(factory=dict)
    #: by row and column, what a number or a date shows where that is another text (.ods)
    printed: dict[int, dict[int, str]] = field(factory=dict)
    #: first and last row and column of merged cells (.ods; calamine tells those of .xlsx)
    merged: list[tuple[int, int, int, int]] = field(factory=list)
    #: the same of cells that a conditional format may show as something else (.xlsx)
    masked: list[tuple[int, int, int, int]] = field(factory=list)
    hidden_rows: set[int] = field(factory=set)
    hidden_columns: set[int] = field(factory=set)
    percentages: set[Place] = field(factory=set)
    #: the number of rows and of columns up to the last cell that holds something
    extent: list[int] = field(factory=lambda: [0, 0])
    #: the number of characters in the cells
    characters: int = 0

    def grow(self, row: int, column: int) -> None:
        """Note that a cell holds something."""
        self.extent[0] = max(self.extent[0], row + 1)
        self.extent[1] = max(self.extent[1], column + 1)
        if self.extent[0] * self.extent[1] > MOST_CELLS:
            raise TooLarge(f"spans more than {MOST_CELLS:,} cells")
        said = (
            self.percentages,
            self.errors,
            self.hidden_rows,
            self.texts,
            self.notes,
            self.wrong,
            self.merged,
        )
        if sum(map(len, said)) > _FACTS:
            raise TooLarge("says more of its cells than anybody has typed")

    def say(self, characters: int) -> None:
        """Count characters of a cell."""
        self.characters += characters
        if self.characters > MOST_CHARACTERS:
            raise TooLarge(f"holds more than {MOST_CHARACTERS:,} characters")


class TooLarge(ValueError):
    """A sheet says more of itself than anybody has typed."""


class Runs:
    """A text of parts that look different: what is kept of it, what is raised, what is struck."""

    def __init__(self) -> None:
        self.kept, self.raised, self.whole = "", "", ""
        self.is_struck = False

    def add(self, text: str, *, raised: bool, struck: bool) -> None:
        """Add a part; of what is longer than any figure or heading the rest is not looked at."""
        if len(self.whole) > LONGEST:
            return
        self.whole += text
        if struck and text.strip():
            self.is_struck = True
        elif raised and not struck:
            self.raised += text
        elif not struck:
            self.kept += text

    @property
    def is_plain(self) -> bool:
        """Whether nothing in it is raised or struck out."""
        return not self.is_struck and not self.raised.strip()

    def tell(self, facts: Facts, place: Place) -> None:
        """Note what a cell with this text shows."""
        if self.is_plain:
            return
        if self.is_struck:
            facts.struck[place] = self.whole
        if not self.kept.strip():
            facts.wrong[place] = STRUCK if self.is_struck else RAISED
            return
        facts.texts[place] = self.kept
        if self.raised.strip():
            facts.notes[place] = self.raised.strip()


def walk(
    archive: zipfile.ZipFile, name: str, start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] = lambda data: None,
) -> str | None:  # fmt: skip
    """Walk through a part of the archive; return why it cannot be read, None where it can."""
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
                    raise TooLarge("holds a tag or a text without an end")
                parser.Parse(data)
            parser.Parse(b"", True)
    except TooLarge as error:
        return str(error)
    except (KeyError, ValueError, OverflowError, zipfile.BadZipFile, xml.parsers.expat.ExpatError):
        return "cannot be read: its XML is damaged, or says what no spreadsheet says"
    return None
