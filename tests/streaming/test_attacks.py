"""What a fresh reader found in streams and SQL, each as a test."""

from __future__ import annotations

import datetime
import pickle
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

import kpilib
from kpilib.figures.sql.running import figures
from kpilib.figures.sql.script import script
from kpilib.figures.streams import Blocks, ParquetSource, write
from kpilib.project.stores.memory import MemoryStore
from kpilib.project.stores.opening import store_at
from kpilib.values.errors import StoreError, UsageError
from tests.conftest import lay
from tests.differential.cases import dataset
from tests.streaming.test_streaming import PROJECT, observations


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lay out a project with a column that reads another row, and few observations."""
    files = PROJECT | {
        "specs/d/observations/o.csv": "ref,period,value\nA,2020-01,3\nB,2020-01,4\n",
        "specs/d/dataset.yaml": (
            "dataset: d\ntitle: D\nfrequency: monthly\ncolumns:\n"
            "  - {id: share, heading: c, formula: 'percent([A], [B])'}\n"
        ),
    }
    lay(tmp_path, files)
    return tmp_path


def run(folder: Path, *given: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the project."""
    command = [sys.executable, "-m", "kpilib", *given]
    root = str(Path(kpilib.__file__).parents[1])
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8",
        env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def test_what_only_a_column_reads_is_read(folder: Path) -> None:
    """Rows that are asked for, with a column that divides by another row."""
    project = kpilib.read(folder)
    (block,) = Blocks(project, project.store(), refs="A")
    line = block.column("A", "share")
    assert line is not None
    assert line.cell(0, 0).value == 75


def test_nothing_observed_is_answered_alike(folder: Path) -> None:
    """By the kernel, by streams; DuckDB says that it has no place."""
    (folder / "specs/d/observations/o.csv").write_text("ref,period,value\n", "utf-8")
    plain = run(folder, "evaluate")
    assert "nothing is observed, so the months have to be named" in plain.stderr
    assert run(folder, "evaluate", "--stream", "-o", "z.csv").stderr == plain.stderr
    months = ("--from", "2020-01", "--to", "2020-02")
    named = run(folder, "evaluate", *months)
    assert run(folder, "evaluate", "--stream", "-o", "z.csv", *months).returncode == 0
    assert (folder / "z.csv").read_text("utf-8") == named.stdout
    for given in (months, ()):
        by_duckdb = run(folder, "evaluate", "--engine", "duckdb", *given)
        assert by_duckdb.returncode == 2
        assert "leave out --engine" in by_duckdb.stderr


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--engine", "duckdb", "--from", "2021-01", "--to", "2020-01"), "comes before 2021-01"),
        (("--stream", "--format", "json", "-o", "q.csv"), "leave out --format"),
        (("--stream", "-o", ""), "figures go to a file that ends in"),
        (("--stream", "-o", "specs/d/observations"), "figures go to a file that ends in"),
        (("--stream", "-o", "a.sqlite"), "a.sqlite is a folder"),
        (("--stream", "-o", "q.csv", "--observations", ""), "is no file that is there"),
        (("--stream", "-o", "q.csv", "--observations", "kpilib.toml"), "is no Parquet file"),
    ],
)
def test_what_cannot_be_is_said(folder: Path, given: tuple[str, ...], words: str) -> None:
    """In one sentence, with exit code 2."""
    (folder / "a.sqlite").mkdir()
    done = run(folder, "evaluate", *given)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_store_that_is_read_is_no_sink(folder: Path) -> None:
    """Figures do not become observations of their own dataset; elsewhere they keep its name."""
    (folder / "kpilib.toml").write_text('store = "s.sqlite"\n', "utf-8")
    assert run(folder, "store", "init").returncode == 0
    assert run(folder, "store", "import", "specs/d/observations").returncode == 0
    done = run(folder, "evaluate", "--stream", "-o", "s.sqlite")
    assert done.returncode == 2
    assert "s.sqlite is the store that is read" in done.stderr
    assert run(folder, "evaluate", "--stream", "-o", "t.sqlite").returncode == 0
    with closing(store_at(folder / "t.sqlite", "d")) as store:
        assert {row.ref for row in store.rows()} == {"A", "B", "P"}


def test_a_project_without_indicators_is_said(tmp_path: Path) -> None:
    """By sql and by DuckDB."""
    lay(tmp_path, {"kpilib.toml": ""})
    for given in (("sql",), ("evaluate", "--engine", "duckdb")):
        done = run(tmp_path, *given)
        assert done.returncode == 2
        assert "there is no indicator that SQL can work out" in done.stderr


def table(**given: Any) -> pyarrow.Table:
    plain = {"ref": ["A", "A"], "geography": ["local", "local"], "period": ["2020-01", "2020-02"],
             "value": ["1", "2"]}  # fmt: skip
    return pyarrow.table(plain | given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ref": ["A", None]}, "a row has no ref"),
        ({"period": ["2020-01", None]}, "a row has no period"),
        ({"period": [datetime.date(2020, 1, 1)] * 2}, "`period` has to be text, such as 2016-09"),
        ({"period": [202001, 202002]}, "`period` has to be text"),
        ({"ref": [b"A", b"A"]}, "`ref` has to be text; it is binary"),
        ({"value": ["nan", "1"]}, "`nan` is no value"),
        ({"value": ["1e5", "1"]}, "`1e5` is no value"),
        ({"value": [None, "1"], "marker": ["q", None]}, "`q` is no marker"),
        ({"marker": [1, 2]}, "`marker` has to be text"),
        ({"value": [float("inf"), 1.0]}, "a figure without end"),
    ],
)
def test_parquet_that_is_no_observations_is_named(
    given: dict[str, Any], words: str, tmp_path: Path
) -> None:
    """Types and values that would have been read as something else, or as nothing."""
    pyarrow.parquet.write_table(table(**given), tmp_path / "x.parquet")
    with pytest.raises(StoreError, match=words):
        ParquetSource(tmp_path / "x.parquet").read()


@pytest.mark.parametrize(
    "given",
    [
        {"value": [1.0, 2.0]},
        {"value": [1, 2]},
        {"value": pyarrow.array(["1", "2"]).dictionary_encode()},
        {"value": pyarrow.array([Decimal("1.00"), Decimal("2.00")])},
        {"geography": [None, ""]},
        {"number": [7.0, float("nan")]},
        {"recorded": [datetime.date(2020, 3, 1)] * 2},
    ],
)
def test_parquet_as_others_write_it_is_read(given: dict[str, Any], tmp_path: Path) -> None:
    """Numbers, categories, decimals, days as dates, places left out."""
    pyarrow.parquet.write_table(table(**given), tmp_path / "x.parquet")
    panel = ParquetSource(tmp_path / "x.parquet").read(as_of="2020-05-01")
    assert panel.geographies == ("local",)
    assert panel.block("A").values.T.tolist() == [[1.0, 2.0]]


def test_a_size_is_one_or_more(folder: Path) -> None:
    """And a sink without a block writes nothing."""
    project = kpilib.read(folder)
    with pytest.raises(UsageError, match="one geography or more"):
        Blocks(project, MemoryStore.of(observations()), size=-1)
    with pytest.raises(UsageError, match="no figure to write"):
        write(iter(()), folder / "e.parquet")
    assert not (folder / "e.parquet").exists()


def test_dialects_that_are_no_sql_are_refused(folder: Path) -> None:
    """One that was never run is remarked on at the top."""
    with pytest.raises(UsageError, match="cannot be said in the dialect `prql`"):
        script(kpilib.read(folder), dialect="prql")
    text = script(kpilib.read(folder), dialect="snowflake")
    assert text.startswith("/* written for snowflake, with which it was never run */")


def test_means_of_decimals_differ_in_their_last_bits_at_most(folder: Path) -> None:
    """DuckDB's own order of adding up: the printed text is the same."""
    found = {cell[:3]: cell for cell in figures(kpilib.read(folder))}
    assert found["P", "local", "2020-01"][3:] == (75.0, None, "75.0%")


def test_an_evaluated_catalogue_goes_to_another_process(folder: Path) -> None:
    """With what it remembers of columns that have no meaning for some rows."""
    catalogue = kpilib.read(folder).catalogue
    chosen = dataset()
    panel = kpilib.Panel.from_arrays("2020-01", ["x"], {"A": [[1.0, 2.0]], "B": [[4.0, 4.0]]})
    before = kpilib.evaluate(catalogue, panel, dataset=chosen)
    before.work_out()
    sent, also = pickle.loads(pickle.dumps((catalogue, chosen)))
    after = kpilib.evaluate(sent, panel, dataset=also)
    for ref in before.refs:
        assert after[ref].cell(0, 1) == before[ref].cell(0, 1)
