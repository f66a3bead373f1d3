"""Tables and stores made to mislead or to bring down whoever reads them."""

from __future__ import annotations

import re
import sqlite3
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from kpilib import Observation, Project, StoreError, UsageError
from kpilib.commands import main
from kpilib.project.stores.converting import convert
from kpilib.project.stores.csv_store import CsvStore
from kpilib.project.stores.duckdb_store import duckdb_store
from kpilib.project.stores.memory import MemoryStore
from kpilib.project.stores.parquet import read_parquet
from kpilib.project.stores.protocol import Store
from kpilib.project.stores.sqlite import SqliteStore
from kpilib.project.tables import ods_facts, sheet_facts
from kpilib.project.tables.importing import import_tables
from kpilib.values.period import month
from tests.conftest import Make, indicator, lay
from tests.importing.test_workbooks import MANIFEST, ods, ods_row, taken, values, workbook

SEP = month("2016-09")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(make: Make) -> Project:
    percent = indicator("P", unit="percent", measure=None, allow="{KPI503: it is a test}")
    return make(indicator("A") + indicator("B") + percent)


def table(project: Project, text: str, **layout: Any) -> Any:
    return taken(project, lay(project.root, {"t.csv": text}) / "t.csv", **layout)


def test_percent_formats_that_do_not_multiply(project: Project, tmp_path: Path) -> None:
    """A % in quotes or behind a backslash is a letter; a plain fraction in text is named."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16", "Nov 16"])
        sheet.write(1, 0, "P")
        for column, form in enumerate(('0"%"', "0\\%", "0.0%"), 1):
            sheet.write_number(
                1, column, 30 if column < 3 else 0.31, book.add_format({"num_format": form})
            )

    found = taken(project, workbook(tmp_path / "b.xlsx", fill))
    assert list(values(found).values()) == ["30", "30", "31"]
    found = table(project, "Ref,Sep 16\nP,0.28\n")
    assert "may be 0.28% or 28%" in found.findings[0].message
    assert values(table(project, "Ref,Sep 16\nP,0.28\n", percentages="fractions")) == {
        ("P", "2016-09"): "28"
    }


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """Change the text of a part of an archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_cells_without_addresses_keep_their_formats(project: Project, tmp_path: Path) -> None:
    """`r` may be left out of rows and cells."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Ref", "Sep 16"])
        sheet.write(1, 0, "P")
        sheet.write_number(1, 1, 1.5, book.add_format({"num_format": "0%"}))

    path = workbook(tmp_path / "b.xlsx", fill)
    sheet = "xl/worksheets/sheet1.xml"
    for old in (' r="A1"', ' r="B1"', ' r="A2"', ' r="B2"'):
        rewritten(path, sheet, old, "")
    assert values(taken(project, path)) == {("P", "2016-09"): "150"}


@pytest.mark.parametrize("place", ["XFD1048576", "XFD4294967295", "ZZZ5"])
def test_a_cell_at_the_end_of_the_world_is_refused(
    project: Project, tmp_path: Path, place: str
) -> None:
    """Before anything makes room for all that lies between."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Ref", "Sep 16"])
        sheet.write_row(1, 0, ["A", 5])

    path = rewritten(workbook(tmp_path / "b.xlsx", fill), "xl/worksheets/sheet1.xml", "B2", place)
    with pytest.raises(
        UsageError, match=r"a cell beyond the last|more than 5,000,000 cells|says what no"
    ):
        taken(project, path)


@pytest.mark.parametrize(
    "attribute",
    ['table:number-columns-repeated="100000"', 'table:number-rows-repeated="2000000000"'],
)
def test_repeats_beyond_measure_are_refused(
    project: Project, tmp_path: Path, attribute: str
) -> None:
    """Whatever is repeated."""
    many = ods_row("percentage|0.3", more=f" {attribute}").replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="16000"'
    )
    path = ods(tmp_path / "b.ods", ods_row("string|Ref", "string|Sep 16"), *[many] * 200)
    with pytest.raises(UsageError):
        taken(project, path)
    assert MANIFEST


def test_ods_repeats_and_comments(project: Project, tmp_path: Path) -> None:
    """A repeated row is as many; a comment hides no error."""
    note = "<office:annotation><text:p>a note</text:p></office:annotation><text:p>"
    error = ods_row("string|A", "string|#DIV/0!").replace("<text:p>#", f"{note}#")
    path = ods(tmp_path / "b.ods", ods_row("string|Ref", "string|Sep 16"), error)
    assert "#DIV/0!" in taken(project, path).findings[0].message
    facts = ods_facts.ods_facts(
        zipfile.ZipFile(ods(tmp_path / "c.ods", ods_row(
            "percentage|0.3", more=' table:number-rows-repeated="2"'))),
    )  # fmt: skip
    assert facts is not None
    assert facts["Data"].percentages == {(0, 0), (1, 0)}


def packed(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return path


def inflated(tmp_path: Path) -> list[Path]:
    """Make small workbooks that are large once read: each in another way."""
    head = ods_row("string|Ref", "string|Sep 16")
    blanks = '<text:s text:c="400000000"/>'
    many = ' table:number-rows-repeated="1000"'
    wide = ods_row(*["string|" + "x" * 3000] * 100, more=many)
    sheets = "".join(
        f'<table:table table:name="s{number}">{ods_row("float|1")}</table:table>'
        for number in range(1200)
    )
    hidden = (
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="9999"/>'
    )
    return [
        ods(tmp_path / "blanks.ods", head, ods_row("string|A").replace("A<", f"A{blanks}<")),
        ods(tmp_path / "blanks everywhere.ods", head, *[ods_row("string|A").replace(
            "A<", f'A{blanks.replace("400000000", "2000000")}<')] * 60),
        ods(tmp_path / "long and often.ods", head, wide),
        ods(tmp_path / "sheets.ods", f"{head}</table:table>{sheets}<table:table>"),
        ods(tmp_path / "columns.ods", hidden * 2000, head),
        ods(tmp_path / "attribute.ods", head.replace("Ref", f'<text:a x="{"y" * 20_000_000}"/>')),
        ods(tmp_path / "fewer than none.ods", head.replace("Ref", '<text:s text:c="-5"/>')),
    ]  # fmt: skip


def test_small_workbooks_that_are_large_once_read_are_refused(
    project: Project, tmp_path: Path
) -> None:
    """Blanks, repeats, sheets, columns and attributes are counted before anything is made."""
    for path in inflated(tmp_path):
        tracemalloc.start()
        with pytest.raises(UsageError):
            taken(project, path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 200_000_000, path


def test_one_text_shared_by_many_cells_is_counted_each_time(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook holds it once; a program that reads it has it as often as it is shown."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Ref", "Sep 16"])
        for row in range(1, 40):
            sheet.write(row, 0, "x" * 300)

    path = workbook(tmp_path / "b.xlsx", fill)
    monkeypatch.setattr(sheet_facts, "MOST_CHARACTERS", 5_000)
    with pytest.raises(UsageError, match="holds more than 5,000 characters"):
        taken(project, path)


def test_what_is_checked_is_what_is_read(project: Project, tmp_path: Path) -> None:
    """Of two parts of one name, and of a part that says that it is smaller than it is."""
    path = ods(
        tmp_path / "b.ods", ods_row("string|Ref", "string|Sep 16"), ods_row("string|A", "float|5")
    )
    other = ods(
        tmp_path / "c.ods", ods_row("string|Ref", "string|Sep 16"), ods_row("string|A", "float|6")
    )
    with zipfile.ZipFile(other) as archive:
        text = archive.read("content.xml")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("content.xml", text)
    assert values(taken(project, path)) == {("A", "2016-09"): "6"}
    data = bytearray(other.read_bytes())
    for at in range(len(data) - 4):
        if data[at : at + 4] == len(text).to_bytes(4, "little"):
            data[at : at + 4] = (100).to_bytes(4, "little")
    other.write_bytes(data)
    with pytest.raises(UsageError, match="is damaged"):
        taken(project, other)


def test_what_is_left_out_of_a_table_is_named(project: Project) -> None:
    """Another table, headings that are no months, rows without ref or place, an open quote."""
    found = table(project, "Ref,Sep 15,Oct 15\nA,1,2\n\nRef,Target,Benchmark\nB,100,200\n")
    assert values(found) == {("A", "2015-09"): "1", ("A", "2015-10"): "2"}
    assert "another table begins here" in found.findings[0].message
    found = table(project, "Ref,Sep 15,Ocr 15,01/11/2015,Dec 15\nA,1,2,3,4\n")
    assert [fault.message.split(":")[1][:21] for fault in found.findings] == [
        " the heading `Ocr 15`", " the heading `01/11/2",
    ]  # fmt: skip
    found = table(project, "Ref,Sep 15\nA,5\n\n,6\nB,7\n")
    assert "line 4, cell 1: figures without a ref" in found.findings[0].message
    found = table(project, "Ref,Sep 15\nA,5\n,6\nB,7\n")
    assert values(found) == {("B", "2015-09"): "7"}
    with pytest.raises(UsageError, match="is not CSV"):
        table(project, 'Ref,Sep 15,Note\nA,1,"hello\nB,3,x\n')
    found = table(project, "Ref\tTitle\tSep 15\nA\tChildren, aged 0-17, in need, all\t1\n")
    assert values(found) == {("A", "2015-09"): "1"}


def test_tables_may_be_wide_and_long(project: Project) -> None:
    """Many columns and many rows at once."""
    text = f"Ref,Sep 15{',' * 100_000}Oct 15\n" + "A,1\n" * 50_000
    found = table(project, text)
    assert (len(found.added), found.counts.refused) == (0, 50_000)
    assert "and 49,998 more all give `A` in 2015-09; none is taken" in found.findings[1].message


def test_places_that_nothing_was_observed_of_are_named(make: Make) -> None:
    """The row is taken; a near name is offered."""
    seen = "ref,period,value,geography\nA,2016-08,1,South\n"
    project = make(indicator("A"), **{"specs/d/observations/a.csv": seen})
    found = table(project, "Ref,Area,Sep 16\nA,Souht,5\n", geography_column="Area")
    assert (found.added[0].geography, found.findings[0].hint) == ("Souht", "did you mean `South`?")


def test_an_import_is_held_against_what_was_known_that_day(make: Make) -> None:
    """A day between two vintages."""
    seen = "ref,period,value,recorded\nA,2016-09,17,2016-10-01\nA,2016-09,18,2016-12-01\n"
    project = make(indicator("A"), **{"specs/d/observations/a.csv": seen})
    path = lay(project.root, {"t.csv": "Ref,Sep 16\nA,17\n"}) / "t.csv"
    found = import_tables(project, project.dataset(), [path], recorded="2016-11-01")
    assert (found.left, found.restated) == (1, ())


def test_printed_cells_go_in_and_out_again(project: Project, capsys: Capture) -> None:
    """Odd spaces and what a spreadsheet would run; the same file twice changes nothing."""
    path = project.root / "t.csv"
    path.write_text("Ref,Sep 16\nA,1\u202f090\nB,=HYPERLINK(1)\n", "utf-8")
    arguments = ["import", str(path), "--period", "2016-09", "--project", str(project.root)]
    assert main(arguments) == 1
    text = (project.root / "specs/d/published/2016-09.csv").read_text("utf-8")
    assert "B,2016-09,'=HYPERLINK(1)" in text
    capsys.readouterr()
    assert main(arguments) == 1
    assert "wrote" not in capsys.readouterr().out


def test_a_damaged_store_takes_nothing_in(make: Make, capsys: Capture) -> None:
    """An import does not take what it cannot read for nothing."""
    project = make(indicator("A"), **{"kpilib.toml": 'store = "s.sqlite"\n'})
    at = ["--project", str(project.root)]
    lay(project.root, {"t.csv": "Ref,Sep 16\nA,5\n"})
    main(["store", "init", *at])
    path = project.root / "s.sqlite"
    store = SqliteStore(path, "d")
    store.append([Observation("A", "local", SEP, "4")], "2016-10-01")
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE stretch SET body = zeroblob(length(body))")
    connection.close()
    assert main(["import", str(project.root / "t.csv"), *at]) == 2
    assert "its checksum differs" in capsys.readouterr().err


def test_a_long_decimal_is_forgotten_when_it_is_restated(tmp_path: Path) -> None:
    """In every store, whatever the order of its rows."""
    stores: list[Store] = [
        MemoryStore(), CsvStore(tmp_path / "o"), SqliteStore.create(tmp_path / "s.sqlite"),
        duckdb_store(tmp_path / "s.duckdb", create=True),
    ]  # fmt: skip
    for store in stores:
        store.append([Observation("B", "local", SEP, "1000000000000001")], "2016-01-01")
        store.append([Observation("B", "local", SEP, "200")], "2016-02-01")
        assert store.read().lookup("B", "local", SEP) == 200
        store.close()


def test_submissions_of_one_day_and_source_stay_two(tmp_path: Path) -> None:
    """Converting keeps them apart; Parquet keeps the day of every row."""
    one, two = MemoryStore(), SqliteStore.create(tmp_path / "s.sqlite")
    for number in range(2):
        one.append([Observation("A", "local", SEP + number, "1")], "2016-10-01", "x")
    assert convert(one, two) == (2, 2)
    assert len(two.submissions()) == 2
    two.close()
    rows = {
        "submission": [1, 1], "ref": ["A", "A"], "geography": ["x", "x"],
        "period": ["2016-09", "2016-10"], "value": ["1", "2"], "marker": [None, None],
        "recorded": ["2016-01-01", "2016-05-01"], "note": [None, None], "source": ["x", "y"],
    }  # fmt: skip
    pyarrow.parquet.write_table(pyarrow.table(rows), tmp_path / "p.parquet")
    found = read_parquet(tmp_path / "p.parquet")
    assert [(row.recorded, row.source) for row in found.rows()] == [
        ("2016-01-01", "x"), ("2016-05-01", "y"),
    ]  # fmt: skip
    for column, bad in (("ref", [None, "A"]), ("note", [1, 2]), ("value", ["1,5", "2"])):
        pyarrow.parquet.write_table(pyarrow.table(rows | {column: bad}), tmp_path / "b.parquet")
        with pytest.raises(StoreError, match="no observations that can be read"):
            read_parquet(tmp_path / "b.parquet")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kpilib.observation SET value = '1,5'",
        "UPDATE kpilib.observation SET period = '2015'",
        "UPDATE kpilib.observation SET marker = 'q'", "UPDATE kpilib.store SET version = 99",
        "UPDATE kpilib.observation SET value = '1e99999999'",
        "DROP TABLE kpilib.observation; CREATE VIEW kpilib.observation AS SELECT * FROM range(9)",
    ],
)  # fmt: skip
def test_rows_that_others_put_into_a_database_are_refused(
    tmp_path: Path, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, for a reader and for the check."""
    path = tmp_path / "a block" / "s.duckdb"
    path.parent.mkdir()
    store = duckdb_store(path, create=True)
    store.append([Observation("A", "local", SEP, "1")], "2016-10-01")
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)
    for call in (store.read, store.check, lambda: list(store.rows())):
        with pytest.raises(StoreError):
            call()  # type: ignore[operator]
    (tmp_path / "a block" / "x.duckdb").write_bytes(b"no database")

    def waits(seconds: float) -> None:
        raise AssertionError("there is no lock to wait for")

    monkeypatch.setattr("kpilib.project.stores.duckdb_store.time.sleep", waits)
    with pytest.raises(StoreError):
        duckdb_store(tmp_path / "a block" / "x.duckdb").read()


def test_a_long_line_of_sums_is_read(tmp_path: Path) -> None:
    """A million brackets are no reason to hang."""
    store = CsvStore(tmp_path / "o")
    store.append([Observation("A", "local", SEP, "1")])
    (tmp_path / "o" / "SHA256SUMS").write_text("# " + " {" * 1_000_000 + "}\n")
    store.check()


def test_commands_say_what_is_wrong(make: Make, capsys: Capture) -> None:
    """A layout with a fault is none; a day before all days is none; nothing to accept."""
    layout = "layout: l\ncells: {nil: q}\n"
    project = make(indicator("A"), **{"specs/d/layouts/l.yaml": layout})
    at = ["--project", str(project.root)]
    lay(project.root, {"t.csv": "Ref,Sep 16\nA,nil\n"})
    assert main(["import", str(project.root / "t.csv"), "--layout", "l", *at]) == 2
    assert "no layout of d is called `l`" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["import", "x.csv", "--recorded", "0001-01-01", *at])
    capsys.readouterr()
    assert main(["store", "check", "--accept", *at]) == 2
    assert "nothing was observed yet" in capsys.readouterr().err


def struck(project: Project, edit: Any = None, names: dict[str, str] | None = None) -> Any:
    """Import a sheet with a raised note and a figure that is struck out, its XML edited."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Ref", "Sep 16", "Oct 16"])
        sheet.write(1, 0, "A")
        raised = book.add_format({"font_script": 1})
        sheet.write_rich_string(1, 1, book.add_format(), "12", raised, "1")
        sheet.write(1, 2, 33, book.add_format({"font_strikeout": True}))

    path = workbook(project.root / "b.xlsx", fill)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    if edit is not None:
        parts[sheet] = edit(parts[sheet].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr((names or {}).get(name, name), data)
    return taken(project, path)


ROWS = re.compile('(<row r="1".*?</row>)(<row r="2".*?</row>)')
CELL = '<c r="C2" s="1"><v>33</v></c>'


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: re.sub(r' r="[A-Z]?\d+"', "", text),
        lambda text: ROWS.sub(r"\2\1", text),
        lambda text: text.replace(CELL, f'<c r="C2"><v>44</v></c>{CELL}'),
        lambda text: text.replace(CELL, f'{CELL}<c r="C2"><v>44</v></c>'),
        lambda text: re.sub(
            r"<(/?)(worksheet|sheetData|row|c|v)\b", r"<\1x:\2", text
        ).replace('xmlns="', 'xmlns:x="'),
    ],
    ids=["no addresses", "rows out of order", "a cell twice", "a cell twice again", "prefixes"],
)  # fmt: skip
def test_looks_stay_with_their_cells(project: Project, edit: Any) -> None:
    """Values come from one reader and looks from another: of one cell, or of none."""
    found = struck(project, edit)
    assert values(found) == {("A", "2016-09"): "12"}
    assert "Data!C2, `A` in 2016-10 is struck out" in found.findings[1].message


def test_parts_in_other_letters_are_the_same_parts(project: Project) -> None:
    """One reader takes names in any case, so the other does."""
    for name in ("xl/sharedStrings.xml", "xl/styles.xml"):
        found = struck(project, names={name: name.replace("S", "s").replace("/s", "/S")})
        assert values(found) == {("A", "2016-09"): "12"}
        assert found.counts.refused == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('s="1"', 's="-1"'), ('s="1"', 's="99999999"'), ('s="1"', 's="x"'), ('r="C2"', 'r="$C$2"'),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:C2"/><mergeCell ref="A1:C2"/>'
         "</mergeCells>"),
    ],
)  # fmt: skip
def test_sheets_that_no_program_writes_are_refused(project: Project, old: str, new: str) -> None:
    """Styles that are none, addresses of formulas, merged cells one over the other."""
    with pytest.raises(UsageError):
        struck(project, lambda text: text.replace(old, new))


def test_damaged_parts_that_sheets_share_are_not_passed_over(project: Project) -> None:
    """Without the styles nobody knows what is struck out."""
    path = project.root / "b.xlsx"
    struck(project)
    rewritten(path, "xl/styles.xml", "</fonts>", "</fonts")
    with pytest.raises(UsageError, match="cannot be read"):
        taken(project, path)
    struck(project)
    rewritten(path, "xl/workbook.xml", "</sheets>", '<sheet name="Data" r:id="rId1"/></sheets>')
    with pytest.raises(UsageError, match="surely its own"):
        taken(project, path)
    twice = f'{ods_row("string|Ref")}</table:table><table:table table:name="Data">'
    with pytest.raises(UsageError, match="two tables of one name"):
        taken(project, ods(project.root / "b.ods", twice, ods_row("string|A", "float|5")))


def test_long_tables_of_nothing_are_read_in_one_go(project: Project) -> None:
    """Neither rows of no indicator, nor bad cells, nor claims cost more the more there are."""
    for text, refused, left in (
        ("".join(f"x{number},1.5,84.7\n" for number in range(20_000)), 0, 40_000),
        ("A,1,2\n" * 20_000, 40_000, 0), ("A,1,2,3,4\n" * 20_000, 80_000, 0),
        ("".join(f"A,abc{number},2\n" for number in range(20_000)), 40_000, 0),
    ):  # fmt: skip
        found = table(project, f"Ref,Sep 16,Oct 16\n{text}")
        assert (found.counts.refused, found.counts.left) == (refused, left)
        assert len(found.findings) < 5
