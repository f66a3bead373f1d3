"""How a test reads what was published: a page by its elements, a workbook by its cells."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_INLINE = {"a", "b", "span", "code"}
_VOID = {"meta", "input", "img", "br", "link", "path", "circle", "rect", "polyline"}


class Element:
    """An element of a page."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes = name, attributes
        self.children: list[Element | str] = []

    def all(self, name: str) -> list[Element]:
        """Give the elements of a name below it, in order."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] if child.name == name else []
                found += child.all(name)
        return found

    def every(self) -> list[Element]:
        """Give it and the elements below it."""
        below = [one for c in self.children if isinstance(c, Element) for one in c.every()]
        return [self, *below]

    @property
    def text(self) -> str:
        """The text below it, spaces as one."""
        return re.sub(r"\s+", " ", self._raw()).strip()

    def _raw(self) -> str:
        text = "".join(c._raw() if isinstance(c, Element) else c for c in self.children)
        return text if self.name in _INLINE else f" {text} "


class Page(HTMLParser):
    """A page as a tree; it fails where tags do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page", {})
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert self._open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {n: v or "" for n, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].name == tag, f"{tag} closes {self._open[-1].name}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def page(text: str) -> Element:
    """Read a page."""
    return Page(text).root


Cell = str | float | None


class Book:
    """A workbook: its sheets by name, each rows of texts and numbers, and the XML behind it."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name).decode() for name in archive.namelist()}
        strings = ElementTree.fromstring(self.parts["xl/sharedStrings.xml"])
        self._strings = ["".join(t.text or "" for t in si.iter(f"{_SHEET}t")) for si in strings]
        book = ElementTree.fromstring(self.parts["xl/workbook.xml"])
        names = [sheet.attrib["name"] for sheet in book.iter(f"{_SHEET}sheet")]
        self.xml = {n: self.parts[f"xl/worksheets/sheet{i}.xml"] for i, n in enumerate(names, 1)}
        self.sheets = {name: self._rows(xml) for name, xml in self.xml.items()}

    def _rows(self, xml: str) -> list[list[Cell]]:
        rows = []
        for row in ElementTree.fromstring(xml).iter(f"{_SHEET}row"):
            cells: dict[int, Cell] = {}
            for cell in row.iter(f"{_SHEET}c"):
                cells[column(cell.attrib["r"])] = self._value(cell)
            rows.append([cells.get(number) for number in range(max(cells, default=-1) + 1)])
        return rows

    def _value(self, cell: Any) -> Cell:
        value = cell.find(f"{_SHEET}v")
        if value is None:
            return None
        if cell.attrib.get("t") == "s":
            return self._strings[int(value.text)]
        return str(value.text) if cell.attrib.get("t") == "str" else float(value.text)

    def format_of(self, sheet: str, address: str) -> str:
        """Give the number format of a cell."""
        style = re.search(rf'<c r="{address}" s="([0-9]+)"', self.xml[sheet])
        assert style is not None
        styles = ElementTree.fromstring(self.parts["xl/styles.xml"])
        own = {
            one.attrib["numFmtId"]: one.attrib["formatCode"]
            for one in styles.iter(f"{_SHEET}numFmt")
        }
        formats = styles.find(f"{_SHEET}cellXfs")
        assert formats is not None
        number = formats[int(style[1])].attrib["numFmtId"]
        return own.get(number, {"0": "General", "1": "0", "2": "0.00"}.get(number, number))


def column(address: str) -> int:
    """Give the number of a cell's column, from 0."""
    number = 0
    for letter in re.sub("[0-9]", "", address):
        number = number * 26 + ord(letter) - 64
    return number - 1
