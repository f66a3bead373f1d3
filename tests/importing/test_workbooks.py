"""Twelve awkward workbooks and more, some of them none: each is read, or says why not."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kpilib import Project
from kpilib.project.tables.importing import Import, import_tables
from kpilib.project.yaml.layout import Layout
from kpilib.values.errors import UsageError
from tests.conftest import BASE, Make, indicator, lay

SEP, OCT = datetime.datetime(2016, 9, 1), datetime.datetime(2016, 10, 1)
Fill = Callable[[Any, Any], None]


@pytest.fixture
def project(make: Make) -> Project:
    """Give two counts and a percentage."""
    percent = indicator("P", unit="percent", measure=None, allow="{KPI503: it is a test}")
    return make(indicator("A") + indicator("B") + percent)


def workbook(path: Path, fill: Fill) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "mmm yy"})
    fill(book, book.add_worksheet("Data"))
    book.close()
    return path


def taken(project: Project, path: Path, **layout: Any) -> Import:
    return import_tables(project, project.dataset(), [path], None, Layout(**layout))


def values(found: Import) -> dict[tuple[str, str], str]:
    from kpilib.values.period import Period

    return {
        (row.ref, str(Period.month(row.month))): row.value or f"({row.marker})"
        for row in found.added
    }


def text_numbers(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16"])
    for column, text in enumerate(["A", "1,090", " 77 "]):
        sheet.write_string(1, column, text)


def dates_for_months(book: Any, sheet: Any) -> None:
    sheet.write(0, 0, "Ref")
    sheet.write_datetime(0, 1, SEP)
    sheet.write_datetime(0, 2, OCT)
    sheet.write_row(1, 0, ["A", 5, 6.0])


def months_made_into_days(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16"])
    form = book.add_format({"num_format": "d-mmm"})
    sheet.write_datetime(0, 2, datetime.datetime(2026, 9, 15), form)
    sheet.write_row(1, 0, ["A", 5, 6])


def merged_headers(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Aug 16"])
    sheet.merge_range(0, 2, 0, 3, "Sep 16")
    sheet.write(0, 4, "Oct 16")
    sheet.write_row(1, 0, ["A", 4, 5, 6, 7])


def merged_figures(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16"])
    sheet.write(1, 0, "A")
    sheet.merge_range(1, 1, 1, 2, 11)
    sheet.write_row(2, 0, ["B", 1, 2])


def hidden_rows(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16"])
    sheet.write_row(1, 0, ["A", 1, 2])
    sheet.write_row(2, 0, ["B", 3, 4])
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(1, 1, None, None, {"hidden": True})


def two_tables(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16"])
    sheet.write_row(1, 0, ["A", 1])
    sheet.write_row(4, 0, ["Ref", "Oct 16"])
    sheet.write_row(5, 0, ["A", 2])


def cached_errors(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16"])
    sheet.write(1, 0, "A")
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 2, "=40+2", None, 42)


def placeholders(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16", "Nov 16"])
    sheet.write(1, 0, "A")
    sheet.write_formula(1, 1, "=40+2", None, 42)
    sheet.write_formula(1, 2, "=B2*2")
    sheet.write_formula(1, 3, "=B2*3", None, "")


def percentages(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16"])
    sheet.write(1, 0, "P")
    sheet.write_number(1, 1, 0.28, book.add_format({"num_format": "0%"}))
    sheet.write_number(1, 2, 0.29)


def below_a_title(book: Any, sheet: Any) -> None:
    sheet.write(0, 0, "Monthly return")
    sheet.write_row(3, 2, ["Ref", "Title", "Sep 16"])
    sheet.write_row(4, 2, ["A", "Contacts", 5])
    sheet.write_row(5, 2, ["Total", "", 5])


def several_sheets(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16"])
    sheet.write_row(1, 0, ["A", 1])
    other = book.add_worksheet("Old")
    other.write_row(0, 0, ["Ref", "Sep 16"])
    other.write_row(1, 0, ["A", 2])


def dates_for_figures(book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16"])
    sheet.write_row(1, 0, ["A", 1])
    sheet.write_datetime(1, 2, datetime.datetime(2026, 1, 12))


AWKWARD: list[tuple[Fill, dict[tuple[str, str], str], list[str]]] = [
    (text_numbers, {("A", "2016-09"): "1090", ("A", "2016-10"): "77"}, []),
    (dates_for_months, {("A", "2016-09"): "5", ("A", "2016-10"): "6"}, []),
    (
        months_made_into_days, {("A", "2016-09"): "5"},
        ["Data!C1: the heading `15 September 2026` may be a day"],
    ),
    (
        merged_headers, {("A", "2016-08"): "4", ("A", "2016-10"): "7"},
        ["Data!C1: the heading `Sep 16`: figures stand in a column beside it that has no heading",
         "Data!D1: figures stand below a heading that is empty (merged cells?)"],
    ),
    (
        merged_figures, {("B", "2016-09"): "1", ("B", "2016-10"): "2"},
        ["Data!B2: the cell of `A` is merged", "Data!C2: the cell of `A` is merged"],
    ),
    (
        hidden_rows,
        {
            ("A", "2016-09"): "1", ("A", "2016-10"): "2",
            ("B", "2016-09"): "3", ("B", "2016-10"): "4",
        },
        ["Data!B1: a hidden column", "Data!A3: hidden rows are read like the others: 3"],
    ),
    (two_tables, {("A", "2016-09"): "1"}, ["Data!A5: another table begins here"]),
    (cached_errors, {("A", "2016-10"): "42"}, ["Data!B2, `A` in 2016-09: `#DIV/0!`: the spreadsh"]),
    (
        placeholders, {("A", "2016-09"): "42"},
        ["Data!C2, `A` in 2016-10 holds a formula that was never worked out", "Data!D2, `A` in"],
    ),
    (percentages, {("P", "2016-09"): "28"}, ["Data!C2, `P` in 2016-10: `0.29` may be 0.29%"]),
    (below_a_title, {("A", "2016-09"): "5"}, ["Data!C6: no indicator is called `Total`"]),
    (dates_for_figures, {("A", "2016-09"): "1"}, ["Data!C2, `A` in 2016-10: `12 January 2026`"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fill", "wanted", "faults"), AWKWARD, ids=lambda one: getattr(one, "__name__", "")
)
def test_awkward_workbooks(
    fill: Fill, wanted: dict[tuple[str, str], str], faults: list[str], project: Project,
    tmp_path: Path,
) -> None:  # fmt: skip
    """What is clear is taken; what is not is named with sheet and cell."""
    found = taken(project, workbook(tmp_path / "b.xlsx", fill))
    assert values(found) == wanted
    assert len(found.findings) == len(faults), found.findings
    for fault, words in zip(found.findings, faults, strict=True):
        assert fault.message.startswith(words)


def test_a_workbook_of_several_sheets_needs_one_named(project: Project, tmp_path: Path) -> None:
    """No sheet is guessed."""
    path = workbook(tmp_path / "b.xlsx", several_sheets)
    assert (
        "it has several sheets with headings (Data, Old)"
        in taken(project, path).findings[0].message
    )
    assert values(taken(project, path, sheet="Old")) == {("A", "2016-09"): "2"}
    with pytest.raises(UsageError, match="no sheet `Odd`"):
        taken(project, path, sheet="Odd")
    again = workbook(tmp_path / "c.xlsx", two_tables)
    assert values(taken(project, again, header_row=5)) == {("A", "2016-10"): "2"}
    found = taken(project, again, header_row=3)
    assert "row 3, which the layout names as headings: it lacks a" in found.findings[0].message


ODS = (
    '<?xml version="1.0"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Data">%s</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


MANIFEST = (
    '<?xml version="1.0"?><m:manifest'
    ' xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry'
    ' m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>'
)


def ods(path: Path, *rows: str) -> Path:
    """Write an .ods file by hand."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS % "".join(rows))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def ods_row(*cells: str, more: str = "") -> str:
    made = []
    for cell in cells:
        kind, _, text = cell.partition("|")
        value = f' office:value="{text}"' if kind in ("float", "percentage") else ""
        made.append(
            f'<table:table-cell office:value-type="{kind}"{value}><text:p>{text}</text:p>'
            "</table:table-cell>"
        )
    return f"<table:table-row{more}>{''.join(made)}</table:table-row>"


def test_an_ods_sheet_is_read_like_the_others(project: Project, tmp_path: Path) -> None:
    """Errors, hidden rows and percentages of an OpenDocument sheet."""
    path = ods(
        tmp_path / "b.ods", ods_row("string|Ref", "string|Sep 16", "string|Oct 16"),
        ods_row("string|A", "float|5", "string|#DIV/0!"),
        ods_row("string|P", "percentage|0.28", "float|31", more=' table:visibility="collapse"'),
    )  # fmt: skip
    found = taken(project, path)
    assert values(found) == {("A", "2016-09"): "5", ("P", "2016-09"): "28", ("P", "2016-10"): "31"}
    said = [fault.message for fault in found.findings]
    assert said[0].startswith("Data!C2, `A` in 2016-10: `#DIV/0!`")
    assert said[1].startswith("Data!A3: hidden rows")


def test_files_that_are_no_workbooks_are_refused(project: Project, tmp_path: Path) -> None:
    """Damaged, locked, too large once unpacked, or made to attack: one sentence."""
    good = workbook(tmp_path / "b.xlsx", text_numbers).read_bytes()
    cases = {
        b"PK\x03\x04 and nothing more": "damaged",
        good[: len(good) // 2]: "damaged",
        b"\xd0\xcf\x11\xe0 old": "of the old kind, or has a password",
        b"\xff\xfe\x00": "not the UTF-16 that its mark says",
    }
    for data, words in cases.items():
        (tmp_path / "x.xlsx").write_bytes(data)
        with pytest.raises(UsageError, match=words):
            taken(project, tmp_path / "x.xlsx")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(450):
                part.write(bytes(1_000_000))
    (tmp_path / "bomb.xlsx").write_bytes(bomb.getvalue())
    with pytest.raises(UsageError, match="unpacks to more than"):
        taken(project, tmp_path / "bomb.xlsx")
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    evil = ods(
        tmp_path / "b.ods", ods_row("string|Ref", "string|Sep 16"), ods_row("string|A", "float|5")
    )
    with zipfile.ZipFile(evil) as archive:
        content = (
            archive.read("content.xml").decode().replace("<office:doc", f"{laughs}<office:doc", 1)
        )
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    with pytest.raises(UsageError, match="says what no spreadsheet says"):
        taken(project, evil)


def test_long_tables_and_patterns(project: Project, tmp_path: Path) -> None:
    """A row a figure, places, months by their pattern only; twice is named."""
    text = (
        "A return\n\nMeasure;Place;Month;Count\nContacts;north;September 2016;5\n"
        "Contacts;local;2016-10;6\nB;local;October 2016;<5\nB;local;October 2016;7\n"
        "B;;November 2016;8\n;local;November 2016;9\n"
    )
    path = lay(tmp_path, {"long.csv": text}) / "long.csv"
    found = taken(
        project, path, shape="long", ref_column="Measure", geography_column="place",
        period_column="Month", value_column="Count", months="%B %Y", refs={"Contacts": "A"},
    )  # fmt: skip
    assert [(row.ref, row.geography, row.value, row.marker) for row in found.added] == [
        ("A", "north", "5", None),
    ]  # fmt: skip
    assert "`2016-10` is not a month" in found.findings[0].message
    assert found.findings[1].message == (
        "line 6, cell 4 and line 7, cell 4 both give `B` in 2016-10; neither is taken"
    )
    assert "the row of `B` names no place" in found.findings[2].message
    assert "figures without a ref" in found.findings[3].message
    assert found.markers == {}
    assert (found.counts.read, found.counts.left, found.counts.refused) == (1, 1, 4)
    assert taken(project, path, shape="long").findings[0].message == (
        "nothing is taken from long.csv: line 3 looks most like headings: it lacks a cell `Ref` "
        "and a cell `Period` and a cell `Value` beside `Measure`, `Place`, `Month`, `Count`"
    )
    found = taken(project, path, shape="long", ref_column="Measure", geography_column="Area",
                  period_column="Month", value_column="Count")  # fmt: skip
    assert "line 3 has no column `Area` beside its refs" in found.findings[0].message


def test_layouts_are_checked(make: Make) -> None:
    """A layout is a spec: its faults are findings with their places."""
    text = "layout: other\nmonths: '%d %b'\ncells: {nil: q}\nshape: broad\nheader: 3\n"
    project = make(indicator("A"), **{"specs/d/layouts/one.yaml": text})
    found = [(one.span.line, one.code) for one in project.findings]
    assert found == [(1, "KPI106"), (2, "KPI106"), (3, "KPI106"), (4, "KPI106"), (5, "KPI104")]
    assert project.specs.layouts["d"] == {}
    assert set(BASE)
