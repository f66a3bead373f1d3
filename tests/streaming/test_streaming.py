"""Block by block gives the figures of one evaluation, from every store and into every sink."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings

import kpilib
from kpilib.figures.report import tidy
from kpilib.figures.streams.blocks import Blocks
from kpilib.figures.streams.parquet_source import ParquetSource
from kpilib.figures.streams.sinks import write
from kpilib.figures.streams.tables import plain_table, printed
from kpilib.project.stores.duckdb_store import duckdb_store
from kpilib.project.stores.memory import MemoryStore
from kpilib.project.stores.opening import store_at
from kpilib.project.stores.parquet import write_parquet
from kpilib.project.stores.sqlite import SqliteStore
from kpilib.values.errors import StoreError
from kpilib.values.period import Period
from tests.conftest import ROOT
from tests.differential.cases import COLUMNS, Case, cases, thorough
from tests.differential.engines import evaluated, figures, kernel


@given(cases())
@settings(max_examples=25)
def test_tables_hold_what_lines_say(case: Case) -> None:
    """Values, reasons, printed texts, directions: column by column as cell by cell."""
    if not len(case.observations):
        return
    evaluation = evaluated(case)
    table = plain_table(evaluation, [*COLUMNS])
    rows = (tuple(row.values())[:-1] for row in table.to_pylist())
    told = {key: figure[:4] for key, figure in figures(rows)}
    assert told == {key: figure[:4] for key, figure in kernel(case).items()}


def test_thousands_and_large_figures_are_printed_as_lines_say() -> None:
    """Commas in changes; figures beyond what a float holds, from their fractions."""
    for case in thorough():
        evaluation = evaluated(case)
        for ref in evaluation.refs:
            for line in (evaluation[ref], *(evaluation.column(ref, name) for name in COLUMNS)):
                if line is not None:
                    texts = [
                        None if line.cell(place, month).reason else line.cell(place, month).text
                        for place in range(len(evaluation.geographies))
                        for month in range(len(evaluation.periods))
                    ]
                    assert printed(line).to_pylist() == texts


PROJECT = {
    "kpilib.toml": "",
    "indicators/a.yaml": (
        "- {ref: A, title: A, area: a, owner: o, unit: count, measure: flow}\n"
        "- {ref: B, title: B, area: a, owner: o, unit: count, measure: flow}\n"
        "- {ref: P, title: P, area: a, owner: o, formula: 'percent([A], [B])', decimals: 1}\n"
    ),
    "specs/areas.yaml": "areas: {a: A}\n",
    "specs/people.yaml": "people: {o: {name: O}}\n",
    "specs/d/dataset.yaml": (
        "dataset: d\ntitle: D\nfrequency: monthly\ncolumns:\n"
        "  - {id: change_month, heading: c, formula: 'change(value, months=1)'}\n"
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> kpilib.Project:
    """Lay out a project whose observations are elsewhere."""
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return kpilib.read(tmp_path)


def observations() -> list[kpilib.Observation]:
    """Give counts of nine places and five months, with gaps, markers and long decimals."""
    chance = np.random.default_rng(3)
    found = []
    for place in range(9):
        for number in range(5):
            for ref in "AB":
                text = str(chance.integers(0, 300))
                if (place + number) % 7 == 0:
                    text = "1234567890123.4567"
                month = Period.parse("2016-01").first + number
                if (place * number) % 5 != 3:
                    hidden = "c" if text.endswith("7") and len(text) < 9 else None
                    value = None if hidden else text
                    found.append(kpilib.Observation(ref, f"g{place}", month, value, hidden))
    return found


def store_in(kind: str, folder: Path) -> object:
    """Give a source of the observations, some restated."""
    restated = kpilib.Observation("A", "g2", Period.parse("2016-03").first, "7", None)
    store = {
        "memory": MemoryStore,
        "sqlite": lambda: SqliteStore.create(folder / "s.sqlite"),
        "duckdb": lambda: duckdb_store(folder / "s.duckdb", create=True),
        "parquet": MemoryStore,
    }[kind]()
    store.append(observations())  # type: ignore[attr-defined]
    store.append([restated], "2016-07-01")  # type: ignore[attr-defined]
    if kind != "parquet":
        return store
    write_parquet(store, folder / "s.parquet")  # type: ignore[arg-type]
    return ParquetSource(folder / "s.parquet")


@pytest.mark.parametrize("kind", ["memory", "sqlite", "duckdb", "parquet"])
@pytest.mark.parametrize("as_of", [None, "2016-06-30"])
def test_every_source_gives_the_same(
    kind: str, as_of: str | None, project: kpilib.Project, tmp_path: Path
) -> None:
    """Blocks of two places: all months, all places, restatements as of the day asked for."""
    with closing(store_in(kind, tmp_path)) as source:  # type: ignore[type-var]
        blocks = Blocks(project, source, as_of=as_of, size=2)  # type: ignore[arg-type]
        assert len(blocks) == 5
        streamed = sorted(cell for block in blocks for cell in tidy.cells_of(block))
        whole = kpilib.evaluate(project, source.read(as_of=as_of))  # type: ignore[attr-defined]
    assert streamed == sorted(tidy.cells_of(whole))
    assert len(streamed) == 3 * 9 * 5
    value = {cell[:3]: cell[3] for cell in streamed}["A", "g2", "2016-03"]
    assert (value == 7) == (as_of is None)


@pytest.mark.parametrize("ending", ["csv", "parquet", "sqlite"])
def test_every_sink_holds_the_same(ending: str, project: kpilib.Project, tmp_path: Path) -> None:
    """A CSV file, a Parquet file with changes, a store."""
    source = store_in("memory", tmp_path)
    blocks = Blocks(project, source, size=4)  # type: ignore[arg-type]
    target = tmp_path / f"figures.{ending}"
    expected = sorted(cell for block in blocks for cell in tidy.cells_of(block))
    cells = write(blocks, target, ["change_month"] if ending == "parquet" else ())
    if ending == "csv":
        assert cells == 135
        assert sorted(target.read_text("utf-8").splitlines()[1:]) == sorted(
            tidy.to_csv(expected).splitlines()[1:]
        )
    elif ending == "parquet":
        table = pyarrow.parquet.read_table(target)
        assert cells == len(table) == 270
        own = [row for row in table.to_pylist() if row["column"] == ""]
        found = sorted(
            (r["ref"], r["geography"], r["period"], r["value"], r["reason"], r["printed"] or "")
            for r in own
        )
        assert found == expected
        assert {row["direction"] for row in table.to_pylist()} == {None, "up", "down", "similar"}
    else:
        with closing(store_at(target, "d")) as store:
            stored = {
                (row.ref, row.geography, str(Period.month(row.month)), float(row.value))
                for row in store.rows()
                if row.value is not None
            }
        assert stored == {cell[:4] for cell in expected if cell[3] is not None}


def test_only_what_is_asked_for_is_read(project: kpilib.Project, tmp_path: Path) -> None:
    """One row reads its inputs and no more; months asked for are the months given."""
    source = store_in("memory", tmp_path)
    blocks = Blocks(project, source, refs=["A"], start="2016-02", end="2016-03", size=9)  # type: ignore[arg-type]
    (block,) = blocks
    assert block.refs == ("A",)
    assert [str(period) for period in block.periods] == ["2016-02", "2016-03"]
    assert set(block.blocks.panel.blocks) == {"A"}


def test_files_that_are_no_observations_are_named(tmp_path: Path) -> None:
    """Text, other columns, nothing there."""
    (tmp_path / "a.parquet").write_text("nothing of the kind", "utf-8")
    with pytest.raises(StoreError, match=r"a\.parquet is no Parquet file"):
        ParquetSource(tmp_path / "a.parquet")
    pyarrow.parquet.write_table(pyarrow.table({"x": [1]}), tmp_path / "b.parquet")
    with pytest.raises(StoreError, match="has not the columns"):
        ParquetSource(tmp_path / "b.parquet")
    table = pyarrow.table({"ref": ["A"], "geography": ["g"], "period": ["soon"], "value": ["1"]})
    pyarrow.parquet.write_table(table, tmp_path / "c.parquet")
    with pytest.raises(StoreError, match="holds no observations that can be read"):
        ParquetSource(tmp_path / "c.parquet").read(())


def test_a_sink_that_breaks_off_leaves_the_old_file(
    project: kpilib.Project, tmp_path: Path
) -> None:
    """Nothing half-written stands where a file was."""
    target = tmp_path / "f.parquet"
    target.write_bytes(b"old")

    def broken() -> object:
        yield next(iter(Blocks(project, store_in("memory", tmp_path), size=4)))  # type: ignore[arg-type]
        raise StoreError("gone")

    with pytest.raises(StoreError, match="gone"):
        write(broken(), target)  # type: ignore[arg-type]
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.glob(".f*")] == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--stream"], "--stream needs -o"),
        (["--observations", "x.parquet"], "--observations goes with --stream"),
        (["--stream", "-o", "x.csv", "--engine", "duckdb"], "leave out --engine"),
        (["--engine", "duckdb", "--refs", "M33"], "no indicator is called `M33`; did you mean"),
    ],
)
def test_what_does_not_go_together_is_said(given: list[str], words: str) -> None:
    """On the command line, in one sentence."""
    command = [sys.executable, "-m", "kpilib", "evaluate", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_duckdb_and_streams_print_what_the_kernel_prints(tmp_path: Path) -> None:
    """The shipped dataset: the same bytes, by every way of `kpilib evaluate`."""
    command = [sys.executable, "-m", "kpilib", "evaluate"]
    plain = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    by_duckdb = subprocess.run(
        [*command, "--engine", "duckdb"], cwd=ROOT, capture_output=True, check=True
    )
    assert by_duckdb.stdout == plain
    target = tmp_path / "x.csv"
    subprocess.run([*command, "--stream", "-o", str(target)], cwd=ROOT, check=True)
    assert target.read_bytes() == plain
