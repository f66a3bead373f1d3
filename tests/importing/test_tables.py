"""What becomes of tables: columns and rows that are left out, claims, notations, how it ends."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kpilib import Project
from kpilib.commands import main
from kpilib.project.tables.importing import Import, import_tables
from kpilib.project.yaml.layout import Layout
from kpilib.values.period import Period
from tests.conftest import Make, indicator, lay

TODAY = datetime.date(2026, 11, 27)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(make: Make) -> Project:
    """Give two counts, a number and a percentage."""
    number = indicator("N", unit="number", measure=None)
    percent = indicator("P", unit="percent", measure=None, allow="{KPI503: it is a test}")
    return make(indicator("A") + indicator("B") + number + percent)


def taken(
    project: Project, *texts: str | bytes, period: str | None = None, **layout: Any
) -> Import:
    """Import texts as tables of one run."""
    names = [f"t{number or ''}.csv" for number in range(len(texts))]
    lay(project.root, dict(zip(names, texts, strict=True)))
    paths = [project.root / name for name in names]
    asked = Period.parse(period) if period else None
    return import_tables(project, project.dataset(), paths, asked, Layout(**layout), today=TODAY)


def values(found: Import) -> dict[str, str]:
    """Return what is stored: ``A 2016-09 p``, and the value."""
    return {
        f"{row.ref} {Period.month(row.month)}{f' {row.marker}' if row.marker else ''}": (
            row.value or ""
        )
        for row in found.added
    }


def said(found: Import) -> list[str]:
    return [finding.message for finding in found.findings]


def test_a_marked_month_before_the_others(project: Project) -> None:
    """It is revised or provisional, wherever it stands."""
    found = taken(project, "Ref,Title,Jul 16 (r),Aug 16,Sep 16 (p)\nA,x,1,2,3\n")
    assert values(found) == {"A 2016-07 r": "1", "A 2016-08": "2", "A 2016-09 p": "3"}
    assert (found.left_out, said(found)) == ({"Title": 1}, [])
    found = taken(project, "Ref,Sep 16 (p),Oct 16*\nA,18 (r),-\n")
    assert values(found) == {"A 2016-09 r": "18", "A 2016-10 x": ""}
    assert said(found) == [
        "line 1, cell 3: `*` is the sign of a note: `2016-10` is read without it"
    ]


@pytest.mark.parametrize(
    "heading", ["2015/16", "42583", "201608", "31/07/2016", "Q1 2016/17", "Jul 16 Actual", "2016"]
)
def test_a_column_that_is_no_month_is_named(project: Project, heading: str) -> None:
    """Before, between and behind the months, with the number of its cells."""
    for heads, row in (
        (f"{heading},Aug 16,Sep 16", "9,1,2"), (f"Aug 16,{heading},Sep 16", "1,9,2"),
        (f"Aug 16,Sep 16,{heading}", "1,2,9"),
    ):  # fmt: skip
        found = taken(project, f"Ref,{heads}\nA,{row}\nB,{row}\n")
        assert values(found) == {
            f"{ref} {month}": value
            for ref in "AB"
            for month, value in (("2016-08", "1"), ("2016-09", "2"))
        }
        refused = found.counts.refused == 2 and any(f"`{heading}`" in one for one in said(found))
        assert refused or found.left_out == {heading: 2}
        assert found.counts.total == 6


def test_nothing_is_taken_of_years_and_weeks(project: Project) -> None:
    """One sentence says why."""
    found = taken(project, "Ref,2009-10,2010-11,2011-12,2012-13\nA,94,95,96,97\n")
    assert said(found) == [
        "nothing is taken from t.csv: line 1 has no month: `2009-10`, `2010-11`, `2011-12`, "
        "`2012-13` are years, not months (`2012-13` is not a month)"
    ]
    assert "months:" in (found.findings[0].hint or "")
    found = taken(project, "Ref,2009-10,2010-11\nA,94,95\n", months="%Y-%m")
    assert values(found) == {"A 2009-10": "94", "A 2010-11": "95"}
    rows = "".join(f"{year},A,{year}\n" for year in range(2000, 2020))
    found = taken(project, f"Year,Ref,Value\n{rows}", shape="long", period_column="Year")
    assert said(found) == [
        "nothing is taken from t.csv: the column `Year` has no month: `2000`, `2001`, `2002`, "
        "`2003`, `2004`, `2005` and 14 more are years, not months"
    ]


def test_the_row_that_looks_most_like_headings_is_named(project: Project) -> None:
    """With the cells that it lacks, and those that it has."""
    found = taken(project, "Return\nMonth,A,B\nSep 16,1,2\n", ref_column="Month")
    assert said(found) == [
        "nothing is taken from t.csv: line 2 looks most like headings: it lacks months such as "
        "`Sep 15`; left out: `A`, `B`"
    ]
    found = taken(project, "Return\nMeasure,Sep 16,Oct 16\nA,1,2\n")
    assert said(found) == [
        "nothing is taken from t.csv: line 2 looks most like headings: it lacks a cell `Ref` "
        "beside `Measure`, `Sep 16`, `Oct 16`"
    ]
    assert said(taken(project, "")) == [
        "nothing is taken from t.csv: no row has a cell `Ref` and months such as `Sep 15`"
    ]
    found = taken(project, "Ref,Sep 16\nX,1\nY,2\n")
    assert said(found)[0] == (
        "nothing is taken from t.csv: none of the 2 cells is a figure of an indicator"
    )


def test_another_table_below(project: Project) -> None:
    """A row of other months begins one, whatever stands before them; the same ones do not."""
    block = "Ref,Title,Aug 16,Sep 16\nA,x,1,2\n"
    for lead in ("Previous year,,", "Ref,Title,", ",,", "Measure,x,"):
        found = taken(project, f"{block}\n{lead}Aug 15,Sep 15\nB,y,3,4\n")
        assert values(found) == {"A 2016-08": "1", "A 2016-09": "2"}
        assert said(found) == [
            "line 4, cell 1: another table begins here; it is not read, nor is what stands below it"
        ]
    found = taken(project, f"{block}\n,,Aug 16,Sep 16\nB,y,3,4\n")
    assert values(found)["B 2016-09"] == "4"


def test_a_cell_that_is_claimed_twice(project: Project) -> None:
    """By two rows, two columns, breakdowns, spellings of a place, and files of one run."""
    found = taken(project, "Ref,Sep 16\nBoys,\nA,1\nGirls,\nA,2\nB,3\n")
    assert values(found) == {"B 2016-09": "3"}
    assert "line 3, cell 2 and line 5, cell 2 both give `A` in 2016-09" in said(found)[1]
    found = taken(project, "Ref,Sep 16,2016-09,Oct 16\nA,1,2,3\n")
    assert values(found) == {"A 2016-10": "3"}
    assert found.findings[0].hint == "two columns are the same: keep one of them"
    long = {"shape": "long", "period_column": "Month"}
    found = taken(
        project, "Ref,Sex,Month,Value\nA,f,Sep 16,3\nA,m,Sep 16,\nA,all,Sep 16,7\nB,f,Sep 16,1\n",
        **long,
    )  # fmt: skip
    assert values(found) == {"B 2016-09": "1"}
    assert found.findings[0].message.startswith(
        "line 2, cell 4, line 3, cell 4 and 1 more all give `A`"
    )
    assert "`Sex` tells them apart" in (found.findings[0].hint or "")
    found = taken(
        project, "Ref,Place,Month,Value\nA,North,Sep 16,3\nA,north ,Sep 16,4\nA,South,Sep 16,5\n",
        geography_column="Place", **long,
    )  # fmt: skip
    assert [(row.geography, row.value) for row in found.added] == [("South", "5")]
    found = taken(project, "Ref,Sep 16\nA,1\nB,\n", "Ref,Sep 16\nA,1\nB,2\n")
    assert values(found) == {"B 2016-09": "2"}
    assert said(found) == [
        "line 2, cell 2 and line 2, cell 2 of t1.csv both give `A` in 2016-09; neither is taken"
    ]
    assert found.source == "t.csv, t1.csv"


def test_a_ref_and_its_name_in_the_layout_are_one(project: Project) -> None:
    """`Contacts` and the ref that it means."""
    found = taken(project, "Ref,Sep 16\nContacts,1\nA,2\n", refs={"Contacts": "A"})
    assert (values(found), found.counts.refused) == ({}, 2)


def test_printed_cells_that_are_claimed_twice(project: Project) -> None:
    """Neither is kept."""
    found = taken(project, "Ref,Sep 16\nA,1\nA,2\nB,3\n", period="2016-09")
    assert found.published == (("B", "2016-09", "3"),)


def test_decimal_commas(project: Project) -> None:
    """What could be thousands is refused; a layout says what it is."""
    text = "Ref;Sep 16;Oct 16\nA;1.234;987\nN;12.345;1,5\n"
    found = taken(project, text)
    assert values(found) == {"A 2016-10": "987"}
    assert "`12.345` may be 12345 or 12.345: the table has decimal commas" in said(found)[1]
    assert values(taken(project, text, decimal_mark="comma")) == {
        "A 2016-09": "1234", "A 2016-10": "987", "N 2016-09": "12345", "N 2016-10": "1.5",
    }  # fmt: skip
    found = taken(project, "Ref;Sep 16;Oct 16\nN;12.345;84.7\n")
    assert values(found) == {"N 2016-09": "12.345", "N 2016-10": "84.7"}
    assert values(taken(project, "Ref,Sep 16\nN,12.345\n")) == {"N 2016-09": "12.345"}
    assert values(taken(project, "Ref\tSep 16\nN\t12.345\n")) == {}


def test_fractions_above_one(project: Project) -> None:
    """Beside a figure that may be a fraction 1.02 may be 102%."""
    found = taken(project, "Ref,Aug 16,Sep 16,Oct 16\nP,0.28,1.02,0\n")
    assert values(found) == {"P 2016-10": "0"}
    assert "`1.02` may be 1.02% or 102%, as those beside it" in said(found)[1]
    found = taken(project, "Ref,Aug 16,Sep 16\nP,0.28,1.02\n", percentages="fractions")
    assert values(found) == {"P 2016-08": "28", "P 2016-09": "102"}
    assert values(taken(project, "Ref,Aug 16,Sep 16\nP,28,31.5\n")) == {
        "P 2016-08": "28", "P 2016-09": "31.5",
    }  # fmt: skip


def test_separators_and_encodings(project: Project) -> None:
    """Semicolons in titles, marks of order, bytes of Windows."""
    text = 'Ref,Title,Aug 16,Sep 16\nA,"Contacts; all","1,377","1,480"\nB,"Referrals; new",3,4\n'
    assert values(taken(project, text))["A 2016-09"] == "1480"
    assert values(taken(project, text.replace(";", "|")))["A 2016-08"] == "1377"
    assert values(taken(project, "sep=;\nRef;Sep 16\nA;1\n")) == {"A 2016-09": "1"}
    assert values(taken(project, "\ufeff\ufeffRef,Sep 16\nA,1\n")) == {"A 2016-09": "1"}
    windows = "Ref,Title,Sep 16\nA,Children’s,5\n".encode("cp1252")
    with pytest.raises(Exception, match=r"line 2, byte 28 of the file is 0x92.*`A,Children’s,5`"):
        taken(project, windows)
    assert values(taken(project, windows, encoding="cp1252")) == {"A 2016-09": "5"}
    wide = "Ref,Sep 16\nA,1\n".encode("utf-16-le")
    with pytest.raises(Exception, match="as UTF-16 without its mark does"):
        taken(project, wide)
    assert values(taken(project, wide, encoding="utf-16-le")) == {"A 2016-09": "1"}


def test_months_to_come(project: Project) -> None:
    """A warning; the figures are taken."""
    found = taken(project, "Ref,Sep 2116,Oct 16\nA,1,2\n")
    assert values(found) == {"A 2116-09": "1", "A 2016-10": "2"}
    assert said(found) == ["line 1, cell 2: 2116-09 is later than today; its figures are taken"]
    assert found.is_clean


def test_what_is_said_often_is_said_once(project: Project) -> None:
    """With its number and the first three places."""
    rows = "".join(f"X{number},1\n" for number in range(40))
    found = taken(project, f"Ref,Sep 16\nA,1\n{rows}")
    assert said(found) == [
        "40 times: line 3, cell 1: no indicator is called `X0`; its row is left out; also "
        "line 4, cell 1 `X1`, line 5, cell 1 `X2` and 37 more"
    ]
    assert (found.counts.read, found.counts.left, found.is_clean) == (1, 40, True)


def test_rows_with_too_many_cells(project: Project) -> None:
    """A comma that nobody put in quotes shifts figures: the row is refused."""
    found = taken(project, "Ref,Aug 16,Sep 16\nA,1,480,7\nB,1,2\n")
    assert values(found) == {"B 2016-08": "1", "B 2016-09": "2"}
    assert "the row of `A` has 4 cells and the headings 3; the row is refused" in said(found)[0]


def test_exit_codes(project: Project, capsys: Capture) -> None:
    """0 where something was taken, 1 where nothing was or a cell was refused, 2 for no file."""
    at = ["--project", str(project.root), "--today", "2026-11-27"]
    for text, wanted in (
        ("Ref,Sep 16,YTD\nA,1,9\nX,2,3\n", 0), ("Ref,Sep 16\nA,abc\nB,1\n", 1),
        ("Ref,Sep 16\nX,1\n", 1), ("nothing\n", 1), ("Ref,Sep 16\nA,\n", 1),
        ("Ref,Sep 16\nB,1\n", 0), ('Ref,"Sep 16\n', 2), (b"Ref,\xff\n", 2),
    ):  # fmt: skip
        lay(project.root, {"t.csv": text})
        assert main(["import", str(project.root / "t.csv"), *at]) == wanted, text
    assert main(["import", str(project.root / "no.csv"), *at]) == 2
    assert main(["import", "dd", str(project.root / "t.csv"), *at]) == 2
    assert "`dd` is neither a dataset (d) nor a file that is there" in capsys.readouterr().err
    assert "Traceback" not in capsys.readouterr().err


def test_the_last_line_accounts_for_every_cell(project: Project, capsys: Capture) -> None:
    """Read, left out and refused add up."""
    lay(project.root, {"t.csv": "Ref,Title,Aug 16,Sep 16,Note\nA,x,1,abc,\nX,y,3,4,z\nB,,,(5),\n"})
    at = ["--project", str(project.root)]
    assert main(["import", str(project.root / "t.csv"), *at]) == 1
    out = capsys.readouterr().out.splitlines()
    assert "left out: Title (1)" in out
    assert "9 cells below the headings: 1 read, 5 left out, 3 refused" not in out
    assert "8 cells below the headings: 1 read, 5 left out, 2 refused" in out


def workbook(path: Path, cells: dict[tuple[int, int], tuple[Any, str]], **more: Any) -> Path:
    """Write a workbook of values with number formats."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    for (row, column), (value, form) in cells.items():
        sheet.write(row, column, value, book.add_format({"num_format": form}))
    book.close()
    return path


def test_printed_cells_are_what_the_sheet_shows(project: Project) -> None:
    """Not what the cells hold; a format that cannot be read is refused."""
    figures: dict[tuple[int, int], tuple[Any, str]] = {
        (0, 0): ("Ref", "General"), (0, 1): ("Aug 16", "General"), (0, 2): ("Sep 16", "General"),
        (1, 0): ("P", "General"), (1, 1): (0.2178649, "0%"), (1, 2): (0.28175675, "0%"),
        (2, 0): ("N", "General"), (2, 1): (84.7405962, "0.0"), (2, 2): (12.3456, "0.0"),
        (3, 0): ("A", "General"), (3, 1): (1377, "#,##0"), (3, 2): (1480, "# ?/?"),
        (4, 0): ("B", "General"), (4, 1): (0, '#,##0;(#,##0);"-"'), (4, 2): (33, '"[c]"'),
    }  # fmt: skip
    path = workbook(project.root / "t.xlsx", figures)
    month = Period.parse("2016-09")
    found = import_tables(project, project.dataset(), [path], month, today=TODAY)
    assert {cell[:2]: cell[2] for cell in found.published} == {
        ("P", "2016-08"): "22%", ("P", "2016-09"): "28%", ("N", "2016-08"): "84.7",
        ("N", "2016-09"): "12.3", ("A", "2016-08"): "1,377", ("B", "2016-08"): "-",
        ("B", "2016-09"): "[c]",
    }  # fmt: skip
    assert "the sheet shows `[c]` and holds another figure beneath it" in " ".join(said(found))
    assert values(found)["P 2016-09"] == "28.175675"
    assert "B 2016-09" not in values(found)


def test_the_report_as_a_workbook_comes_back_as_it_was_printed(
    shipped: Project, tmp_path: Path
) -> None:
    """Every figure of the shipped report; arrows stand in a column of their own there."""
    for form in ("xlsx", "json"):
        name = ["--format", form, "-o", str(tmp_path / f"r.{form}")]
        assert main(["report", "--period", "2016-09", *name, "--project", str(shipped.root)]) == 0
    month, layout = Period.parse("2016-09"), Layout(sheet="Figures")
    path = tmp_path / "r.xlsx"
    found = import_tables(shipped, shipped.dataset(), [path], month, layout, today=TODAY)
    printed = {cell[:2]: cell[2].partition(" [note")[0] for cell in found.published}
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    cells = {
        (row["ref"], value["period"]): value["text"]
        for row in report["rows"]
        for value in row["values"]
    }
    assert len(cells) == 650
    # what is stored was printed otherwise, which is declared; that is kept, and said
    assert {key for key, text in cells.items() if printed[key] != text} == {
        ("CP3-QL", "2016-04"), ("CP5-QL", "2016-09"), ("EH1a", "2016-03"),
    }  # fmt: skip
    assert sum("in store" in one for one in said(found)) == 1
    assert (found.added, found.restated, found.counts.refused) == ((), (), 0)


def test_dates_of_1904_and_odd_names_of_sheets(project: Project, tmp_path: Path) -> None:
    """Four years and a day are not lost; a sheet is found by the name that it has."""
    name = "O'Brien & Co <1> "
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"), {"date_1904": True})
    sheet = book.add_worksheet(name)
    form = book.add_format({"num_format": "mmm yyyy"})
    sheet.write_row(0, 0, ["Ref"])
    for column, number in enumerate((9, 10), 1):
        sheet.write_datetime(0, column, datetime.datetime(2016, number, 1), form)
    sheet.write_row(1, 0, ["A", 5, 6])
    book.close()
    layout = Layout(sheet=name)
    path = tmp_path / "t.xlsx"
    found = import_tables(project, project.dataset(), [path], None, layout, today=TODAY)
    assert values(found) == {"A 2016-09": "5", "A 2016-10": "6"}


def test_places_are_told_by_line_and_cell(project: Project) -> None:
    """Line breaks within quotes count; the text of Excel in UTF-16 is read."""
    found = taken(project, 'Ref,Title,Sep 16\nA,"Contacts\n(""all"")",5\nB,"x, y",abc\n')
    assert values(found) == {"A 2016-09": "5"}
    assert said(found)[0].startswith("line 4, cell 3, `B` in 2016-09: `abc`")
    assert (found.findings[0].span.line, found.findings[0].span.column) == (4, 3)
    text = 'Ref\tTitle\tSep 16\nA\tChildren’s\t"1,480"\nB\tx\t−3\n'.encode("utf-16")
    assert values(taken(project, text)) == {"A 2016-09": "1480", "B 2016-09": "-3"}


def test_hidden_sheets_are_not_looked_at(project: Project, tmp_path: Path) -> None:
    """Neither hidden nor very hidden ones, unless a layout names one."""
    for hide in ("hide", "very_hidden"):
        book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
        book.add_worksheet("Cover").write(0, 0, "see Data")
        sheet = book.add_worksheet("Old")
        sheet.write_row(0, 0, ["Ref", "Sep 16"])
        sheet.write_row(1, 0, ["A", 50])
        getattr(sheet, hide)()
        book.close()
        path = [tmp_path / "t.xlsx"]
        found = import_tables(project, project.dataset(), path, today=TODAY)
        assert (found.added, found.is_clean) == ((), False)
        found = import_tables(project, project.dataset(), path, None, Layout(sheet="Old"))
        assert values(found) == {"A 2016-09": "50"}


def test_rows_that_are_written_once_for_several(project: Project) -> None:
    """A ref with rows without one below it is a breakdown, merged or not."""
    found = taken(project, "Ref,Sex,Sep 16\nA,M,1\n,F,2\nB,,3\n")
    assert values(found) == {"B 2016-09": "3"}
    assert "line 2, cell 3 and line 3, cell 3 both give `A` in 2016-09" in said(found)[0]


def test_headings_in_two_rows(project: Project) -> None:
    """Words below the months, and columns without a heading beside them, are not passed over."""
    found = taken(project, "Ref,Sep 16,Oct 16\n,Actual,Forecast\nA,1,2\n")
    assert values(found) == {}
    assert "line 2 has other words below the months: `Actual`, `Forecast`" in said(found)[0]
    found = taken(project, "Ref,Sep 16,,Oct 16,\n,Target,Actual,Target,Actual\nA,90,1,91,2\n")
    assert values(found) == {}
    found = taken(project, "Ref,Sep 16,Oct 16\n,No.,No.\nA,1,2\n")
    assert values(found) == {"A 2016-09": "1", "A 2016-10": "2"}


def test_a_table_beside_the_first(project: Project) -> None:
    """Months behind a column of refs are of another table."""
    found = taken(project, "Ref,Sep 16,,Indicator,Sep 15,Oct 15\nA,1,,B,7,8\n")
    assert values(found) == {"A 2016-09": "1"}
    assert "behind a column with refs, `Indicator`" in said(found)[0]


def test_blocks_whose_months_have_no_year(project: Project) -> None:
    """Names of months, or years in a row, begin another table; a total of 2001 does not."""
    top = "Ref,Sep 16,Oct 16\nA,1,2\n"
    found = taken(project, f"{top}Previous year,Sep,Oct\nB,3,4\n")
    assert values(found) == {"A 2016-09": "1", "A 2016-10": "2"}
    found = taken(project, f"{top}Previous years,2014,2015\nB,3,4\n")
    assert (values(found), found.is_clean) == ({"A 2016-09": "1", "A 2016-10": "2"}, False)
    assert "another table may begin here" in said(found)[0]
    found = taken(project, f"{top}Total,1950,2010\nB,3,4\n")
    assert values(found)["B 2016-10"] == "4"


def test_what_one_file_refuses_another_does_not_fill(project: Project) -> None:
    """A refused cell is a claim; a blank one is none, in print neither."""
    found = taken(project, "Ref,Sep 16\nA,(12)\n", "Ref,Sep 16\nA,13\n")
    assert values(found) == {}
    found = taken(
        project, "Ref,Aug 16,Sep 16\nA,3,\n", "Ref,Jul 16,Sep 16\nA,2,9\n", period="2016-09"
    )
    assert [cell for cell in found.published if cell[1] == "2016-09"] == [("A", "2016-09", "9")]
    found = taken(project, "Ref,Sep 16\nP,0.98\n", "Ref,Oct 16\nP,1.05\n")
    assert values(found) == {}


def test_the_report_of_another_month(project: Project) -> None:
    """Its last month is not the one that was said."""
    found = taken(project, "Ref,Aug 16,Sep 16\nA,1,2\n", period="2016-08")
    assert (found.published, found.is_clean) == ((), False)
    assert "it is not the report of 2016-08; its last month is 2016-09" in said(found)[0]


def test_thousands_in_rows_of_counts(project: Project) -> None:
    """1.000 may be one or a thousand; leading zeros are none of the figure's."""
    found = taken(project, "Ref,Aug 16,Sep 16\nB,1.000,12.000\nA,007,5\n")
    assert values(found) == {"A 2016-08": "7", "A 2016-09": "5"}


def test_spellings_of_places(project: Project) -> None:
    """Apostrophes and accents in two forms are one place."""
    rows = "A,King's Lynn,1\nA,King’s Lynn,2\nB,Cafe\u0301,3\nB,Caf\u00e9,4\n"
    found = taken(project, f"Ref,Place,Sep 16\n{rows}", geography_column="Place")
    assert (values(found), found.counts.refused) == ({}, 4)


def test_formats_that_hide_or_change_figures(project: Project) -> None:
    """What is shown has to be a notation of the value: no letters, no other digits, no mask."""
    forms = ('"<5"', '[<5]"*";0', '0"m"', '0"00"', ";;;", "[$€-2] 0")
    for form in forms:
        figures: dict[tuple[int, int], tuple[Any, str]] = {
            (0, 0): ("Ref", "General"), (0, 1): ("Sep 16", "General"), (1, 0): ("A", "General"),
            (1, 1): (3, form), (2, 0): ("B", "General"), (2, 1): (4, '0" (r)"'),
        }  # fmt: skip
        path = workbook(project.root / "t.xlsx", figures)
        for period in (None, Period.parse("2016-09")):
            found = import_tables(project, project.dataset(), [path], period, today=TODAY)
            assert values(found) == {"B 2016-09 r": "4"}, form
    points = workbook(project.root / "t.xlsx", {
        (0, 0): ("Ref", "General"), (0, 1): ("Aug 16", "General"), (0, 2): ("Sep 16", "General"),
        (1, 0): ("P", "General"), (1, 1): (0.3, '0.0"%"'), (1, 2): (12.5, '0.0"%"'),
    })  # fmt: skip
    found = import_tables(project, project.dataset(), [points], today=TODAY)
    assert values(found) == {"P 2016-08": "0.3", "P 2016-09": "12.5"}


def test_conditional_formats_that_mask(project: Project, tmp_path: Path) -> None:
    """A cell that one may show as something else is refused; others of the sheet are not."""
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16"])
    sheet.write_row(1, 0, ["A", 3, 4])
    mask = book.add_format({"num_format": '"*"'})
    red = book.add_format({"font_color": "#FF0000"})
    sheet.conditional_format("B2:B9", {"type": "cell", "criteria": "<", "value": 5, "format": mask})
    sheet.conditional_format("C2:C9", {"type": "cell", "criteria": "<", "value": 5, "format": red})
    book.close()
    found = import_tables(project, project.dataset(), [tmp_path / "t.xlsx"], today=TODAY)
    assert values(found) == {"A 2016-10": "4"}
    assert "is shown in a way that cannot be told from the file" in said(found)[0]


def test_a_sheet_of_notes_beside_the_table(project: Project, tmp_path: Path) -> None:
    """The only sheet with headings is read, and the others are named."""
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    book.add_worksheet("Notes").write(0, 0, "Ref: see the handbook")
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["Ref", "Sep 16"])
    sheet.write_row(1, 0, ["A", 5])
    book.close()
    found = import_tables(project, project.dataset(), [tmp_path / "t.xlsx"], today=TODAY)
    assert values(found) == {"A 2016-09": "5"}
    assert said(found) == ["Data!A1: sheets without headings are not read: Notes"]
