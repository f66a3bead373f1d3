"""Figures as others read them: open data, Parquet, Arrow, pandas, polars."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import kpilib
from kpilib import Project
from kpilib.commands import main
from kpilib.figures.report import tidy
from kpilib.project import interchange
from kpilib.publications import open_data
from kpilib.values.errors import UsageError
from tests.conftest import BASE, Make, indicator, lay
from tests.unit.catalogues import panel

OBSERVED = (
    "ref,period,value,geography,marker\nA,2016-08,5,north,\nA,2016-09,6,north,\nA,2016-09,,south,c\n"
    "B,2016-08,0,north,\nB,2016-09,4,north,\nP,2016-08,12.5,north,\n"
)
PLACES = (
    "geographies:\n  north: {name: North Town, code: E08000001, old_code: '301', region_name: N,\n"
    "    region_code: E12000001}\n  south: {name: The South, level: Regional, code: E12000008}\n"
)


@pytest.fixture
def project(make: Make) -> Project:
    allowed = "{KPI503: it is a test}"
    rows = (
        indicator("A")
        + indicator("B", ended="2016-09")
        + indicator("C (%)", formula='"percent([A], [B])"')
    )
    rows += indicator("P", unit="percent", measure=None, decimals=1, allow=allowed)
    return make(rows, **{"specs/d/observations/a.csv": OBSERVED, "specs/geographies.yaml": PLACES})


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_open_data_have_a_row_a_month_and_place(project: Project) -> None:
    """Columns of the standard, an indicator a column, symbols for what has no value."""
    found = table(open_data.data_file(kpilib.evaluate(project)))
    assert [(r["time_period"], r["time_identifier"], r["geographic_level"]) for r in found] == [
        ("2016", "August", "Local authority"), ("2016", "August", "Regional"),
        ("2016", "September", "Local authority"), ("2016", "September", "Regional"),
    ]  # fmt: skip
    north, south = found[2], found[3]
    assert (north["la_name"], north["new_la_code"], north["old_la_code"]) == (
        "North Town", "E08000001", "301",
    )  # fmt: skip
    assert (south["region_name"], south["region_code"], south["la_name"]) == (
        "The South", "E12000008", "",
    )  # fmt: skip
    assert (north["country_code"], north["region_name"]) == ("E92000001", "N")
    assert [north[name] for name in ("a", "b", "c_percent", "p")] == ["6", "4", "150", "x"]
    assert [south[name] for name in ("a", "b", "c_percent", "p")] == ["c", "x", "c", "x"]
    assert found[0]["c_percent"] == "x"


def test_metadata_name_every_column(project: Project) -> None:
    """Label, group, unit and decimals as the standard's metadata file has them."""
    found = table(open_data.metadata_file(kpilib.evaluate(project)))
    assert [row["col_name"] for row in found] == ["a", "b", "c_percent", "p"]
    assert found[3] == {
        "col_name": "p", "col_type": "Indicator", "label": "Title of P (P)",
        "indicator_grouping": "MASH", "indicator_unit": "%", "indicator_dp": "1",
        "filter_hint": "", "filter_grouping_column": "",
    }  # fmt: skip


def test_export_writes_both_files_and_parquet(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command; places without codes are named."""
    out = tmp_path / "out"
    out.mkdir()
    at = ["--project", str(project.root), "-o", str(out)]
    assert main(["export", *at]) == 0
    assert {path.name for path in out.iterdir()} == {"d.csv", "d.meta.csv"}
    assert capsys.readouterr().err == ""
    lay(project.root, {"specs/geographies.yaml": "geographies: {}\n"})
    assert main(["export", "--refs", "A", *at]) == 0
    assert "no codes are declared of north, south" in capsys.readouterr().err
    assert main(["export", "--format", "parquet", *at]) == 0
    read = pyarrow.parquet.read_table(out / "d.parquet")
    assert read.column_names == ["ref", "geography", "period", "value", "reason"]
    made = tmp_path / "no" / "where"
    assert main(["export", "-o", str(made), "--project", str(project.root)]) == 0
    assert {path.name for path in made.iterdir()} == {"d.csv", "d.meta.csv"}


def test_geographies_are_checked(make: Make) -> None:
    """A register like the others."""
    text = "geographies:\n  a: {level: County}\n  b: North\n  c: {name: C, code: E1}\n"
    project = make(indicator("A"), **{"specs/geographies.yaml": text})
    assert [(f.code, f.span.line) for f in project.findings] == [
        ("KPI105", 2), ("KPI106", 2), ("KPI106", 3),
    ]  # fmt: skip
    assert list(project.catalogue.registers.geographies) == ["c"]
    assert set(BASE)


def test_pandas_polars_and_arrow_hold_what_csv_holds(project: Project) -> None:
    """The same rows in the same order, null where there is no value or reason."""
    evaluation = kpilib.evaluate(project)
    wanted = [
        (r["ref"], r["geography"], r["period"], float(r["value"]) if r["value"] else None,
         r["reason"] or None)
        for r in table(tidy.to_csv(tidy.cells_of(evaluation)))
    ]  # fmt: skip
    frame = evaluation.to_pandas()
    texts = frame.astype(object).where(frame.notna(), None)
    assert [tuple(row) for row in texts.itertuples(index=False)] == wanted
    assert evaluation.to_polars().rows() == wanted
    assert [tuple(row.values()) for row in evaluation.to_arrow().to_pylist()] == wanted
    assert polars.DataFrame(evaluation).cast(polars.String).height == len(wanted)
    assert pyarrow.table(evaluation).column("value").null_count == sum(
        v is None for *_, v, _ in wanted
    )


def test_a_panel_is_handed_over_too(project: Project) -> None:
    """Collected values only; a cell of which nothing was said has no reason."""
    frame = project.panel().to_pandas()
    assert list(frame.columns) == ["ref", "geography", "period", "value", "reason"]
    assert len(frame) == 3 * 2 * 2
    row = frame[(frame.ref == "A") & (frame.geography == "south") & (frame.period == "2016-09")]
    assert row.reason.tolist() == ["confidential"]
    assert frame.value.notna().sum() == 5
    assert pyarrow.table(panel(A=[1, np.nan])).to_pydict()["value"] == [1, None]
    assert panel(A=[1, np.nan]).to_polars()["value"].to_list() == [1, None]


def test_a_library_that_is_missing_is_one_sentence(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no traceback of an import."""
    import importlib

    def missing(name: str) -> object:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    for give in (interchange.to_arrow, interchange.to_pandas, interchange.to_polars):
        with pytest.raises(UsageError, match=r"is not installed: pip install"):
            give({})
    assert pandas.__name__
