"""Outputs fit where they land: comments, terminals, spreadsheets, readers of open data."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import kpilib
from kpilib.commands import main
from kpilib.publications.parts.gallery import multiples
from kpilib.publications.parts.publication import Publication
from kpilib.publications.parts.slugs import slugs
from kpilib.publications.report.csv import to_csv
from kpilib.publications.report.markdown import MOST_CHARACTERS, to_markdown
from kpilib.publications.report.text import to_text
from kpilib.values.safe import for_markdown, for_spreadsheet, from_spreadsheet, one_line
from kpilib.values.screen import size
from tests.conftest import BASE, Make, indicator, lay, observed

Capture = pytest.CaptureFixture[str]
COLUMNS = "columns:\n  - {id: m, heading: Change, formula: change(value)}\n"
DATASET = f"dataset: d\ntitle: Example\nempty_cells: {{not reported: '-'}}\n{COLUMNS}"


def test_a_long_report_fits_into_a_comment(make: Make) -> None:
    """Months go first, then rows; the last line says how much is left out."""
    refs = [f"A{number}" for number in range(700)]
    title = "of a rather long title with a | and a name @somebody"
    rows = observed(**dict.fromkeys(refs, "1 2 3 4"))
    project = make(
        "".join(indicator(ref, title=f'"{ref} {title}"') for ref in refs),
        **{"specs/d/dataset.yaml": DATASET, "specs/d/observations/a.csv": rows},
    )
    text = to_markdown(kpilib.report(project))
    assert MOST_CHARACTERS - 500 < len(text) <= MOST_CHARACTERS
    assert text.rstrip().endswith(
        "lines are left out here, so that this fits into a comment: --format csv has everything."
    )
    assert "<details>" not in text
    assert text.count("\n| A") > 300
    short = to_markdown(kpilib.report(project)._replace(rows=kpilib.report(project).rows[:50]))
    assert "left out" not in short
    assert "<details>" in short


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp437", "ascii"])
def test_tables_are_in_line_on_every_terminal(make: Make, encoding: str) -> None:
    """Padded by what is printed: wide letters, accents, and what an encoding lacks."""
    titles = [
        "Children’s “plans” — £ spent… now",
        "会議の数",
        "Cafe\u0301 visits",
        "Plain",
        "\u202bx",
    ]
    given = "".join(
        indicator(f"X{number}", title=f'"{title}"'.replace("\u202b", "\\u202b"))
        for number, title in enumerate(titles)
    )
    rows = observed(**{f"X{number}": "1 2 3" for number in range(len(titles))})
    project = make(given, **{"specs/d/observations/a.csv": rows, "specs/d/dataset.yaml": DATASET})
    report = kpilib.report(project)
    text = to_text(report, 80, encoding)
    assert text.encode(encoding)
    lines = text.splitlines()
    _, rule, *table = lines[2 : 4 + len(titles)]
    ends = {size(line) for line in table}
    assert ends == {size(rule)}
    assert max(map(size, lines)) <= 80


def test_what_a_spreadsheet_would_run_is_text() -> None:
    """Blanks, line breaks and full-width signs before it do not hide it; figures are figures."""
    runs = ["=1", "+1", "@A", "-x", " =1", "\n=1", "\t=1", "\u00a0=1", "\u200b=1", "\ufeff=1",
            "＝1", "＋1", "－x", "＠A", "- of which new", "-1+cmd", "\rx", "\tx"]  # fmt: skip
    for text in runs:
        assert for_spreadsheet(text) == f"'{text}"
        assert from_spreadsheet(f"'{text}") == text
    for text in ["-", "-3", "-3.5%", "-1,234", "-£3.20", "3", "", "a-b", "’tis", "'quoted'", "–"]:
        assert for_spreadsheet(text) == text
        assert from_spreadsheet(text) == text
    assert from_spreadsheet("'-") == "-"
    assert len(for_spreadsheet("\n \u200b" * 100_000 + "x")) == 300_002


def test_a_dash_stays_a_dash(make: Make) -> None:
    """It is the dataset's word for an empty cell, and nothing runs it."""
    rows = {"specs/d/dataset.yaml": DATASET, "specs/d/observations/a.csv": observed(A="1 _ 3")}
    text = to_csv(kpilib.report(make(indicator("A"), **rows), period="2016-03"))
    assert "-" in next(csv.reader(io.StringIO(text.splitlines()[1])))
    assert "'-" not in text


def test_nobody_is_mentioned_and_nothing_links() -> None:
    """In whatever a pull request shows."""
    text = for_markdown("@ann, #12 and ##3 at https://x.example and www.x.example, a@b")
    assert text == (
        r"@<!-- -->ann, \#<!-- -->12 and \#\#<!-- -->3 at https:<!-- -->//x.example"
        " and www<!-- -->.x.example, a@<!-- -->b"
    )
    assert for_markdown(f"GH-5 gh-12 {'ab' * 20}") == (
        f"GH-<!-- -->5 gh-<!-- -->12 a<!-- -->{('ab' * 20)[1:]}"
    )
    assert one_line("a\U000e0041\ufeff\x1b[1mb") == "a\\U000e0041\\ufeff\\x1b[1mb"


@pytest.mark.parametrize(
    "command",
    ["report --format csv", "evaluate", "export -o ."],
)
def test_a_csv_may_begin_with_a_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes],
    command: str,
) -> None:  # fmt: skip
    """For Excel; without being asked for there is none."""
    files = {**BASE, "indicators/a.yaml": indicator("A")}
    monkeypatch.chdir(lay(tmp_path, {**files, "specs/d/observations/a.csv": observed(A="1 2")}))
    for asked in ([], ["--bom"]):
        assert main([*command.split(), *asked]) == 0
        told = [capsysbinary.readouterr().out]
        if command.startswith("export"):
            told = [(tmp_path / name).read_bytes() for name in ("d.csv", "d.meta.csv")]
        for data in told:
            assert data.startswith(b"\xef\xbb\xbf") == bool(asked)
            assert data.count(b"\xef\xbb\xbf") == len(asked)
    assert main(["report", "--format", "json", "--bom"]) == 2
    assert main(["evaluate", "--format", "json", "--bom"]) == 2
    assert main(["export", "--format", "parquet", "--bom"]) == 2


def test_long_labels_of_open_data_are_cut_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """At the department's limits; names stay different."""
    refs = [f"{'R' * 60}{number}" for number in range(12)]
    text = indicator("A", title="t" * 150) + "".join(indicator(ref) for ref in refs)
    rows = observed(A="1 2", **dict.fromkeys(refs, "1 2"))
    files = {**BASE, "indicators/a.yaml": text, "specs/d/observations/a.csv": rows}
    monkeypatch.chdir(lay(tmp_path, files))
    assert main(["export", "-o", "out/here"]) == 0
    told = capsys.readouterr().err
    assert "indicators/a.yaml:1:8: the label `ttt" in told
    assert "has 154 characters" in told
    assert told.count("readers of open data take names of 50") == 12
    with open(tmp_path / "out" / "here" / "d.meta.csv", encoding="utf-8") as file:
        rows_of_file = list(csv.DictReader(file))
    names = [row["col_name"] for row in rows_of_file]
    assert len(set(names)) == 13
    assert max(map(len, names)) <= 50
    assert max(len(row["label"]) for row in rows_of_file) <= 100
    assert rows_of_file[0]["label"].endswith("… (A)")


def test_the_declared_name_of_a_place_is_printed(make: Make) -> None:
    """Where people read; programs have its id."""
    places = "geographies:\n  local: {name: Rotherham, code: E08000018}\n"
    project = make(
        indicator("A"),
        **{"specs/geographies.yaml": places, "specs/d/observations/a.csv": observed(A="1 2")},
    )
    report = kpilib.report(project)
    assert "Figures of Rotherham" in to_text(report)
    assert "Figures of Rotherham" in to_markdown(report)
    assert report.geography == "local"


def test_a_rule_names_owners_who_have_left(make: Make) -> None:
    """Of indicators that go on, and not of those that ended before."""
    people = "people:\n  ann: {name: Ann}\n  eve: {name: Eve Fox, left: 2016-08}\n"
    project = make(
        indicator("A", owner="eve") + indicator("B", owner="eve", ended="2016-08")
        + indicator("C", accountable="eve", ended="2016-09") + indicator("D"),
        **{"specs/people.yaml": people},
    )  # fmt: skip
    assert [(one.code, one.ref) for one in project.findings] == [("KPI514", "A"), ("KPI514", "C")]


def test_pictures_of_a_large_area_are_several(make: Make) -> None:
    """Each of 48 rows at most, none under the name of another area's."""
    areas = "areas: {mash: MASH, mash-2: MASH 2}\n"
    given = "".join(indicator(f"A{number}") for number in range(50)) + indicator("B", area="mash-2")
    rows = observed(**dict.fromkeys([f"A{number}" for number in range(50)], "1 2 3"), B="1 2")
    project = make(given, **{"specs/areas.yaml": areas, "specs/d/observations/a.csv": rows})
    found = list(multiples(Publication(project, kpilib.report(project)), "area_"))
    assert [one.file for one in found] == ["area_mash.svg", "area_mash--2.svg", "area_mash-2.svg"]
    assert [one.title for one in found] == ["MASH", "MASH (2)", "MASH 2"]


def test_names_that_windows_keeps_are_not_used(tmp_path: Path, capsys: Capture) -> None:
    """A dataset may be called con."""
    files: dict[str, str | bytes] = {
        k.replace("specs/d/", "specs/con/"): v for k, v in BASE.items()
    }
    files["specs/con/dataset.yaml"] = "dataset: con\ntitle: Example\n"
    files |= {"indicators/a.yaml": indicator("A")}
    files |= {"specs/con/observations/a.csv": observed(A="1 2")}
    lay(tmp_path / "p", files)
    assert main(["export", "--project", str(tmp_path / "p"), "-o", str(tmp_path / "out")]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"con-1.csv", "con-1.meta.csv"}
    names = slugs(["same"] * 1 + [f"same{sign}" for sign in "!£$%^&*()"])
    assert len(set(names.values())) == 10
    capsys.readouterr()
