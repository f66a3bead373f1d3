"""The September 2016 report, as printed: the reason for the project."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from attrs import evolve

import kpilib
from kpilib import Project
from kpilib.figures.report.changes import moved, with_changes
from kpilib.figures.report.model import Changes
from kpilib.language.dataset import ChangeRule
from kpilib.project.stores.csv_store import written
from kpilib.project.stores.observations import Observation
from kpilib.project.tables.importing import import_tables
from kpilib.project.tables.writing import csv_text
from kpilib.publications.report.csv import to_csv
from kpilib.publications.report.json import as_data, to_json
from kpilib.publications.report.markdown import to_markdown
from kpilib.publications.report.text import to_text
from kpilib.values.period import Period, month
from tests.conftest import ROOT

DATASET = "children_and_families_monthly"
FOLDER = ROOT / "specs" / DATASET
TEN = {
    ("EH1a", "2016-03"), ("CP3-QL", "2016-04"), ("CP3-QL", "change_month"),
    ("CP3-QL", "average_12"), ("CP5-QL", "2016-09"), ("CP5-QL", "change_month"),
    ("CP5-QL", "change_year"), ("CP5-QL", "average_12"), ("LAC7-QL", "change_year"),
    ("LAC13", "nat"),
}  # fmt: skip


def printed(project: Project) -> dict[tuple[str, str], str]:
    cells, faults = project.published(DATASET, "2016-09")
    assert cells is not None
    assert not faults
    return {(cell.ref, cell.column): cell.printed for cell in cells}


def test_of_950_printed_cells_940_follow_and_the_ten_others_are_declared(shipped: Project) -> None:
    """Every cell of the document follows from the specs or is explained."""
    found = kpilib.reconcile(shipped, period="2016-09")
    assert (found.cells, found.equal, found.explained) == (950, 940, 10)
    assert (found.unexplained, found.stale) == (0, 0)
    assert {(cell.ref, cell.column) for cell in found.differences} == TEN
    assert all(cell.reason for cell in found.differences)


def test_catalogue_has_fifty_rows_of_which_fourteen_are_worked_out(shipped: Project) -> None:
    """No observation exists for a row with a formula, and every other row has some."""
    derived = {row.ref for row in shipped.catalogue if row.formula is not None}
    assert (len(shipped.catalogue), len(derived)) == (50, 14)
    assert set(shipped.observations(DATASET).refs) == set(shipped.catalogue.indicators) - derived
    assert len(shipped.dataset().remarks) == 42


def test_shipped_specs_have_no_findings(shipped: Project) -> None:
    """What is known to break a rule is allowed with its reason."""
    assert shipped.findings == ()


def test_every_polarity_says_why(shipped: Project) -> None:
    """Fourteen rows are judged, and each says in its notes why that direction is good."""
    judged = [row for row in shipped.catalogue if row.polarity != "neither"]
    assert len(judged) == 14
    assert all(row.notes and "judge" in row.notes for row in judged)


def arrows(project: Project) -> dict[tuple[str, str], str]:
    report = kpilib.report(project, period="2016-09")
    return {
        (row.ref, name): cell.text[0]
        for row in report.rows
        for name, cell in row.columns.items()
        if cell.direction
    }


def test_all_88_printed_arrows_agree(shipped: Project) -> None:
    """Directions are decided on the rounded change."""
    theirs = {key: text[0] for key, text in printed(shipped).items() if text[:1] in ("↑", "→", "↓")}
    ours = arrows(shipped)
    assert len(theirs) == 88
    assert ours == theirs


def test_deciding_on_the_exact_change_makes_one_arrow_differ(shipped: Project) -> None:
    """LAC12 (%) rose 9.80 %: the dataset's own switch shows why it has to be the rounded one."""
    dataset = evolve(shipped.dataset(), change=ChangeRule(decided_on="exact"))
    evaluation = kpilib.evaluate(shipped, dataset=dataset)
    theirs = arrows(shipped)
    differing = {
        (ref, name)
        for ref, name in theirs
        if evaluation.column(ref, name).at("2016-09").text[0] != theirs[ref, name]
    }
    assert differing == {("LAC12 (%)", "change_year")}


def test_populations_that_the_printed_rates_allow(shipped: Project) -> None:
    """The two mid-year estimates come out of the printed rates alone."""
    cells = printed(shipped)
    pairs: dict[bool, tuple[list[str], list[str]]] = {False: ([], []), True: ([], [])}
    for rate in ("M2-NI", "CP1-NI", "CP2-NI", "CP6B-NI", "LAC1-NI"):
        count = rate.removesuffix("-NI")
        for period in kpilib.report(shipped, period="2016-09").periods:
            counts, rates = pairs[period == "2016-09"]
            counts.append(cells[count, period])
            rates.append(cells[rate, period])
    assert kpilib.denominator_interval(*pairs[False]) == (47_863, 47_891)
    assert kpilib.denominator_interval(*pairs[True]) == (49_069, 49_349)


def test_json_report_has_the_documented_layout(shipped: Project) -> None:
    """Names and texts of the first row are those of the reference page."""
    data = as_data(kpilib.report(shipped, period="2016-09"))
    assert list(data) == ["dataset", "geography", "title", "period", "periods", "rows"]
    row = data["rows"][0]
    assert row["values"][0] == {
        "period": "2015-09", "value": 1172, "text": "1172", "reason": None,
    }  # fmt: skip
    assert row["columns"]["change_month"] == {
        "value": pytest.approx(7.480029048656501), "rounded": 7, "direction": "similar",
        "judgement": None, "text": "→ 7", "reason": None,
    }  # fmt: skip
    assert row["columns"]["average_12"]["text"] == "1211"
    assert row["columns"]["sn"] == {
        "value": None, "text": "Local ind'ctr", "reason": "no comparator",
    }  # fmt: skip
    assert json.dumps(data, allow_nan=False)


def test_judgements_follow_polarity(shipped: Project) -> None:
    """EH5-QL rose and low is good; LAC10 (%) rose and is not judged."""
    rows = {row.ref: row for row in kpilib.report(shipped, period="2016-09").rows}
    assert rows["EH5-QL"].columns["change_month"].judgement == "negative"
    assert rows["CP3-QL"].columns["change_month"].judgement == "positive"
    assert rows["LAC10 (%)"].columns["change_year"].judgement is None
    assert rows["LAC7-QL"].columns["change_month"].judgement == "similar"


def test_shipped_figures_are_what_the_importer_makes_of_the_table(
    shipped: Project, tmp_path: Path
) -> None:
    """Observations and published cells come from the fixture, to the byte."""
    copy = tmp_path / "project"
    shutil.copytree(ROOT / "indicators", copy / "indicators")
    shutil.copytree(ROOT / "specs", copy / "specs")
    (copy / "kpilib.toml").write_text("")
    for name in ("observations", "published"):
        shutil.rmtree(copy / "specs" / DATASET / name)
    project = kpilib.read(copy)
    table = ROOT / "tests" / "fixtures" / "monthly-2016-09.tsv"
    found = import_tables(project, project.dataset(), [table], Period.parse("2016-09"))
    assert len(found.added) == 417
    assert [fault.span.line for fault in found.findings] == [26]
    assert "Aug 16cv" in found.findings[0].message
    observations = written(found.added, "council")
    cells = csv_text((("ref", "column", "printed"), *found.published))
    assert observations == (FOLDER / "observations" / "2016-09.csv").read_text("utf-8")
    assert cells == (FOLDER / "published" / "2016-09.csv").read_text("utf-8")


def copied(tmp_path: Path) -> Path:
    copy = tmp_path / "project"
    shutil.copytree(ROOT / "indicators", copy / "indicators")
    shutil.copytree(ROOT / "specs", copy / "specs")
    (copy / "kpilib.toml").write_text("")
    return copy


def test_any_changed_published_cell_is_found(shipped: Project, tmp_path: Path) -> None:
    """Fifty random cells, one at a time: each is unexplained or stale."""
    copy = copied(tmp_path)
    path = copy / "specs" / DATASET / "published" / "2016-09.csv"
    lines = path.read_text("utf-8").splitlines()
    project = kpilib.read(copy)
    for place in random.Random(16).sample(range(1, len(lines)), 50):
        changed = list(lines)
        changed[place] += "1"
        path.write_text("\n".join(changed) + "\n", "utf-8")
        found = kpilib.reconcile(project, period="2016-09")
        assert not found.is_clean, lines[place]
        assert found.unexplained + found.stale == 1


def test_an_observation_that_moves_a_printed_figure_is_found(tmp_path: Path) -> None:
    """One more contact in September and the report no longer says what was printed."""
    copy = copied(tmp_path)
    path = copy / "specs" / DATASET / "observations" / "2016-09.csv"
    path.write_text(path.read_text("utf-8").replace("M1,2016-09,1480", "M1,2016-09,1580"), "utf-8")
    found = kpilib.reconcile(kpilib.read(copy), period="2016-09")
    assert found.unexplained > 3


def test_restating_lac3_moves_nine_cells(shipped: Project, tmp_path: Path) -> None:
    """The commentary calls the 17 of LAC3 one short; with 18 the arrow of LAC12 (%) turns.

    The report as of the day before is, in every format, the one that was printed then.
    """
    copy = kpilib.read(copied(tmp_path))
    store = copy.store()
    row = Observation("LAC3", "council", month("2016-09"), "18", note="one was missed")
    store.append([row], "2016-11-01", "correction")
    restated = kpilib.read(copy.root)
    assert restated.findings == ()
    now = kpilib.report(restated, period="2016-09")
    before = kpilib.report(shipped, period="2016-09")
    cells = moved(before, now)
    assert len(cells) == 9
    assert Counter(cell.ref for cell in cells) == {"LAC3": 3, "LAC6 (%)": 3, "LAC12 (%)": 3}
    (turned,) = (c for c in cells if (c.ref, c.column) == ("LAC12 (%)", "change_year"))
    assert (turned.before, turned.after) == ("↑ 10", "→ 4")
    marked = {(r.ref, v.period) for r in now.rows for v in r.values if v.mark == "r"}
    assert marked == {(ref, "2016-09") for ref in ("LAC3", "LAC6 (%)", "LAC12 (%)")}
    then = kpilib.report(restated, period="2016-09", as_of="2016-10-31")
    for write in (to_json, to_csv, to_markdown, to_text):
        assert write(then) == write(before)
        assert write(now) != write(before)
    changes = with_changes(restated, now, None, None).changes
    assert changes == Changes("2016-10-31", cells)
    assert with_changes(restated, then, "2016-10-31", None).changes == Changes(None, ())
    assert with_changes(restated, now, None, "2016-10-31").changes == Changes("2016-10-31", cells)


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("M3", ["300 / 1377", "417 / 1480", "21.79", "28.18", "29.33", "29 >= 10"]),
        ("M2-NI", ["417 / 49209 x 10000", "in force from 2016-09", "49069-49349"]),
        ("EH1", ["no value (ended)", "452"]),
        ("CP5-QL", ["5 / 17 x 100", "low is good: negative"]),
        ("LAC6 (val)", ["5330 of 2014/15 / 12"]),
        ("CP2b", ["no value (no base)"]),
    ],
)
def test_explain_shows_how_a_figure_came_about(
    shipped: Project, ref: str, words: list[str]
) -> None:
    """Formula, inputs, denominator, rounding and the rule of the arrow are all there."""
    text = str(kpilib.explain(shipped, ref, "2016-09"))
    for word in words:
        assert word in text


def test_explain_and_report_print_the_same(shipped: Project) -> None:
    """Exact evaluation and arrays agree on every printed column of every row."""
    for row in kpilib.report(shipped, period="2016-09").rows:
        outline = kpilib.explain(shipped, row.ref, "2016-09")
        heads = [part.head for part in outline.parts]
        for cell in row.columns.values():
            if cell.value is not None:
                assert any(head.endswith(f": {cell.text}") for head in heads), (row.ref, heads)
