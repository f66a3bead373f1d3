"""The report as a workbook: real tables, numbers that look as printed, texts that stay texts."""

from __future__ import annotations

import re

import pytest
from attrs import evolve
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

import kpilib
from kpilib import Project, Report
from kpilib.publications.parts.publication import Publication
from kpilib.publications.workbook.writing import to_xlsx
from tests.conftest import Make, indicator, observed
from tests.publishing.cancelling import cancelling
from tests.publishing.reading import Book


@pytest.fixture(scope="module")
def report(shipped: Project) -> Report:
    return kpilib.report(shipped, period="2016-09")


@pytest.fixture(scope="module")
def book(shipped: Project, report: Report) -> Book:
    return Book(to_xlsx(Publication(shipped, report)))


def test_each_sheet_behind_the_cover_holds_one_table(book: Book) -> None:
    """Nothing merged, heads in sight, no formula, no macro."""
    assert list(book.sheets) == ["Cover", "What moved", "Figures", "Measures", "Notes", "Data"]
    for name, xml in book.xml.items():
        assert "mergeCell" not in xml
        assert "<f>" not in xml
        assert xml.count("<tablePart ") == (name != "Cover")
        assert ('state="frozen"' in xml) == (name != "Cover")
    assert not [name for name in book.parts if "vba" in name.lower() or "external" in name]
    cover = book.sheets["Cover"]
    assert cover[0][0] == "Children and Families Monthly Dataset, September 2016"
    names = [row[0] for row in cover if row]
    assert names[-5:] == ["What moved", "Figures", "Measures", "Notes", "Data"]


def test_every_figure_is_the_number_that_is_printed(book: Book, report: Report) -> None:
    """950 cells: a number, or the printed text with the marker of its note."""
    head, *rows = book.sheets["Figures"]
    places = [number for number, name in enumerate(head) if "in words" not in str(name)]
    notes = {row[0]: str(row[1]) for row in book.sheets["Notes"][1:]}
    number = 0
    told = set()
    for row, line in zip(report.rows, rows, strict=True):
        shown = [line[place] for place in places][5:-2]
        cells = [*row.values, *row.columns.values()]
        for cell, value in zip(cells, shown, strict=True):
            number += 1
            if cell.reason is None:
                text = re.sub("[^-0-9.]", "", cell.text)
                assert value == float(text), (row.ref, cell)
                continue
            match = re.fullmatch(r"(.*?) ?(\[note [0-9]+\])", str(value))
            assert match is not None
            assert match[1] == cell.text
            assert notes[match[2]].lower().startswith(str(cell.reason))
            told.add(match[2])
    assert number == 950
    assert told == set(notes)


def test_figures_look_as_printed(book: Book) -> None:
    """Number formats follow the unit and the decimals; changes have their thousands apart."""
    head = book.sheets["Figures"][0]
    refs = [row[0] for row in book.sheets["Figures"]]
    assert book.format_of("Figures", f"F{refs.index('M1') + 1}") == "0"
    assert book.format_of("Figures", f"F{refs.index('M3') + 1}") == '0"%"'
    change = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[head.index("% change from Aug 16")]
    assert book.format_of("Figures", f"{change}2") == "#,##0"


def test_changes_have_icons_and_words(book: Book, report: Report) -> None:
    """Grey arrows at the dataset's threshold, and the word beside each."""
    xml = book.xml["Figures"]
    assert xml.count('iconSet="3ArrowsGray"') == 2
    assert '<cfvo type="num" val="-10.0" gte="0"/><cfvo type="num" val="10.0"/>' in xml
    head, *rows = book.sheets["Figures"]
    place = head.index("% change from Aug 16, in words")
    words = {row[0]: row[place] for row in rows}
    assert words["M6-QL (val)"] == "up, worse"
    assert words["M2"] == "up"
    assert words["EH1"] == "n/a [note 3]"


def test_arrows_decided_on_exact_changes_get_no_icons(shipped: Project) -> None:
    """An icon would be decided on the rounded change, which the cell holds."""
    dataset = shipped.dataset()
    rule = evolve(dataset.change, decided_on="exact")
    project = Project.of(shipped.catalogue, evolve(dataset, change=rule), shipped.observations())
    book = Book(to_xlsx(Publication(project, kpilib.report(project, period="2016-09"))))
    assert "iconSet" not in book.xml["Figures"]
    row = next(row for row in book.sheets["Figures"] if row[0] == "LAC12 (%)")
    assert row[book.sheets["Figures"][0].index("% change from Sep 15, in words")] == "similar"


def test_sparklines_go_over_the_last_run_of_figures(book: Book) -> None:
    """A spreadsheet takes a text for 0."""
    xml = book.xml["Figures"]
    ranges = re.findall(
        r"<xm:f>'?Figures'?!\$?([A-Z]+)\$?([0-9]+):\$?([A-Z]+)\$?[0-9]+</xm:f>", xml
    )
    by_row = {row: (first, last) for first, row, last in ranges}
    refs = [row[0] for row in book.sheets["Figures"]]
    assert by_row[str(refs.index("M1") + 1)] == ("F", "R")
    assert by_row[str(refs.index("EH1") + 1)] == ("F", "P")
    assert by_row[str(refs.index("EH1a") + 1)] == ("M", "R")


def test_measures_and_data_say_everything(book: Book, report: Report) -> None:
    """A row a measure with its definition, a row a figure unrounded."""
    head, *rows = book.sheets["Measures"]
    row = dict(zip(head, next(row for row in rows if row[0] == "M2-NI"), strict=True))
    assert row["Formula"] == "rate([M2])"
    assert "49,209" in str(row["Denominator"])
    assert not [cell for row in rows for cell in row if cell in (None, "")]
    data = book.sheets["Data"]
    assert len(data) == 1 + 13 * 50
    assert ["M3", "council", "Sep 16", 28.1756756756757, "28%", "none"] in [
        [*row[:3], round(row[3], 13) if isinstance(row[3], float) else row[3], *row[4:]]
        for row in data
    ]


def test_same_report_gives_the_same_bytes(shipped: Project, report: Report) -> None:
    """With and without formulas."""
    for live in (False, True):
        publication = Publication(shipped, report)
        first = to_xlsx(publication, live=live)
        assert first == to_xlsx(Publication(shipped, report), live=live)
        assert first == to_xlsx(publication, live=live)


def test_live_sheets_hold_formulas_over_collected_figures(shipped: Project, report: Report) -> None:
    """Collected figures are numbers; whatever is worked out is a formula, with our figure in it."""
    book = Book(to_xlsx(Publication(shipped, report), live=True))
    refs = [row[0] for row in book.sheets["Live"]]
    row = refs.index("M3") + 1
    formula = re.search(rf'<c r="O{row}"[^>]*><f>([^<]*)</f><v>([^<]*)</v>', book.xml["Live"])
    assert formula is not None
    part, whole = (f"O{refs.index(ref) + 1}" for ref in ("M2", "M1"))
    assert formula[1] == f'IFERROR((100*{part}/{whole}),"no figure here")'
    assert float(formula[2]) == pytest.approx(100 * 417 / 1480)
    assert f'<c r="O{refs.index("M1") + 1}"' in book.xml["Live"]
    collected = re.search(rf'<c r="O{refs.index("M1") + 1}"[^>]*>(.*?)</c>', book.xml["Live"])
    assert collected is not None
    assert collected[1] == "<v>1480</v>"
    functions = set(
        re.findall(r"([A-Z]+)\(", " ".join(re.findall("<f>(.*?)</f>", book.xml["Live report"])))
    )
    assert functions <= {
        "IFERROR", "IF", "ROUND", "ABS", "FIXED", "COUNT", "AVERAGE", "MAX", "NA", "SUM", "SUMIF",
    }  # fmt: skip
    for line, shown in zip(report.rows, book.sheets["Live report"][1:], strict=True):
        for text, value in zip(line.texts().values(), shown[2:], strict=True):
            number = re.sub("%$", "", text)
            assert value == text or value == float(number.replace(",", ""))


def test_live_formulas_read_no_empty_cell() -> None:
    """An empty cell would count as 0."""
    case = next(cancelling(1))
    project = Project.of(case.catalogue, case.dataset, case.observations)
    book = Book(to_xlsx(Publication(project, kpilib.report(project)), live=True))
    held = set(re.findall(r'<c r="([A-Z]+[0-9]+)"[^>]*><[vf]>', book.xml["Live"]))
    formulas = "".join(re.findall("<f>.*?</f>", book.xml["Live"] + book.xml["Live report"]))
    cell = r"\b([A-Z]{1,2})([0-9]+)\b"
    read = set()
    for first, row, last, _ in re.findall(f"{cell}(?::{cell})?", re.sub('".*?"', "", formulas)):
        begin, end = (xl_cell_to_rowcol(f"{name}1")[1] for name in (first, last or first))
        read |= {xl_rowcol_to_cell(int(row) - 1, column) for column in range(begin, end + 1)}
    assert len(read) > 1000
    assert read <= held, sorted(read - held)


def test_confidential_inputs_hide_what_is_worked_out_from_them(make: Make) -> None:
    """In windows and in coalesce too, as in the engine."""
    project = make(
        indicator("A") + indicator("S", formula='"coalesce([A], 0) + total([A], months=2)"'),
        **{"specs/d/observations/a.csv": "ref,period,value,marker\nA,2016-01,,c\nA,2016-02,5,\n"},
    )
    book = Book(to_xlsx(Publication(project, kpilib.report(project)), live=True))
    assert 'COUNTIF(M2:N2,"confidential")>0' in book.xml["Live"].replace("&gt;", ">")
    row = next(row for row in book.sheets["Live report"] if row[0] == "S")
    assert row[-2:] == ["confidential", "confidential"]


def test_heads_that_are_alike_are_told_apart(make: Make) -> None:
    """A table of Excel takes no two heads alike."""
    columns = "".join(
        f"  - {{id: c{n}, heading: Mean, formula: 'mean(value, months={n})'}}\n" for n in (2, 3)
    )
    project = make(
        indicator("A"),
        **{"specs/d/dataset.yaml": f"dataset: d\ntitle: T\ncolumns:\n{columns}",
           "specs/d/observations/a.csv": observed(A="1 2 3")},
    )  # fmt: skip
    book = Book(to_xlsx(Publication(project, kpilib.report(project))))
    assert book.sheets["Figures"][0][-4:-2] == ["Mean", "Mean (2)"]
