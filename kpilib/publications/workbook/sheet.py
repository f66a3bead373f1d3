"""A sheet that holds one table: texts stay texts, numbers have the format of what they are."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from kpilib.values.errors import UsageError
from kpilib.values.safe import one_line

_FORMULA = re.compile(r"[=+\-@\t\r]")
#: the most that a cell and the head of a column hold
_LONGEST, _LONGEST_HEAD = 32_767, 250
_NARROWEST, _WIDEST = 6, 48
#: points of a line, and the most lines of a row
_LINE, _TALLEST = 15, 20


class Number(NamedTuple):
    """A figure and how it is printed."""

    value: float
    format: str = "0"


class Formula(NamedTuple):
    """A formula of Excel, the figure or text that it gives, and how that is printed."""

    text: str
    value: float | str
    format: str = "General"


class Text(NamedTuple):
    """A text in a manner of its own: ``right``, ``negative``, ``positive``, ``wrap``."""

    text: str
    manner: str = ""


Cell = Number | Formula | Text | str

_MANNERS: dict[str, dict[str, Any]] = {
    "": {},
    "right": {"align": "right", "font_color": "#484f54", "text_wrap": True, "font_size": 8},
    "negative": {"bold": True, "font_color": "#8c2b0a"},
    "positive": {"bold": True, "font_color": "#005a43"},
    "similar": {},
    "bold": {"bold": True},
    "title": {"bold": True, "font_size": 16},
    "wrap": {"text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "valign": "bottom"},
    "head of numbers": {"bold": True, "text_wrap": True, "valign": "bottom", "align": "right"},
}


class Book:
    """A workbook in memory; the same cells give the same bytes."""

    def __init__(self, title: str, made: datetime.datetime) -> None:
        try:
            import xlsxwriter
        except ModuleNotFoundError:
            message = "workbooks need xlsxwriter: pip install kpilib[excel]"
            raise UsageError(message) from None
        self._buffer = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self._buffer, options)
        self.book.set_properties({"title": one_line(title)[:250], "created": made})
        self.book.set_calc_mode("auto")
        self._formats: dict[tuple[str, str, bool], Any] = {}
        self._tables = 0

    def manner(self, manner: str, number: str = "", *, quoted: bool = False) -> Any:
        """Give a cell format, made once."""
        key = manner, number, quoted
        found = self._formats.get(key)
        if found is None:
            properties = {"valign": "vcenter"} | _MANNERS[manner]
            if number:
                properties["num_format"] = number
            if quoted:
                properties["quote_prefix"] = True
            found = self._formats[key] = self.book.add_format(properties)
        return found

    def sheet(self, name: str) -> Any:
        """Add an empty sheet that prints on A4, landscape, as wide as the page."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        return sheet

    def put(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        """Write a cell."""
        if isinstance(cell, Number):
            sheet.write_number(row, column, cell.value, self.manner("", cell.format))
        elif isinstance(cell, Formula):
            form = self.manner("", cell.format)
            sheet.write_formula(row, column, cell.text, form, cell.value)
        else:
            manner = cell.manner if isinstance(cell, Text) else ""
            text = seen(cell.text if isinstance(cell, Text) else cell)
            quoted = _FORMULA.match(text) is not None
            sheet.write_string(row, column, text, self.manner(manner, quoted=quoted))

    def table(
        self, name: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]],
        widths: Sequence[int | None] = (), *, frozen: int = 1,
    ) -> Any:  # fmt: skip
        """Add a sheet with a table: heads that stay in sight, columns as wide as they need.

        `widths` fixes those that are not None; `frozen` columns stay in sight.
        """
        sheet = self.sheet(name)
        told = unique(heads)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                self.put(sheet, number, column, cell)
        self._tables += 1
        sheet.add_table(
            0, 0, max(len(rows), 1), len(told) - 1,
            {
                "name": f"table_{self._tables}", "style": "Table Style Light 1",
                "columns": [
                    {"header": text, "header_format": self._head(rows, column)}
                    for column, text in enumerate(told)
                ],
            },
        )  # fmt: skip
        sizes = []
        for column in range(len(told)):
            given = widths[column] if column < len(widths) else None
            sizes.append(given or _width(told[column], (row[column] for row in rows)))
            sheet.set_column(column, column, sizes[-1])
        sheet.set_row(0, _LINE * min(max(map(_lines, told, sizes)), _TALLEST))
        for number, row in enumerate(rows, 1):
            sheet.set_row(number, _LINE * _height(row, sizes))
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
        return sheet

    def _head(self, rows: Sequence[Sequence[Cell]], column: int) -> Any:
        """Give the format of a head: over numbers at the right."""
        numbers = any(isinstance(row[column], Number | Formula) for row in rows)
        return self.manner("head of numbers" if numbers else "head")

    def data(self) -> bytes:
        """Give the file."""
        self.book.close()
        return self._buffer.getvalue()


def seen(text: str) -> str:
    """Give a text for a cell: nothing that cannot be seen, and no longer than a cell holds."""
    shown = "\n".join(map(one_line, text.split("\n")))
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def unique(heads: Iterable[str]) -> list[str]:
    """Give heads that differ, whatever their case: a table of Excel takes no two alike."""
    found: list[str] = []
    taken: set[str] = set()
    for head in heads:
        stem = one_line(head.replace("\n", " "))[:_LONGEST_HEAD] or " "
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number})"
        taken.add(name.casefold())
        found.append(name)
    return found


def _height(row: Sequence[Cell], sizes: Sequence[int]) -> int:
    """Give the lines that the wrapped texts of a row need, up to what a screen shows."""
    wrapped = [
        _lines(cell.text, size * 4 // 3 if cell.manner == "right" else size)
        for cell, size in zip(row, sizes, strict=True)
        if isinstance(cell, Text) and "text_wrap" in _MANNERS[cell.manner]
    ]
    return min(max([1, *wrapped]), _TALLEST)


def _lines(text: str, width: int) -> int:
    """Give how many lines a text takes in a column, broken between words."""
    import textwrap

    return sum(len(textwrap.wrap(line, max(width - 1, 4))) or 1 for line in text.split("\n"))


def _width(head: str, cells: Iterable[Cell]) -> int:
    """Give a width in characters: a head may stand on several lines, a cell on one."""
    longest = max((len(word) for word in head.split()), default=0) + 2
    for cell in cells:
        if isinstance(cell, Number):
            size = len(f"{cell.value:.10g}") + 2
        elif isinstance(cell, Formula):
            size = 8
        else:
            size = len(cell.text if isinstance(cell, Text) else cell) + 1
        longest = max(longest, size)
    return min(max(longest, _NARROWEST), _WIDEST)
