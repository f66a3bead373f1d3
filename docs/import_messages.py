"""The page of what imports say: every message is printed by the program, for the table above it."""

from __future__ import annotations

import datetime
import io
import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter
from attrs import field, frozen

import kpilib
from kpilib.project.tables.importing import import_tables
from kpilib.project.yaml.layout import Layout
from kpilib.publications.findings.text import block

TODAY = datetime.date(2026, 11, 27)
PROJECT = {
    "kpilib.toml": "",
    "specs/areas.yaml": "areas: {mash: MASH}\n",
    "specs/people.yaml": "people: {ann: {name: Ann Lee}}\n",
    "specs/d/dataset.yaml": "dataset: d\ntitle: Example\n",
    "indicators/a.yaml": "".join(
        f'- {{ref: "{ref}", title: {title}, area: mash, owner: ann, unit: {unit}{more}}}\n'
        for ref, title, unit, more in (
            ("M1", "Contacts", "count", ", measure: flow"),
            ("M2", "Referrals", "count", ", measure: flow"),
            ("N", "Days", "number", ""), ("P", "Share", "percent", ""),
            ("1.1", "Visits", "count", ", measure: flow"),
            ("1.10", "Plans", "count", ", measure: flow"),
        )
    ),
}  # fmt: skip


@frozen
class Sample:
    """A table of which something is refused or left out."""

    title: str
    #: the rows; a cell is a text, or in a workbook what `looks` says of its address
    rows: tuple[tuple[Any, ...], ...]
    #: what to know about it
    words: str
    layout: dict[str, Any] = field(factory=dict)
    separator: str = ","
    #: by address, how a cell of a workbook looks: the table is one then
    looks: dict[str, str] = field(factory=dict)
    encoding: str = "utf-8"


LONG = {"shape": "long", "period_column": "Month"}
NOTHING = (
    Sample("No row is the headings", (("Measure", "Sep 16"), ("M1", "5")),
           "The column of refs is called otherwise: `ref_column: Measure` in a layout says so."),
    Sample("Months down, measures across", (("Month", "M1", "M2"), ("Sep 16", "5", "6")),
           "Import reads a row a measure, or a row a figure.", {"ref_column": "Month"}),
    Sample("Years as headings", (("Ref", "2009-10", "2010-11", "2012-13"), ("M1", "5", "6", "7")),
           "`2012-13` is no month, so the others are years, too."),
    Sample("Headings that could be years", (("Ref", "2006-07", "2007-08"), ("M1", "5", "6")),
           "Nothing in the row says whether these are months."),
    Sample("Weeks as headings", (("Ref", "2020-04-24", "2020-05-01"), ("M1", "5", "6")),
           "A first of May among them is the end of a week."),
    Sample("Dates of which the order is open",
           (("Ref", "01/09/2016", "01/10/2016"), ("M1", "5", "6")),
           "In Britain September and October, in America 9 and 10 January."),
)  # fmt: skip
REFUSED = (
    Sample("One date alone", (("Ref", "Aug 16", "2016-09-15"), ("M1", "5", "6")),
           "Excel makes the 15 September of this year of `Sep 15`."),
    Sample("A year of two digits in the future", (("Ref", "Jan 30"), ("M1", "5")),
           "Up to twenty years ahead a plan may be meant, or the last century."),
    Sample("A cell that is claimed twice", (("Ref", "Sep 16"), ("M1", "5"), ("M1", "6")),
           "Of two rows, two columns of one month, or two files of one run."),
    Sample("Rows of a breakdown",
           (("Ref", "Sex", "Month", "Value"), ("M1", "f", "Sep 16", "3"),
            ("M1", "m", "Sep 16", "4"), ("M1", "all", "Sep 16", "7")),
           "The message names the columns that tell the rows apart.", LONG),
    Sample("A text that is no figure", (("Ref", "Sep 16"), ("M1", "see note")),
           "If such texts recur, `cells: {see note: x}` in a layout says what they mean."),
    Sample("A figure in brackets", (("Ref", "Sep 16"), ("M1", "(12)")),
           "Accountants write minus 12 so."),
    Sample("A decimal comma", (("Ref", "Sep 16"), ("N", "1,5")), "", separator=";"),
    Sample("A point that may mark thousands", (("Ref", "Sep 16", "Oct 16"), ("N", "12.345", "1,5")),
           "The comma of the other cell says that this is a table with decimal commas.",
           separator=";"),
    Sample("A fraction in a row of counts", (("Ref", "Sep 16"), ("M1", "1.234")), ""),
    Sample("A percentage in a row of counts", (("Ref", "Sep 16"), ("M1", "30%")), ""),
    Sample("A percentage that may be a fraction",
           (("Ref", "Sep 16", "Oct 16"), ("P", "0.28", "1.02")),
           "The second cell is in doubt because of the first."),
    Sample("Two figures in one cell", (("Ref", "Sep 16"), ("M1", "417\n418")), ""),
    Sample("A comma without quotes", (("Ref", "Aug 16", "Sep 16"), ("M1", "1", "480", "7")),
           "Every figure behind it would stand below the wrong month."),
    Sample("An error of the spreadsheet", (("Ref", "Sep 16"), ("M1", "#DIV/0!")), ""),
    Sample("A formula without a result", (("Ref", "Aug 16", "Sep 16"), ("M1", 5, "=B2*2")),
           "Programs write workbooks so; a spreadsheet works formulas out when it opens them.",
           looks={"C2": "formula"}),
    Sample("A figure that is struck out", (("Ref", "Sep 16"), ("M1", 33)), "",
           looks={"B2": "struck"}),
    Sample("A figure that its format hides", (("Ref", "Sep 16"), ("M1", 3)),
           "The figure would be published, although the sheet keeps it back.",
           looks={"B2": '"[c]"'}),
    Sample("Merged cells", (("Ref", "Sep 16", "Oct 16"), ("M1", 11, None)), "",
           looks={"B2": "merged"}),
    Sample("A ref that became a number", (("Ref", "Sep 16"), (1.1, 8)),
           "`1.10` typed into a spreadsheet becomes 1.1.", looks={"A2": "General"}),
)  # fmt: skip
WARNED = (
    Sample("A row of no indicator", (("Ref", "Sep 16"), ("M1", "5"), ("Total", "5")), ""),
    Sample("Another table below",
           (("Ref", "Aug 16", "Sep 16"), ("M1", "5", "6"), ("Last year", "Aug 15", "Sep 15"),
            ("M2", "7", "8")), ""),
    Sample("A month to come", (("Ref", "Sep 2061"), ("M1", "5")), ""),
    Sample("The sign of a note", (("Ref", "Sep 16*"), ("M1", "5 [note 1]")), ""),
    Sample("A part that is struck out", (("Ref", "Sep 16"), ("M1", "12~15")), "",
           looks={"B2": "partly struck"}),
)  # fmt: skip


def printed(sample: Sample) -> list[str]:
    """Import a sample and return what is said."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in PROJECT.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, "utf-8")
        path = folder / ("table.xlsx" if sample.looks else "table.csv")
        path.write_bytes(workbook(sample) if sample.looks else text_of(sample))
        project = kpilib.read(folder)
        layout = Layout(**sample.layout)
        found = import_tables(project, project.dataset(), [path], None, layout, today=TODAY)
        return [line for finding in found.findings for line in block(finding)]


def text_of(sample: Sample) -> bytes:
    """Write a sample as a text table."""
    rows = [[f'"{cell}"' if "\n" in cell else cell for cell in row] for row in sample.rows]
    return "".join(f"{sample.separator.join(row)}\n" for row in rows).encode(sample.encoding)


def workbook(sample: Sample) -> bytes:
    """Write a sample as a workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Data")
    struck = book.add_format({"font_strikeout": True})
    for r, row in enumerate(sample.rows):
        for c, value in enumerate(row):
            look = sample.looks.get(f"{chr(65 + c)}{r + 1}", "")
            if look == "merged":
                sheet.merge_range(r, c, r, c + 1, value)
            elif look == "struck":
                sheet.write(r, c, value, struck)
            elif look == "partly struck":
                before, after = value.split("~")
                sheet.write_rich_string(r, c, struck, before, book.add_format(), after)
            elif look and look != "formula":
                sheet.write(r, c, value, book.add_format({"num_format": look}))
            elif value is not None:
                sheet.write(r, c, value)
    book.close()
    return out.getvalue()


def page() -> str:
    """Return the page."""
    lines = [
        "# Messages of imports", "",
        "What `kpilib import` says of a table, by what is wrong with it. Each message was printed",
        "for the table above it; the place is file, line and column, or row and column of a sheet,",
        "and in words the address that a spreadsheet shows. A message that would be said more than",
        "three times is said once, with its number and the first three places.", "",
        "What is *refused* is an error: the cell is not stored, the others are, and the command",
        "ends with 1. What is *left out* or doubtful is a warning, and ends with 0.", "",
        "`M1`, `M2`, `1.1` and `1.10` are counts here, `N` is a number and `P` a percentage.",
    ]  # fmt: skip
    sections = (
        ("Nothing is taken", NOTHING), ("A cell, row or column is refused", REFUSED),
        ("Something is left out, or worth a look", WARNED),
    )  # fmt: skip
    for heading, samples in sections:
        lines += ["", f"## {heading}"]
        for sample in samples:
            lines += ["", f"### {sample.title}", "", *([sample.words, ""] if sample.words else [])]
            lines += ["```text", *table_of(sample), "```", "", "```text", *printed(sample), "```"]
    return "\n".join(lines) + "\n"


def table_of(sample: Sample) -> list[str]:
    """Return a sample as a person sees it."""
    if not sample.looks:
        return text_of(sample).decode(sample.encoding).splitlines()
    looks = {"struck": " (struck out)", "formula": "", "merged": " (merged with the next cell)"}
    lines = []
    for r, row in enumerate(sample.rows):
        cells = []
        for c, value in enumerate(row):
            look = sample.looks.get(f"{chr(65 + c)}{r + 1}", "")
            shown = "" if value is None else str(value).replace("~", " (struck out) ")
            if look not in (*looks, "", "General", "partly struck"):
                shown = f"{shown} (in the format {look})"
            cells.append(shown + looks.get(look, ""))
        lines.append(" | ".join(cells))
    return lines
